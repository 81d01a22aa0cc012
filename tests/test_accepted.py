"""accepted.toml is read whole or refused with everything that is wrong with it."""

from datetime import date
from pathlib import Path

import pytest

from conformance.accepted import read_accepted
from conformance.results import Accepted
from conformance.target_faults import TargetFaults

KNOWN = ("CA-EXP", "CA-X5C-DATES", "RES-EXPIRES-3600")


def written(folder: Path, text: str) -> Path:
    path = folder / "accepted.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(TargetFaults) as caught:
        read_accepted(written(folder, text), KNOWN)
    assert all(fault.place and fault.sentence and fault.repair for fault in caught.value.faults)
    return [f"{fault.place} | {fault.sentence} | {fault.repair}" for fault in caught.value.faults]


def test_good_entries_are_read_in_their_order(tmp_path: Path) -> None:
    text = """
        [[accepted]]
        id = "CA-X5C-DATES"
        reason = " ticket 4711 "
        until = 2027-01-31
        [[accepted]]
        id = "CA-EXP"
        reason = "is being mended"
        until = "2026-12-01"
    """
    assert read_accepted(written(tmp_path, text), KNOWN) == (
        Accepted("CA-X5C-DATES", "ticket 4711", date(2027, 1, 31)),
        Accepted("CA-EXP", "is being mended", date(2026, 12, 1)),
    )


@pytest.mark.parametrize("text", ["", "accepted = []", "# nothing yet\n", "\ufeff"])
def test_an_empty_file_accepts_nothing(tmp_path: Path, text: str) -> None:
    assert read_accepted(written(tmp_path, text), KNOWN) == ()


def test_a_day_in_the_past_is_left_to_the_run(tmp_path: Path) -> None:
    text = '[[accepted]]\nid = "CA-EXP"\nreason = "old"\nuntil = 1999-12-31\n'
    assert read_accepted(written(tmp_path, text), KNOWN)[0].until.year == 1999


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        """
        acepted = 1
        [[accepted]]
        id = "CA-X5C-DATE"
        reson = "slip"
        until = 2027-01-31T00:00:00
        [[accepted]]
        reason = "  "
        until = "soon"
        [[accepted]]
        id = "CA-EXP"
        reason = "one"
        until = 2027-01-31
        [[accepted]]
        id = "CA-EXP"
        reason = "two"
        """,
    )
    entry = "accepted.toml, [[accepted]] number"
    first, second, fourth = (f"{entry} {which}" for which in ("1 (CA-X5C-DATE)", "2", "4 (CA-EXP)"))
    assert faults == [
        "accepted.toml | The key 'acepted' is unknown. | Did you mean 'accepted'?",
        f"{first} | The key 'reson' is unknown. | Did you mean 'reason'?",
        f"{first} | No requirement has the id 'CA-X5C-DATE'. | Did you mean 'CA-X5C-DATES'?",
        f'{first} | reason is missing. | Say who accepts this and why: reason = "…".',
        f"{first} | until is not a date. | Write the day alone, without a time: until = 2027-01-31.",
        f'{second} | id is missing. | Add it: id = "CA-EXP". `conformance list requirements` has them all.',
        f'{second} | reason says nothing. | Say who accepts this and why: reason = "…".',
        f"{second} | until is not a date. | Write the day alone, without a time: until = 2027-01-31.",
        f"{fourth} | until is missing. | Add the last day on which it is accepted: until = 2027-01-31.",
        f"{fourth} | CA-EXP stands here already. | Keep one of the two.",
    ]


@pytest.mark.parametrize(
    "text, word",
    [
        ('[accepted]\nid = "CA-EXP"\n', "not a list of tables"),
        ("accepted = [1]\n", "not a list of tables"),
        ("accepted = 1\n", "not a list of tables"),
        ("[[accepted]\n", "is not TOML"),
        ('[[accepted]]\nid = 7\nreason = "x"\nuntil = 2027-01-31\n', "not the id of a requirement"),
        ('[[accepted]]\nid = "ca-exp"\nreason = "x"\nuntil = 2027-01-31\n', "Did you mean 'CA-EXP'?"),
        ('[[accepted]]\nid = "whatever"\nreason = "x"\nuntil = 2027-01-31\n', "Correct it, or take it out."),
        ('[[accepted]]\nid = "CA-EXP"\nreason = "x"\nuntil = 12:00:00\n', "until is not a date"),
    ],
)
def test_a_fault_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    assert any(word in fault for fault in faults_of(tmp_path, text))


def test_a_file_that_is_not_there_or_not_text_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TargetFaults, match="cannot be read"):
        read_accepted(tmp_path / "nowhere.toml", KNOWN)
    with pytest.raises(TargetFaults, match="cannot be read"):
        read_accepted(tmp_path, KNOWN)
    (tmp_path / "latin.toml").write_bytes(b'reason = "caf\xe9"')
    with pytest.raises(TargetFaults, match="not UTF-8"):
        read_accepted(tmp_path / "latin.toml", KNOWN)
