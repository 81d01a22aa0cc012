"""The step that docs/nightly.md shows, with the real tool, against a served endpoint with a fault."""

import json
import re
import shutil
from pathlib import Path

from conformance.commands.embedded import endpoint_named, served
from tests.nightly.github import run_workflow
from tests.nightly.places import CHECKOUT, Places
from tests.nightly.programs import REAL, installed_as

FAULT = "compares-secrets-without-letter-case"
WORKFLOW = """
env: {{}}
jobs:
  judge:
    steps:
      - uses: actions/checkout@v0
      - uses: actions/checkout@v0
        with: {{repository: tool, path: .token-conformance}}
{step}
"""


def shown_step() -> str:
    """The YAML of docs/nightly.md for the tool in the workspace, with one target and as little to do as can be."""
    (step,) = re.findall(
        r"^```yaml\n(- uses: OWNER.*?)^```", (CHECKOUT / "docs" / "nightly.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert "      targets/acme.toml\n      targets/beta.toml\n" in step
    step = step.replace("      targets/beta.toml\n", "").replace(
        "OWNER/token-conformance@COMMIT", "./.token-conformance"
    )
    step = step.replace("  with:\n", '  with:\n    budget: quick\n    workers: "0"\n')
    return "".join(f"      {line}\n" for line in step.splitlines())


def test_the_shown_step_fails_for_a_violation_with_its_verdict_its_page_and_its_report(tmp_path: Path) -> None:
    project, tool = tmp_path / "project", tmp_path / "tool"
    tool.mkdir()
    shutil.copy(CHECKOUT / "action.yml", tool)
    with served(endpoint_named("basic", FAULT), project / "targets", 0, None) as (target, _):
        text = target.read_text()
        (secret, _) = re.findall(r'^secret = "(.*)"$', text, re.MULTILINE)
        target.rename(target.with_name("acme.toml")).write_text(
            text.replace(f'secret = "{secret}"', 'secret = { env = "ACME_SECRET" }')
        )
        (tmp_path / "workflow.yml").write_text(WORKFLOW.format(step=shown_step()))
        places = Places(tmp_path, project, tool)
        install = {"Install token-conformance": installed_as(REAL, tmp_path / "log")}
        night = run_workflow(tmp_path / "workflow.yml", places, secrets={"ACME_SECRET": secret}, replaced=install)
    assert night.results == {"judge": "failure"}
    assert places.said[-1] == "violates\n"  # what the second step of the example says
    assert "violates" in night.pages["judge"].splitlines()[0]
    assert "**BASIC-SECRET**" in night.pages["judge"]
    results = json.loads((tmp_path / "jobs" / "judge" / "reports" / "results.json").read_text())
    assert [one["verdict"] for one in results["targets"]] == ["violates"]
    assert secret not in places.said_together() + night.pages["judge"]
