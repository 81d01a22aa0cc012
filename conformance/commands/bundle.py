"""`conformance bundle`: the evidence of a run in one file that a certifier keeps."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.calling import Status
from conformance.report.bundle import make_bundle
from conformance.report.files import write_bytes_whole
from conformance.report.former import UnreadableResultsError
from conformance.report.signing import Key, UnusableKeyError, signing_key


@click.command("bundle")
@click.argument("report", metavar="REPORT_DIR", type=click.Path(path_type=Path))
@click.option(
    "--sign", "key_file", metavar="KEY", type=click.Path(path_type=Path), help="A private RSA or EC key, PEM."
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="[default: REPORT_DIR.zip]")
def command(report: Path, key_file: Path | None, out: Path | None) -> int:
    """Pack the reports of a run into one zip, with their SHA-256 sums.

    It holds results.json, the requirement matrix, the summary, the exchanges, JUnit, the HTML report, the versions of
    what the run was made with, and manifest.json with all sums. With --sign a detached JWS over the manifest is added.
    What is in it is what the reports already show, which is without secrets. `conformance verify` looks at it.

    \b
    Examples:
      conformance bundle reports/acme
      conformance bundle reports/acme --sign certifier.key.pem --out acme-2026-11-21.zip

    Exit status: 0 it is made, 4 there is no report, or the key or FILE cannot be used.
    """  # noqa: D301 - click reads the control character as: keep these lines
    key = _key(key_file) if key_file else None
    place = out or report.resolve().with_name(f"{report.resolve().name}.zip")
    try:
        packed, absent = make_bundle(report, key)
        write_bytes_whole(place, packed)
    except (UnreadableResultsError, ValueError) as fault:
        raise click.ClickException(f"{fault}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or place}: {error.strerror}.") from None
    click.echo(f"{place}: {len(packed):,} bytes")
    if absent:
        click.echo(f"Not in it, for the report has none: {', '.join(absent)}")
    click.echo(f"Signed: {key.algorithm}, key {key.thumbprint}" if key else "Not signed; --sign KEY does.")
    return Status.GOOD


def _key(path: Path) -> Key:
    try:
        return signing_key(path)
    except UnusableKeyError as fault:
        raise click.BadParameter(str(fault), param_hint="--sign") from None
