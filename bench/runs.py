"""What the checks of a run cost over the bare sending of the same requests; and what reports cost beside them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.child import child
from bench.reference import serving
from bench.table import Bench, Round, Row, compared, middle

WITHOUT = ("--conformance-inputs", "0")
WITH = ("--budget", "certification", "--seed", "7")
_LATEST = 15.0
"""Seconds by which an endpoint that meets old requests may be ahead of them: half the life of an assertion."""


def checking(bench: Bench) -> list[Row]:
    """A whole run without generated input, of each flow whose requests can be sent again."""
    return [
        _row(
            f"checking part of a run, {profile}",
            [over_bare(bench, profile, WITHOUT) for _ in range(bench.rounds)],
            "1.3",
        )
        for profile in ("m2m", "ciam", "basic")
    ]


def generated(bench: Bench) -> list[Row]:
    """A whole run with all the generated input of a certification."""
    rounds = [over_bare(bench, "m2m", WITH) for _ in range(min(bench.rounds, 3))]
    return [_row("the same with generated input (certification), m2m", rounds, "1.6")]


def late(bench: Bench) -> list[Row]:
    """A whole run whose every request takes 50 ms longer."""
    return [_row("checking part of a run, m2m, 50 ms latency", [over_bare(bench, "m2m", WITHOUT, 0.05)], "1.3")]


def over_bare(bench: Bench, profile: str, more: Sequence[str], delay: float = 0.0) -> Round:
    """A run, then the same requests bare, each at a fresh endpoint."""
    sent = str(bench.room / "sent.json")
    with serving(profile, delay=delay) as first:
        run = child("bench.checking", str(first.target), "--suites", bench.suites, "--sent", sent, "--", *more)
    # what it meets the second time is as fresh as it was the first time
    at = run["begun"] + min(run["checking"] + run["waited"], _LATEST)
    with serving(profile, at=at, delay=delay) as second:
        bare = child("bench.bare", str(second.target), sent)
    both_ends = {
        "checking_processor": run["processor"] + first.processor,
        "bare_processor": bare["processor"] + second.processor,
    }
    return {**run, "bare": bare["seconds"], "alike": bare["alike"] / run["requests"], **both_ends}


def _row(what: str, rounds: Sequence[Round], aim: str) -> Row:
    first = rounds[0]
    counts = f"{first['checks']:.0f} checks, {first['requests']:,.0f} requests, {first['signatures']:,.0f} signatures"
    over = f"the same requests bare ({counts}; {middle(rounds, 'alike'):.0%} answered alike)"
    return compared(what, over, rounds, ("checking", "bare"), aim)


def reports(bench: Bench) -> list[Row]:
    """What each report takes of checking and all reports together."""
    rounds = [_reported(bench) for _ in range(bench.rounds)]
    parts = {
        "Allure results": "allure",
        "results.json, junit.xml, summary.md, exchanges.har": "files",
        "Allure HTML": "html",
    }
    return [compared(what, "checking and all reports", rounds, (name, "whole")) for what, name in parts.items()]


def _reported(bench: Bench) -> Round:
    command = ("--suites", bench.suites)
    with serving() as first:
        run = child("bench.checking", str(first.target), *command, "--", *WITHOUT)
    with tempfile.TemporaryDirectory(dir=bench.room) as report, serving() as second:
        reported = child("bench.checking", str(second.target), *command, "--report", str(Path(report)), "--", *WITHOUT)
    allure = max(reported["checking"] - run["checking"], 0.0)
    parts = {"allure": allure, "files": reported["files"], "html": reported["html"]}
    return parts | {"whole": run["checking"] + sum(parts.values())}
