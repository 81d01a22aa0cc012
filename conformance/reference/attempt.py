"""One request to the token endpoint while it is being judged, and the settings by which it is read."""

import hmac
import math
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from conformance.reference import certificates, decoding
from conformance.reference.message import Incoming
from conformance.reference.world import World

Verifier = Callable[["Attempt"], bool]
Chain = tuple[x509.Certificate, ...]


def _body_parameters(incoming: Incoming) -> decoding.Pairs:
    return decoding.read_form(incoming.body)


def _cut_at_dots(assertion: str) -> tuple[str, ...]:
    return tuple(assertion.split("."))


def _first_value(values: tuple[str, ...]) -> str:
    return values[0]


def _client_id(attempt: "Attempt") -> str | None:
    return attempt.parameter("client_id")


def _signed_value(attempt: "Attempt", name: str) -> str | None:
    value = attempt.claim(name)
    return value if isinstance(value, str) and value else None


def _code(attempt: "Attempt") -> str | None:
    return attempt.parameter("code")


def _no_credentials(_: "Attempt") -> "Credentials | None":
    return None


def _same_text(stored: str, given: Any) -> bool:
    return isinstance(given, str) and hmac.compare_digest(stored.encode("utf-8"), given.encode("utf-8", "replace"))


def _as_sent(_: "Attempt", chain: Chain) -> Chain:
    return chain


def _leaf_key(attempt: "Attempt") -> RSAPublicKey | None:
    return certificates.rsa_key(attempt.leaf) if attempt.leaf else None


def _client_and_jti(attempt: "Attempt") -> Hashable:
    jti = attempt.claim("jti")
    # what is no text is refused elsewhere, and a list could not be looked up
    return (attempt.identity, jti if isinstance(jti, str) else repr(jti))


def _until_expiry(attempt: "Attempt") -> float:
    expiry, latest = attempt.number("exp"), attempt.now + 365 * 86_400
    return float(latest if expiry is None else max(0, min(expiry, latest))) + attempt.settings.skew


@dataclass(frozen=True)
class Credentials:
    """Who a client says it is, and its secret. In a JSON body either can be of any type."""

    client: Any
    secret: Any = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything by which an endpoint reads and judges that is a value rather than a rule. Times are in seconds."""

    skew: float = 5.0
    assertion_life: int = 30
    token_life: int = 3600
    minimum_key_bits: int = 2048
    path: str = "/connect/token"
    resource_path: str = "/resource"
    scope: str = "iSHARE"
    grant_type: str = "client_credentials"
    assertion_parameter: str = "client_assertion"
    """The parameter in which the client's signed JWT stands."""
    asked: Callable[["Attempt", str], str | None] = _signed_value
    """How a value of an authorise request is found: among the claims of the signed JWT, or elsewhere."""
    headers: frozenset[str] = frozenset({"alg", "typ", "x5c"})
    verifiers: Mapping[str, Verifier] = field(default_factory=dict)
    read_parameters: Callable[[Incoming], decoding.Pairs] = _body_parameters
    choose: Callable[[tuple[str, ...]], str] = _first_value
    """Which value counts where a parameter stands there several times (only asked of those that are not empty)."""
    cut: Callable[[str], tuple[str, ...]] = _cut_at_dots
    """How the text of the client assertion is cut into its segments."""
    read_segment: Callable[[str], bytes | None] = decoding.read_segment
    read_header: Callable[[bytes], Any] = decoding.read_json
    read_claims: Callable[[bytes], Any] = decoding.read_json
    read_certificate: Callable[[str], x509.Certificate | None] = certificates.read_certificate
    arrange: Callable[["Attempt", Chain], Chain] = _as_sent
    """What the endpoint makes of the certificates of `x5c`, in their order, before it judges them as a chain."""
    identity: Callable[["Attempt"], str | None] = _client_id
    """Whom the endpoint believes to be asking: `iss`, `sub` and the certificate are compared with it."""
    read_body: Callable[[bytes], Any] = decoding.read_json
    """How a body is read that is JSON."""
    credentials: Callable[["Attempt"], Credentials | None] = _no_credentials
    """The id and secret that the request brings; None where they cannot be read."""
    is_same_secret: Callable[[str, Any], bool] = _same_text
    """Whether the stored secret is the one that was given."""
    grant_types: frozenset[str] = frozenset()
    """The grants that are known, where there is more than one of them."""
    scopes: frozenset[str] = frozenset()
    """The scopes that a client may ask for, where there are several."""
    code: Callable[["Attempt"], str | None] = _code
    """Which authorization code the request is taken to bring."""
    key: Callable[["Attempt"], RSAPublicKey | None] = _leaf_key
    """The key by which the assertion's signature is verified."""
    replay_key: Callable[["Attempt"], Hashable] = _client_and_jti
    remember_until: Callable[["Attempt"], float] = _until_expiry
    clock_offset: float = 0.0
    body_limit: int = 4 * 1024 * 1024
    header_limit: int = 64 * 1024


