"""Stand-ins for the actions of others that the workflow uses: what they do to files, and nothing else of them."""

import fnmatch
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.nightly.places import NOT_COPIED, Places, copy_matching

Inputs = Mapping[str, str]


def _file_name(key: str) -> str:
    return key.replace("/", "|")


def _checkout(inputs: Inputs, workspace: Path, places: Places) -> None:
    source = places.tool if inputs.get("repository") else places.project
    shutil.copytree(source, workspace / inputs.get("path", "."), dirs_exist_ok=True, ignore=NOT_COPIED)


def _restore(inputs: Inputs, workspace: Path, places: Places) -> None:
    kept = sorted(places.caches.glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    exact = [path for path in kept if path.name == _file_name(inputs["key"])]
    near = [path for path in kept if path.name.startswith(_file_name(inputs["restore-keys"]))]
    for path in (exact + near)[:1]:
        copy_matching(inputs["path"].split(), path, workspace)


def _save(inputs: Inputs, workspace: Path, places: Places) -> None:
    kept = places.caches / _file_name(inputs["key"])
    kept.mkdir(parents=True)
    assert copy_matching(inputs["path"].split(), workspace, kept), "there was nothing to keep"


def _upload(inputs: Inputs, workspace: Path, places: Places) -> None:
    goal = places.artifacts / inputs["name"]
    shutil.rmtree(goal, ignore_errors=True)
    source = workspace / inputs["path"]
    if source.is_dir() and any(source.iterdir()):
        shutil.copytree(source, goal)


def _download(inputs: Inputs, workspace: Path, places: Places) -> None:
    for path in places.artifacts.glob("*"):
        if fnmatch.fnmatchcase(path.name, inputs["pattern"]):
            shutil.copytree(path, workspace / inputs["path"] / path.name)


def _upload_page(inputs: Inputs, workspace: Path, places: Places) -> None:
    _upload({"name": "github-pages", "path": inputs["path"]}, workspace, places)


def _deploy(_: Inputs, __: Path, places: Places) -> None:
    shutil.copytree(places.artifacts / "github-pages", places.root / "page")


def _nothing(_: Inputs, __: Path, ___: Places) -> None:
    """Set up the Python that is there already."""


STAND_INS: Mapping[str, Callable[[Inputs, Path, Places], None]] = {
    "actions/checkout": _checkout,
    "actions/setup-python": _nothing,
    "actions/cache/restore": _restore,
    "actions/cache/save": _save,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
    "actions/upload-pages-artifact": _upload_page,
    "actions/deploy-pages": _deploy,
}
