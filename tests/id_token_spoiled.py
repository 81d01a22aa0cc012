"""What can be wrong with an id_token, one thing each, by the row that it violates; and what is legal."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import Encoding

from tests.id_token_certificates import below, certify, curve, deep, issuing, leaf_of, root
from tests.id_token_samples import (
    CLAIMS,
    CLIENT,
    HIGH,
    LOW,
    NOW,
    PROVIDER,
    ROOTS,
    SUBSTANTIAL,
    Change,
    algorithm,
    both,
    chain,
    claims,
    encoded,
    entry,
    forger,
    header,
    known,
    known_party,
    provider,
    segment,
    signed_by,
    text,
    without,
    without_header,
)

MANY = 10**400
OTHER = "did:ishare:EU.NL.NTRNL-10000002"
URL = "https://idp.example"


def _later() -> datetime:
    return datetime.fromtimestamp(NOW, UTC).replace(year=2030)


def _rewritten(raw: bytes) -> Change:
    """Other bytes in the place of the payload, signed like the good ones."""

    def finish(whole: str) -> str:
        signed = f"{whole.split('.', maxsplit=1)[0]}.{encoded(raw)}"
        return f"{signed}.{encoded(provider().sign(signed.encode()))}"

    return text(finish)


def _repeated(name: str) -> Change:
    pairs = json.dumps(dict(CLAIMS)).removesuffix("}")
    return _rewritten(f'{pairs}, "{name}": {json.dumps(CLAIMS[name])}}}'.encode())


def _wrapped(entry: str) -> str:
    return "\n".join(entry[start : start + 64] for start in range(0, len(entry), 64))


def _spare_bits(part: str) -> str:
    """The same bytes, written with other bits behind them."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(part) % 4
    return part[:-1] + alphabet[alphabet.index(part[-1]) + 1]


def _flipped(part: str) -> str:
    return ("B" if part[0] != "B" else "C") + part[1:]


