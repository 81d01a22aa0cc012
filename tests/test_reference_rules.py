"""Every rule of the strict endpoint refuses a request that without that rule is granted: it, and no other."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from conformance.clock import MovedClock
from conformance.reference.changes import (
    both,
    refusal_edited,
    replaced,
    setting,
    taking_algorithm,
    with_header,
    without,
)
from conformance.reference.design import Change, Design
from conformance.reference.server import running
from conformance.reference.setting_up import CLIENT, OTHER_CLIENT, OTHER_SERVER, good_design
from conformance.reference.signatures import VERIFIERS
from tests.by_hand import Making, ask, encoded, form, header, key, request, x5c

NOW = 1_800_000_000.5


def made(making: Making) -> bytes:
    return request(form(making, NOW))


def claiming(**claims: object) -> bytes:
    return made(Making(claims=claims))


def heading(**members: object) -> bytes:
    return made(Making(header=header(**members)))


def chained(*entries: str) -> bytes:
    return heading(x5c=list(entries))


def spoiled(name: str) -> bytes:
    return made(Making(header=header(x5c=list(x5c(name))), signer=key(name)))


def forged(trusted_tail: bool) -> bytes:
    """A leaf in the client's name that an own key has issued, in front of the real authorities or of itself."""
    mine = rsa.generate_private_key(65537, 2048)
    real = x509.load_der_x509_certificate(base64.b64decode(x5c()[0]))
    issuer = real.issuer if trusted_tail else real.subject
    now = dt.datetime.fromtimestamp(NOW, dt.UTC)
    builder = x509.CertificateBuilder().subject_name(real.subject).issuer_name(issuer).public_key(mine.public_key())
    builder = builder.serial_number(7).not_valid_before(now - dt.timedelta(days=1))
    builder = builder.not_valid_after(now + dt.timedelta(days=1))
    usage = real.extensions.get_extension_for_class(x509.KeyUsage)
    leaf = builder.add_extension(usage.value, usage.critical).sign(mine, SHA256())
    chain = [encoded(leaf), *(x5c()[1:] if trusted_tail else ())]
    return made(Making(header=header(x5c=chain), signer=mine))


def issued_by_the_client() -> bytes:
    """A leaf that the client's own end-entity certificate has issued."""
    mine = rsa.generate_private_key(65537, 2048)
    parent = x509.load_der_x509_certificate(base64.b64decode(x5c()[0]))
    organization = x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, "NTRNL-10000001")
    now = dt.datetime.fromtimestamp(NOW, dt.UTC)
    builder = x509.CertificateBuilder().subject_name(x509.Name([organization])).issuer_name(parent.subject)
    builder = builder.public_key(mine.public_key()).serial_number(8)
    builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(1))
    usage = parent.extensions.get_extension_for_class(x509.KeyUsage)
    leaf = builder.add_extension(usage.value, usage.critical).sign(key(), SHA256())
    return made(Making(header=header(x5c=[encoded(leaf), *x5c()]), signer=mine))


@dataclass(frozen=True)
class Refused:
    """A rule, the request that it refuses, and what has to be left out beside it for the request to be granted."""

    rule: str
    make: Callable[[], bytes]
    error: str = "invalid_client"
    status: int = 400
    besides: Change = lambda design: design


def row(rule: str, make: Callable[[], bytes], error: str = "invalid_client", besides: Change | None = None) -> Refused:
    status = 405 if rule == "method-is-post" else 400
    return Refused(rule, make, error, status, besides or (lambda design: design))


def twice(text: str, name: str, spoiled_value: str) -> str:
    return text.replace(f'"{name}":', f'"{name}": {spoiled_value}, "{name}":', 1)


def other_party() -> bytes:
    return made(Making(header=header(x5c=list(x5c("other_service_consumer"))), signer=key("other_service_consumer")))


def plain(**parameters: Any) -> Callable[[], bytes]:
    return lambda: request(form(now=NOW, **parameters))


def unknown_client() -> bytes:
    claims = {"iss": "did:ishare:EU.DE.NTRNL-10000001", "sub": "did:ishare:EU.DE.NTRNL-10000001"}
    return request(form(Making(claims=claims), NOW, client_id="did:ishare:EU.DE.NTRNL-10000001"))


