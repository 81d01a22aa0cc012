"""A target file of H2M that lacks a second user, client or provider, or one of whom cannot sign in: what is told."""

import re
from collections.abc import Callable

import pytest

from conformance.reference.wrecks import all_wrecks
from conformance.results import CheckResult
from tests import specimens
from tests.specimens import Found, good, run

PSEUDONYMS = ("-k", "pseudonym")


def run_with(
    monkeypatch: pytest.MonkeyPatch, edit: Callable[[str, str | None], str], arguments: tuple[str, ...]
) -> Found:
    """Run with target files that are edited as they are written; each is told the party of its other provider."""
    written = specimens.target_text

    def text(*given: object) -> str:
        provider = given[-1]
        assert isinstance(provider, specimens.Provider)
        return edit(written(*given), "first" if provider.other else "second")  # type: ignore[arg-type]

    monkeypatch.setattr(specimens, "target_text", text)
    return run(good("h2m"), arguments)


def checks_of(found: Found) -> dict[tuple[str, str | None], CheckResult]:
    return {(one.requirement, one.case): one for one in found.report.run.checks}


def lonely(text: str, _: str | None) -> str:
    """A target file with one user, one client and one provider."""
    text = re.sub(r"\[other_client\]\n(?:[^\[\n].*\n)*", "", text)
    text = re.sub(r"other_provider = .*\n", "", text)
    return re.sub(r'\[\[sign_in\.user\]\]\nname = "bob"\n(?:[^\[\n].*\n)*', "", text)


def test_one_user_at_one_client_is_told_which_lines_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run_with(monkeypatch, lonely, ())
    untested = {row: one for (row, _), one in checks_of(found).items() if one.outcome == "not-testable"}
    assert '[[sign_in.user]] with name = "…" and password' in str(untested["PS-HUMAN"].reason)
    assert '[other_client] with id = "…", key = "other.key.pem"' in str(untested["PS-CLIENT"].reason)
    assert 'other_provider = "second-idp.toml" under [sign_in]' in str(untested["PS-PROVIDER"].reason)
    others = {row: one.reason for row, one in untested.items() if not row.startswith("PS-")}
    assert {"H2M-CODE-CLIENT", "AZ-REQUEST-SIGNED", "RES-PER-CLIENT"} <= set(others)
    assert all("add [other_client]" in str(reason) for reason in others.values()), others
    assert not found.violated
    assert (found.status, found.report.targets[0].verdict) == (10, "incomplete")


def test_a_second_user_who_cannot_sign_in_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run_with(monkeypatch, lambda text, _: text.replace("battery-staple-23", "forgotten"), PSEUDONYMS)
    told = checks_of(found)["PS-HUMAN", None]
    assert told.outcome == "not-testable"
    assert 'the user "bob": no authorization code' in str(told.reason)
    assert "was not accepted" in str(told.reason)
    assert "add a second" not in str(told.reason)
    assert {one.outcome for (row, _), one in checks_of(found).items() if row != "PS-HUMAN"} == {"holds"}


def test_a_second_client_that_nobody_knows_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = "https://other-client.example/return"
    found = run_with(monkeypatch, lambda text, _: text.replace(unknown, f"{unknown}/elsewhere"), PSEUDONYMS)
    told = checks_of(found)["PS-CLIENT", None]
    assert told.outcome == "not-testable"
    assert "the second client: no authorization code: " in str(told.reason)
    assert "not registered" in str(told.reason)


def test_a_second_provider_where_nobody_can_sign_in_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def edit(text: str, which: str | None) -> str:
        return text.replace("correct-horse-17", "another") if which == "second" else text

    told = checks_of(run_with(monkeypatch, edit, PSEUDONYMS))["PS-PROVIDER", None]
    assert told.outcome == "not-testable"
    assert "the other provider: no authorization code: " in str(told.reason)
    assert "was not accepted" in str(told.reason)


def test_a_provider_that_never_answers_is_waited_for_once_and_not_for_every_check() -> None:
    silent = next(wreck for wreck in all_wrecks("h2m") if wreck.name == "silent")
    found = run(silent.change(good("h2m")), ("-k", "error_response"), timeout=0.3)
    asked = [one for one in found.report.run.exchanges if one.purpose == "a look at the clock"]
    assert len(asked) == 1
    assert {one.outcome for one in found.report.run.checks} == {"not-testable", "not-applicable"}
