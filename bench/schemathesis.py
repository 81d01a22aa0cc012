"""Generated input beside Schemathesis, which draws it from an OpenAPI document: cases per second at one endpoint."""

import re
import resource
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from bench.growth import searched
from bench.reference import serving
from bench.table import Bench, Round, Row, counted, middle, ratio
from conformance.target import read_targets
from tests.peers.environment import ENVIRONMENTS, NoEnvironmentError, environment

_HERE = Path(__file__).parent
_DOCUMENT = _HERE / "m2m.openapi.json"
_WHAT, _OVER = "generated cases per second", "Schemathesis at the same endpoint"
_AIM = "at least 10"
_INPUTS = 500
"""Of each of our two checks."""
_FEW, _MANY = 50, 350
"""Cases of its two runs: what they differ by has cost no start-up."""
_TOOK = re.compile(r"Fuzzing \(in ([0-9.]+)s\)")
_GENERATED = re.compile(r"([0-9]+) generated")


def rows(bench: Bench) -> list[Row]:
    """How many times as many cases a second are sent and judged here."""
    try:
        program = environment(ENVIRONMENTS / "schemathesis", _HERE / "requirements-schemathesis.txt")
    except NoEnvironmentError as reason:
        return [Row(_WHAT, f"{_OVER} (not measured: {str(reason).splitlines()[-1][:100]})", "", "", _AIM)]
    rounds = [_round(bench, program, seed) for seed in range(min(bench.rounds, 3))]
    ours, theirs = (1 / middle(rounds, name) for name in ("ours", "theirs"))
    figures = f"{ours:.0f}/s / {theirs:.0f}/s, {counted(len(rounds))}"
    processor = ratio(rounds, ("theirs_processor", "ours_processor"))
    return [Row(_WHAT, _OVER, ratio(rounds, ("theirs", "ours")), processor, _AIM, figures)]


def _round(bench: Bench, program: Path, seed: int) -> Round:
    """What one case takes each of them, in seconds."""
    ours = searched(bench, _INPUTS, seed, "whole")
    few, many = (_run(program, cases, seed) for cases in (_FEW, _MANY))
    return {
        "ours": ours["seconds"] / ours["inputs"],
        "ours_processor": ours["both_processor"] / ours["inputs"],
        "theirs": many["seconds"] / many["cases"],
        "theirs_processor": (many["processor"] - few["processor"]) / (many["cases"] - few["cases"]),
    }


def _run(program: Path, cases: int, seed: int) -> Round:
    """Have it send so many cases with the one check that ours make too, and nothing shrunk or kept."""
    options = ["--phases", "fuzzing", "--checks", "not_a_server_error", "--no-shrink", "--no-color", "--workers", "1"]
    drawn = ["--max-examples", str(cases), "--seed", str(seed), "--generation-database", "none"]
    before = _children()
    with serving() as endpoint:
        place = urlsplit(read_targets([endpoint.target])[0].endpoint)
        url = ["--url", f"{place.scheme}://{place.netloc}"]
        command = [str(program.with_name("schemathesis")), "run", str(_DOCUMENT), *url, *options, *drawn]
        said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=endpoint.target.parent)
        processor = _children() - before
    took, generated = _TOOK.search(said.stdout), _GENERATED.search(said.stdout)
    if took is None or generated is None:
        raise SystemExit(f"Schemathesis failed:\n{said.stdout[-2000:]}\n{said.stderr[-2000:]}")
    return {"seconds": float(took[1]), "cases": float(generated[1]), "processor": processor + endpoint.processor}


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