ROWS = (
    row("method-is-post", lambda: request(form(now=NOW), "PUT"), "invalid_request"),
    row("content-type-is-form", lambda: request(form(now=NOW), kind="text/plain"), "invalid_request"),
    row("form-is-well-formed", lambda: request(form(now=NOW) + "&x=%zz"), "invalid_request"),
    row("no-control-characters", plain(x="\0"), "invalid_request"),
    row("parameters-once", lambda: request(form(now=NOW) + "&scope=iSHARE"), "invalid_request"),
    row(
        "no-authorization-header",
        lambda: request(form(now=NOW), more="Authorization: Basic YTpi\r\n"),
        "invalid_request",
    ),
    row("no-client-secret", plain(client_secret="secret"), "invalid_request"),
    row("grant-type-present", plain(grant_type=""), "invalid_request"),
    row("grant-type-is-known", plain(grant_type="Client_Credentials"), "unsupported_grant_type"),
    row("scope-present", plain(scope=...), "invalid_scope"),
    row("scope-has-value", plain(scope="iSHARE,openid"), "invalid_scope"),
    row("client-id-present", plain(client_id=...), besides=setting(identity=lambda attempt: attempt.claim("iss"))),
    row("assertion-type-present", plain(client_assertion_type=...)),
    row("assertion-type-is-jwt-bearer", plain(client_assertion_type="jwt-bearer")),
    row("assertion-has-three-segments", lambda: made(Making(afterwards=lambda text: f"{text}.e30"))),
    row("segments-are-strict-base64url", lambda: made(Making(afterwards=lambda text: f"{text}=="))),
    row("header-is-strict-json", lambda: heading(typ="JWT", x=float("nan")), besides=without("headers-are-known")),
    row("header-names-once", lambda: made(Making(header_text=lambda text: twice(text, "typ", '"JOSE"')))),
    row(
        "algorithm-is-allowed",
        lambda: heading(alg="RS257"),
        besides=replaced("signature-is-right", VERIFIERS["RS256"]),
    ),
    row("type-is-jwt", lambda: heading(typ="jwt")),
    row("no-critical-headers", lambda: heading(crit=["x"], x=1), besides=without("headers-are-known")),
    row("headers-are-known", lambda: heading(kid="1")),
    row(
        "certificates-are-present",
        lambda: heading(x5c=...),
        besides=setting(key=lambda _: key().public_key()),
    ),
    row("certificates-are-strict-base64", lambda: chained(f"{x5c()[0]}\n", *x5c()[1:])),
    row("certificates-are-readable", lambda: chained(*x5c(), "MA==")),
    row(
        "chain-names-link",
        lambda: chained(x5c()[0], x5c()[2], x5c()[1], x5c()[3]),
        besides=without("chain-signatures-hold"),
    ),
    row("chain-signatures-hold", lambda: forged(trusted_tail=True)),
    row("chain-ends-in-a-root", lambda: chained(*x5c()[:3]), besides=without("root-is-trusted")),
    row("root-is-trusted", lambda: forged(trusted_tail=False)),
    row("issuers-are-authorities", issued_by_the_client),
    row("chain-has-begun", lambda: spoiled("not_yet_valid")),
    row("chain-has-not-ended", lambda: spoiled("expired")),
    row("leaf-may-sign", lambda: spoiled("no_signature_usage")),
    row("leaf-key-is-strong", lambda: spoiled("weak_key")),
    row("signature-is-right", lambda: made(Making(signer=key("other_service_consumer")))),
    row("payload-is-strict-json", lambda: claiming(x=float("inf"))),
    row("claim-names-once", lambda: made(Making(claims_text=lambda text: twice(text, "sub", '"x"')))),
    row("issuer-is-the-client", lambda: claiming(iss=OTHER_CLIENT)),
    row("subject-is-the-client", lambda: claiming(sub=[CLIENT])),
    row("audience-is-this-server", lambda: claiming(aud=OTHER_SERVER)),
    row("jti-present", lambda: claiming(jti=None)),
    row("jti-is-text", lambda: claiming(jti=7)),
    row("issued-at-present", lambda: claiming(iat=...)),
    row("expiry-present", lambda: claiming(exp=...)),
    row("dates-are-numbers", lambda: claiming(nbf="soon")),
    row("dates-are-whole", lambda: claiming(iat=NOW, exp=NOW + 30)),
    row("not-issued-in-the-future", lambda: request(form(now=NOW + 20))),
    row("not-expired", lambda: request(form(now=NOW - 40))),
    row("lifetime-is-right", lambda: claiming(exp=int(NOW) + 31)),
    row("not-before-has-come", lambda: claiming(nbf=NOW + 20)),
    row("leaf-is-the-clients", other_party),
    row("client-is-registered", unknown_client),
)
# Where the assertion is missing, or its JSON no object, nothing is left that could be granted by leaving one rule out.
REFUSED_ALONE = (
    row("assertion-present", plain(client_assertion="")),
    row("header-is-json-object", lambda: made(Making(header_text=lambda _: "[]"))),
    row("payload-is-json-object", lambda: made(Making(claims_text=lambda _: json.dumps([1])))),
)


def telling(design: Design) -> Design:
    """The same design, whose refusals name their cause in a header."""
    return refusal_edited(
        lambda _, refusal, draft: replace(draft, headers=with_header(draft.headers, "X-Cause", refusal.cause))
    )(design)


@pytest.mark.parametrize("refused", ROWS + REFUSED_ALONE, ids=lambda each: each.rule)
def test_the_strict_endpoint_refuses_it_by_that_rule(refused: Refused) -> None:
    with running(telling(good_design()), MovedClock(NOW)) as address:
        got = ask(address, refused.make())
    assert (got.status, got.members["error"], got.header("X-Cause")) == (refused.status, refused.error, refused.rule)


@pytest.mark.parametrize("refused", ROWS, ids=lambda each: each.rule)
def test_without_that_rule_it_is_granted(refused: Refused) -> None:
    change = both(without(refused.rule), refused.besides)
    with running(telling(change(good_design())), MovedClock(NOW)) as address:
        got = ask(address, refused.make())
    assert got.status == 200, (got.header("X-Cause"), got.body)
    assert got.members["access_token"]


def test_every_rule_has_its_row() -> None:
    tested = {each.rule for each in ROWS + REFUSED_ALONE} | {"assertion-is-new"}
    assert tested == {rule.name for rule in good_design().rules}
    assert len(tested) == len(good_design().rules)


def test_a_verifier_can_be_added() -> None:
    with running(taking_algorithm("XX", lambda _: True)(good_design()), MovedClock(NOW)) as address:
        assert ask(address, heading(alg="XX")).status == 200


def test_a_rule_that_nobody_knows_is_not_left_out_silently() -> None:
    with pytest.raises(KeyError, match="no-such-rule"):
        without("no-such-rule")(good_design())
