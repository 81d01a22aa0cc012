"""The steps of one job of GitHub Actions: `run` as shell, `uses` as a composite action or a stand-in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.nightly.expressions import is_met, text_of
from tests.nightly.github_actions import STAND_INS
from tests.nightly.places import Places
from tests.nightly.shell import base, run_script

Document = dict[str, Any]


def read(path: Path) -> Document:
    """Read a YAML file as a runner does: with `on` as a text."""
    document: Document = YAML(typ="safe", pure=True).load(path)
    return document


@dataclass
class Job:
    """A job while it runs. replaced: scripts that stand in for steps of these names; summary: the job's page."""

    workspace: Path
    temporary: Path
    places: Places
    contexts: Document
    variables: dict[str, str]
    replaced: Mapping[str, Callable[["Job"], None]]
    failed: bool = False
    summary: str = ""
    ran: list[str] = field(default_factory=list)


def run_steps(job: Job, steps: list[Document], contexts: Document, variables: Mapping[str, str]) -> None:
    """Run steps one after the other, each where its `if` is met; what they give out goes into the contexts."""
    for step in steps:
        name = step.get("name") or step.get("uses") or "a script"
        if not is_met(step.get("if"), contexts, job.failed):
            continue
        job.ran.append(name)
        own = {**variables, **_texts(step.get("env", {}), contexts, job.failed)}
        if name in job.replaced:
            job.replaced[name](job)
        elif "run" in step:
            outputs = _run(job, step, contexts, own)
            contexts["steps"][step.get("id", "")] = {"outputs": outputs}
        else:
            outputs = _use(job, step, contexts, own)
            contexts["steps"][step.get("id", "")] = {"outputs": outputs}


def _texts(values: Document, contexts: Document, failed: bool) -> dict[str, str]:
    return {name: str(text_of(value, contexts, failed)) for name, value in values.items()}


def _run(job: Job, step: Document, contexts: Document, variables: Mapping[str, str]) -> dict[str, str]:
    assert "${{" not in step["run"], "an expression inside a script is how code gets into it"
    output, page = job.temporary / "output", job.temporary / "page"
    output.write_text("")
    page.write_text("")
    given = {**job.variables, **variables, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(page)}
    folder = job.workspace / step.get("working-directory", ".")
    status, said = run_script(step["run"], folder, given)
    job.places.said.append(said)
    job.summary += page.read_text()
    job.failed = job.failed or status != 0
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


def _use(job: Job, step: Document, contexts: Document, variables: Mapping[str, str]) -> dict[str, str]:
    inputs = _texts(step.get("with", {}), contexts, job.failed)
    if not step["uses"].startswith("./"):
        STAND_INS[step["uses"].partition("@")[0]](inputs, job.workspace, job.places)
        return {}
    folder = job.workspace / step["uses"]
    action = read(folder / "action.yml")
    assert set(inputs) <= set(action["inputs"]), "an input that the action does not have is ignored with a warning"
    defaults = {name: one.get("default", "") for name, one in action["inputs"].items()}
    github = {**contexts["github"], "action_path": str(folder)}
    inner = {**contexts, "inputs": {**defaults, **inputs}, "steps": {}, "github": github}
    failed_before, job.failed = job.failed, False  # inside an action `success()` asks for its own steps alone
    run_steps(job, action["runs"]["steps"], inner, variables)
    job.failed = job.failed or failed_before
    return {name: str(text_of(one["value"], inner)) for name, one in action["outputs"].items()}


def new_job(places: Places, name: str, contexts: Document, replaced: Mapping[str, Callable[[Job], None]]) -> Job:
    """Begin a job in an empty folder."""
    workspace = places.workspace(name)
    temporary = places.workspace(f"{name}.temporary")
    own = {"RUNNER_TEMP": str(temporary), "GITHUB_WORKSPACE": str(workspace), "GITHUB_ACTIONS": "true", "CI": "true"}
    with_steps = {**contexts, "steps": {}, "runner": {"temp": str(temporary)}}
    return Job(workspace, temporary, places, with_steps, {**base(places.root / "home"), **own}, replaced)
