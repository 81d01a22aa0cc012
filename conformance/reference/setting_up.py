"""The worlds in which the reference endpoint lives: the test parties of the project's own certificates."""

import ssl
from collections.abc import Callable
from pathlib import Path

from cryptography import x509

from conformance.clock import Clock, SystemClock
from conformance.fixtures import certificates_directory
from conformance.reference.basic import good_basic
from conformance.reference.ciam import good_ciam
from conformance.reference.design import Design
from conformance.reference.h2m import good_h2m
from conformance.reference.m2m import good_m2m
from conformance.reference.sign_ins import Human
from conformance.reference.world import Registered, World

CLIENT = "did:ishare:EU.NL.NTRNL-10000001"
OTHER_CLIENT = "did:ishare:EU.NL.NTRNL-10000002"
SERVER = "did:ishare:EU.NL.NTRNL-10000003"
OTHER_SERVER = "did:ishare:EU.NL.NTRNL-10000004"
IDENTITY_PROVIDER = "did:ishare:EU.NL.NTRNL-10000006"
APP = "Warehouse7"
OTHER_APP = "Paymaster3"
SECRETS = {APP: "Vb7^q|)n,Zd4", OTHER_APP: "Tr:9%41+x/q"}
"""Two clients with a shared secret; that of the second has every character at which somebody stumbles."""
PROFILES = ("m2m", "h2m", "ciam", "basic")
PARTIES = {"m2m": SERVER, "h2m": IDENTITY_PROVIDER, "ciam": SERVER, "basic": SERVER}
"""Who the endpoint of a profile is."""
REDIRECT_URIS = {CLIENT: "https://client.example/return", OTHER_CLIENT: "https://other-client.example/return"}
HUMANS = (
    Human("alice", "correct-horse-17", "alice@people.example"),
    Human("bob", "battery-staple-23", "bob@people.example"),
)
_PARTIES = {
    CLIENT: "service_consumer",
    OTHER_CLIENT: "other_service_consumer",
    SERVER: "service_provider",
    OTHER_SERVER: "other_service_provider",
}
_FILES = _PARTIES | {IDENTITY_PROVIDER: "identity_provider"}


def good_design(profile: str = "m2m") -> Design:
    """The strict endpoint of a profile; KeyError for one that is not built.

    That of h2m asks for consent, for where nobody is asked nobody can be seen to refuse.
    """
    makers: dict[str, Callable[[], Design]] = {
        "m2m": good_m2m,
        "h2m": lambda: good_h2m(consent=True),
        "ciam": good_ciam,
        "basic": good_basic,
    }
    return makers[profile]()


def fresh_world(clock: Clock | None = None, directory: Path | None = None, party: str = SERVER) -> World:
    """A fresh world: an endpoint that is this party, trusts the test root and knows four parties and two humans.

    Two worlds share no memory: the same human has another pseudonym in each, as at two identity providers.
    """
    directory = directory or certificates_directory()
    roots = _certificates(directory / "roots.pem")
    chain = _certificates(directory / f"{_FILES[party]}.chain.pem")
    return World(
        clock or SystemClock(),
        party,
        roots,
        authorities=chain[1:],
        parties={each: _registered(each, directory) for each in _PARTIES},
        humans={human.name: human for human in HUMANS},
        secrets=SECRETS,
        key_file=directory / f"{_FILES[party]}.key.pem",
        chain=chain,
    )


def _registered(party: str, directory: Path) -> Registered:
    certificate = _certificates(directory / f"{_PARTIES[party]}.chain.pem")[0]
    redirect_uris = frozenset({REDIRECT_URIS[party]} if party in REDIRECT_URIS else ())
    return Registered(party, certificate=certificate, redirect_uris=redirect_uris)


def tls_context(directory: Path | None = None) -> ssl.SSLContext:
    """TLS with the test certificate for localhost, 127.0.0.1 and ::1."""
    directory = directory or certificates_directory()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "tls.chain.pem", directory / "tls.key.pem")
    return context


def _certificates(path: Path) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
