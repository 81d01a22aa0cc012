"""The reference endpoint as `demo` and `serve` start it: which one by name, and a target file that fits it."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.commands.calling import WrongInputError
from conformance.reference.design import Design, Request
from conformance.reference.fault import Fault, OverStrict, Specimen
from conformance.reference.serve import Served, prepare
from conformance.reference.server import Address, running
from conformance.reference.setting_up import PARTIES, SERVER, fresh_world, good_design
from conformance.reference.specimens import UnknownSpecimenError, specimen_named

_NAME = "reference endpoint"
_KINDS = {"OverStrict": "over-strict fault"}


@dataclass(frozen=True)
class Named:
    """A design and what it is called. specimen: None for the good endpoint."""

    design: Design
    specimen: Specimen | None

    @property
    def title(self) -> str:
        """What a report calls the endpoint."""
        name = f"{_NAME} {self.design.profile.upper()}"
        return name if self.specimen is None else f"{name}, {self.specimen.name}"


def endpoint_named(profile: str, name: str | None) -> Named:
    """Find the endpoint of that name, the good one without. Raises WrongInputError where there is none."""
    good = good_design(profile)
    if name is None:
        return Named(good, None)
    try:
        specimen = specimen_named(name, profile)
    except UnknownSpecimenError as unknown:
        raise WrongInputError(f"{unknown} `conformance list faults` has them all.") from None
    return Named(specimen.change(good), specimen)


def kind_of(specimen: Specimen) -> str:
    """Name the kind of a specimen: fault, variation, over-strict fault, wreck or oddity."""
    name = type(specimen).__name__
    return _KINDS.get(name, name.lower())


def words_of(specimen: Specimen) -> str:
    """Say in a sentence what the specimen is."""
    return specimen.slip if isinstance(specimen, Fault | OverStrict) else specimen.what


@contextlib.contextmanager
def served(
    named: Named, folder: Path, port: int = 0, tls: ssl.SSLContext | None = None, seed: int | None = None
) -> Iterator[tuple[Path, Address]]:
    """Let an endpoint run as long as the block; give its target file in ``folder``, and its address.

    seed: of what happens by chance; another each time where there is none.

    An identity provider has a second one of the same making beside it, for what depends on the provider. Raises
    OSError where the port is taken.
    """
    with contextlib.ExitStack() as stack:
        world = fresh_world(party=PARTIES[named.design.profile])
        world.luck.seed(seed)
        address = stack.enter_context(running(named.design, tls=tls, world=world, port=port))
        other = None
        if named.design.profile == "h2m":
            other_world = fresh_world(party=SERVER)
            other_world.luck.seed(seed)
            second = stack.enter_context(running(named.design, tls=tls, world=other_world))
            elsewhere = Served("h2m", f"{named.title}, the other provider", SERVER, request=_request(named))
            other = prepare(folder / "other-provider", second, elsewhere).resolve()
        yield write_target(folder, address, named, other), address


def write_target(folder: Path, address: Address, named: Named, other: Path | None = None) -> Path:
    """Write a target file for the running endpoint into ``folder``, and beside it the keys that it names.

    Raises WrongInputError where a target file lies there that somebody else wrote, or nothing can be written.
    """
    path = folder / "target.toml"
    try:
        if path.exists() and _NAME not in path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]:
            raise WrongInputError(f"{path} is there already, and not from here. Give another --dir.")
        served = Served(named.design.profile, named.title, other_provider=other, request=_request(named))
        return prepare(folder, address, served)
    except OSError as error:
        raise WrongInputError(f"{folder} cannot be written: {error.strerror}.") from None


def _request(named: Named) -> Request:
    return named.design.provider.request if named.design.provider else "signed"


def tell_specimen(named: Named) -> None:
    """Say on stderr what the endpoint is."""
    if named.specimen is not None:
        click.echo(f"The {kind_of(named.specimen)} {named.specimen.name}: {words_of(named.specimen)}", err=True)
