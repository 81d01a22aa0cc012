"""The files for CI and containers, held against the vendors' schemas, linters, and what has to be true of them."""

import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.nightly.github_steps import read
from tests.nightly.places import CHECKOUT

PROGRAMS = Path(sys.executable).parent
TEMPLATES = CHECKOUT / "docs" / "nightly"
CHECKED = {
    "docs/nightly/github.yml": ("vendor.github-workflows",),
    "action.yml": ("vendor.github-actions",),
    "docs/nightly/gitlab-ci.yml": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}
WITHOUT_NETWORK = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "PATH": "/usr/bin:/bin"}


def ask(program: str, *arguments: str) -> tuple[int, str]:
    """A linter, cut off from the network."""
    command = [str(PROGRAMS / program), *arguments]
    ended = subprocess.run(command, env=WITHOUT_NETWORK, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def schema(name: str, path: Path) -> tuple[int, str]:
    return ask("check-jsonschema", "--builtin-schema", *CHECKED[name], str(path))


@pytest.mark.parametrize("name", CHECKED)
def test_a_file_for_ci_keeps_its_vendors_schema(name: str) -> None:
    assert schema(name, CHECKOUT / name) == (0, "ok -- validation done\n")


@pytest.mark.parametrize("name, right, wrong", [
    ("docs/nightly/github.yml", "runs-on:", "run-on:"),
    ("action.yml", "using: composite", "using: composit"),
    ("docs/nightly/gitlab-ci.yml", "paths: [merged]", "path: [merged]"),
])  # fmt: skip
def test_the_schema_finds_a_slip(name: str, right: str, wrong: str, tmp_path: Path) -> None:
    text = (CHECKOUT / name).read_text()
    assert right in text
    (tmp_path / "slip.yml").write_text(text.replace(right, wrong, 1))
    status, said = schema(name, tmp_path / "slip.yml")
    assert status == 1
    assert "Schema validation errors were encountered" in said


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="hadolint comes for Linux on x86-64 alone"
)
def test_the_dockerfile_keeps_the_rules_of_its_linter(tmp_path: Path) -> None:
    assert ask("hadolint", "--no-color", str(CHECKOUT / "Dockerfile")) == (0, "")
    (tmp_path / "Dockerfile").write_text("FROM python:latest\n")
    status, said = ask("hadolint", "--no-color", str(tmp_path / "Dockerfile"))
    assert (status, "DL3007" in said) == (1, True)


def uses(document: Any) -> list[str]:
    """Every `uses` of a workflow or an action."""
    if isinstance(document, list):
        return [one for part in document for one in uses(part)]
    if isinstance(document, dict):
        own = [document["uses"]] if isinstance(document.get("uses"), str) else []
        return own + [one for part in document.values() for one in uses(part)]
    return []


@pytest.mark.parametrize("path", [TEMPLATES / "github.yml", CHECKOUT / "action.yml"])
def test_actions_of_others_are_named_by_their_commit_and_their_version(path: Path) -> None:
    others = [one for one in uses(read(path)) if not one.startswith("./")]
    assert others
    assert not [one for one in others if not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", one)]
    assert len(re.findall(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", path.read_text(), re.MULTILINE)) == len(others)


def test_one_action_has_one_version_everywhere() -> None:
    both = {one for path in (TEMPLATES / "github.yml", CHECKOUT / "action.yml") for one in uses(read(path))}
    named = [one.partition("@")[0] for one in both if "@" in one]
    assert len(named) == len(set(named))


def test_a_job_of_github_has_a_time_limit_and_no_right_that_it_does_not_need() -> None:
    workflow = read(TEMPLATES / "github.yml")
    assert workflow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert rights.pop("page") == {"pages": "write", "id-token": "write"}
    assert set(map(str, rights.values())) == {str({"contents": "read"})}
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


def test_a_checkout_leaves_no_token_behind() -> None:
    steps = [step for job in read(TEMPLATES / "github.yml")["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_images_are_named_by_their_digest() -> None:
    froms = re.findall(r"^FROM (\S+)", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)
    images = [*froms, read(TEMPLATES / "gitlab-ci.yml")["default"]["image"]]
    assert len(images) == 3
    assert not [one for one in images if not re.fullmatch(r"python:3\.\d+\.\d+-[\w-]+@sha256:[0-9a-f]{64}", one)]


def test_the_image_ends_as_a_user_without_rights_and_starts_the_tool() -> None:
    last = (CHECKOUT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    (user,) = re.findall(r"^USER (\d+):\d+$", last, re.MULTILINE)
    assert int(user) >= 1000
    assert 'ENTRYPOINT ["/opt/conformance/bin/conformance"]' in last
    assert last.index("USER") > last.index("RUN")


def test_only_what_the_wheel_is_made_of_reaches_the_image() -> None:
    lines = [line for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)
    assert lines[0] == "*"
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == {
        one for words in copied for one in words.split()
    }


def test_installations_are_held_against_hashes() -> None:
    """Whatever is fetched is fetched with --require-hashes; what is built from the source fetches nothing."""
    for path in (
        TEMPLATES / "github.yml",
        TEMPLATES / "gitlab-ci.yml",
        CHECKOUT / "action.yml",
        CHECKOUT / "Dockerfile",
    ):
        installs = re.findall(r"pip\"? install .*", path.read_text())
        assert installs
        assert not [one for one in installs if "--require-hashes" not in one and "--no-deps" not in one], path


def test_where_the_tool_comes_from_stands_in_one_place() -> None:
    for name in ("github.yml", "gitlab-ci.yml"):
        code = [line for line in (TEMPLATES / name).read_text().splitlines() if not line.strip().startswith("#")]
        assert len([line for line in code if "OWNER/token-conformance" in line]) == 1


def test_every_input_and_output_of_the_action_is_told() -> None:
    action, told = read(CHECKOUT / "action.yml"), (CHECKOUT / "docs" / "nightly.md").read_text()
    assert not [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in told]
