"""The HTML report: one file, closed off from the network, and a sentence where it cannot be made."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance import places
from conformance.report import allure_generators, allure_html
from conformance.report.allure_generators import Generator
from conformance.report.allure_html import Made, Missing, close_off, make_report, prepare_results

HOSTILE = "<script src='https://evil.example/a.js'></script><img src=https://evil.example/b.png>"
LOADING_TAGS = {"script", "img", "link", "iframe", "source", "video", "audio", "embed", "object", "base"}


class Loads(HTMLParser):
    """Collects what a browser loads when the page is opened, and the page's policy."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.policy = ""
        self.inline = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in LOADING_TAGS:
            self.addresses += [value for name in ("src", "href", "data") if (value := values.get(name))]
        if (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = values.get("content") or ""

    def handle_data(self, data: str) -> None:
        self.inline += data


def loads_of(page: str) -> Loads:
    loads = Loads()
    loads.feed(page)
    return loads


def write_result(results: Path, name: str, status: str, message: str) -> None:
    results.mkdir(exist_ok=True)
    result = {
        "uuid": f"00000000-0000-0000-0000-{len(list(results.iterdir())):012}",
        "historyId": name,
        "name": name,
        "fullName": f"suites#{name}",
        "status": status,
        "statusDetails": {"message": message, "trace": message},
        "description": "![a picture](https://evil.example/c.png)",
        "labels": [{"name": "feature", "value": "The client assertion"}],
        "start": 1_700_000_000_000,
        "stop": 1_700_000_000_500,
    }
    (results / f"{result['uuid']}-result.json").write_text(json.dumps(result))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    directory = tmp_path / "allure-results"
    write_result(directory, "a_violated_one", "failed", f"expected: refused\nactual: {HOSTILE}")
    write_result(directory, "a_recommended_one", "skipped", "Skipped: Recommendation: it is 3600")
    write_result(directory, "an_untested_one", "broken", "Not testable: the control was refused")
    write_result(directory, "an_unfitting_one", "skipped", "Skipped: no protected resource")
    prepare_results(directory, {"Endpoint": "https://endpoint.example/token"})
    return directory


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Node, Java, cache and the extra; what is put into the returned directory is on its PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(allure_generators, "NODE_MODULE", "no_such_module")
    return programs


def write_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)
    return path


def use_generator(monkeypatch: pytest.MonkeyPatch, program: Path) -> None:
    generator = Generator("Allure 3.0", "allure3", (str(program),))
    monkeypatch.setattr(allure_html, "find_generator", lambda: generator)


def machine_generators() -> list[Generator]:
    return list({generator.kind: generator for generator in allure_generators._generators()}.values())


