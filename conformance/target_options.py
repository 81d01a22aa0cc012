"""A target without a file: the options of the command line that make one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
TYPED_SECRETS = ("--client-secret", "--client_secret", "--client-password", "--secret", "--password")
"""Options that there are not, and that somebody may type all the same, with a secret behind them."""
TYPED_SECRET = (
    "A secret is not taken from the command line.\n"
    "  Everybody on this machine can read it in the list of processes, and the shell keeps it in its history.\n"
    "  Repair: put it into an environment variable and give the variable's name, --client-secret-env NAME; without\n"
    f"  that option {SECRET_VARIABLE} is read. A target file can name a variable or a file as well.\n"
    "  Change the secret that has been typed."
)
"""Why a typed secret is refused and what to do; it never holds the secret."""


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
    Option("--credentials", ("client", "credentials"), "how id and secret stand in the header: raw or encoded (basic)"),
    Option("--server-id", ("server", "id"), "party id of the server, the audience of assertions (m2m, h2m)"),
    Option("--ca", ("ca",), "file with the certificates that TLS trusts"),
    Option("--scope", ("client", "scope"), "scope to ask for (m2m, basic)"),
    Option("--error-body", ("expect", "error_body"), "form of an error body: page or rfc6749 (basic)"),
    Option("--ishare-version", ("version",), "version of iSHARE, which decides the algorithms tried: 2.0, 2.1 or 2.2"),
)


def target_from_options(given: Mapping[str, str | None], now: datetime | None = None) -> Target:
    """Make a Target of options by their names, such as "--client-id"; paths start from the current directory.

    The secret of ciam and basic is read from the environment variable that --client-secret-env names, or from
    CONFORMANCE_CLIENT_SECRET. now: what certificates' dates are compared with; the present without it.
    Raises TargetFaults, whose places are options, or that variable.
    """
    places = {option.keys: option.name for option in OPTIONS}
    reading = Reading(Path(), lambda keys: places.get(keys, ".".join(map(str, keys))), now or datetime.now(UTC))
    target = build_target(_table(given), reading, _host_of(given.get("--endpoint")), None)
    if reading.faults:
        raise TargetFaults(tuple(_in_words_of_options(fault, given) for fault in reading.faults))
    return target


def types_secret(arguments: Sequence[str]) -> bool:
    """Tell whether a command line has a secret in it, or an option that asks for one."""
    return any(one.partition("=")[0].lower() in TYPED_SECRETS for one in arguments)


def _table(given: Mapping[str, str | None]) -> dict[str, object]:
    top: dict[str, object] = {}
    tables: dict[str, dict[str, object]] = {"server": {}, "client": {}, "expect": {}}
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


def _in_words_of_options(fault: TargetFault, given: Mapping[str, str | None]) -> TargetFault:
    texts = {option.name: option.text for option in OPTIONS}
    if fault.place == "--client-secret-env" and given.get(fault.place) is None:
        repair = f"{fault.repair[:-1]}, or name another variable with --client-secret-env."
        return TargetFault(SECRET_VARIABLE, fault.sentence, repair)
    if fault.sentence != MISSING or fault.place not in texts:
        return fault
    return TargetFault(fault.place, "This option is missing.", f"Give it: {texts[fault.place]}.")


def _host_of(endpoint: str | None) -> str:
    try:
        return urlsplit(endpoint or "").hostname or "endpoint"
    except ValueError:
        return "endpoint"
