"""Id_tokens made with the test certificates: a good one, and the same with one thing changed."""

import base64
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from cryptography import x509

from conformance.forgery import Forger
from conformance.id_token import IdToken, read_id_token
from conformance.id_token_facts import Expectations
from conformance.id_token_rows import JUDGEMENTS
from conformance.identity import Identity, load_certificates, read_identity
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.places import certificates

NOW = 1_780_000_000
CLIENT = "did:ishare:EU.NL.NTRNL-10000001"
PROVIDER = "did:ishare:EU.NL.NTRNL-10000006"
LOW, SUBSTANTIAL, HIGH = (f"urn:http://eidas.europa.eu/LoA/NotNotified/{one}" for one in ("low", "substantial", "high"))
CLAIMS: Mapping[str, Any] = {
    "iss": PROVIDER,
    "sub": "0b8fcb3c-5b9a-4d6e-8a3c-3d1b2ef0a4c7",
    "aud": CLIENT,
    "jti": "6b6ff2a6-41a1-4e0e-9f1e-0f6a3c9b6d55",
    "iat": NOW,
    "exp": NOW + 30,
    "auth_time": NOW - 120,
    "nonce": "n-0S6_WzA2Mj",
    "acr": SUBSTANTIAL,
}
ROOTS = load_certificates((certificates() / "roots.pem").read_bytes())
Outcomes = dict[str, str]


def known_party(name: str, party: str = PROVIDER) -> Identity:
    """One of the test parties, which says to be the identity provider."""
    return read_identity(party, certificates() / f"{name}.key.pem", certificates() / f"{name}.chain.pem")


@cache
def provider() -> Identity:
    return known_party("identity_provider")


@cache
def forger() -> Forger:
    return Forger(provider())


@dataclass(frozen=True)
class Sample:
    """An id_token to be written, and what is known about it. finish: the last word on the text."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    identity: Identity
    known: Expectations
    algorithm: str = "RS256"
    finish: Callable[[str], Any] = field(default=lambda text: text)

    @property
    def text(self) -> Any:
        head, body = (encoded(json.dumps(part).encode()) for part in (self.header, self.claims))
        signature = encoded(self.identity.sign(f"{head}.{body}".encode(), self.algorithm))
        return self.finish(f"{head}.{body}.{signature}")

    @property
    def outcomes(self) -> Outcomes:
        return outcomes(read_id_token(self.text), self.known)


Change = Callable[[Sample], Sample]


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def good() -> Sample:
    other = read_id_token(_text_of(dict(CLAIMS) | {"jti": str(uuid.UUID(int=7)), "nonce": "another"}))
    known = Expectations(
        at=NOW + 1,
        arrived=NOW + 1,
        signer=PROVIDER,
        audience=CLIENT,
        roots=ROOTS,
        nonce=CLAIMS["nonce"],
        acr=LOW,
        login=NOW - 121,
        others=(other,),
    )
    return Sample({"alg": "RS256", "typ": "JWT", "x5c": list(provider().x5c)}, CLAIMS, provider(), known)


@cache
def _header_of_other() -> str:
    return encoded(json.dumps({"alg": "RS256", "typ": "JWT", "x5c": list(provider().x5c)}).encode())


def _text_of(claims: Mapping[str, Any]) -> str:
    return f"{_header_of_other()}.{encoded(json.dumps(claims).encode())}.{encoded(b'not looked at')}"


def outcomes(token: IdToken, known: Expectations) -> Outcomes:
    """The outcome of every row of the chapter."""
    known_words = {"holds", "violated", "not-testable", "not-applicable"}
    found = {row: outcome(row, token, known) for row in JUDGEMENTS}
    assert set(found.values()) <= known_words
    return found


def outcome(row: str, token: IdToken, known: Expectations) -> str:
    try:
        JUDGEMENTS[row](token, known)
    except Violated as finding:
        return "violated" if finding.expected and finding.actual else "violated without a word"
    except NotTestable as untestable:
        return "not-testable" if untestable.reason.startswith("it needs ID-") else "not-testable, and no row is named"
    except NotApplicable as nothing:
        return "not-applicable" if nothing.reason else "not-applicable without a reason"
    return "holds"


def violated(found: Outcomes) -> set[str]:
    return {row for row, outcome in found.items() if outcome == "violated"}


# --- changes ----------------------------------------------------------------------------------------------------


def claims(**changes: Any) -> Change:
    return lambda sample: replace(sample, claims=dict(sample.claims) | changes)


def without(*names: str) -> Change:
    return lambda sample: replace(sample, claims={k: v for k, v in sample.claims.items() if k not in names})


def header(**changes: Any) -> Change:
    return lambda sample: replace(sample, header=dict(sample.header) | changes)


def without_header(name: str) -> Change:
    return lambda sample: replace(sample, header={k: v for k, v in sample.header.items() if k != name})


def known(**changes: Any) -> Change:
    return lambda sample: replace(sample, known=replace(sample.known, **changes))


def signed_by(identity: Identity, *, roots: Sequence[x509.Certificate] = ROOTS) -> Change:
    def change(sample: Sample) -> Sample:
        shown = replace(sample, identity=identity, header=dict(sample.header) | {"x5c": list(identity.x5c)})
        return replace(shown, known=replace(shown.known, roots=tuple(roots)))

    return change


def algorithm(name: str) -> Change:
    return lambda sample: replace(sample, header=dict(sample.header) | {"alg": name}, algorithm=name)


def text(finish: Callable[[str], Any]) -> Change:
    return lambda sample: replace(sample, finish=finish)


def segment(place: int, edit: Callable[[str], str]) -> Change:
    """Edit one segment of the finished text."""

    def finish(whole: str) -> str:
        parts = whole.split(".")
        return ".".join([*parts[:place], edit(parts[place]), *parts[place + 1 :]])

    return text(finish)


def both(*changes: Change) -> Change:
    def change(sample: Sample) -> Sample:
        for one in changes:
            sample = one(sample)
        return sample

    return change


def entry(edit: Callable[[str], Any], place: int = 0) -> Change:
    """Edit one entry of x5c."""

    def change(sample: Sample) -> Sample:
        entries = list(sample.header["x5c"])
        entries[place] = edit(entries[place])
        return replace(sample, header=dict(sample.header) | {"x5c": entries})

    return change


def chain(edit: Callable[[list[str]], list[str]]) -> Change:
    return lambda sample: replace(sample, header=dict(sample.header) | {"x5c": edit(list(sample.header["x5c"]))})
