"""Of a fleet the HTML page shows what somebody has to look at, and says what it leaves out."""

import json
from pathlib import Path

from conformance.report.allure_part import shown_part
from conformance.report.overview import overview_page
from conformance.report.results_json import results_document
from tests.report_samples import check, judged, run

STATUSES = ("passed", "failed", "broken", "skipped")


def lay(folder: Path, number: int) -> Path:
    folder.mkdir()
    for place in range(number):
        source = f"{place}-attachment.txt"
        (folder / source).write_text("an exchange")
        result = {"status": STATUSES[place % 4], "steps": [{"attachments": [{"source": source}]}]}
        (folder / f"{place:03}-result.json").write_text(json.dumps(result))
    (folder / "categories.json").write_text("[]")
    return folder


def test_what_a_page_can_hold_is_shown_whole(tmp_path: Path) -> None:
    results = lay(tmp_path / "results", 8)
    part = shown_part(results, tmp_path / "room", most=8)
    assert (part.results, part.left_out, part.sentence) == (results, 0, "")
    assert not (tmp_path / "room").exists()


def test_of_more_the_violated_and_the_untested_are_shown_with_their_exchanges(tmp_path: Path) -> None:
    part = shown_part(lay(tmp_path / "results", 20), tmp_path / "room", most=10)
    names = {path.name for path in part.results.iterdir()}
    bad = [place for place in range(20) if STATUSES[place % 4] in ("failed", "broken")]
    assert names == {
        "categories.json",
        *(f"{place:03}-result.json" for place in bad),
        *(f"{place}-attachment.txt" for place in bad),
    }
    assert part.left_out == 10


def test_violations_come_before_what_was_not_testable(tmp_path: Path) -> None:
    part = shown_part(lay(tmp_path / "results", 20), tmp_path / "room", most=6)
    statuses = [json.loads(path.read_text())["status"] for path in part.results.glob("*-result.json")]
    assert sorted(statuses) == ["broken"] + ["failed"] * 5
    assert part.sentence.startswith("14 checks are not on this page")


def test_the_head_of_the_page_says_what_is_left_out() -> None:
    document = results_document(judged(run(check())))
    assert '<p class="target">7 checks &lt;are&gt; not here</p>' in overview_page(document, "7 checks <are> not here")
    assert "checks are not" not in overview_page(document)