SPOILED: dict[str, dict[str, Callable[[], Change]]] = {
    "ID-JWS": {
        "one-segment": lambda: text(lambda whole: whole.replace(".", "")),
        "two-segments": lambda: text(lambda whole: whole.rpartition(".")[0]),
        "five-segments": lambda: text(lambda whole: f"{whole}.AAAA.AAAA"),
        "unsigned": lambda: segment(2, lambda _: ""),
        "padded": lambda: segment(2, lambda part: part + "=="),
        "line-break": lambda: text(lambda whole: whole + "\n"),
        "plain-base64": lambda: segment(2, lambda part: "+" + part[1:]),
        "foreign-letter": lambda: segment(1, lambda part: "\u00e9" + part[1:]),
        "impossible-length": lambda: segment(2, lambda part: part[:-1]),
        "spare-bits": lambda: segment(2, _spare_bits),
        "header-array": lambda: segment(0, lambda _: encoded(b"[]")),
        "payload-string": lambda: _rewritten(b'"claims"'),
        "payload-cut-off": lambda: _rewritten(json.dumps(dict(CLAIMS)).encode()[:-1]),
        "payload-nan": lambda: _rewritten(b'{"iat": NaN}'),
        "payload-nested": lambda: _rewritten(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        "payload-no-utf-8": lambda: _rewritten(b'{"sub": "\xff"}'),
        "payload-empty": lambda: _rewritten(b""),
        "claim-twice": lambda: _repeated("sub"),
        "number": lambda: text(lambda _: 5),
        "null": lambda: text(lambda _: None),
        "empty": lambda: text(lambda _: ""),
    },
    "ID-ALG": {
        "hmac": lambda: header(alg="HS256"),
        "pss": lambda: header(alg="PS256"),
        "none": lambda: header(alg="none"),
        "lower-case": lambda: header(alg="rs256"),
        "missing": lambda: without_header("alg"),
        "array": lambda: header(alg=["RS256"]),
    },
    "ID-TYP": {
        "missing": lambda: without_header("typ"),
        "access-token": lambda: header(typ="at+jwt"),
        "null": lambda: header(typ=None),
    },
    "ID-HEADERS": {
        "kid": lambda: header(kid="1"),
        "two": lambda: header(x5t="AAAA", cty="JWT"),
    },
    "ID-X5C": {
        "missing": lambda: without_header("x5c"),
        "string": lambda: header(x5c=provider().x5c[0]),
        "empty": lambda: header(x5c=[]),
        "numbers": lambda: header(x5c=[1, 2]),
        "armour": lambda: entry(lambda _: provider().chain[0].public_bytes(Encoding.PEM).decode()),
        "wrapped": lambda: entry(_wrapped, 1),
        "base64url": lambda: entry(lambda one: one.replace("+", "-").replace("/", "_")),
        "garbage": lambda: entry(lambda _: base64.b64encode(b"no certificate").decode(), 2),
        "trailing": lambda: entry(lambda one: base64.b64encode(base64.b64decode(one) + b"\0").decode(), 1),
        "reversed": lambda: chain(lambda x5c: [x5c[0], *reversed(x5c[1:])]),
        "intermediate-missing": lambda: signed_by(forger().intermediate_missing()),
        "leaf-twice": lambda: signed_by(forger().leaf_twice()),
        "stranger-between": lambda: signed_by(forger().stranger_between()),
        "leaf-alone": lambda: signed_by(forger().leaf_alone()),
    },
    "ID-X5C-ROOT": {"root-missing": lambda: signed_by(forger().root_missing())},
    "ID-CHAIN": {
        "rogue-authority": lambda: signed_by(forger().rogue_authority()),
        "rogue-below-the-real-root": lambda: signed_by(forger().rogue_authority_below_real_root()),
        "forged-leaf-of-two": lambda: signed_by(forger().forged_leaf_with_real_root(2)),
        "forged-leaf-of-four": lambda: signed_by(forger().forged_leaf_with_real_root(4)),
        "self-signed": lambda: signed_by(forger().self_signed()),
        "issued-by-a-leaf": lambda: signed_by(forger().issued_by_leaf()),
        "wrong-middle": lambda: signed_by(forger().swapped_middle()),
        "another-root": lambda: both(below(root(), issuing()), known(roots=ROOTS)),
        "leaf-expired": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), end=datetime(2025, 1, 1, tzinfo=UTC))),
        "leaf-not-yet-valid": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), begin=_later())),
        "issuer-expired": lambda: below(root(), certify("Issuing", root(), end=datetime(2025, 1, 1, tzinfo=UTC))),
        "issuer-is-no-ca": lambda: below(root(), certify("Issuing", root(), ca=False)),
        "issuer-says-nothing": lambda: below(root(), certify("Issuing", root(), ca=None)),
        "issuer-may-not-sign": lambda: below(root(), certify("Issuing", root(), usage={"crl_sign"})),
        "leaf-may-not-sign": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), usage={"key_encipherment"})),
        "too-many-below": lambda: below(root(), *deep(path_length=0)),
    },
    "ID-PARTY": {
        "another-party": lambda: signed_by(known_party("other_service_provider")),
        "client": lambda: signed_by(known_party("service_consumer")),
    },
    "ID-SIGNATURE": {
        "another-key": lambda: lambda sample: replace(sample, identity=forger().stranger_key()),
        "flipped": lambda: segment(2, _flipped),
        "payload-changed": lambda: segment(1, lambda _: encoded(json.dumps(dict(CLAIMS) | {"sub": "eve"}).encode())),
        "short": lambda: segment(2, lambda _: "AAAA"),
        "another-digest": lambda: lambda sample: replace(sample, algorithm="RS512"),
        "key-is-not-rsa": lambda: below(root(), issuing(), leaf=curve()),
    },
    "ID-ISS": {
        "missing": lambda: without("iss"),
        "url": lambda: claims(iss=URL),
        "client": lambda: claims(iss=CLIENT),
        "letter-case": lambda: claims(iss=PROVIDER.lower()),
        "array": lambda: claims(iss=[PROVIDER]),
    },
    "ID-SUB": {
        "missing": lambda: without("sub"),
        "empty": lambda: claims(sub=""),
        "number": lambda: claims(sub=41),
        "long": lambda: claims(sub="a" * 256),
        "not-ascii": lambda: claims(sub="zo\u00eb"),
    },
    "ID-AUD": {
        "missing": lambda: without("aud"),
        "another": lambda: claims(aud=OTHER),
        "two": lambda: claims(aud=[CLIENT, OTHER]),
        "twice": lambda: claims(aud=[CLIENT, CLIENT]),
        "none": lambda: claims(aud=[]),
        "joined": lambda: claims(aud=f"{CLIENT} {OTHER}"),
        "beside-azp": lambda: claims(aud=[CLIENT, OTHER], azp=CLIENT),
    },
    "ID-AUD-STRING": {"array-of-one": lambda: claims(aud=[CLIENT])},
    "ID-JTI": {
        "missing": lambda: without("jti"),
        "null": lambda: claims(jti=None),
        "empty": lambda: claims(jti=""),
        "again": lambda: lambda sample: claims(jti=(sample.known.others or ())[0].claims["jti"])(sample),
    },
    "ID-DATES": {
        "strings": lambda: claims(iat=str(NOW), exp=str(NOW + 30)),
        "exp-string": lambda: claims(exp=str(NOW + 30)),
        "iso-8601": lambda: claims(iat="2026-05-28T20:26:40Z"),
        "missing": lambda: without("exp"),
        "iat-missing": lambda: without("iat"),
        "null": lambda: claims(iat=None),
        "true": lambda: claims(iat=True),
        "milliseconds": lambda: claims(iat=NOW * 1000, exp=(NOW + 30) * 1000),
        "exp-milliseconds": lambda: claims(exp=(NOW + 30) * 1000),
        "fraction": lambda: claims(iat=NOW + 0.5, exp=NOW + 30.5),
        "beyond-every-float": lambda: claims(exp=MANY),
        "infinite": lambda: _rewritten(json.dumps(dict(CLAIMS)).replace(str(NOW + 30), "1e400").encode()),
        "negative": lambda: claims(iat=-30, exp=0),
        "array": lambda: claims(exp=[NOW + 30]),
    },
    "ID-IAT": {
        "long-ago": lambda: claims(iat=NOW - 60, exp=NOW - 30, auth_time=NOW - 120),
        "ahead": lambda: claims(iat=NOW + 60, exp=NOW + 90),
        "zero": lambda: claims(iat=0, exp=30),
    },
    "ID-LIFETIME": {
        "an-hour": lambda: claims(exp=NOW + 3600),
        "31-seconds": lambda: claims(exp=NOW + 31),
        "before": lambda: claims(exp=NOW - 30),
        "at-once": lambda: claims(exp=NOW),
    },
    "ID-AUTH-TIME": {
        "missing": lambda: without("auth_time"),
        "null": lambda: claims(auth_time=None),
        "ahead": lambda: claims(auth_time=NOW + 60),
        "before-the-login": lambda: claims(auth_time=NOW - 3600),
        "zero": lambda: claims(auth_time=0),
        "negative": lambda: claims(auth_time=-5),
        "milliseconds": lambda: claims(auth_time=(NOW - 120) * 1000),
        "milliseconds-string": lambda: claims(auth_time=str((NOW - 120) * 1000)),
        "iso-8601": lambda: claims(auth_time="2026-05-28T20:26:40Z"),
        "blank": lambda: claims(auth_time=f" {NOW - 120}"),
        "infinite": lambda: claims(auth_time=MANY),
        "ahead-string": lambda: claims(auth_time=str(NOW + 60)),
    },
    "ID-NONCE": {
        "missing": lambda: without("nonce"),
        "another": lambda: claims(nonce="another"),
        "cut": lambda: claims(nonce=CLAIMS["nonce"][:-1]),
        "letter-case": lambda: claims(nonce=CLAIMS["nonce"].upper()),
        "null": lambda: claims(nonce=None),
    },
    "ID-ACR": {
        "missing": lambda: without("acr"),
        "short": lambda: claims(acr="low"),
        "letter-case": lambda: claims(acr=LOW.upper()),
        "array": lambda: claims(acr=[LOW]),
        "number": lambda: claims(acr=1),
    },
    "ID-ACR-REQUESTED": {
        "lower": lambda: known(acr=HIGH),
        "lower-than-all": lambda: both(claims(acr=LOW), known(acr=f"{HIGH} {SUBSTANTIAL}")),
    },
    "ID-AZP": {
        "another": lambda: claims(azp=OTHER),
        "provider": lambda: claims(azp=PROVIDER),
        "array": lambda: claims(azp=[CLIENT]),
        "null": lambda: claims(azp=None),
    },
}

