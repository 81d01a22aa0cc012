"""Faults of the certificates that an id_token brings along (chapter ID: x5c, its chain, and whose they are)."""

import base64
import datetime as dt
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from conformance.reference.attempt import Attempt
from conformance.reference.certificates import organization, x5c_of
from conformance.reference.changes import REMOVED
from conformance.reference.design import Change, IdToken
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import id_token_edited, id_token_header
from conformance.reference.setting_up import SERVER, fresh_world
from conformance.reference.world import World

H2M = ("h2m",)
Certificates = Sequence[x509.Certificate]


def another_party(attempt: Attempt) -> World:
    """A service provider of the same house, with its own key and certificates."""
    notes = attempt.world.notes
    if "another party" not in notes:
        notes["another party"] = fresh_world(party=SERVER)
    found: World = notes["another party"]
    return found


def _chain(arrange: Callable[[Certificates], Certificates]) -> Change:
    """x5c holds the provider's own certificates in another arrangement."""
    return id_token_header(x5c=lambda attempt: x5c_of(arrange(attempt.world.chain)))


def _entries(write: Callable[[str], Any]) -> Change:
    """Every entry of x5c is written in another way."""
    return id_token_header(x5c=lambda attempt: [write(entry) for entry in x5c_of(attempt.world.chain)])


def _armoured(entry: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{_in_lines(entry)}\n-----END CERTIFICATE-----\n"


def _in_lines(entry: str) -> str:
    return "\n".join(textwrap.wrap(entry, 64))


def _url_safe(entry: str) -> str:
    return base64.urlsafe_b64encode(base64.b64decode(entry)).decode("ascii")


def _made(name: str, make: Callable[[Attempt], Certificates]) -> Change:
    """x5c holds certificates that are made once in the life of the provider."""

    def x5c(attempt: Attempt) -> list[str]:
        notes = attempt.world.notes
        if name not in notes:
            notes[name] = x5c_of(make(attempt))
        found: list[str] = notes[name]
        return found

    return id_token_header(x5c=x5c)


def _self_signed(attempt: Attempt) -> Certificates:
    """The certificate that the development server makes for its own key."""
    name = _own_name(attempt, "localhost")
    return (_certified(attempt, name, name, attempt.world.key),)


def _of_a_test_root(attempt: Attempt) -> Certificates:
    """A root of the same name as the trusted one, and with a key of its own: that of the test environment."""
    key, real = generate_private_key(SECP256R1()), attempt.world.chain[-1]
    leaf = _certified(attempt, _own_name(attempt, "Identity provider"), real.subject, key)
    builder = _builder(attempt, real.subject, real.subject).public_key(key.public_key())
    root = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return leaf, root.sign(key, SHA256())


def _of_its_own_seal(attempt: Attempt) -> Certificates:
    """A certificate for a day, issued with the seal, which is no CA."""
    chain = attempt.world.chain
    today = _certified(attempt, _own_name(attempt, "Signer of today"), chain[0].subject, attempt.world.key)
    return today, *chain


def _certified(
    attempt: Attempt, subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey | EllipticCurvePrivateKey
) -> x509.Certificate:
    """Certify the provider's key."""
    return _builder(attempt, subject, issuer).public_key(attempt.world.key.public_key()).sign(key, SHA256())


def _builder(attempt: Attempt, subject: x509.Name, issuer: x509.Name) -> x509.CertificateBuilder:
    now, day = dt.datetime.fromtimestamp(attempt.now, dt.UTC), dt.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).serial_number(1)
    return builder.not_valid_before(now - day).not_valid_after(now + day)


def _own_name(attempt: Attempt, common_name: str) -> x509.Name:
    identifier = organization(attempt.world.chain[0]) or ""
    parts = {NameOID.COMMON_NAME: common_name, NameOID.ORGANIZATION_IDENTIFIER: identifier}
    return x509.Name([x509.NameAttribute(*part) for part in parts.items()])


def _signed_by_another_party(attempt: Attempt, draft: IdToken) -> IdToken:
    other = another_party(attempt)
    header = {**draft.header, "x5c": x5c_of(other.chain)}
    return replace(draft, header=header, sign=lambda signed: other.key.sign(signed, PKCS1v15(), SHA256()))


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


_X5C = (
    _fault(
        "forgets-x5c-in-the-id-token", "Keys are published at a URL instead.", "ID-X5C", id_token_header(x5c=REMOVED)
    ),
    _fault("writes-x5c-as-pem", "The files are put into x5c as they are.", "ID-X5C", _entries(_armoured)),
    _fault(
        "breaks-the-lines-of-x5c",
        "The armour was taken off the files, and the line breaks were left.",
        "ID-X5C",
        _entries(_in_lines),
    ),
    _fault(
        "writes-x5c-in-base64url",
        "All else in a JWT is base64url, so the certificates were thought to be.",
        "ID-X5C",
        _entries(_url_safe),
    ),
    _fault(
        "writes-x5c-as-a-string",
        "One certificate was thought enough, and no array needed for one.",
        "ID-X5C",
        id_token_header(x5c=lambda attempt: x5c_of(attempt.world.chain)[0]),
    ),
    _fault("sends-the-leaf-alone", "The first of the file is read.", "ID-X5C", _chain(lambda chain: chain[:1])),
    _fault(
        "skips-an-issuer-in-x5c",
        "The file with the chain was put together by hand, without the CA that issued the leaf.",
        "ID-X5C",
        _chain(lambda chain: (chain[0], *chain[2:])),
    ),
    _fault(
        "turns-the-cas-of-x5c-round",
        "The bundle of the CAs begins with the root, and was put behind the leaf.",
        "ID-X5C",
        _chain(lambda chain: (chain[0], *chain[:0:-1])),
    ),
    Fault(
        "writes-x5c-upside-down",
        "The chain was written as the path is built: from the root down.",
        {"ID-X5C": EVERY, "ID-PARTY": EVERY, "ID-SIGNATURE": EVERY},
        _chain(lambda chain: chain[::-1]),
        H2M,
    ),
    _fault(
        "leaves-the-root-out-of-x5c",
        "A TLS server sends no root either.",
        "ID-X5C-ROOT",
        _chain(lambda chain: chain[:-1]),
    ),
)

_TRUST = (
    _fault(
        "signs-with-a-certificate-of-its-own-making",
        "The certificate of the development server went into production.",
        "ID-CHAIN",
        _made("self-signed", _self_signed),
    ),
    _fault(
        "signs-with-a-certificate-of-the-test-environment",
        "The roots of test and production have one name, and the wrong file was rolled out.",
        "ID-CHAIN",
        _made("of the test environment", _of_a_test_root),
    ),
    _fault(
        "issues-certificates-with-its-seal",
        "Every day has its own certificate, which the seal of the organisation signs as if it were a CA.",
        "ID-CHAIN",
        _made("of the seal", _of_its_own_seal),
    ),
    _fault(
        "lets-another-party-sign-the-id-token",
        "The signing service of the house has a certificate of its own.",
        "ID-PARTY",
        id_token_edited(_signed_by_another_party),
    ),
    Fault(
        "sends-the-clients-own-x5c-back",
        "The header of the client's assertion was taken as the pattern, with all that stands in it.",
        {"ID-PARTY": EVERY, "ID-SIGNATURE": EVERY},
        id_token_header(x5c=lambda attempt: list(attempt.x5c)),
        H2M,
    ),
)

FAULTS = _X5C + _TRUST
