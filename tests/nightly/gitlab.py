"""A night of GitLab CI: the jobs of a template stage by stage, as shell, with their artifacts and caches."""

import itertools
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.nightly.github_steps import read
from tests.nightly.places import NOT_COPIED, Places, copy_matching
from tests.nightly.shell import base, run_script

Document = dict[str, Any]
KEYWORDS = ("variables", "workflow", "stages", "default")


@dataclass
class Night:
    """What came of it. results: each job's exit status; reports: the files that GitLab would read of each."""

    results: dict[str, int] = field(default_factory=dict)
    reports: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def run_template(
    path: Path,
    places: Places,
    *,
    secrets: Mapping[str, str] | None = None,
    installed: Path | None = None,
    without: tuple[str, ...] = (),
) -> Night:
    """Run the jobs of a template; with `installed`, a folder of programs, no job prepares itself (`before_script`)."""
    template, night = read(path), Night()
    given = {"CI_PIPELINE_SOURCE": "schedule", **(secrets or {})}
    jobs = {name: _extended(job, template) for name, job in template.items() if name not in KEYWORDS and name[0] != "."}
    for stage in template["stages"]:
        broken, earlier = any(night.results.values()), sorted(places.artifacts.glob("*"))
        for name, job in jobs.items():
            if job["stage"] == stage and name not in without and _runs(job, given, broken):
                for part, own in _parts(name, job):
                    variables = {**template["variables"], **given, **own}
                    _run_job(part, job, _Place(places, earlier, installed), variables, night)
    return night


def _extended(job: Document, template: Document) -> Document:
    return {**template[job["extends"]], **job} if "extends" in job else job


def _runs(job: Document, given: Mapping[str, str], broken: bool) -> bool:
    """Whether the job is part of this night; of `rules` those that compare a variable with a text are understood."""
    when = job.get("when", "on_success")
    if "rules" in job:
        met = [rule for rule in job["rules"] if _is_met(rule["if"], given)]
        when = met[0].get("when", "on_success") if met else "never"
    return bool(when == "always" or (when == "on_success" and not broken))


def _is_met(condition: str, given: Mapping[str, str]) -> bool:
    found = re.fullmatch(r'\$(\w+) == "([^"]*)"', condition)
    assert found, condition
    return given.get(found[1]) == found[2]


def _parts(name: str, job: Document) -> Iterator[tuple[str, dict[str, str]]]:
    parallel = job.get("parallel", 1)
    if isinstance(parallel, int):
        sets: list[dict[str, str]] = [{}] * parallel
    else:
        (table,) = parallel["matrix"]
        sets = [dict(zip(table, row, strict=True)) for row in itertools.product(*table.values())]
    for index, own in enumerate(sets, 1):
        words = [name, *own.values()] if own else [name, str(index), str(len(sets))] if len(sets) > 1 else [name]
        slug = "-".join(words)
        yield slug, {**own, "CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(len(sets)), "CI_JOB_NAME_SLUG": slug}


@dataclass(frozen=True)
class _Place:
    """Where a job runs. earlier: the artifacts of the stages before; installed: programs that are there already."""

    places: Places
    earlier: list[Path]
    installed: Path | None


def _run_job(name: str, job: Document, place: _Place, variables: dict[str, str], night: Night) -> None:
    places, installed = place.places, place.installed
    workspace = places.workspace(name)
    shutil.copytree(places.project, workspace, dirs_exist_ok=True, ignore=NOT_COPIED)
    own = {"CI": "true", "CI_PROJECT_DIR": str(workspace), "CI_JOB_URL": "https://gitlab.example/job/1"}
    environment = {**base(places.root / "home"), **own}
    for key, value in variables.items():
        environment[key] = re.sub(r"\$(\w+)", lambda found: environment.get(found[1], ""), value)
    if installed:
        environment["PATH"] = f"{installed}:{environment['PATH']}"
    for kept in place.earlier:
        shutil.copytree(kept, workspace, dirs_exist_ok=True)
    caches = [(places.caches / _filled(one["key"], environment), one) for one in job.get("cache", ())]
    for folder, one in caches:
        copy_matching(one["paths"], folder, workspace)
    lines = job["script"] if installed else [*job.get("before_script", ()), *job["script"]]
    status, night.said[name] = run_script("\n".join(lines), workspace, environment)
    run_script("\n".join(job.get("after_script", ["true"])), workspace, environment)
    night.results[name] = status
    places.said.append(night.said[name])
    _keep(name, job, places, workspace, caches, night)


def _keep(
    name: str, job: Document, places: Places, workspace: Path, caches: list[tuple[Path, Document]], night: Night
) -> None:
    for place, one in caches:
        if one.get("policy", "pull-push") != "pull" and (night.results[name] == 0 or one.get("when") == "always"):
            copy_matching(one["paths"], workspace, place)
    artifacts = job.get("artifacts", {})
    if night.results[name] == 0 or artifacts.get("when") == "always":
        copy_matching(artifacts.get("paths", []), workspace, places.artifacts / name)
    reports = artifacts.get("reports", {}).values()
    night.reports[name] = [str(path.relative_to(workspace)) for one in reports for path in workspace.glob(one)]


def _filled(text: str, environment: Mapping[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: environment.get(found[1], ""), text)
