"""What a client needs to ask a running reference endpoint: a target file with keys and chains beside it."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from conformance.fixtures import certificates_directory
from conformance.reference.design import Request
from conformance.reference.server import Address
from conformance.reference.setting_up import (
    APP,
    CLIENT,
    HUMANS,
    OTHER_APP,
    OTHER_CLIENT,
    PARTIES,
    REDIRECT_URIS,
    SECRETS,
)
from conformance.reference.sign_ins import SUBSTANTIAL

ISHARE = ("m2m", "h2m")
"""The flows whose clients have a key and a chain."""
SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")


@dataclass(frozen=True)
class Served:
    """What is served: its profile, what a report calls it, whose it is, and the target file of a second provider.

    request: what an identity provider takes at its authorise endpoint.
    """

    profile: str = "m2m"
    name: str = "reference"
    party: str | None = None
    other_provider: Path | None = None
    request: Request = "signed"

    @property
    def owner(self) -> str:
        """The party id of the server."""
        return self.party or PARTIES[self.profile]


def prepare(directory: Path, address: Address, served: Served = Served()) -> Path:
    """Write target.toml, and the keys and certificates that it names, into the directory; the path of the target file.

    The directory is made where it is missing. Raises OSError where it cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with_tls = address.scheme == "https"
    parties = ("service_consumer", "other_service_consumer", *SPOILED)
    files = ["roots.pem", *(f"{party}.{kind}.pem" for party in parties for kind in ("key", "chain"))]
    for file in (files if served.profile in ISHARE else []) + (["tls-ca.pem"] if with_tls else []):
        shutil.copyfile(certificates_directory() / file, directory / file)
    if address.authority is not None:
        (directory / "tls-ca.pem").write_bytes(address.authority)
    target = directory / "target.toml"
    target.write_text(target_text(address, served), encoding="utf-8")
    return target


def target_text(address: Address, served: Served) -> str:
    """The target file of a running reference endpoint, as TOML."""
    profile = served.profile
    lines = [
        f"name     = {json.dumps(served.name)}",
        f"profile  = {json.dumps(profile)}",
        f"endpoint = {json.dumps(address.endpoint)}",
        *(['version  = "2.2"'] if profile in ISHARE else []),
        *(['ca       = "tls-ca.pem"'] if address.scheme == "https" else []),
        *_table("server", **_server(address, served)),
        *_clients(profile),
    ]
    if profile == "h2m":
        lines += _sign_in(address, served)
    lines += ["", "[limits]", "requests_per_second = 0"]
    return "\n".join(lines) + "\n"


def _clients(profile: str) -> list[str]:
    """Both clients, with keys and chains, or with secrets that are for trying out and no secrets at all."""
    if profile not in ISHARE:
        scope = {"scope": "openid email profile inspect"} if profile == "basic" else {}
        named = {"client": APP, "other_client": OTHER_APP}
        return [line for table, app in named.items() for line in _table(table, id=app, secret=SECRETS[app], **scope)]
    lines = _table("client", id=CLIENT, **_files("service_consumer"), **_use(profile, CLIENT))
    lines += _table("other_client", id=OTHER_CLIENT, **_files("other_service_consumer"), **_use(profile, OTHER_CLIENT))
    for spoiled in SPOILED:
        lines += _table(f"spoiled.{spoiled}", **_files(spoiled))
    return lines


def _server(address: Address, served: Served) -> dict[str, str]:
    if served.profile not in ISHARE:
        return {"resource": address.resource}
    roots = {"roots": "roots.pem"} if served.profile == "h2m" else {}
    return {"id": served.owner, **roots, "resource": address.resource}


def _use(profile: str, client: str) -> dict[str, str]:
    return {"redirect_uri": REDIRECT_URIS[client]} if profile == "h2m" else {"scope": "iSHARE"}


def _sign_in(address: Address, served: Served) -> list[str]:
    """The way to a code, with every human who can go it and the button that refuses.

    The provider of the profile does not demand a code verifier, but holds to one that it was promised.
    """
    other = {"other_provider": str(served.other_provider)} if served.other_provider else {}
    asked: dict[str, str] = {"request": "plain"} if served.request == "plain" else {}
    way = {**asked, "acr": SUBSTANTIAL, "how": "form", "deny": "decision=deny", **other}
    lines = _table("sign_in", endpoint=address.authorise, pkce=True, **way)
    for human in HUMANS:
        lines += _table("[sign_in.user]", name=human.name, password=human.password, email=human.email)
    return lines


def _table(header: str, **values: str | bool) -> list[str]:
    # JSON's way of writing a string or a truth value is also TOML's.
    return ["", f"[{header}]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]


def _files(party: str) -> dict[str, str]:
    return {"key": f"{party}.key.pem", "chain": f"{party}.chain.pem"}
