"""`conformance compare`: its words and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.report.files import write_all
from conformance.results import CheckResult
from tests.report_samples import HOSTILE, check, judged, requirement, run, target

ROWS = (requirement("CA-EXP", cases=("a", "b")), requirement("M2M-SCOPE-MORE", "SHOULD"))


def write(folder: Path, *checks: CheckResult, name: str = "Acme") -> Path:
    write_all(judged(run(*checks, targets=[target(name)]), *ROWS), folder)
    return folder


def test_new_mended_and_unchanged_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path / "old", check("violated", case="a"), check(case="b"))
    new = write(tmp_path / "new", check("violated", case="a"), check("violated", case="b"))
    assert run_command_line(["compare", str(old), str(new)]) == 1
    out = capsys.readouterr().out
    assert "Acme: violates\n  NEW (1)\n    CA-EXP (MUST) An expired client assertion is refused [b]\n" in out
    assert "UNCHANGED (1)\n    CA-EXP (MUST) An expired client assertion is refused [a]\n" in out
    assert out.endswith("1 new violation.\n")
    assert run_command_line(["compare", str(new / "results.json"), str(old)]) == 0
    out = capsys.readouterr().out
    assert "MENDED (1)" in out
    assert out.endswith("No new violation.\n")
    assert run_command_line(["compare", str(old), str(old)]) == 0


def test_a_new_recommendation_is_told_and_counts_for_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old", check(case="a"), check(case="b"), check(name="M2M-SCOPE-MORE", id="x"))
    new = write(tmp_path / "new", check(case="a"), check(case="b"), check("violated", name="M2M-SCOPE-MORE", id="x"))
    assert run_command_line(["compare", str(old), str(new)]) == 0
    assert "M2M-SCOPE-MORE (SHOULD, recommendation)" in capsys.readouterr().out


def test_the_history_of_a_directory_can_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, check(case="a"), check(case="b"))
    write(tmp_path, check("violated", case="a"), check(case="b"))
    [former] = (tmp_path / "history").iterdir()
    assert run_command_line(["compare", str(former), str(tmp_path)]) == 1
    assert "conforms → violates" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content, words",
    [
        (None, "is not there. Name a report directory"),
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"tool": {"name": "another"}}', "is no results.json of this tool"),
        (b"null", "is no results.json of this tool"),
    ],
)
def test_bad_input_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    good = write(tmp_path / "good", check(case="a"))
    if content is not None:
        (tmp_path / "bad.json").write_bytes(content)
    for arguments in ((good, tmp_path / "bad.json"), (tmp_path / "bad.json", good)):
        assert run_command_line(["compare", *map(str, arguments)]) == 4
        said = capsys.readouterr()
        assert words in said.err
        assert said.out == ""


def test_nothing_of_a_hostile_file_is_alive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path / "old", check(case="a", target=HOSTILE), name=HOSTILE)
    new = write(tmp_path / "new", check("violated", case=HOSTILE, target=HOSTILE), name=HOSTILE)
    run_command_line(["compare", str(old), str(new)])
    out = capsys.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in out)


def test_of_targets_without_a_finding_one_line_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"target {number}" for number in range(3)]
    checks = [check(case=case, target=name) for name in names for case in ("a", "b")]
    write_all(judged(run(*checks, targets=[target(name) for name in names]), *ROWS), tmp_path)
    assert run_command_line(["compare", str(tmp_path), str(tmp_path)]) == 0
    assert capsys.readouterr().out == "3 targets: no finding in either, the same verdict\n\nNo new violation.\n"
