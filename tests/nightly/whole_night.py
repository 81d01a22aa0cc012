"""Whole nights with the real tool, installed as the files say, against served endpoints: `make nightly`.

It fetches from the package index, and takes some minutes. A good endpoint and a faulty one are served as a user would.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nightly.github import run_workflow
from tests.nightly.gitlab import run_template
from tests.nightly.image import RUNNER, build
from tests.nightly.places import CHECKOUT, NOT_COPIED, Places
from tests.nightly.shell import base

FAULT = "compares-secrets-without-letter-case"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A repository with the targets acme (good) and beta (faulty), and the secrets that its CI would hold."""
    folder = tmp_path_factory.mktemp("project")
    served = []
    secrets: dict[str, str] = {}
    for name, options in {"acme": [], "beta": ["--fault", FAULT]}.items():
        place = folder / "served" / name
        command = [str(Path(sys.executable).parent / "conformance"), "serve", "--profile", "basic", "--dir", str(place)]
        served.append(subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True))
        assert served[-1].stdout
        text = Path(served[-1].stdout.readline().strip()).read_text()
        (folder / "repository" / "targets").mkdir(parents=True, exist_ok=True)
        for number, secret in enumerate(re.findall(r'^secret = "(.*)"$', text, re.MULTILINE)):
            variable = f"{name.upper()}_SECRET_{number}"
            secrets[variable] = secret
            text = text.replace(f'secret = "{secret}"', f'secret = {{ env = "{variable}" }}')
        text = re.sub(r"^name .*$", f'name = "{name}"', text, flags=re.MULTILINE)
        (folder / "repository" / "targets" / f"{name}.toml").write_text(text)
    yield folder / "repository", secrets
    for one in served:
        one.terminate()
        one.communicate()


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool in a git repository, as somebody would have put it up."""
    copy = tmp_path_factory.mktemp("tool") / "token-conformance"
    shutil.copytree(CHECKOUT, copy, ignore=NOT_COPIED)
    for words in ("init --quiet --initial-branch main", "add .", "commit --quiet --message tool"):
        author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@acme.example"]
        subprocess.run(["git", *author, *words.split()], cwd=copy, check=True)
    return copy


def verdicts(results: Path) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in json.loads(results.read_text())["targets"]}


def holds_a_report(folder: Path, found: dict[str, str]) -> None:
    assert verdicts(folder / "results.json") == found
    assert (folder / "junit.xml").read_text().count("<testsuite ") >= 1
    assert "<html" in (folder / "allure-report" / "index.html").read_text()


def changed(path: Path, folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a template with what its user changes, and with a small budget."""
    text = path.read_text()
    for old, new in (*changes, ("BUDGET: nightly", "BUDGET: quick")):
        assert old in text
        text = text.replace(old, new)
    (folder / path.name).write_text(text)
    return folder / path.name


def test_github(project: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    repository, secrets = project
    places = Places(tmp_path, repository)
    lines = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in secrets)
    given = "          ACME_SECRET: ${{ secrets.ACME_SECRET }}\n"
    workflow = changed(CHECKOUT / "docs" / "nightly" / "github.yml", tmp_path, (given, lines))
    night = run_workflow(workflow, places, secrets=secrets, variables={"CONFORMANCE_PAGES": "true"}, without=("audit",))
    print(places.said_together())
    assert night.results == {
        "targets": "success",
        "conformance-acme": "success",
        "conformance-beta": "failure",
        "report": "failure",
        "page": "success",
    }
    holds_a_report(places.artifacts / "conformance-acme", {"acme": "conforms"})
    holds_a_report(places.artifacts / "conformance-beta", {"beta": "violates"})
    holds_a_report(places.artifacts / "report-of-all-targets", {"acme": "conforms", "beta": "violates"})
    assert night.pages["conformance-beta"].startswith("# beta: violates")
    assert "BASIC-SECRET" in night.pages["conformance-beta"]
    assert "<html" in (places.root / "page" / "index.html").read_text()
    everything = "".join(path.read_text(errors="replace") for path in places.artifacts.rglob("*") if path.is_file())
    assert not [secret for secret in secrets.values() if secret in everything + places.said_together()]


def test_gitlab(project: tuple[Path, dict[str, str]], tool: Path, tmp_path: Path) -> None:
    repository, secrets = project
    places = Places(tmp_path, repository)
    address = "https://gitlab.example/OWNER/token-conformance.git"
    template = changed(CHECKOUT / "docs" / "nightly" / "gitlab-ci.yml", tmp_path, (address, f"file://{tool}"))
    night = run_template(template, places, secrets=secrets, without=("audit",))
    print(places.said_together())
    assert night.results == {"conformance-acme": 0, "conformance-beta": 1, "report": 1}
    holds_a_report(places.artifacts / "conformance-beta" / "reports" / "beta", {"beta": "violates"})
    holds_a_report(places.artifacts / "report" / "merged", {"acme": "conforms", "beta": "violates"})
    assert "reports/beta/junit.xml" in night.reports["conformance-beta"]


def test_shards_of_gitlab(project: tuple[Path, dict[str, str]], tool: Path, tmp_path: Path) -> None:
    repository, secrets = project
    places = Places(tmp_path, repository)
    address = ("https://gitlab.example/OWNER/token-conformance.git", f"file://{tool}")
    matrix = ("  parallel:\n    matrix:\n      - TARGET: [acme, beta]\n", "  parallel: 2\n")
    template = changed(CHECKOUT / "docs" / "nightly" / "gitlab-ci.yml", tmp_path, address, matrix)
    night = run_template(template, places, secrets=secrets, without=("audit",))
    assert night.results == {"conformance-1-2": 0, "conformance-2-2": 1, "report": 1}
    holds_a_report(places.artifacts / "report" / "merged", {"acme": "conforms", "beta": "violates"})


def test_the_audit_is_never_green_where_a_package_was_not_looked_up(tool: Path, tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "nothing", tool)
    jobs = ("targets", "conformance", "report", "page")
    night = run_workflow(CHECKOUT / "docs" / "nightly" / "github.yml", places, without=jobs)
    page = night.pages["audit"]
    print(page)
    (looked_up,) = re.findall(r"^(\d+) of (\d+) packages were looked up\.$", page, re.MULTILINE)
    assert int(looked_up[1]) > 40
    if looked_up[0] != looked_up[1]:
        assert night.results == {"audit": "failure"}
        assert "## Not looked up" in page


def test_the_steps_of_the_image_and_a_run_in_it_by_a_user_without_rights(project: tuple[Path, dict[str, str]]) -> None:
    repository, secrets = project
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        image = build(root / "image", {**base(root / "home"), **secrets})
        (image.root / "opt").chmod(0o555)
        shutil.copytree(repository / "targets", image.root / "work" / "targets")
        status, said = image.run(
            f"{image.root}/opt/conformance/bin/conformance run targets/beta.toml --budget quick", "work"
        )
        assert status == 1, said
        reports = image.root / "work" / "reports" / "beta"
        holds_a_report(reports, {"beta": "violates"})
        assert (reports / "results.json").stat().st_uid == RUNNER
        written = [path for path in image.root.rglob("*") if path.lstat().st_uid == RUNNER]
        assert not [path for path in written if not path.is_relative_to(reports.parent)]
