"""`conformance demo`: a whole run against the reference endpoint, on this machine alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from conformance.commands.calling import Call
from conformance.commands.checking import run_checks
from conformance.commands.embedded import endpoint_named, tell_specimen, write_target
from conformance.reference.server import running
from conformance.target import read_targets


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
@click.pass_obj
def command(call: Call, fault: str | None, out: Path, strict: bool) -> int:
    """Run everything against the embedded reference endpoint, report and all.

    The endpoint listens on a free port of 127.0.0.1 and ends with the run. Without a fault the verdict is conforms.

    \b
    Examples:
      conformance demo
      conformance demo --fault ignores-expiry      see how a finding looks
      conformance demo -- -k CA-EXP                the checks of one requirement
    """  # noqa: D301 - click reads the control character as: keep these lines
    named = endpoint_named("m2m", fault)
    tell_specimen(named)
    with tempfile.TemporaryDirectory(prefix="conformance-demo-") as folder, running(named.design) as address:
        file = write_target(Path(folder), address, named)
        repeated = f"conformance demo --fault {fault}" if fault else "conformance demo"
        chosen = ["--target", str(file), "--conformance-command", repeated]
        return run_checks(read_targets([file]), chosen, out, strict=strict, further=call.further)
