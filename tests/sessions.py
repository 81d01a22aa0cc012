"""Sessions with a scripted server, for tests of what stands between a check and the wire."""

from conformance.client import Client
from conformance.clock import Clock, MovedClock
from conformance.fixtures import certificates_directory
from conformance.identity import read_identity
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.target import Limits, Party, Server, Target

PARTY = "did:ishare:EU.NL.NTRNL-10000001"
AUDIENCE = "did:ishare:EU.NL.NTRNL-10000003"
START = 1_790_000_000.25


def target_at(url: str, timeout: float = 5, rate: float = 0) -> Target:
    """A target for a server at ``url``."""
    directory = certificates_directory()
    chain, key = directory / "service_consumer.chain.pem", directory / "service_consumer.key.pem"
    client = Party(PARTY, read_identity(PARTY, key, chain), scope="iSHARE")
    limits = Limits(timeout=timeout, requests_per_second=rate)
    return Target("scripted", "m2m", url, client, server=Server(id=AUDIENCE), limits=limits)


def session_at(url: str, timeout: float = 5, clock: Clock | None = None) -> Session:
    """A session with a server at ``url``; its time is moved and never waited for."""
    return open_session(target_at(url, timeout), clock or MovedClock(START), "token-conformance/tests", 1)


def client_at(url: str, timeout: float = 5) -> Client:
    """A check's client of a server at ``url``."""
    return Client(session_at(url, timeout))
