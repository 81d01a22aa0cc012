"""Was anything in a bundle changed since it was made? Every member that was is named."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from conformance.report.archive import END_SIGN, LOCAL_SIGN, BrokenArchiveError, Stored, first_difference, unpack
from conformance.report.bundle import FORMAT, MANIFEST, REPORTS, SIGNATURE, text_of
from conformance.report.former import checked_results
from conformance.report.signing import Key, Signature, described, holds

State = Literal["whole", "changed", "missing", "added"]
SignatureState = Literal["holds", "broken", "unchecked", "none"]


class NoBundleError(ValueError):
    """What was given is no bundle at all, not even a spoiled one."""


@dataclass(frozen=True)
class Member:
    """One member, or a part of the zip itself, and what became of it. sentence: why, empty where it is whole."""

    name: str
    state: State
    sentence: str = ""


@dataclass(frozen=True)
class Checked:
    """A bundle looked at. signature: whether it holds; signed: what it says of itself, None where it says nothing.

    members: every member that the manifest names, and all that is wrong; results: the content of results.json where
    that is whole, for its verdicts.
    """

    members: tuple[Member, ...]
    signature: SignatureState
    signed: Signature | None
    results: Mapping[str, Any] | None

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, and no signature is broken."""
        return self.signature != "broken" and all(member.state == "whole" for member in self.members)


def check_bundle(packed: bytes, key: Key | None = None) -> Checked:
    """Look at every byte of a bundle. Raises NoBundleError for what never was one."""
    if not packed.startswith(LOCAL_SIGN) and END_SIGN not in packed[-22:]:
        raise NoBundleError("It is no bundle, for it is no zip.")
    try:
        found = unpack(packed)
    except BrokenArchiveError as broken:
        return Checked((Member("the zip itself", "changed", f"{broken}."),), "unchecked", None, None)
    members = {stored.name: stored.content for stored in found}
    judged = [*_twice(found), *_members(members, {stored.name for stored in found if not stored.fits})]
    if all(member.state == "whole" for member in judged):
        judged += _structure(packed, members)
    signature, signed = _signature(members, key)
    return Checked(tuple(judged), signature, signed, _results(judged, members))


def _results(judged: list[Member], members: Mapping[str, bytes]) -> Mapping[str, Any] | None:
    if not any(member.name == REPORTS[0] and member.state == "whole" for member in judged):
        return None
    try:
        return checked_results(json.loads(members[REPORTS[0]]))
    except (ValueError, RecursionError):
        return None


def _twice(found: tuple[Stored, ...]) -> Iterator[Member]:
    for name, number in Counter(stored.name for stored in found).items():
        if number > 1:
            yield Member(name, "added", f"It is there {number} times.")


def _members(members: Mapping[str, bytes], unfit: Set[str]) -> Iterator[Member]:
    """Judge every member; unfit: those that have not even the checksum of the zip."""
    if MANIFEST not in members:
        yield Member(MANIFEST, "missing", "Without it nothing in the bundle can be relied upon.")
        return
    manifest = _manifest(members[MANIFEST])
    if manifest is None or MANIFEST in unfit:
        yield Member(MANIFEST, "changed", "It is not as it was written.")
        return
    yield Member(MANIFEST, "whole")
    for name, known in manifest["members"].items():
        yield _member(name, known, members.get(name))
    if SIGNATURE in unfit:
        yield Member(SIGNATURE, "changed", "It is not as it was packed.")
    signed = manifest["signed_by"] is not None
    if signed and SIGNATURE not in members:
        yield Member(SIGNATURE, "missing", f"{MANIFEST} says that it was signed.")
    expected = {*manifest["members"], MANIFEST, *([SIGNATURE] if signed else [])}
    yield from (Member(name, "added", f"{MANIFEST} does not name it.") for name in members if name not in expected)


def _member(name: str, known: Mapping[str, Any], content: bytes | None) -> Member:
    if content is None:
        return Member(name, "missing", f"{MANIFEST} names it.")
    if {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} == known:
        return Member(name, "whole")
    return Member(name, "changed", f"Its SHA-256 is not the one in {MANIFEST}: one of the two was changed.")


def _manifest(text: bytes) -> Mapping[str, Any] | None:
    """The manifest; None where it has not, to the byte, the form that `bundle` writes."""
    try:
        document = json.loads(text)
        same = text_of(document).encode() == text
        known = set(document) == {"format", "members", "signed_by"} and document["format"] == FORMAT
        return document if same and known and REPORTS[0] in document["members"] else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _structure(packed: bytes, members: Mapping[str, bytes]) -> Iterator[Member]:
    part = first_difference(packed, members)
    if part is not None:
        yield Member("the zip itself", "changed", f"Not as it was packed: {part}.")


def _signature(members: Mapping[str, bytes], key: Key | None) -> tuple[SignatureState, Signature | None]:
    if SIGNATURE not in members:
        return "none", None
    detached = members[SIGNATURE].decode("ascii", "replace")
    signed = described(detached)
    if signed is None:
        return "broken", None
    if key is None:
        return "unchecked", signed
    return "holds" if holds(detached, members.get(MANIFEST, b""), key) else "broken", signed
