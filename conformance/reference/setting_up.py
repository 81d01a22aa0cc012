"""The worlds in which the reference endpoint lives: the test parties of the project's own certificates."""

import ssl
from pathlib import Path

from cryptography import x509

from conformance.clock import Clock, SystemClock
from conformance.fixtures import certificates_directory
from conformance.reference.design import Design
from conformance.reference.m2m import good_m2m
from conformance.reference.world import Registered, World

CLIENT = "did:ishare:EU.NL.NTRNL-10000001"
OTHER_CLIENT = "did:ishare:EU.NL.NTRNL-10000002"
SERVER = "did:ishare:EU.NL.NTRNL-10000003"
OTHER_SERVER = "did:ishare:EU.NL.NTRNL-10000004"
PROFILES = ("m2m",)
_PARTIES = {
    CLIENT: "service_consumer",
    OTHER_CLIENT: "other_service_consumer",
    SERVER: "service_provider",
    OTHER_SERVER: "other_service_provider",
}


def good_design(profile: str = "m2m") -> Design:
    """The strict endpoint of a profile; KeyError for one that is not built."""
    return {"m2m": good_m2m}[profile]()


def fresh_world(clock: Clock | None = None, directory: Path | None = None) -> World:
    """A fresh world: an endpoint that is the service provider, trusts the test root and knows four parties."""
    directory = directory or certificates_directory()
    roots = _certificates(directory / "roots.pem")
    chain = _certificates(directory / "service_provider.chain.pem")
    parties = {
        party: Registered(party, certificate=_certificates(directory / f"{name}.chain.pem")[0])
        for party, name in _PARTIES.items()
    }
    return World(
        clock or SystemClock(),
        SERVER,
        roots,
        authorities=chain[1:],
        parties=parties,
        key_file=directory / "service_provider.key.pem",
        chain=chain,
    )


def tls_context(directory: Path | None = None) -> ssl.SSLContext:
    """TLS with the test certificate for localhost, 127.0.0.1 and ::1."""
    directory = directory or certificates_directory()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "tls.chain.pem", directory / "tls.key.pem")
    return context


def _certificates(path: Path) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