LEGAL: dict[str, Callable[[], Change]] = {
    "good": both,
    "rs384": lambda: algorithm("RS384"),
    "rs512": lambda: algorithm("RS512"),
    "typ-in-small-letters": lambda: header(typ="jwt"),
    "extra-claims": lambda: claims(name="Alice", amr=["pwd"], nbf=NOW),
    "another-order": lambda: lambda sample: replace(sample, claims=dict(reversed(list(sample.claims.items())))),
    "azp": lambda: claims(azp=CLIENT),
    "auth-time-as-string": lambda: claims(auth_time=str(NOW - 120)),
    "auth-time-with-fraction": lambda: claims(auth_time=NOW - 120 + 0.25),
    "auth-time-is-now": lambda: claims(auth_time=NOW),
    "dates-written-with-exponent": lambda: claims(iat=float(NOW), exp=float(NOW + 30)),
    "clock-nine-seconds-off": lambda: claims(iat=NOW - 8, exp=NOW + 22),
    "pseudonym-that-is-no-uuid": lambda: claims(sub="419404e1-07ce-4d80-9e8a-eca94vde0003de"),
    "longest-subject": lambda: claims(sub="~" * 255),
    "jti-that-is-no-uuid": lambda: claims(jti="17"),
    "higher-level-than-asked-for": lambda: both(claims(acr=HIGH), known(acr=SUBSTANTIAL)),
    "one-of-the-levels-asked-for": lambda: known(acr=f"{HIGH} {SUBSTANTIAL}"),
    "no-level-asked-for": lambda: known(acr=""),
    "party-id-without-did": lambda: both(claims(iss="NTRNL-10000006"), known(signer="NTRNL-10000006")),
    "another-authority": lambda: below(root(), issuing()),
    "directly-below-the-root": lambda: below(root()),
    "deep": lambda: below(root(), *deep(path_length=1)),
    "no-key-usages": lambda: below(certify("Root", None, usage=None)),
    "digital-signature-usage": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), usage={"digital_signature"})),
    "leaf-without-constraints": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), ca=None, usage=None)),
    "old-root-without-extensions": lambda: below(certify("Old root", None, ca=None, usage=None)),
    "authority-that-is-trusted-itself": lambda: both(below(root(), issuing()), known(roots=(issuing().certificate,))),
    "expires-now": lambda: below(root(), issuing(), leaf=leaf_of(issuing(), end=datetime.fromtimestamp(NOW - 5, UTC))),
    "weak-key": lambda: both(signed_by(known_party("weak_key", CLIENT)), claims(iss=CLIENT), known(signer=CLIENT)),
}
