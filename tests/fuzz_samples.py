"""Good requests of every flow, what a right one says, the reference endpoint in this process, and drawn recipes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from conformance.clock import MovedClock
from conformance.codes import Code
from conformance.fixtures import certificates_directory
from conformance.fuzz import strategies
from conformance.fuzz.searching import Reach, Seen, search
from conformance.fuzz.steps import Recipe
from conformance.identity import read_identity
from conformance.profiles import PROFILES
from conformance.reference.answer import answering
from conformance.reference.message import Connection, Incoming, Message, Outgoing
from conformance.reference.setting_up import (
    APP,
    CLIENT,
    IDENTITY_PROVIDER,
    PARTIES,
    REDIRECT_URIS,
    SECRETS,
    SERVER,
    fresh_world,
    good_design,
)
from conformance.request import Material, TokenRequest
from conformance.target import Party, Server, Target
from tests.fuzz_strict import Right

START = 1_790_000_000.25
CODE = "Nq4-canary-code-7YtR2wLx0PzV"
VERIFIER = "canary-verifier-0123456789-abcdefghijklmnopqrst"
SUBJECTS = (
    ("m2m", "assertion"),
    ("m2m", "request"),
    ("h2m", "request"),
    ("ciam", "request"),
    ("basic", "request"),
)


@dataclass
class Flow:
    """A flow whose requests are made by a clock of its own, and an endpoint of it that is asked without HTTP."""

    profile: str
    clock: MovedClock
    answer: Callable[[Message], Outgoing]

    @property
    def material(self) -> Material:
        code = Code(CODE, "nonce", REDIRECT_URIS[CLIENT], "alice", VERIFIER) if self.profile == "h2m" else None
        return Material(target_of(self.profile), self.clock, None, code=code)

    def good(self) -> TokenRequest:
        return PROFILES[self.profile].good(self.material)

    def right(self) -> Right:
        target = target_of(self.profile)
        identity = target.client.identity
        parameters = {n: v for n, v in self.good().parameters if isinstance(v, str)} if self.profile != "ciam" else {}
        return Right(
            self.profile,
            parameters,
            self.clock.now(),
            target.client.id,
            target.server.id or "",
            identity.chain if identity else (),
            SECRETS[APP],
        )

    def status_of(self, request: TokenRequest) -> int:
        """Ask the strict reference endpoint, as if its server had read the request."""
        parts = urlsplit(request.wire_url)
        headers = (("Host", "x"), *request.headers)
        body = request.wire_body or b""
        message = Incoming(request.method, parts.path, parts.query, headers, body, Connection(1))
        return self.answer(message).status


@cache
def target_of(profile: str) -> Target:
    directory = certificates_directory()
    design = good_design(profile)
    url = f"http://127.0.0.1:9{design.settings.path}"
    if profile in ("ciam", "basic"):
        scope = "openid email" if profile == "basic" else None
        return Target("fuzz", profile, url, Party(APP, None, secret=SECRETS[APP], scope=scope), server=Server())
    chain, key = directory / "service_consumer.chain.pem", directory / "service_consumer.key.pem"
    party = Party(CLIENT, read_identity(CLIENT, key, chain), scope="iSHARE", redirect_uri=REDIRECT_URIS[CLIENT])
    server = IDENTITY_PROVIDER if profile == "h2m" else SERVER
    return Target("fuzz", profile, url, party, server=Server(id=server))


def flow_of(profile: str) -> Flow:
    clock = MovedClock(START)
    return Flow(profile, clock, answering(good_design(profile), fresh_world(clock, party=PARTIES[profile])))


def source(profile: str, subject: str, harmless: bool = False) -> strategies.Source:
    if subject == "assertion":
        return strategies.harmless_assertions() if harmless else strategies.odd_assertions()
    return strategies.harmless_requests(profile) if harmless else strategies.odd_requests(profile)


@cache
def drawn(profile: str, subject: str, harmless: bool = False, examples: int = 300, seed: int = 1) -> tuple[Recipe, ...]:
    """Different recipes, always the same ones: all that are walked through, and so many that are drawn."""
    found: list[Recipe] = []

    def note(recipe: Recipe) -> Seen:
        found.append(recipe)
        return Seen("drawn")

    whole = source(profile, subject, harmless)
    walk = whole.walked.walk(seed)
    search(whole.drawn, seed, len(walk) + examples, note, Reach(), first=walk)
    return tuple(found)
