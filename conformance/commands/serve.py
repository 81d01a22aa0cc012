"""`conformance serve`: the reference endpoint by itself, to develop a client against or to run the checks at."""

from __future__ import annotations

import contextlib
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import click

from conformance.commands.calling import Status, WrongInputError
from conformance.commands.embedded import endpoint_named, served, tell_specimen
from conformance.reference.setting_up import PROFILES, tls_context


@click.command("serve")
@click.option("--profile", type=click.Choice(PROFILES), default="m2m", show_default=True, help="The flow to serve.")
@click.option("--fault", metavar="NAME", help="A fault, variation, over-strict fault, wreck or oddity, by its name.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port of 127.0.0.1. [default: a free one]")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where target.toml and the keys go. [default: a temporary one]",
)
@click.option("--seed", type=int, help="Of the chance by which a bad line loses requests. [default: another each time]")
@click.option("--tls", is_flag=True, help="Speak TLS, with the test certificate for 127.0.0.1.")
def command(profile: str, fault: str | None, port: int, folder: Path | None, seed: int | None, tls: bool) -> int:
    """Serve the reference endpoint until Ctrl-C.

    Its first line of output is the path of a target file that fits it, with the client's keys beside it.

    \b
    Examples:
      conformance serve --dir here                 then, in another shell: conformance run here/target.toml
      conformance serve --fault ignores-expiry --port 8080
      conformance list faults                      the names for --fault
    """  # noqa: D301 - click reads the control character as: keep these lines
    named = endpoint_named(profile, fault)
    with _folder(folder) as place:
        try:
            with served(named, place, port, tls_context() if tls else None, seed) as (target, address):
                click.echo(target.resolve())
                click.echo(f"{named.title} at {address.endpoint}, until Ctrl-C", err=True)
                tell_specimen(named)
                _wait()
        except OSError as error:
            raise WrongInputError(f"Port {port} cannot be used: {error.strerror}.") from None
    return Status.GOOD


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="conformance-serve-") as made:
        yield Path(made)


def _wait() -> None:
    # A job that ends us politely gets the same orderly end as Ctrl-C, and no temporary keys stay behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
