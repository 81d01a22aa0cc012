"""What a client needs to ask a running reference endpoint: a target file with keys and chains beside it."""

import json
import shutil
from pathlib import Path

from conformance.fixtures import certificates_directory
from conformance.reference.server import Address
from conformance.reference.setting_up import CLIENT, OTHER_CLIENT, SERVER

SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")


def prepare(directory: Path, address: Address, profile: str = "m2m", name: str = "reference") -> Path:
    """Write target.toml, and the keys and certificates that it names, into the directory; the path of the target file.

    The directory is made where it is missing. Raises OSError where it cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with_tls = address.scheme == "https"
    parties = ("service_consumer", "other_service_consumer", *SPOILED)
    files = ["roots.pem", *(f"{party}.{kind}.pem" for party in parties for kind in ("key", "chain"))]
    for file in files + (["tls-ca.pem"] if with_tls else []):
        shutil.copyfile(certificates_directory() / file, directory / file)
    target = directory / "target.toml"
    target.write_text(target_text(address, profile, name), encoding="utf-8")
    return target


def target_text(address: Address, profile: str, name: str) -> str:
    """The target file of a running reference endpoint, as TOML."""
    lines = [
        f"name     = {json.dumps(name)}",
        f"profile  = {json.dumps(profile)}",
        f"endpoint = {json.dumps(address.endpoint)}",
        'version  = "2.2"',
        *(['ca       = "tls-ca.pem"'] if address.scheme == "https" else []),
        *_table("server", id=SERVER, **({"roots": "roots.pem"} if profile == "h2m" else {}), resource=address.resource),
        *_table("client", id=CLIENT, **_files("service_consumer"), scope="iSHARE"),
        *_table("other_client", id=OTHER_CLIENT, **_files("other_service_consumer"), scope="iSHARE"),
    ]
    for spoiled in SPOILED:
        lines += _table(f"spoiled.{spoiled}", **_files(spoiled))
    lines += ["", "[limits]", "requests_per_second = 0"]
    return "\n".join(lines) + "\n"


def _table(header: str, **values: str) -> list[str]:
    # JSON's way of writing a string is also TOML's.
    return ["", f"[{header}]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]


def _files(party: str) -> dict[str, str]:
    return {"key": f"{party}.key.pem", "chain": f"{party}.chain.pem"}
