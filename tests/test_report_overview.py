"""What a reader of the HTML report sees first: the verdict, and everything that has to be mended."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.commands.checking import run_checks
from conformance.commands.embedded import Named, served
from conformance.reference.setting_up import good_design
from conformance.reference.specimens import specimen_named
from conformance.report.allure_html import with_head
from conformance.report.fleet import SHOWN_WHOLE
from conformance.report.matrix import matrix
from conformance.report.overview import SHOWN_GOOD, SHOWN_ROWS, environment_of, overview_page, title_of_report
from conformance.report.results_json import results_document
from conformance.results import CheckResult
from tests.report_samples import FUTURE, HOSTILE, check, judged, requirement, run, target
from tests.test_allure_html import machine_generators
from tests.test_report_matrix import LOADING, Page

FIVE = {
    "ignores-expiry": "CA-EXP",
    "needs-no-audience": "CA-AUD",
    "says-405-without-allow": "REQ-ALLOW",
    "says-no-cache-alone": "RES-NO-STORE",
    "keys-an-hmac-with-public-key-pem": "CA-ALG-CONFUSION",
}
"""Slips that have nothing to do with each other, and what each breaks."""
A_FEW = ("-k", "expiry or past_its_end or audience or 405 or storing or HMAC or hmac")


def document(*checks: CheckResult, **changes: Any) -> dict[str, Any]:
    rows = [requirement("CA-EXP"), requirement("CA-IAT")]
    return results_document(judged(run(*checks, **changes), *rows))


def text_of(page: str) -> str:
    return " ".join(Page(page).text.split())


def test_a_violation_is_named_with_the_way_to_its_row() -> None:
    page = overview_page(document(check("violated"), check(name="CA-IAT")))
    assert "Acme violates 1 requirement to mend requirement matrix CA-EXP An expired" in text_of(page)
    assert "../requirements.html#t1-CA-EXP" in Page(page).links


def test_all_is_well_in_one_line() -> None:
    page = overview_page(document(check(), check(name="CA-IAT")))
    assert "Acme conforms every MUST requirement that applies holds" in text_of(page)
    assert "<ol>" not in page
    accepted = document(check("violated"), check(name="CA-IAT"), targets=[target("Acme", FUTURE)])
    assert "conforms, 1 accepted" in text_of(overview_page(accepted))


def test_what_was_not_judged_is_told_with_its_reason() -> None:
    page = text_of(overview_page(document(check(), check("not-testable", name="CA-IAT", reason="no clock"))))
    assert "incomplete 1 MUST requirement not judged" in page
    assert "no clock: CA-IAT" in page


def test_the_reason_of_most_rows_comes_first() -> None:
    rows = [requirement(name) for name in ("CA-EXP", "CA-IAT", "CA-AUD")]
    words = {"CA-EXP": "a clock", "CA-IAT": "the endpoint is away", "CA-AUD": "the endpoint is away"}
    checks = [check("not-testable", name=name, reason=reason) for name, reason in words.items()]
    one = results_document(judged(run(*checks), *rows))
    for page in (overview_page(one), matrix(one, "")):
        assert "the endpoint is away: CA-IAT, CA-AUD" in text_of(page)
        assert text_of(page).index("the endpoint is away: ") < text_of(page).index("a clock: CA-EXP")


def test_a_long_list_is_cut_and_says_so() -> None:
    rows = [requirement(f"CA-A{number}") for number in range(SHOWN_ROWS + 3)]
    checks = [check("violated", name=row.id) for row in rows]
    page = text_of(overview_page(results_document(judged(run(*checks), *rows))))
    assert f"{SHOWN_ROWS + 3} requirements to mend" in page
    assert f"CA-A{SHOWN_ROWS - 1} " in page
    assert f"CA-A{SHOWN_ROWS} " not in page
    assert "and 3 more" in page


def test_several_targets_have_a_verdict_each() -> None:
    one = document(check(target="a"), check(name="CA-IAT", target="a"), targets=[target("a"), target("b")])
    assert "a conforms" in text_of(overview_page(one))
    assert "b incomplete" in text_of(overview_page(one))
    assert title_of_report(one) == "2 token endpoints: 1 do not conform"
    assert environment_of(one)["a"].startswith("conforms: ")


def test_of_a_fleet_those_come_first_that_do_not_conform() -> None:
    names = [f"target {number}" for number in range(SHOWN_GOOD + 3)]
    checks = [check("violated" if number == 4 else "holds", target=name) for number, name in enumerate(names)]
    rest = [check(name="CA-IAT", target=name) for name in names]
    page = overview_page(document(*checks, *rest, targets=[target(name) for name in names]))
    assert re.findall(r"<b>(.*?)</b>", page)[0] == "target 4"
    assert page.count('<div class="target') == 1
    assert f"{len(names)} targets: 1 violates, {SHOWN_GOOD + 2} conform" in text_of(page)
    assert "../requirements.html#t5-CA-EXP" in Page(page).links
    assert {f"../requirements.html#t{number}" for number in range(1, len(names) + 1)} <= set(Page(page).links)
    cells = [re.findall(r"<td[^>]*>(?:<a[^>]*>)?(.*?)<", row) for row in re.findall(r"<tr><td>.*?</tr>", page)]
    assert [row[:5] for row in cells[:2]] == [
        ["target 4", "m2m", "violates", "1", "0"],
        ["target 0", "m2m", "conforms", "0", "0"],
    ]
    assert cells[0][7] == "CA-EXP"


def test_of_a_large_fleet_the_worst_are_told_and_all_have_a_line() -> None:
    names = [f"target {number:03}" for number in range(60)]
    checks = [check("violated" if number >= 40 else "holds", target=name) for number, name in enumerate(names)]
    one = document(*checks, targets=[target(name) for name in names])
    page = overview_page(one)
    assert page.count('<div class="target') == SHOWN_WHOLE
    assert page.count("<tr><td>") == len(names)
    facts = environment_of(one)
    assert facts["Targets"] == "60 targets: 20 violate, 40 are incomplete"
    assert sum(name.startswith("target ") for name in facts) == SHOWN_WHOLE


def test_the_environment_says_on_what_the_verdict_rests() -> None:
    facts = environment_of(document(check("violated"), check(name="CA-IAT")))
    assert list(facts)[:4] == ["Verdict", "To mend", "Requirements", "Profile"]
    assert facts["Verdict"] == "violates: 1 requirement to mend"
    assert facts["To mend"] == "CA-EXP"
    assert {"Endpoint", "iSHARE version", "Requests", "Tool", "Run", "Python", "cryptography"} <= set(facts)


def test_hostile_texts_are_dead() -> None:
    untested = check("not-testable", reason=HOSTILE, target=HOSTILE)
    one = document(untested, targets=[target(HOSTILE, endpoint=HOSTILE, notes=(HOSTILE,))])
    page = Page(overview_page(one))
    assert (set(page.tags) & LOADING, page.tags.count("script")) == ({"script"}, 1)
    assert not page.handlers
    assert "alert(1)" not in overview_page(one).partition("<script>")[2]
    assert all(link.startswith("../requirements.html") for link in page.links)


def test_the_head_is_the_first_thing_in_the_body() -> None:
    assert with_head("<html><body class=a><p>", "<b>\\1") == "<html><body class=a>\n<b>\\1<p>"


@contextlib.contextmanager
def five_faults() -> Iterator[Path]:
    """An endpoint with five faults at once; its target file."""
    design = good_design("m2m")
    for name in FIVE:
        design = specimen_named(name, "m2m").change(design)
    with tempfile.TemporaryDirectory() as folder, served(Named(design, None), Path(folder)) as (file, _):
        yield file


@pytest.mark.skipif(not machine_generators(), reason="this machine has no Allure generator: make setup fetches one")
def test_five_faults_are_told_on_the_first_page(tmp_path: Path) -> None:
    with five_faults() as file:
        for _ in range(2):
            further = ("-q", *A_FEW)
            assert run_checks(["--target", str(file)], tmp_path, strict=False, further=further) == 1
    page = (tmp_path / "allure-report" / "index.html").read_text("utf-8")
    head = page.partition('<section id="conformance"')[2].partition("</section>")[0]
    assert "violates" in head
    assert "5 requirements to mend" in head
    assert set(re.findall(r"<li><a [^>]+>([A-Z0-9-]+)</a>", head)) == set(FIVE.values())
    assert re.search(r"<title>\s*reference endpoint M2M: violates", page)
    _two_runs_are_kept(tmp_path, page)


def _two_runs_are_kept(out: Path, page: str) -> None:
    history = [json.loads(line) for line in (out / "history" / "reference-endpoint-m2m.jsonl").read_text().splitlines()]
    assert len(history) == 2
    assert set(history[0]["testResults"]) == set(history[1]["testResults"])
    assert not {"labels", "trace", "message"} & set().union(*(history[1]["testResults"].values()))
    charts = re.search(r"""["']widgets/charts\.json["'],\s*["']([^"']+)""", page)
    assert charts
    [trend] = [chart for chart in _charts(base64.b64decode(charts[1])) if chart["type"] == "statusDynamics"]
    assert len(trend["data"]) == 2


def _charts(text: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list(json.loads(text)["general"].values())
    return found
