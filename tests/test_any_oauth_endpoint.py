"""docs/any-oauth-endpoint.md is true: its command judges a server that none of us wrote, its file is a target."""

import json
import re
import shlex
from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.reference.setting_up import APP, SECRETS
from conformance.report.allure_html import Missing
from conformance.target import Expect, read_target
from tests.peers.findings import known
from tests.peers.running import serving
from tests.test_peers import with_environment

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "any-oauth-endpoint.md").read_text(encoding="utf-8")
PEER = "authlib_flask"
LACKING = {
    "BASIC-SECRET": "not-testable",
    "BASIC-SECRET-CHARACTERS": "not-testable",
    "RES-PER-CLIENT": "not-testable",
    "RES-RESOURCE": "not-applicable",
    "RES-RESOURCE-GUARDED": "not-applicable",
}
"""What options cannot say, a second client and a protected resource, and what becomes of the rows that need them."""


def command_of(endpoint: str) -> list[str]:
    """The command of the page, with the endpoint and the client that there are."""
    (block,) = re.findall(r"^(conformance run (?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
    words = shlex.split(block.replace("\\\n", " "))[1:]
    real = {"https://acme.example/oauth/token": endpoint, "acme-app": APP}
    return [real.get(word, word) for word in words]


def test_the_command_of_the_page_judges_a_server_of_the_general_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_environment(PEER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))
    monkeypatch.setenv("ACME_SECRET", SECRETS[APP])
    with serving(PEER) as endpoint:
        assert run_command_line(command_of(endpoint)) == Status.VIOLATED
    (target,) = json.loads((tmp_path / "reports" / "127.0.0.1" / "results.json").read_text())["targets"]
    outcomes = {row["id"]: row["outcome"] for row in target["requirements"]}
    assert outcomes == {row: LACKING.get(row, known(PEER).outcome(row)) for row in outcomes}


def test_the_file_of_the_page_is_a_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", "s3cret-value")
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "acme.toml").write_text(block)
    target = read_target(tmp_path / "acme.toml")
    assert (target.client.credentials, target.client.scope, target.expect) == (
        "encoded",
        "read write",
        Expect("rfc6749"),
    )
    assert target.remarks == ()


def test_the_readme_leads_to_the_page() -> None:
    assert "(docs/any-oauth-endpoint.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
