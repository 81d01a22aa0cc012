"""The command: see the package."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.audit.judging import judge, unfinished
from conformance.audit.reading import UnusableFileError, read_accepted_vulnerabilities, read_lock

_LIMIT = 900.0  # seconds for all look-ups together
_PIP_AUDIT = ("-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
_ANSWER = ("--format", "json", "--desc", "off", "--aliases", "on")


def ask_pip_audit(locks: Sequence[Path]) -> Mapping[str, Any] | str:
    """Run pip-audit over lock files; its JSON, or a sentence where it did not come to an end."""
    files = [word for lock in locks for word in ("--requirement", str(lock))]
    command = [sys.executable, *_PIP_AUDIT, *_ANSWER, *files]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"pip-audit was not done after {_LIMIT:.0f} seconds."
    try:
        answer = json.loads(ended.stdout)
        return answer if isinstance(answer["dependencies"], list) else "pip-audit answered in another form."
    except (ValueError, TypeError, KeyError):
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return f"pip-audit left with {ended.returncode} and no result: {last[:300]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit, print what was found, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m conformance.audit", description="Audit lock files.")
    parser.add_argument("locks", type=Path, nargs="+", metavar="LOCK", help="a requirements file with hashes")
    parser.add_argument("--accepted", type=Path, help="TOML file of vulnerabilities that somebody answers for")
    given = parser.parse_args(arguments)
    try:
        locked = [package for lock in given.locks for package in read_lock(lock)]
        accepted = read_accepted_vulnerabilities(given.accepted) if given.accepted else ()
    except UnusableFileError as fault:
        print(fault, file=sys.stderr)
        return 4
    answer = ask_pip_audit(given.locks)
    today = datetime.now(UTC).date()
    audit = unfinished(locked, answer) if isinstance(answer, str) else judge(locked, answer, accepted, today)
    print("\n".join(audit.lines()))
    return audit.exit_status


if __name__ == "__main__":
    sys.exit(main())
