"""From the raw table of a target file to a Target: everything is checked, and every fault is noted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.accepted import read_accepted
from conformance.catalogue import load_catalogue
from conformance.identity import Identity
from conformance.results import Accepted
from conformance.target_certificates import check_certificates, read_client_identity, read_spoiled_identity
from conformance.target_faults import Keys, Reading, TargetFaults, place_in_file
from conformance.target_model import Expect, Limits, Party, Server, SignIn, Target
from conformance.target_sign_in import read_sign_in
from conformance.target_structure import Table, check_structure, target_schema
from conformance.target_toml import load_toml
from conformance.target_values import check_redirect_uri, check_url, read_secret, remark_secret, usable_file
from conformance.target_words import schema_at

WITH_ASSERTION = ("m2m", "h2m")
"""The profiles whose client has a key and a certificate chain; the others share a secret."""


def read_file(path: Path, reading: Reading) -> Target | None:
    """Read and check one target file. What is given back may be used only where ``reading`` holds no fault."""
    raw = load_toml(path, reading)
    return None if raw is None else build_target(raw, reading, path.stem, path)


def build_target(raw: Table, reading: Reading, name: str, file: Path | None) -> Target:
    """Check ``raw`` and build the Target. It may be used only where ``reading`` holds no fault afterwards.

    name: what it is called where ``raw`` gives no name; file: the target file as it was given.
    """
    table = check_structure(raw, reading)
    profile = table.get("profile", "")
    _remark_unused(reading, table, profile)
    check_url(reading, ("endpoint",), table.get("endpoint"))
    client = _read_party(reading, ("client",), table.get("client", {}), profile)
    return Target(
        name=table.get("name", name),
        profile=profile,
        endpoint=table.get("endpoint", ""),
        client=client,
        version=table.get("version"),
        ca=check_certificates(reading, ("ca",), table.get("ca")),
        skew=float(table.get("skew", Target.skew)),
        accepted=_read_accepted(reading, table.get("accepted")),
        server=_read_server(reading, table.get("server", {})),
        other_client=_read_other_client(reading, table.get("other_client"), profile, client),
        spoiled=_read_spoiled(reading, table, profile),
        sign_in=_read_sign_in(reading, table.get("sign_in", {})) if profile == "h2m" else None,
        expect=Expect(**table.get("expect", {})),
        limits=_read_limits(table.get("limits", {})),
        file=file,
        remarks=tuple(reading.remarks),
    )


def _read_server(reading: Reading, table: Mapping[str, Any]) -> Server:
    check_url(reading, ("server", "resource"), table.get("resource"))
    roots = check_certificates(reading, ("server", "roots"), table.get("roots"))
    return Server(table.get("id"), roots, table.get("resource"))


def _read_party(reading: Reading, way: Keys, table: Mapping[str, Any], profile: str) -> Party:
    check_redirect_uri(reading, (*way, "redirect_uri"), table.get("redirect_uri"))
    signs = profile in WITH_ASSERTION
    scope = table.get("scope", "iSHARE" if profile == "m2m" else None)
    if profile == "m2m" and "iSHARE" not in scope.split():
        reading.remark((*way, "scope"), "The scope lacks iSHARE, which the M2M page demands.")
    if profile == "basic" and ":" in table.get("id", "") and table.get("credentials") != "encoded":
        reading.remark((*way, "id"), 'A raw Basic header is cut at its first colon; write credentials = "encoded".')
    secret = None if signs else read_secret(reading, (*way, "secret"), table.get("secret"))
    remark_secret(reading, (*way, "secret"), secret, profile)
    return Party(
        id=table.get("id", ""),
        identity=read_client_identity(reading, way, table) if signs else None,
        secret=secret,
        credentials=table.get("credentials", Party.credentials),
        scope=scope,
        redirect_uri=table.get("redirect_uri"),
    )


def _read_other_client(reading: Reading, table: Mapping[str, Any] | None, profile: str, client: Party) -> Party | None:
    if table is None:
        return None
    if client.id and table.get("id") == client.id:
        sentence = "The other client is the client itself: both have the same id."
        reading.fault(("other_client", "id"), sentence, "Write a second client there, or take [other_client] out.")
    return _read_party(reading, ("other_client",), table, profile)


def _read_sign_in(reading: Reading, table: Mapping[str, Any]) -> SignIn | None:
    # One step is all that PS-PROVIDER needs, and two files that name each other would never end.
    text = None if reading.nested else table.get("other_provider")
    path = usable_file(reading, ("sign_in", "other_provider"), text)
    if path is None:
        return read_sign_in(reading, table, None)
    inner = Reading(path.parent, place_in_file(path), reading.now, nested=True, faults=reading.faults)
    return read_sign_in(reading, table, read_file(path, inner))


def _read_spoiled(reading: Reading, table: Mapping[str, Any], profile: str) -> Mapping[str, Identity]:
    if profile not in WITH_ASSERTION:
        return {}
    party = table.get("client", {}).get("id")
    found = {
        name: read_spoiled_identity(reading, ("spoiled", name), {**spoiled, **({"id": party} if party else {})})
        for name, spoiled in table.get("spoiled", {}).items()
    }
    return {name: identity for name, identity in found.items() if identity is not None}


def _read_accepted(reading: Reading, text: str | None) -> tuple[Accepted, ...]:
    path = usable_file(reading, ("accepted",), text)
    if path is None:
        return ()
    try:
        return read_accepted(path, load_catalogue())
    except TargetFaults as found:
        reading.faults.extend(found.faults)
        return ()


def _read_limits(table: Mapping[str, Any]) -> Limits:
    return Limits(
        timeout=float(table.get("timeout", Limits.timeout)),
        requests_per_second=float(table.get("requests_per_second", Limits.requests_per_second)),
        wrong_secrets=int(table.get("wrong_secrets", Limits.wrong_secrets)),
    )


def _remark_unused(reading: Reading, table: Mapping[str, Any], profile: str) -> None:
    for keys in _given_keys(table):
        used_by = schema_at(target_schema(), keys).get("profiles", (profile,))
        if profile and profile not in used_by:
            reading.remark(keys, f"The profile {profile} does not use this.")


def _given_keys(table: Mapping[str, Any]) -> list[Keys]:
    inner = [(name, key) for name, value in table.items() if isinstance(value, dict) for key in value]
    return [(name,) for name in table] + [keys for keys in inner if keys[0] not in ("sign_in", "spoiled")]
