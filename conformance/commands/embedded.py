"""The reference endpoint as `demo` and `serve` start it: which one by name, and a target file that fits it."""

from __future__ import annotations

import difflib
import shutil
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.commands.calling import WrongInputError
from conformance.fixtures import certificates_directory
from conformance.reference.design import Design
from conformance.reference.fault import Fault, OverStrict, Specimen
from conformance.reference.faults import all_faults
from conformance.reference.server import Address
from conformance.reference.setting_up import CLIENT, OTHER_CLIENT, SERVER, good_design

MARK = "# Written by conformance; it may be overwritten."
"""The first line of a target file that is ours to replace."""

_SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")
_KINDS = {"OverStrict": "over-strict"}


@dataclass(frozen=True)
class Named:
    """A design and what it is called. specimen: None for the good endpoint."""

    design: Design
    specimen: Specimen | None

    @property
    def title(self) -> str:
        """What a report calls the endpoint."""
        return "reference endpoint" if self.specimen is None else f"reference endpoint, {self.specimen.name}"


def specimens_of(profile: str | None = None) -> tuple[Specimen, ...]:
    """Give everything that the reference endpoint can be beside good."""
    return all_faults(profile)


def kind_of(specimen: Specimen) -> str:
    """Name the kind of a specimen: fault, variation, over-strict, wreck or oddity."""
    name = type(specimen).__name__
    return _KINDS.get(name, name.lower())


def words_of(specimen: Specimen) -> str:
    """Say in a sentence what the specimen is."""
    return specimen.slip if isinstance(specimen, Fault | OverStrict) else specimen.what


def design_named(profile: str, name: str | None) -> Named:
    """Find the design of that name. Raises WrongInputError, with the nearest names, where there is none."""
    good = good_design(profile)
    if name is None:
        return Named(good, None)
    known = {specimen.name: specimen for specimen in specimens_of(profile)}
    if name in known:
        return Named(known[name].change(good), known[name])
    nearest = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "`conformance list faults` has them all."
    raise WrongInputError(f"The profile {profile} has no fault {name}. {hint}")


def write_target(folder: Path, address: Address, named: Named) -> Path:
    """Write a target file for the running endpoint into ``folder``, and beside it the keys that it names.

    Raises WrongInputError where a target file lies there that somebody else wrote.
    """
    path = folder / "target.toml"
    if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(MARK):
        raise WrongInputError(f"{path} is there already and was not written by conformance. Give another --dir.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("service_consumer", "other_service_consumer", *_SPOILED):
        for kind in ("key", "chain"):
            shutil.copyfile(certificates_directory() / f"{name}.{kind}.pem", folder / f"{name}.{kind}.pem")
    if address.scheme == "https":
        shutil.copyfile(certificates_directory() / "tls-ca.pem", folder / "tls-ca.pem")
    path.write_text(_target_text(address, named), encoding="utf-8")
    return path


def _target_text(address: Address, named: Named) -> str:
    head = [
        MARK,
        f'name     = "{named.title}"',
        f'profile  = "{named.design.profile}"',
        f'endpoint = "{address.endpoint}"',
        'version  = "2.2"',
        *(['ca       = "tls-ca.pem"'] if address.scheme == "https" else []),
        "",
        "[server]",
        f'id       = "{SERVER}"',
        f'resource = "{address.resource}"',
    ]
    spoiled = [_identity_text(f"spoiled.{name}", name) for name in _SPOILED]
    tail = "\n[limits]\ntimeout             = 10\nrequests_per_second = 0"
    clients = [
        _identity_text("client", "service_consumer", CLIENT, "iSHARE"),
        _identity_text("other_client", "other_service_consumer", OTHER_CLIENT),
    ]
    return "\n".join([*head, *clients, *spoiled, tail, ""])


def _identity_text(table: str, name: str, party: str | None = None, scope: str | None = None) -> str:
    lines = [
        "",
        f"[{table}]",
        *([f'id     = "{party}"'] if party else []),
        f'key    = "{name}.key.pem"',
        f'chain  = "{name}.chain.pem"',
        *([f'scope  = "{scope}"'] if scope else []),
    ]
    return "\n".join(lines)


def tell_specimen(named: Named) -> None:
    """Say on stderr what the endpoint is."""
    if named.specimen is not None:
        click.echo(f"{kind_of(named.specimen)} {named.specimen.name}: {words_of(named.specimen)}", err=True)
