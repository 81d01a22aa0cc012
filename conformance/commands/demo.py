"""`conformance demo`: a whole run against the reference endpoint, on this machine alone."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import click

from conformance.commands.calling import Call
from conformance.commands.checking import run_checks
from conformance.commands.danger_options import danger_options
from conformance.commands.embedded import Named, endpoint_named, served, tell_specimen
from conformance.commands.input_options import input_options
from conformance.profiles import PROFILES
from conformance.reference.specimens import all_specimens


@click.command("demo")
@click.option("--fault", metavar="NAME", help="Let the endpoint have this fault. See: conformance list faults")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("reports/demo"),
    show_default=True,
    help="Where the report goes.",
)
@click.option("--strict", is_flag=True, help="A violated recommendation (SHOULD) counts like a violated MUST.")
@input_options(budget="quick", shrink=100)
@danger_options
@click.pass_obj
def command(
    call: Call, fault: str | None, out: Path, strict: bool, drawn: tuple[str, ...], danger: tuple[str, ...]
) -> int:
    """Run everything against the embedded reference endpoint, report and all.

    The endpoint listens on a free port of 127.0.0.1 and ends with the run. Without a fault the verdict is conforms.

    \b
    Examples:
      conformance demo
      conformance demo --fault ignores-expiry      see how a finding looks
      conformance demo -- -k CA-EXP                the checks of one requirement
    """  # noqa: D301 - click reads the control character as: keep these lines
    repeated = f"conformance demo --fault {fault}" if fault else "conformance demo"
    with tempfile.TemporaryDirectory(prefix="conformance-demo-") as folder, contextlib.ExitStack() as stack:
        files = []
        for named in _shown(fault):
            tell_specimen(named)
            files.append(stack.enter_context(served(named, Path(folder) / named.design.profile))[0])
        chosen = [word for file in files for word in ("--target", str(file))]
        chosen += ["--conformance-command", repeated, *drawn, *danger]
        return run_checks(chosen, out, strict=strict, further=call.further)


def _shown(fault: str | None) -> list[Named]:
    """Give the good endpoint of every flow, or the one endpoint with the fault of that name."""
    if fault is None:
        return [endpoint_named(profile, None) for profile in PROFILES]
    knowing = [profile for profile in PROFILES if fault in all_specimens(profile)]
    return [endpoint_named((knowing or [next(iter(PROFILES))])[0], fault)]
