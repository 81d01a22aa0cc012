"""`make bench`: prints one table; each figure is a ratio of two things that were measured in the same run."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.rounds import Round, checking_round, starting_round
from conformance import places


def table(checks: Sequence[Round], starts: Sequence[Round]) -> str:
    """Write the figures down: medians over the rounds, of ratios that were taken within one round."""
    checking, allure, files, html = (_middle(checks, name) for name in ("checking", "allure", "files", "html"))
    whole = checking + allure + files + html
    of_whole = "checking and all reports"
    lines = [
        _about(checks),
        "",
        "| what | over | ratio | aim | seconds |",
        "|---|---|---|---|---|",
        _row("checking part of a run", "the same requests bare", _compared(checks, "checking", "bare"), "1.5"),
        _row("start-up with one check", "bare pytest, same plugins", _compared(starts, "run", "bare"), "1.3"),
        _row("Allure results", of_whole, (allure / whole, allure, whole)),
        _row("results.json, junit.xml, summary.md, exchanges.har", of_whole, (files / whole, files, whole)),
        _row("Allure HTML", of_whole, (html / whole, html, whole)) if html else "no Allure HTML: nothing here makes it",
    ]
    return "\n".join(lines)


def _about(checks: Sequence[Round]) -> str:
    first = checks[0]
    counts = ", ".join(f"{first[name]:.0f} {name}" for name in ("checks", "requests", "signatures"))
    waited, alike = _middle(checks, "waited"), first["alike"] / first["requests"]
    return (
        f"{len(checks)} rounds of {counts}. {alike:.0%} of the bare requests were answered with the same status. "
        f"{waited:.1f} s that a run only waited are left out."
    )


def _row(what: str, over: str, figures: tuple[float, float, float], aim: str = "") -> str:
    ratio, seconds, of = figures
    return f"| {what} | {over} | {ratio:.2f} | {aim} | {seconds:.2f} / {of:.2f} |"


def _compared(rounds: Sequence[Round], name: str, over: str) -> tuple[float, float, float]:
    ratio = median([one[name] / one[over] for one in rounds])
    return ratio, _middle(rounds, name), _middle(rounds, over)


def _middle(rounds: Sequence[Round], name: str) -> float:
    return median([one[name] for one in rounds])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    parser.add_argument("--suites", default=str(places.suites_root() / "suites"), help="the directory of the checks")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="conformance-bench-") as directory:
        room = Path(directory)
        starting_round(room)
        rounds = [(checking_round(room, chosen.suites), starting_round(room)) for _ in range(chosen.rounds)]
    print(table([one for one, _ in rounds], [one for _, one in rounds]))


if __name__ == "__main__":
    main()
