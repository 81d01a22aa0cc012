"""Faults of the id_token (chapter ID): its form, its certificates, and what it says."""

import datetime as dt
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from conformance.fixtures import certificates_directory
from conformance.reference.attempt import Attempt
from conformance.reference.certificates import organization, x5c_of
from conformance.reference.changes import REMOVED, both, grant_edited, with_members
from conformance.reference.design import Change, Draft, IdToken
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import id_token_edited, id_token_header, id_token_with
from conformance.reference.sign_ins import LOW

H2M = ("h2m",)


def _padded(_: Attempt, draft: Draft) -> Draft:
    segments = str(draft.member("id_token")).split(".")
    return with_members(draft, {"id_token": ".".join(each + "=" * (-len(each) % 4) for each in segments)})


def _signed_with_pss(attempt: Attempt, draft: IdToken) -> IdToken:
    padding = PSS(MGF1(SHA256()), SHA256.digest_size)
    return replace(draft, sign=lambda signed: attempt.world.key.sign(signed, padding, SHA256()))


def _signed_without_the_header(attempt: Attempt, draft: IdToken) -> IdToken:
    return replace(draft, sign=lambda signed: attempt.world.key.sign(signed.partition(b".")[2], PKCS1v15(), SHA256()))


def _self_signed(attempt: Attempt) -> list[str]:
    """The certificate that the development server makes for its own key."""
    world = attempt.world
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "localhost"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organization(world.chain[0]) or ""),
        ]
    )
    now = dt.datetime.fromtimestamp(attempt.now, dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(world.key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    return x5c_of([builder.sign(world.key, SHA256())])


def _signed_by_the_service_provider(_: Attempt, draft: IdToken) -> IdToken:
    """Another service of the same house, with its own certificate, signs in the provider's place."""
    directory = certificates_directory()
    key = load_pem_private_key((directory / "service_provider.key.pem").read_bytes(), None)
    chain = x509.load_pem_x509_certificates((directory / "service_provider.chain.pem").read_bytes())
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the test key is no RSA key")
    header = {**draft.header, "x5c": x5c_of(chain)}
    return replace(draft, header=header, sign=lambda signed: key.sign(signed, PKCS1v15(), SHA256()))


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


_FORM = (
    _fault("pads-the-id-token", "The encoder leaves the padding of base64 in.", "ID-JWS", grant_edited(_padded)),
    _fault(
        "signs-the-id-token-with-pss",
        "The newer padding was thought the safer choice.",
        "ID-ALG",
        both(id_token_edited(_signed_with_pss), id_token_header(alg="PS256")),
    ),
    _fault(
        "calls-the-id-token-an-access-token",
        "Both tokens are made by one function, which writes at+jwt.",
        "ID-TYP",
        id_token_header(typ="at+jwt"),
    ),
    _fault(
        "names-the-key-of-the-id-token",
        "The library writes a kid wherever it signs.",
        "ID-HEADERS",
        id_token_header(kid="signing-key-1"),
    ),
    _fault(
        "signs-the-claims-alone",
        "The signature is over the payload; the header was put in front afterwards.",
        "ID-SIGNATURE",
        id_token_edited(_signed_without_the_header),
    ),
)

_CERTIFICATES = (
    _fault(
        "forgets-x5c-in-the-id-token", "Keys are published at a URL instead.", "ID-X5C", id_token_header(x5c=REMOVED)
    ),
    _fault(
        "skips-an-issuer-in-x5c",
        "The file with the chain was put together by hand, without the CA that issued the leaf.",
        "ID-X5C",
        id_token_header(x5c=lambda attempt: x5c_of((attempt.world.chain[0], *attempt.world.chain[2:]))),
    ),
    _fault(
        "leaves-the-root-out-of-x5c",
        "A TLS server sends no root either.",
        "ID-X5C-ROOT",
        id_token_header(x5c=lambda attempt: x5c_of(attempt.world.chain[:-1])),
    ),
    _fault(
        "signs-with-a-certificate-of-its-own-making",
        "The certificate of the development server went into production.",
        "ID-CHAIN",
        id_token_header(x5c=_self_signed),
    ),
    _fault(
        "lets-another-party-sign-the-id-token",
        "The signing service of the house has a certificate of its own.",
        "ID-PARTY",
        id_token_edited(_signed_by_the_service_provider),
    ),
)

_PARTIES = (
    _fault(
        "issues-in-the-name-of-its-url",
        "OpenID Connect has a URL as issuer.",
        "ID-ISS",
        id_token_with(iss="https://login.example"),
    ),
    _fault(
        "makes-subjects-too-long",
        "The pseudonym is written behind a whole path.",
        "ID-SUB",
        id_token_edited(
            lambda _, draft: replace(draft, claims={**draft.claims, "sub": "pseudonym/" * 25 + draft.claims["sub"]})
        ),
    ),
    _fault(
        "adds-itself-to-the-audience",
        "The userinfo endpoint, which reads the id_token too, wanted to be meant.",
        "ID-AUD",
        id_token_with(aud=lambda attempt: [attempt.identity, attempt.world.party]),
    ),
    _fault(
        "lists-the-audience",
        "The library writes every audience as a list.",
        "ID-AUD-STRING",
        id_token_with(aud=lambda attempt: [attempt.identity]),
    ),
    _fault("forgets-jti-in-the-id-token", "OpenID Connect does not ask for it.", "ID-JTI", id_token_with(jti=REMOVED)),
    _fault(
        "numbers-no-id-token",
        "The jti is a constant out of the example.",
        "ID-JTI",
        id_token_with(jti="378a47c4-2822-4ca5-a49a-7e5a1cc7ea59"),
    ),
    _fault(
        "authorises-itself",
        "azp was taken for the party that authorises.",
        "ID-AZP",
        id_token_with(azp=lambda attempt: attempt.world.party),
    ),
)

_DATES = (
    _fault(
        "writes-exp-as-text",
        "The signed example of the page has its dates in quotes.",
        "ID-DATES",
        id_token_with(exp=lambda attempt: str(int(attempt.now) + 30)),
    ),
    _fault(
        "issues-id-tokens-in-local-time",
        "The local time of Amsterdam was taken for UTC.",
        "ID-IAT",
        id_token_with(iat=lambda attempt: int(attempt.now) + 3600, exp=lambda attempt: int(attempt.now) + 3630),
    ),
    _fault(
        "lets-id-tokens-live-for-an-hour",
        "The id_token lives as long as the access token.",
        "ID-LIFETIME",
        id_token_with(exp=lambda attempt: int(attempt.now) + 3600),
    ),
    _fault(
        "forgets-auth-time",
        "OpenID Connect wants it only where max_age was sent.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=REMOVED),
    ),
    _fault(
        "counts-auth-time-in-milliseconds",
        "The clock of the language counts milliseconds.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=lambda attempt: int(attempt.now * 1000)),
    ),
)

_SIGN_IN = (
    _fault("forgets-the-nonce", "The nonce was not kept with the code.", "ID-NONCE", id_token_with(nonce=REMOVED)),
    _fault(
        "cuts-the-nonce-off",
        "The column for it has sixteen characters.",
        "ID-NONCE",
        id_token_edited(
            lambda _, draft: replace(draft, claims={**draft.claims, "nonce": str(draft.claims["nonce"])[:16]})
        ),
    ),
    _fault(
        "names-a-level-of-eidas-itself",
        "The URN of a notified scheme was copied.",
        "ID-ACR",
        id_token_with(acr="http://eidas.europa.eu/LoA/high"),
    ),
    _fault(
        "answers-the-lowest-level-always",
        "The level that is asked for is not looked at.",
        "ID-ACR-REQUESTED",
        id_token_with(acr=LOW),
    ),
)

FAULTS = _FORM + _CERTIFICATES + _PARTIES + _DATES + _SIGN_IN
