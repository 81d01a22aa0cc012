"""The audit of a lock file: what is known, what nobody looked up, what somebody answers for."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.audit.judging import Audit, judge
from conformance.audit.reading import (
    AcceptedVulnerability,
    Locked,
    UnusableFileError,
    read_accepted_vulnerabilities,
    read_lock,
)

Entry = dict[str, Any]
TOP = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)
LOCKED = (Locked("ecdsa", "0.19.2", True), Locked("requests", "2.34.2", True), Locked("colorama", "0.4.6", False))
TIMING: Entry = {"id": "GHSA-wj6h-64fc-37mp", "fix_versions": [], "aliases": ["CVE-2024-23342"]}
GOOD: list[Entry] = [
    {"name": "ecdsa", "version": "0.19.2", "vulns": []},
    {"name": "requests", "version": "2.34.2", "vulns": []},
]
SKIPPED: Entry = {
    "name": "requests",
    "skip_reason": "Dependency not found on PyPI and could not be audited: requests (2.34.2)",
}
KNOWN: list[Entry] = [{**GOOD[0], "vulns": [TIMING]}, GOOD[1]]
ANSWERED_FOR = AcceptedVulnerability("CVE-2024-23342", "never imported", TODAY)


def audit(entries: list[Entry], *accepted: AcceptedVulnerability, locked: tuple[Locked, ...] = LOCKED) -> Audit:
    return judge(locked, {"dependencies": entries, "fixes": []}, accepted, TODAY)


def test_all_looked_up_and_nothing_known_is_good() -> None:
    found = audit(GOOD)
    assert (found.exit_status, found.looked_up, found.packages) == (0, 2, 2)


def test_a_skipped_package_fails_the_audit_with_its_reason() -> None:
    found = audit([GOOD[0], SKIPPED])
    assert (found.exit_status, found.looked_up) == (10, 1)
    assert "requests 2.34.2: Dependency not found on PyPI" in found.not_looked_up[0]


@pytest.mark.parametrize("entries, words", [
    ([GOOD[0]], "requests 2.34.2: pip-audit does not mention it"),
    ([GOOD[0], {**GOOD[1], "version": "2.0"}], "requests 2.34.2: pip-audit looked up 2.0 instead"),
    ([GOOD[0], {"name": "requests", "version": "2.34.2"}], "requests 2.34.2: pip-audit looked up"),
    ([], "ecdsa 0.19.2: pip-audit does not mention it"),
])  # fmt: skip
def test_a_package_that_is_not_in_the_answer_was_not_looked_up(entries: list[Entry], words: str) -> None:
    found = audit(entries)
    assert found.exit_status == 10
    assert words in found.not_looked_up[0]


def test_a_lock_file_without_packages_is_no_green_audit() -> None:
    assert audit([], locked=()).exit_status == 10
    assert audit([], locked=LOCKED[2:]).exit_status == 10


def test_a_known_vulnerability_fails_before_a_skipped_package() -> None:
    found = audit([KNOWN[0], SKIPPED])
    assert found.exit_status == 1
    assert found.known == ("ecdsa 0.19.2: GHSA-wj6h-64fc-37mp, CVE-2024-23342, no version mends it",)
    assert found.not_looked_up


def test_a_vulnerability_that_somebody_answers_for_is_told_and_does_not_fail() -> None:
    found = audit(KNOWN, ANSWERED_FOR)
    assert (found.exit_status, found.known) == (0, ())
    assert "accepted until 2026-11-22: never imported" in found.accepted[0]


def test_the_day_after_its_last_the_entry_no_longer_counts() -> None:
    found = audit(KNOWN, AcceptedVulnerability("CVE-2024-23342", "never imported", date(2026, 11, 21)))
    assert found.exit_status == 1
    assert len(found.known) == 2  # the vulnerability, and the entry that is late


def test_an_entry_that_stands_for_nothing_fails_once_everything_was_looked_up() -> None:
    assert audit(GOOD, ANSWERED_FOR).exit_status == 1
    assert audit([GOOD[0], SKIPPED], ANSWERED_FOR).exit_status == 10


def test_the_page_says_how_many_were_looked_up() -> None:
    page = "\n".join(audit([KNOWN[0], SKIPPED]).lines())
    assert page.startswith("# Dependency audit: something is known\n\n1 of 2 packages were looked up.\n")
    assert "## Known\n\n- ecdsa 0.19.2" in page
    assert "## Not looked up\n\n- requests 2.34.2" in page


def test_the_projects_own_files_can_be_read() -> None:
    locked = {package.name: package for package in read_lock(TOP / "requirements-run.lock")}
    assert locked["ecdsa"].installed
    assert not locked["colorama"].installed or sys.platform == "win32"
    assert read_accepted_vulnerabilities(TOP / "requirements-accepted.toml")


@pytest.mark.parametrize("text", [
    '[[accepted]]\nid = "CVE-1"\nuntil = 2027-01-01',
    '[[accepted]]\nid = "CVE-1"\nreason = " "\nuntil = 2027-01-01',
    '[[accepted]]\nid = "CVE-1"\nreason = "so"\nuntil = "soon"',
    '[[accepted]]\nid = "CVE-1"\nreason = "so"\nuntil = 2027-01-01\nwhy = "x"',
    "accepted = 3",
    "[[",
])  # fmt: skip
def test_an_entry_without_id_reason_or_day_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").write_text(text)
    with pytest.raises(UnusableFileError):
        read_accepted_vulnerabilities(tmp_path / "accepted.toml")


def run(tmp_path: Path, program: str, lock: str = "requests==2.34.2 \\\n    --hash=sha256:00\n") -> tuple[int, str]:
    """The command with a program in the place of pip-audit."""
    (tmp_path / "pip_audit.py").write_text(program)
    (tmp_path / "run.lock").write_text(lock)
    command = [sys.executable, "-m", "conformance.audit", str(tmp_path / "run.lock")]
    environment = {"PYTHONPATH": f"{tmp_path}:{TOP}", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_an_audit_that_skips_everything_and_leaves_with_0_is_no_green_audit(tmp_path: Path) -> None:
    answer = json.dumps({"dependencies": [SKIPPED], "fixes": []})
    status, told = run(
        tmp_path, f"print({answer!r})\nimport sys\nprint('No known vulnerabilities found', file=sys.stderr)"
    )
    assert status == 10
    assert "0 of 1 packages were looked up" in told


def test_an_audit_that_finds_nothing_is_green(tmp_path: Path) -> None:
    status, told = run(tmp_path, f"print({json.dumps({'dependencies': GOOD[1:], 'fixes': []})!r})")
    assert (status, "1 of 1 packages were looked up" in told) == (0, True)


def test_without_a_network_it_says_that_nothing_was_looked_up(tmp_path: Path) -> None:
    status, told = run(tmp_path, "raise ConnectionError('Failed to resolve the name')")
    assert status == 10
    assert "Nothing was looked up. pip-audit left with 1 and no result: ConnectionError: Failed to resolve" in told


def test_a_file_that_is_no_lock_file_is_a_wrong_command_line(tmp_path: Path) -> None:
    status, told = run(tmp_path, "", lock="# not a lock\nfile at all\n")
    assert status == 4
    assert "is no lock file" in told


def test_nothing_of_this_tool_imports_the_package_whose_vulnerability_is_accepted() -> None:
    """The reason that stands in requirements-accepted.toml, held."""
    modules = "conformance.identity, conformance.report.signing, conformance.reference.basic, conformance.id_token"
    program = f"import sys, {modules}; sys.exit('ecdsa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False, cwd=TOP).returncode == 0