@dataclass
class Attempt:
    """A token request with what can be read of it; everything is read when it is first asked for, and never raises."""

    incoming: Incoming
    world: World
    settings: Settings
    notes: dict[str, Any] = field(default_factory=dict)
    """Room for what one step of a fault wants to tell a later one."""

    @cached_property
    def now(self) -> float:
        """The endpoint's time at the first question, in Unix seconds."""
        return self.world.now()

    @cached_property
    def parameters(self) -> decoding.Pairs:
        """Every parameter that counts, in the order in which it was sent."""
        return self.settings.read_parameters(self.incoming)

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that are not empty: an empty one is as good as none (RFC 6749, section 3.2)."""
        return tuple(value for each, value in self.parameters if each == name and value)

    def parameter(self, name: str) -> str | None:
        """The value of a parameter; None where it is missing or empty."""
        values = self.values(name)
        return self.settings.choose(values) if values else None

    @cached_property
    def media_type(self) -> str | None:
        """The content type in lower case, without its parameters."""
        value = self.incoming.header("Content-Type")
        return None if value is None else value.partition(";")[0].strip().lower()

    @cached_property
    def assertion(self) -> str:
        """The client's signed JWT as sent, empty where there is none."""
        return self.parameter(self.settings.assertion_parameter) or ""

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The assertion cut into its segments, which is at its dots."""
        return self.settings.cut(self.assertion)

    def segment(self, number: int) -> bytes | None:
        """The bytes of one segment; None where it is missing or cannot be read."""
        return self.settings.read_segment(self.segments[number]) if number < len(self.segments) else None

    @cached_property
    def header_bytes(self) -> bytes:
        """The JSON text of the JOSE header; empty where it cannot be read."""
        return self.segment(0) or b""

    @cached_property
    def claims_bytes(self) -> bytes:
        """The JSON text of the claims; empty where it cannot be read."""
        return self.segment(1) or b""

    @cached_property
    def signature(self) -> bytes:
        """The signature; empty where it cannot be read."""
        return self.segment(2) or b""

    @cached_property
    def signed(self) -> bytes:
        """What the signature is over (RFC 7515, section 5.1)."""
        return ".".join(self.segments[:2]).encode("utf-8", "surrogatepass")

    @cached_property
    def header_value(self) -> Any:
        """What the header's JSON says, whatever type that is; None where it is no JSON."""
        return _value(self.settings.read_header, self.header_bytes)

    @cached_property
    def claims_value(self) -> Any:
        """What the payload's JSON says, whatever type that is; None where it is no JSON."""
        return _value(self.settings.read_claims, self.claims_bytes)

    @cached_property
    def header(self) -> dict[str, Any]:
        """The members of the JOSE header; none where it is no object."""
        return self.header_value if isinstance(self.header_value, dict) else {}

    @cached_property
    def claims(self) -> dict[str, Any]:
        """The claims; none where the payload is no object."""
        return self.claims_value if isinstance(self.claims_value, dict) else {}

    def claim(self, name: str) -> Any:
        """One claim; None where it is missing."""
        return self.claims.get(name)

    def number(self, name: str) -> int | float | None:
        """One claim where it is a finite JSON number, else None. An integer may be beyond any float."""
        value = self.claim(name)
        is_number = (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, float) and math.isfinite(value)
        )
        return value if is_number else None

    def asked(self, name: str) -> str | None:
        """A value of an authorise request; None where it is missing, empty or no text."""
        return self.settings.asked(self, name)

    @cached_property
    def x5c(self) -> tuple[str, ...]:
        """The entries of the header `x5c` where it is a list of strings; else none."""
        entries = self.header.get("x5c")
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            return ()
        return tuple(entries)

    @cached_property
    def certificates(self) -> tuple[x509.Certificate | None, ...]:
        """The certificate of each entry of `x5c`; None for an entry that is none."""
        return tuple(self._certificate(entry) for entry in self.x5c)

    def _certificate(self, entry: str) -> x509.Certificate | None:
        known = self.world.parsed.get(entry)
        if known is None and (known := self.settings.read_certificate(entry)) is not None:
            if len(self.world.parsed) > 500:
                self.world.parsed.clear()
            self.world.parsed[entry] = known
        return known

    @cached_property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates of `x5c` that could be read, leaf first, as the endpoint arranges them."""
        return self.settings.arrange(self, tuple(each for each in self.certificates if each is not None))

    @property
    def leaf(self) -> x509.Certificate | None:
        """The first certificate of the chain."""
        return self.chain[0] if self.chain else None

    @property
    def identity(self) -> str | None:
        """Whom the endpoint believes to be asking."""
        return self.settings.identity(self)

    @property
    def key(self) -> RSAPublicKey | None:
        """The key by which the signature is verified."""
        return self.settings.key(self)

    @cached_property
    def body_value(self) -> Any:
        """What the body says as JSON, whatever type that is; None where it is no JSON."""
        return _value(self.settings.read_body, self.incoming.body)

    @cached_property
    def credentials(self) -> Credentials | None:
        """The id and secret that the request brings."""
        return self.settings.credentials(self)

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The values of the parameter `scope`, which are separated by spaces (RFC 6749, section 3.3)."""
        return tuple(re.findall(r"[^ ]+", self.parameter("scope") or ""))


def _value(read: Callable[[bytes], Any], data: bytes) -> Any:
    try:
        return read(data)
    except decoding.NoJsonError:
        return None