@pytest.mark.skipif(not machine_generators(), reason="this machine has no Allure generator: make setup fetches one")
def test_the_report_is_one_file_that_asks_nobody(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for generator in machine_generators():
        monkeypatch.setattr(allure_html, "find_generator", lambda generator=generator: generator)
        made = make_report(results, tmp_path / generator.kind, "Acme <staging>")
        assert made == Made(tmp_path / generator.kind / "index.html", generator.name)
        assert [path.name for path in (tmp_path / generator.kind).iterdir()] == ["index.html"]
        page = made.index.read_text("utf-8")
        loads = loads_of(page)
        assert [address for address in loads.addresses if not address.startswith("data:")] == []
        assert "default-src 'none'" in loads.policy
        assert "http" not in loads.policy
        assert "googletagmanager" not in page
        assert "evil.example" not in page, "words of an endpoint stand in the data alone, which is base64"
        assert "Acme &lt;staging&gt;" in page


@pytest.mark.skipif(not machine_generators(), reason="this machine has no Allure generator: make setup fetches one")
def test_every_outcome_has_its_category(results: Path, tmp_path: Path) -> None:
    made = make_report(results, tmp_path / "report", "Acme")
    assert isinstance(made, Made)
    match = re.search(r"""["'](?:widgets|data)/categories\.json["'],\s*["']([^"']+)""", made.index.read_text("utf-8"))
    assert match
    categories = base64.b64decode(match[1]).decode()
    for name in ("Violations", "Recommendations", "Not testable", "Not applicable"):
        assert name in categories


def test_a_machine_without_a_generator_is_told_what_to_install(
    empty_machine: Path, results: Path, tmp_path: Path
) -> None:
    assert not list(empty_machine.iterdir())
    missing = make_report(results, tmp_path / "report", "Acme")
    assert isinstance(missing, Missing)
    assert "token-conformance[report]" in missing.sentence
    assert not (tmp_path / "report").exists()


def test_a_machine_with_node_alone_is_told_how_to_fetch_the_generator(
    empty_machine: Path, results: Path, tmp_path: Path
) -> None:
    write_program(empty_machine / "node", "echo v22.1.0")
    missing = make_report(results, tmp_path / "report", "Acme")
    assert isinstance(missing, Missing)
    assert "conformance install-report" in missing.sentence


def test_a_generator_that_fails_is_quoted_and_an_old_report_is_gone(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_generator(monkeypatch, write_program(tmp_path / "allure", "echo 'out of luck' >&2; exit 7"))
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("of an earlier run")
    missing = make_report(results, tmp_path / "report", "Acme")
    assert missing == Missing("No HTML report was made, for Allure 3.0 failed: out of luck")
    assert not (tmp_path / "report" / "index.html").exists()


def test_a_generator_that_hangs_is_ended_with_its_children(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = write_program(tmp_path / "allure", f"sleep 60 & echo $! > {tmp_path}/child; wait")
    use_generator(monkeypatch, program)
    missing = make_report(results, tmp_path / "report", "Acme", limit=2.0)
    assert missing == Missing("No HTML report was made, for Allure 3.0 failed: stopped after its 2 seconds")
    child = int((tmp_path / "child").read_text())
    status = Path(f"/proc/{child}/status")
    # a process that was killed is gone when the system comes to it
    for _ in range(100):
        if not status.exists() or "Z (zombie)" in status.read_text():
            return
        time.sleep(0.1)
    pytest.fail("the child of the generator goes on")


def test_a_page_of_an_unknown_kind_is_no_report(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = write_program(tmp_path / "allure", 'mkdir -p "$3"; echo nothing > "$3/index.html"')
    use_generator(monkeypatch, program)
    missing = make_report(results, tmp_path / "report", "Acme")
    assert isinstance(missing, Missing)
    assert "unknown kind" in missing.sentence


def test_a_program_that_is_gone_is_a_sentence(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_generator(monkeypatch, tmp_path / "no-such-program")
    missing = make_report(results, tmp_path / "report", "Acme")
    assert isinstance(missing, Missing)
    assert "did not start" in missing.sentence


@pytest.mark.parametrize(
    "call_home",
    [
        '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>',
        "<script src='//www.googletagmanager.com/gtag/js'></script>",
        "<script>\n window.dataLayer = window.dataLayer || [];\n gtag('js', new Date());\n</script>",
    ],
)
def test_a_call_home_is_cut_out(call_home: str) -> None:
    page = f'<html><head><title>x</title></head><body><script src="data:text/javascript,1"></script>{call_home}<p>'
    closed = close_off(page)
    assert closed is not None
    assert call_home not in closed
    assert "dataLayer" not in closed
    assert loads_of(closed).addresses == ["data:text/javascript,1"]


def test_a_page_without_a_head_cannot_be_closed_off() -> None:
    assert close_off("<p>hello") is None


def test_the_results_carry_categories_and_environment(tmp_path: Path) -> None:
    prepare_results(tmp_path / "results", {"A key: 1": "back\\slash\nBell\a ☃ 𝄞"})
    assert (tmp_path / "results" / "categories.json").read_bytes() == (
        places.allure_files() / "categories.json"
    ).read_bytes()
    line = (tmp_path / "results" / "environment.properties").read_text("ascii")
    assert line == "A\\ key\\:\\ 1=back\\\\slash Bell  \\u2603 \\ud834\\udd1e\n"


def test_the_configuration_of_allure_3_reads_the_same_categories() -> None:
    assert "categories.json" in (places.allure_files() / "allurerc.mjs").read_text("utf-8")
    names = [rule["name"] for rule in json.loads((places.allure_files() / "categories.json").read_text("utf-8"))]
    assert names == ["Violations", "Accepted", "Recommendations", "Not testable", "Not applicable"]


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path))
    assert allure_generators.cache() == tmp_path / "token-conformance"
