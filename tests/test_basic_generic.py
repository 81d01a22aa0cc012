"""Endpoints of other pages than the one of the profile: no scope, RFC 6749's errors, credentials encoded as a form."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote_plus

import pytest

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import REMOVED, both, grant_with, setting, without
from conformance.reference.design import Change, Design
from conformance.reference.rules_secret import header_credentials
from tests import specimens
from tests.expected_outcomes import expected_of
from tests.specimens import Found, good, run


@pytest.fixture
def run_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Design, Callable[[str], str]], Found]:
    """Run the suite against a design with an edited target file."""

    def run_it(design: Design, edit: Callable[[str], str]) -> Found:
        written = specimens.target_text
        monkeypatch.setattr(specimens, "target_text", lambda *arguments: edit(written(*arguments)))
        return run(design)

    return run_it


def _decoded(attempt: Attempt) -> Credentials | None:
    given = header_credentials(attempt)
    return Credentials(unquote_plus(given.client), unquote_plus(given.secret)) if given else None


def _of_rfc_6749(design: Design) -> Design:
    return replace(design, refusal_edits=())


GENERIC: Change = both(
    without("scope-present", "scopes-are-known"),
    grant_with(scope=REMOVED, id_token=REMOVED, refresh_token=REMOVED),
    _of_rfc_6749,
)
NO_SCOPE = (
    *("BASIC-SCOPE-REQUIRED", "BASIC-SCOPE-NOT-WIDER", "BASIC-SCOPE-SPACES", "BASIC-SCOPE-UNKNOWN"),
    *("BASIC-RES-SCOPE", "BASIC-RES-SCOPE-PRESENT", "BASIC-OPTIONAL-TOKENS", "BASIC-ID-TOKEN-SIGNATURE"),
    "REQ-ORDER",
)


def test_an_endpoint_without_scopes_and_further_tokens_conforms(
    run_with: Callable[[Design, Callable[[str], str]], Found],
) -> None:
    def edit(text: str) -> str:
        lines = [line for line in text.splitlines() if not line.startswith("scope")]
        return "\n".join([*lines, "[expect]", 'error_body = "rfc6749"']) + "\n"

    found = run_with(GENERIC(good("basic")), edit)
    assert found.outcomes == expected_of("basic", dict.fromkeys(NO_SCOPE, "not-applicable"))
    assert (found.status, found.report.targets[0].verdict) == (0, "conforms")


def test_an_endpoint_that_reads_credentials_as_a_form_conforms(
    run_with: Callable[[Design, Callable[[str], str]], Found],
) -> None:
    def edit(text: str) -> str:
        return text.replace("secret = ", 'credentials = "encoded"\nsecret = ')

    found = run_with(setting(credentials=_decoded)(good("basic")), edit)
    assert found.outcomes == expected_of("basic", {})
    assert found.status == 0


def test_a_lone_client_with_one_scope_leaves_rows_that_say_what_to_add(
    run_with: Callable[[Design, Callable[[str], str]], Found],
) -> None:
    def edit(text: str) -> str:
        alone = text[: text.index("[other_client]")] + text[text.index("[limits]") :]
        return alone.replace("openid email profile inspect", "openid")

    found = run_with(good("basic"), edit)
    lacking = dict.fromkeys(("BASIC-SECRET", "BASIC-SECRET-CHARACTERS", "RES-PER-CLIENT"), "not-testable")
    assert found.outcomes == expected_of("basic", {**lacking, "BASIC-SCOPE-SPACES": "not-applicable"})
    assert (found.status, found.report.targets[0].verdict) == (10, "incomplete")
    reasons = {one.reason for one in found.report.run.checks if one.outcome == "not-testable"}
    assert all(reason and "other_client" in reason for reason in reasons)
