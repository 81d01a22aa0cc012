"""Target files to test with, and fixtures that read them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.places import certificates
from conformance.target import Target, TargetFaults, read_target

Read = Callable[..., Target]
FaultsOf = Callable[[str], dict[str, str]]

CONSUMER = "did:ishare:EU.NL.NTRNL-10000001"
OTHER = "did:ishare:EU.NL.NTRNL-10000002"
CANARY = "canary-hunter2-Zq9"


def client(name: str = "service_consumer", party: str = CONSUMER, table: str = "client") -> str:
    folder = certificates()
    return f'[{table}]\nid = "{party}"\nkey = "{folder}/{name}.key.pem"\nchain = "{folder}/{name}.chain.pem"\n'


def m2m(head: str = "", client_table: str | None = None, tail: str = "") -> str:
    table = client() if client_table is None else client_table
    start = 'profile = "m2m"\nendpoint = "https://acme.example/token"\n'
    return f'{start}{head}\n[server]\nid = "did:ishare:EU.NL.NTRNL-10000003"\n{table}{tail}'


def basic(head: str = "", secret: str = '"s3cret-value"', tail: str = "") -> str:
    start = 'profile = "basic"\nendpoint = "https://acme.example/token"\n'
    return f'{start}{head}\n[client]\nid = "app"\nsecret = {secret}\n{tail}'


def h2m(sign_in: str = "", user: str = 'name = "alice"\npassword = "wonder-land"') -> str:
    way = f'[sign_in]\nendpoint = "https://acme.example/authorize"\n{sign_in}\n[[sign_in.user]]\n{user}\n'
    server = f'[server]\nid = "x"\nroots = "{certificates()}/roots.pem"\n'
    table = client() + 'redirect_uri = "https://client.example/return"\n'
    return f'profile = "h2m"\nendpoint = "https://acme.example/token"\n{server}{table}{way}'


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(text: str, name: str = "acme.toml") -> Target:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_target(path)

    return reader


@pytest.fixture
def faults_of(read: Read, tmp_path: Path) -> FaultsOf:
    def reader(text: str) -> dict[str, str]:
        with pytest.raises(TargetFaults) as raised:
            read(text)
        faults = raised.value.faults
        assert all(fault.sentence and fault.repair and fault.place.startswith(str(tmp_path)) for fault in faults)
        return {fault.place.removeprefix(f"{tmp_path}/"): fault.sentence for fault in faults}

    return reader
