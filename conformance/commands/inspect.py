"""`conformance inspect`: a captured token response or JWT, judged without an endpoint."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography import x509

from conformance.id_token_document import LARGEST, Document, Kind, NoDocument, read_document
from conformance.id_token_facts import Expectations
from conformance.id_token_inspection import Inspected, catalogue_of, inspect
from conformance.id_token_rows import JUDGEMENTS
from conformance.identity import load_certificates
from conformance.report.console import make_console, print_report
from conformance.report.files import NAMES, write_all
from conformance.report.finding import reasons
from conformance.report.judgement import judge
from conformance.report.model import Report
from conformance.report.text import one_line

_FACTS = ("--at", "--roots", "--client-id", "--server-id", "--nonce")
"""The options that tell what a document alone does not."""


@click.command("inspect")
@click.argument("file", metavar="FILE")
@click.option(
    "--at",
    metavar="TIME",
    help="The moment to judge for: ISO 8601, UTC where it names no zone, or Unix seconds. Without it certificates are"
    " judged for now, and how old the JWT is is not judged.",
)
@click.option("--roots", metavar="PEM", help="The certificates in which a chain may end.")
@click.option("--client-id", metavar="ID", help="The client: audience of an id_token, signer of a client assertion.")
@click.option("--server-id", metavar="ID", help="The server: signer of an id_token, audience of a client assertion.")
@click.option("--nonce", metavar="NONCE", help="The nonce of the authorise request.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write results.json and the like there.")
def command(file: str, out: Path | None, **facts: str | None) -> int:
    """Judge a captured token response or a bare JWT, without asking an endpoint.

    FILE holds the JSON body of an H2M token response, an id_token, or another iSHARE JWT such as a client assertion,
    which is judged by the rules that all of them share; - is standard input. The judgements are those of the live
    checks. What one document does not decide is not applicable, with the reason.

    \b
    Examples:
      conformance inspect response.json --roots roots.pem
      conformance inspect id_token.jwt --at 2025-06-01 --client-id did:ishare:EU.NL.NTRNL-10000001
      conformance inspect - < assertion.jwt

    Exit status: 0 conforms, 1 violates (a JWT that is cut off, too), 4 the command line is wrong, or FILE holds
    neither a token response with an id_token nor a JWT, 10 incomplete.
    """  # noqa: D301 - click reads the control character as: keep these lines
    given = {f"--{name.replace('_', '-')}": value for name, value in facts.items() if value is not None}
    now = time.time()
    name = "standard input" if file == "-" else file
    document = _document(file, name)
    known = _expectations(document, given, now)
    repeated = shlex.join(["conformance", "inspect", file, *(word for pair in given.items() for word in pair)])
    report = judge(inspect(document, known, Inspected(name, repeated), now), catalogue_of(document))
    left = [fact for fact in _FACTS if fact not in given and (fact != "--nonce" or document.kind is Kind.ID_TOKEN)]
    _tell(document, known.at, name, report, left)
    if out is not None:
        _write(report, out)
    return report.exit_status


def _document(file: str, name: str) -> Document:
    try:
        return read_document(_content(file))
    except NoDocument as met:
        raise click.ClickException(f"{one_line(name)} holds nothing to judge. {met}") from None


def _content(file: str) -> bytes:
    """Read a little more than a document can have, and no more."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{one_line(file)} cannot be read: {_why(error)}.") from None


def _expectations(document: Document, given: dict[str, str], now: float) -> Expectations:
    at = _moment(given["--at"]) if "--at" in given else None
    client, server = given.get("--client-id"), given.get("--server-id")
    signer, audience = (server, client) if document.kind is Kind.ID_TOKEN else (client, server)
    roots = _roots(given["--roots"]) if "--roots" in given else ()
    at_that_time = now if at is None else at
    return Expectations(at_that_time, at, signer=signer, audience=audience, roots=roots, nonce=given.get("--nonce"))


def _moment(text: str) -> float:
    """Read a moment as Unix seconds."""
    try:
        try:
            seconds = float(text)
        except ValueError:
            moment = datetime.fromisoformat(text)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        datetime.fromtimestamp(seconds, UTC)  # raises for what lies outside of the calendar
    except (ValueError, OverflowError, OSError):
        told = f"{one_line(text, 80)} is neither ISO 8601, such as 2025-06-01T12:00:00Z, nor Unix seconds."
        raise click.BadParameter(told, param_hint="--at") from None
    return seconds


def _roots(file: str) -> tuple[x509.Certificate, ...]:
    try:
        return load_certificates(Path(file).read_bytes())
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be read: {_why(error)}.", param_hint="--roots") from None
    except ValueError:
        told = f"{one_line(file)} holds no certificates in PEM form that can be read."
        raise click.BadParameter(told, param_hint="--roots") from None


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _tell(document: Document, at: float, name: str, report: Report, missing: list[str]) -> None:
    """Print what the document was taken for and what it does not decide, and then the report."""
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    click.echo(f"{one_line(name)}: {document.found}, taken for {document.kind.one}, judged for {moment}.")
    if document.kind is not Kind.ID_TOKEN:
        click.echo("It is judged as an iSHARE JWT, by the rows of the id_token that all of them share.")
    click.echo()
    undecided = [row for row in report.targets[0].standing("not-applicable") if row.requirement.id in JUDGEMENTS]
    for reason, rows in reasons(undecided).items():
        click.echo(f"{', '.join(row.requirement.id for row in rows)}: not applicable: {one_line(reason)}")
    if undecided and missing:
        click.echo(f"More can be judged with {', '.join(missing)}.")
    click.echo()
    print_report(report, make_console())


def _write(report: Report, out: Path) -> None:
    try:
        write_all(report, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {_why(error)}.") from None
    click.echo(f"Results: {out / NAMES[0]}, {', '.join(NAMES[1:])}")
