"""`conformance verify`: was anything in a bundle changed since it was made?"""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.calling import Status
from conformance.report.bundle_check import Checked, Member, NoBundleError, check_bundle
from conformance.report.signing import Key, UnusableKeyError, verifying_key
from conformance.report.text import one_line

_WORDS = {"whole": "ok", "changed": "CHANGED", "missing": "MISSING", "added": "ADDED"}


@click.command("verify")
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option(
    "--key", "key_file", metavar="PUBLIC", type=click.Path(path_type=Path), help="Public key or certificate, PEM."
)
def command(bundle: Path, key_file: Path | None) -> int:
    """Look at every byte of a bundle, and name each member that was changed, is missing or was added.

    Without --key it says whether the parts still fit together: whoever packed another bundle with sums of its own is
    not found out. With the key of whoever signed it, it says whether that one vouches for every byte.

    \b
    Examples:
      conformance verify acme.zip
      conformance verify acme-2026-11-21.zip --key certifier.pem

    Exit status: 0 it is as it was made (and signed, with --key), 1 it is not, 4 it is no bundle, or the key cannot be
    used.
    """  # noqa: D301 - click reads the control character as: keep these lines
    key = _key(key_file) if key_file else None
    try:
        checked = check_bundle(bundle.read_bytes(), key)
    except OSError as error:
        raise click.ClickException(f"{bundle} cannot be read: {error.strerror}.") from None
    except NoBundleError as fault:
        raise click.ClickException(f"{bundle}: {fault}") from None
    for member in checked.members:
        _tell(member)
    click.echo()
    _tell_verdicts(checked)
    click.echo(_signature(checked, key))
    good = checked.whole and (key is None or checked.signature == "holds")
    click.echo(f"{bundle}: {'nothing was changed' if checked.whole else 'NOT as it was made'}.")
    return Status.GOOD if good else Status.VIOLATED


def _key(path: Path) -> Key:
    try:
        return verifying_key(path)
    except UnusableKeyError as fault:
        raise click.BadParameter(str(fault), param_hint="--key") from None


def _tell(member: Member) -> None:
    sentence = f": {one_line(member.sentence)}" if member.sentence else ""
    click.echo(f"{_WORDS[member.state]:<8} {one_line(member.name, 120)}{sentence}")


def _tell_verdicts(checked: Checked) -> None:
    if checked.results is None:
        return
    for target in checked.results["targets"]:
        words = target.get("verdict_in_words") or target["verdict"]
        click.echo(f"{one_line(target['name'])}: {one_line(words)} (run of {one_line(checked.results['started'])})")


def _signature(checked: Checked, key: Key | None) -> str:
    named = (checked.signed and checked.signed.thumbprint) or "that it does not name"
    by = f"{one_line(checked.signed.algorithm, 20)}, key {one_line(named, 80)}" if checked.signed else ""
    if checked.signature == "none":
        return "It is not signed." + (" So nobody vouches for it." if key else "")
    if checked.signature == "unchecked":
        return f"It is signed ({by}), which was not checked: give --key." if by else "Its signature was not looked at."
    if checked.signature == "holds":
        return f"The signature holds: {by}."
    other = key is not None and checked.signed is not None and checked.signed.thumbprint != key.thumbprint
    return f"THE SIGNATURE DOES NOT HOLD{f': it was made with another key ({by})' if other else ''}."
