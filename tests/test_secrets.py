"""No secret in any output: canaries are planted, and every output is searched for them."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from conformance import booking, exchange, plugin
from conformance.reference.changes import both, grant_edited, refusal_edited, without
from conformance.reference.design import Change, Design, Draft
from conformance.reference.server import running
from conformance.reference.setting_up import good_design
from tests.specimens import target_file

CHECKS = "expir or audience or scope or no_store or signature or typ or guess or resource"
Canaries = set[str]


def watched(canaries: Canaries) -> Change:
    """Let the endpoint note every assertion that it gets and every token that it gives, and echo both where it can."""

    def noting(attempt: object, draft: Draft) -> Draft:
        canaries.add(str(draft.member("access_token")))
        cookie = ("Set-Cookie", f"token={draft.member('access_token')}")
        return replace(draft, headers=(*draft.headers, cookie))

    def echoing(message: object, _: object, draft: Draft) -> Draft:
        sent = getattr(message, "body", b"").decode("latin-1")
        found = sent.partition("client_assertion=")[2].partition("&")[0]
        canaries.update(part for part in (found, found.rpartition(".")[2]) if len(part) > 100)
        return replace(draft, members=(*draft.members, ("error_description", f"you sent {found}")))

    return both(grant_edited(noting), refusal_edited(echoing), without("not-expired"))


def outputs_of(design: Design, directory: Path, *arguments: str) -> str:
    """Run the suites with every output on, and give all that was written and printed."""
    with running(design) as address, target_file(address.endpoint, address.resource) as target:
        out = ["--conformance-out", str(directory / "out"), "--alluredir", str(directory / "allure")]
        suites = str(Path(__file__).parents[1] / "suites")
        junit = ["--junitxml", str(directory / "junit.xml"), "-p", "no:cacheprovider"]
        pytest.main(
            [suites, *out, *junit, "--target", str(target), "-k", CHECKS, "-vv", "--tb=long", *arguments],
            plugins=[plugin],
        )
    return "\n".join(path.read_text(errors="replace") for path in directory.rglob("*") if path.is_file())


def spelled(canary: str) -> set[str]:
    """The spellings in which a canary could leave."""
    return {canary, quote(canary, safe=""), json.dumps(canary)[1:-1], base64.b64encode(canary.encode()).decode()}


def found_in(text: str, canaries: Canaries) -> set[str]:
    """The canaries that stand in a text in any spelling."""
    return {canary for canary in canaries if any(spelling in text for spelling in spelled(canary))}


def test_no_secret_reaches_any_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    canaries: Canaries = set()
    text = outputs_of(watched(canaries)(good_design()), tmp_path)
    captured = capfd.readouterr()
    assert len(canaries) > 20
    assert not found_in(text + captured.out + captured.err, canaries)


def test_without_redaction_the_search_finds_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shows(text: str, _: object) -> str:
        return text

    hiding: Callable[[str, object], str] = shows
    monkeypatch.setattr(exchange, "hide", hiding)
    monkeypatch.setattr(booking, "hide", hiding)
    canaries: Canaries = set()
    text = outputs_of(watched(canaries)(good_design()), tmp_path)
    text += capfd.readouterr().out
    tokens = {canary for canary in canaries if len(canary) < 100}
    assert found_in(text, tokens)
    assert found_in(text, canaries - tokens)
