"""A target without a file: the options of the command line that make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from conformance.target_faults import Keys, Reading, TargetFault, TargetFaults
from conformance.target_model import Target
from conformance.target_reading import WITH_ASSERTION, build_target
from conformance.target_words import MISSING

SECRET_VARIABLE = "CONFORMANCE_CLIENT_SECRET"  # noqa: S105 - the name of an environment variable
"""Holds the client's secret where the command line names no other variable."""


@dataclass(frozen=True)
class Option:
    """One option. keys: where its value stands in a target file; text: what its help says."""

    name: str
    keys: Keys
    text: str


OPTIONS = (
    Option("--endpoint", ("endpoint",), "URL of the token endpoint, for a run without a target file"),
    Option("--profile", ("profile",), "flow of that endpoint: m2m, h2m, ciam or basic"),
    Option("--client-id", ("client", "id"), "client id (m2m, h2m: the client's party id)"),
    Option("--client-key", ("client", "key"), "file with the client's private key (m2m, h2m)"),
    Option("--client-chain", ("client", "chain"), "file with the client's certificate chain, leaf first (m2m, h2m)"),
    Option("--client-secret-env", ("client", "secret"), "environment variable that holds the secret (ciam, basic)"),
    Option("--server-id", ("server", "id"), "party id of the server, the audience of assertions (m2m, h2m)"),
    Option("--ca", ("ca",), "file with the certificates that TLS trusts"),
    Option("--scope", ("client", "scope"), "scope to ask for"),
    Option("--ishare-version", ("version",), "version of iSHARE, which decides the algorithms tried: 2.0, 2.1 or 2.2"),
)


def target_from_options(given: Mapping[str, str | None], now: datetime | None = None) -> Target:
    """Make a Target of options by their names, such as "--client-id"; paths start from the current directory.

    The secret of ciam and basic is read from the environment variable that --client-secret-env names, or from
    CONFORMANCE_CLIENT_SECRET. now: what certificates' dates are compared with; the present without it.
    Raises TargetFaults, whose places are options.
    """
    places = {option.keys: option.name for option in OPTIONS}
    reading = Reading(Path(), lambda keys: places.get(keys, ".".join(map(str, keys))), now or datetime.now(UTC))
    target = build_target(_table(given), reading, _host_of(given.get("--endpoint")), None)
    if reading.faults:
        raise TargetFaults(tuple(_in_words_of_options(fault) for fault in reading.faults))
    return target


def _table(given: Mapping[str, str | None]) -> dict[str, object]:
    top: dict[str, object] = {}
    tables: dict[str, dict[str, object]] = {"server": {}, "client": {}}
    for option in OPTIONS:
        value: object = given.get(option.name)
        if option.keys == ("client", "secret"):
            value = _secret(given)
        if value is not None:
            place = tables[str(option.keys[0])] if len(option.keys) > 1 else top
            place[str(option.keys[-1])] = value
    return {**top, **tables}


def _secret(given: Mapping[str, str | None]) -> dict[str, str] | None:
    name = given.get("--client-secret-env")
    if name is None and given.get("--profile") in WITH_ASSERTION:
        return None
    return {"env": name or SECRET_VARIABLE}


def _in_words_of_options(fault: TargetFault) -> TargetFault:
    texts = {option.name: option.text for option in OPTIONS}
    if fault.sentence != MISSING or fault.place not in texts:
        return fault
    return TargetFault(fault.place, "This option is missing.", f"Give it: {texts[fault.place]}.")


def _host_of(endpoint: str | None) -> str:
    try:
        return urlsplit(endpoint or "").hostname or "endpoint"
    except ValueError:
        return "endpoint"
