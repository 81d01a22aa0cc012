"""A night of GitHub Actions: the jobs of a workflow in the order of their needs, each with its matrix."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.nightly.expressions import is_met, text_of
from tests.nightly.github_steps import Document, Job, new_job, read, run_steps
from tests.nightly.places import Places

_NIGHTS = count(1)


@dataclass
class Night:
    """What came of it: each job's result and page, and the names of the steps that ran."""

    results: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    ran: dict[str, list[str]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether GitHub would show it green."""
        return "failure" not in self.results.values()


def run_workflow(
    path: Path,
    places: Places,
    *,
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    replaced: Mapping[str, Callable[[Job], None]] | None = None,
    without: tuple[str, ...] = (),
) -> Night:
    """Run all jobs of a workflow but those named in `without`."""
    workflow, night = read(path), Night()
    shutil.rmtree(places.artifacts, ignore_errors=True)  # they belong to one run of the workflow; caches outlive it
    github = {"run_id": str(next(_NIGHTS)), "run_attempt": "1"}
    contexts: Document = {
        "secrets": secrets or {},
        "vars": variables or {},
        "github": github,
        "needs": {},
        "env": workflow["env"],
    }
    for name, job in workflow["jobs"].items():
        if name not in without:
            _run_job(name, job, contexts, places, replaced or {}, night)
    return night


def _run_job(
    name: str,
    job: Document,
    contexts: Document,
    places: Places,
    replaced: Mapping[str, Callable[[Job], None]],
    night: Night,
) -> None:
    wanted = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
    failed = any(contexts["needs"][one]["result"] != "success" for one in wanted)
    if not is_met(job.get("if"), contexts, failed):
        night.results[name] = "skipped"
        contexts["needs"][name] = {"result": "skipped", "outputs": {}}
        return
    outputs: dict[str, Any] = {}
    results = []
    for part in _parts(job, contexts):
        whole = f"{name}-{part['name']}" if part else name
        running = new_job(places, whole, {**contexts, "matrix": part}, replaced)
        variables = {key: str(value) for key, value in contexts["env"].items()}
        run_steps(running, job["steps"], running.contexts, variables)
        results.append("failure" if running.failed else "success")
        night.results[whole], night.pages[whole], night.ran[whole] = results[-1], running.summary, running.ran
        outputs = {key: text_of(value, running.contexts) for key, value in job.get("outputs", {}).items()}
    contexts["needs"][name] = {"result": "failure" if "failure" in results else "success", "outputs": outputs}


def _parts(job: Document, contexts: Document) -> list[Document]:
    matrix = job.get("strategy", {}).get("matrix")
    parts: list[Document] = text_of(matrix, contexts)["include"] if matrix else [{}]
    return parts
