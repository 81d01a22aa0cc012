"""Two readers of a token request that share no line with the generated input, the checker or the reference endpoint.

The strict one takes what every endpoint has to take. The lenient one takes whatever some endpoint may take without
violating a MUST: loose base64, a BOM, an incomplete chain, names in other letter case, white space around values.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwk
from jsonschema import Draft202012Validator

from conformance.request import TokenRequest
from tests.strict_json import WrongError, need, object_of

FORM = "application/x-www-form-urlencoded"
SPOILED = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion)


@dataclass(frozen=True)
class Right:
    """What a right request has to say. Times are Unix seconds; parameters are those beside the assertion."""

    profile: str
    parameters: dict[str, str]
    now: float
    client: str
    server: str = ""
    chain: tuple[x509.Certificate, ...] = ()
    secret: str = ""


def wrong_with(request: TokenRequest, right: Right, is_lenient: bool) -> str | None:
    """Say why the request may not be granted; None where it may, or must."""
    try:
        _judge(request, right, is_lenient)
    except WrongError as wrong:
        return str(wrong)
    return None


def _judge(request: TokenRequest, right: Right, is_lenient: bool) -> None:
    need(request.method == "POST" or (is_lenient and request.method.upper() == "POST"), "method")
    fields = [(name.lower(), value) for name, value in request.headers]
    kinds = [value for name, value in fields if name == "content-type"]
    expected = "application/json" if right.profile == "ciam" else FORM
    if not is_lenient:
        need(kinds == [expected] and not request.query, "content type or query")
        need(len({name for name, _ in fields}) == len(fields) < 50, "header fields")
    _judge_credentials(fields, right, is_lenient)
    body = request.wire_body or b""
    if right.profile == "ciam":
        _judge_members(object_of(body, is_lenient), right)
        return
    _judge_parameters(form_of(body, is_lenient), right, is_lenient)


def _judge_credentials(fields: list[tuple[str, str]], right: Right, is_lenient: bool) -> None:
    given = [value for name, value in fields if name == "authorization"]
    if right.profile != "basic":
        need(is_lenient or not given, "two ways of authentication")
        return
    need(len(given) == 1, "no credentials, or several")
    scheme, _, rest = given[0].partition(" ")
    need(scheme.lower() == "basic", "scheme")
    try:
        user, colon, secret = base64.b64decode(rest.strip() + "===").decode("utf-8").partition(":")
    except ValueError:
        raise WrongError("unreadable credentials") from None
    need(colon == ":" and (user, secret) == (right.client, right.secret), "wrong credentials")


def _judge_members(members: dict[str, Any], right: Right) -> None:
    need(members.get("grant_type") in ("client_credentials", "client_credential"), "grant_type")
    need((members.get("client_id"), members.get("client_secret")) == (right.client, right.secret), "wrong credentials")


# --- the form ---------------------------------------------------------------------------------------------------


def form_of(body: bytes, is_lenient: bool) -> dict[str, str]:
    separators = rb"[&;\n]" if is_lenient else rb"&"
    found: dict[str, str] = {}
    for part in re.split(separators, body):
        name, equals, value = part.partition(b"=")
        if is_lenient and not part:
            continue
        need(bool(is_lenient or (equals and re.fullmatch(rb"[\w%+.*~-]*", name + value))), "no form")
        key, text = _decoded(name, is_lenient), _decoded(value, is_lenient)
        if is_lenient:
            key = re.sub(r"(\[\]|\0|^\W+|\W+$)", "", key.strip().lower().replace(".", "_").replace(" ", "_"))
            text = text.strip()
            if not text:
                continue
        need(key not in found, "a parameter twice")
        found[key] = text
    return {name: value for name, value in found.items() if value}


def _decoded(text: bytes, is_lenient: bool) -> str:
    need(is_lenient or not re.search(rb"%(?![0-9A-Fa-f]{2})", text), "a broken escape")
    try:
        return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8", "replace" if is_lenient else "strict")
    except UnicodeDecodeError:
        raise WrongError("a form that is no UTF-8") from None


def _judge_parameters(given: dict[str, str], right: Right, is_lenient: bool) -> None:
    for name, value in right.parameters.items():
        if name == "scope" and right.profile == "basic" and is_lenient:
            continue
        text = given.get(name, "")
        need(value in text.split(" ") if name == "scope" and right.profile == "m2m" else text == value, name)
    if right.profile != "basic":
        _judge_assertion(given.get("client_assertion", ""), right, is_lenient)


# --- the assertion ----------------------------------------------------------------------------------------------

HEADER = {
    "type": "object",
    "required": ["alg", "typ", "x5c"],
    "additionalProperties": False,
    "properties": {"alg": {"const": "RS256"}, "typ": {"const": "JWT"}, "x5c": {"items": {"type": "string"}}},
}
CLAIMS = {
    "type": "object",
    "required": ["iss", "sub", "aud", "jti", "iat", "exp"],
    "properties": {
        **{name: {"type": "string", "minLength": 1} for name in ("iss", "sub", "aud", "jti")},
        **{name: {"type": "integer"} for name in ("iat", "exp")},
    },
}


def _judge_assertion(text: str, right: Right, is_lenient: bool) -> None:
    parts = text.split(".")
    need(len(parts) == 3, "no three segments")
    header, claims, signature = (_bytes_of(part, is_lenient) for part in parts)
    read = object_of(header, is_lenient)
    if not is_lenient:
        need(Draft202012Validator(HEADER).is_valid(read), "header")
    need(read.get("alg") == "RS256" and "crit" not in read, "alg")
    kind = read.get("typ")
    need(kind == "JWT" or (is_lenient and isinstance(kind, str) and kind.upper() == "JWT"), "typ")
    key = _key_of(read.get("x5c"), right, is_lenient)
    signed = [".".join(parts[:2])]
    if is_lenient:
        signed.append(".".join(re.sub(r"[^\w-]", "", part, flags=re.ASCII) for part in parts[:2]))
    need(any(_is_signed(key, one.encode("utf-8", "surrogatepass"), signature) for one in signed), "signature")
    _judge_claims(object_of(claims, is_lenient), right, is_lenient)


def _bytes_of(part: str, is_lenient: bool) -> bytes:
    if is_lenient:
        part = re.sub(r"[^\w-]", "", part.replace("+", "-").replace("/", "_"), flags=re.ASCII)
        part = part[:-1] if len(part) % 4 == 1 else part
    try:
        found = base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        raise WrongError("no base64url") from None
    need(is_lenient or base64.urlsafe_b64encode(found).rstrip(b"=").decode() == part, "loose base64url")
    return found


def _key_of(entries: Any, right: Right, is_lenient: bool) -> RSAPublicKey:
    need(isinstance(entries, list) and bool(entries) and isinstance(entries[0], str), "x5c")
    # a wrong link is wrong for everybody (reading A22), a missing one is not
    need(entries[1:2] != entries[:1], "leaf twice")
    sent = [_certificate(entry, is_lenient) for entry in (entries[:1] if is_lenient else entries)]
    if not is_lenient:
        need(sent == list(right.chain), "chain")
    leaf, issuers = sent[0], right.chain[1:]
    need(any(_is_issued(leaf, issuer) for issuer in issuers), "leaf")
    need(leaf.subject == right.chain[0].subject, "party")
    key = leaf.public_key()
    assert isinstance(key, RSAPublicKey)
    return key


def _certificate(entry: Any, is_lenient: bool) -> x509.Certificate:
    text = entry.translate({45: "+", 95: "/"}) if is_lenient else entry
    try:
        if not is_lenient:
            return x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
        letters = re.match(r"[\w+/]*", re.sub(r"[^\w+/=]", "", text, flags=re.ASCII), flags=re.ASCII)
        data = letters[0] if letters else ""
        return x509.load_der_x509_certificate(base64.b64decode(data + "=" * (-len(data) % 4)))
    except SPOILED:
        raise WrongError("certificate") from None


def _is_issued(leaf: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(issuer)
    except (*SPOILED, InvalidSignature):
        return False
    return True


def _is_signed(key: RSAPublicKey, signed: bytes, signature: bytes) -> bool:
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return bool(jwk.construct(pem, "RS256").verify(signed, signature))


def _judge_claims(claims: dict[str, Any], right: Right, is_lenient: bool) -> None:
    need(is_lenient or Draft202012Validator(CLAIMS).is_valid(claims), "claims")
    need(claims.get("iss") == claims.get("sub") == right.client, "iss or sub")
    audience = claims.get("aud")
    need(audience == right.server or (is_lenient and audience == [right.server]), "aud")
    need(claims.get("jti") is not None, "jti")
    issued, expires = (claims.get(name) for name in ("iat", "exp"))
    skew, leeway = (300.0, 2.0) if is_lenient else (10.0, 0.0)
    for date in (issued, expires):
        need(isinstance(date, int | float) and not isinstance(date, bool), "a date that is no number")
    assert isinstance(issued, int | float)
    assert isinstance(expires, int | float)
    need(right.now - skew <= expires and issued <= right.now + skew, "time")
    need(abs(expires - issued - 30) <= leeway, "lifetime")
