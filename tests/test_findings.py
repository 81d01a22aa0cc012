"""Findings of generated input from one run to the next, on the command line as a user meets them."""

import json
from pathlib import Path

import pytest

from conformance.findings import FILE, MOST, findings_json, kept_findings
from conformance.fuzz.plan import Named
from conformance.fuzz.steps import Recipe
from tests.report_samples import check, run
from tests.scripted import GRANT, REFUSAL, Script, scripted
from tests.small_runs import ended, lay_out
from tests.test_session import BROKEN, is_good

CHECKS = """
from hypothesis.strategies import sampled_from
from conformance.check import each, requirement
from conformance.fuzz.strategies import Source
from conformance.generating import crash

RECIPES = tuple((("parameter.set", "scope", "a", count, False),) for count in range(1, 30))

@requirement("REQ-ROBUST")
@each("inputs", generated=lambda _: Source(sampled_from(RECIPES)))
def test_generated(generator, inputs):
    generator.is_refused(inputs, "no 5xx", crash)

@requirement("M2M-SCOPE")
def test_another(client):
    pass
"""
RECIPE: Recipe = (("parameter.set", "scope", "a", 4, False),)
NAME = Named("REQ-ROBUST", RECIPE).name


def crashing_at(letters: bytes) -> Script:
    def script(_: int, request: bytes) -> bytes:
        if is_good(request):
            return GRANT
        return BROKEN if letters in request else REFUSAL

    return script


def test_a_finding_is_kept_repeated_and_sent_first(tmp_path: Path) -> None:
    with scripted(crashing_at(b"scope=aaaa&")) as server:
        command = lay_out(tmp_path, server.url, checks=CHECKS)
        first = ended(tmp_path, [*command, "--budget", "quick", "--seed", "5"])
        assert first.status == 1
        row = next(row for row in first.results["targets"][0]["requirements"] if row["id"] == "REQ-ROBUST")
        (found,) = (one for one in row["checks"] if one["case"] == "generated")
        assert found["findings"] == [NAME]
        assert found["repeat"].endswith(f"--repeat {NAME}")
        assert found["reach"] == {"status 400": 28, "status 500 as text/plain": 1}
        assert first.results["generated"] == {"budget": "quick", "seed": 5}
        (entry,) = json.loads((tmp_path / "out" / FILE).read_text())["findings"]
        assert (entry["finding"], entry["words"]) == (NAME, "scope = 'aaaa'")
    with scripted(crashing_at(b"never")) as mended:
        command = lay_out(tmp_path, mended.url, checks=CHECKS)
        second = ended(tmp_path, [*command, "--budget", "quick", "-p", "no:randomly"])
        assert second.status == 10
        changed = [request for request in mended.requests if b"scope=aa" in request]
        assert b"scope=aaaa&" in changed[0]
        assert json.loads((tmp_path / "out" / FILE).read_text())["findings"] == [entry]
        third = ended(tmp_path, [*command, "--repeat", NAME])
        assert third.checks == {"test_generated[generated]": "holds"}
        assert third.results["generated"] is None


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["--repeat", "REQ-ROBUST.nonsense"], "names no finding"),
        (["--repeat", Named("BASIC-SECRET", RECIPE).name], "no check that generates its input fits the finding"),
        (["--budget", "endless"], "invalid choice"),
    ],
)
def test_what_cannot_be_repeated_gets_a_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    done = ended(tmp_path, [*lay_out(tmp_path, "http://127.0.0.1:9/", checks=CHECKS), *words])
    assert done.status == 4
    assert sentence in done.said
    assert "Traceback" not in done.said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"findings": 5}',
        '{"findings": [5, {}, {"target": "Acme"}, {"target": "Acme", "finding": "CA-FUZZ.x"}, {"target": 1}]}',
        '{"findings": ' + "[" * 100_000,
    ],
)
def test_a_file_that_somebody_spoiled_is_no_file(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert kept_findings(tmp_path, "Acme") == {}
    assert findings_json(tmp_path, run()) is None


def test_the_latest_findings_of_each_requirement_are_kept(tmp_path: Path) -> None:
    names = [Named("REQ-ROBUST", (("parameter.set", "scope", "a", count, False),)).name for count in range(1, MOST + 6)]
    other = Named("CA-FUZZ", RECIPE).name
    text = findings_json(tmp_path, run(check("violated", findings=(other, *names))))
    assert text is not None
    (tmp_path / FILE).write_text(text)
    kept = kept_findings(tmp_path, "Acme")
    assert {row: len(recipes) for row, recipes in kept.items()} == {"CA-FUZZ": 1, "REQ-ROBUST": MOST}
    assert kept["REQ-ROBUST"][-1] == (("parameter.set", "scope", "a", MOST + 5, False),)
    assert kept_findings(tmp_path, "another target") == {}
    again = findings_json(tmp_path, run(check("violated", findings=(other,))))
    assert again == text
