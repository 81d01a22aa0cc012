"""The authorise request: plain and signed, by GET and POST, with PKCE, and "but with …"."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.changes import both, claims, parameter
from conformance.clock import MovedClock
from conformance.outcome import NotTestable
from conformance.request import Material
from conformance.sign_in.authorise import authorise, changed_parts
from conformance.sign_in.landing import is_landing
from conformance.sign_in.model import Asked
from conformance.target import Target
from tests.target_files import CONSUMER, Read, h2m, read  # noqa: F401 - a fixture

NOW = 1_800_000_000


def target_with(read: Read, **sign_in: str) -> Target:  # noqa: F811
    return read(h2m("\n".join(f"{name} = {value}" for name, value in sign_in.items())))


def material_of(target: Target) -> Material:
    return Material(target, MovedClock(NOW), None)


def parameters_of(asked: Asked) -> dict[str, str]:
    text = asked.body.decode() if asked.body is not None else urlsplit(asked.url).query
    return dict(parse_qsl(text, strict_parsing=True))


def claims_of(jwt: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(jwt.split(".")[1] + "=="))
    return found


def test_a_signed_request_goes_as_a_form(read: Read) -> None:  # noqa: F811
    asked = authorise(material_of(target_with(read, acr='"urn:low"')))
    assert (asked.method, asked.url) == ("POST", "https://acme.example/authorize")
    assert asked.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
    sent = parameters_of(asked)
    assert list(sent) == ["response_type", "client_id", "scope", "request"]
    claimed = claims_of(sent["request"])
    assert {name: sent[name] for name in ("response_type", "client_id", "scope")}.items() <= dict(claimed).items()
    assert (claimed["state"], claimed["nonce"]) == (asked.state, asked.nonce)
    assert claimed["redirect_uri"] == asked.redirect_uri == "https://client.example/return"
    assert (claimed["iss"], claimed["sub"], claimed["aud"]) == (CONSUMER, "urn:TBD", "x")
    assert (claimed["iat"], claimed["exp"]) == (NOW, NOW + 30)
    assert claimed["acr_values"] == "urn:low"
    assert sent["request"] not in repr(asked)


def test_the_signature_is_the_clients(read: Read) -> None:  # noqa: F811
    jwt = parameters_of(authorise(material_of(target_with(read))))["request"]
    signed, _, signature = jwt.rpartition(".")
    header = json.loads(base64.urlsafe_b64decode(jwt.split(".")[0] + "=="))
    key = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0])).public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(base64.urlsafe_b64decode(signature + "=="), signed.encode(), PKCS1v15(), SHA256())


def test_a_plain_request_goes_in_the_address(read: Read) -> None:  # noqa: F811
    asked = authorise(material_of(target_with(read, method='"GET"', request='"plain"')))
    assert (asked.method, asked.body, asked.headers) == ("GET", None, ())
    sent = parameters_of(asked)
    assert list(sent) == ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce"]
    assert (sent["response_type"], sent["client_id"], sent["scope"]) == ("code", CONSUMER, "openid iSHARE")


def test_no_two_requests_have_anything_in_common_that_is_fresh(read: Read) -> None:  # noqa: F811
    material = material_of(target_with(read, pkce="true"))
    many = [authorise(material) for _ in range(20)]
    assert len({one.state for one in many} | {one.nonce for one in many} | {one.verifier for one in many}) == 60


@pytest.mark.parametrize("request_kind", ["signed", "plain"])
def test_pkce(read: Read, request_kind: str) -> None:  # noqa: F811
    asked = authorise(material_of(target_with(read, pkce="true", request=f'"{request_kind}"')))
    sent = parameters_of(asked)
    said = claims_of(sent["request"]) if request_kind == "signed" else sent
    assert asked.verifier is not None
    assert 43 <= len(asked.verifier) <= 128
    digest = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).decode().rstrip("=")
    assert (said["code_challenge"], said["code_challenge_method"]) == (digest, "S256")
    assert asked.verifier not in repr(asked)


@pytest.mark.parametrize("request_kind", ["signed", "plain"])
def test_another_redirect_uri_is_recognised_beside_the_clients_own(read: Read, request_kind: str) -> None:  # noqa: F811
    material = material_of(target_with(read, request=f'"{request_kind}"'))
    asked = authorise(material, changed_parts(redirect_uri="https://evil.example/return"))
    said = parameters_of(asked)
    said = dict(claims_of(said["request"])) if request_kind == "signed" else said
    assert said["redirect_uri"] == asked.redirect_uri == "https://evil.example/return"
    assert is_landing(asked, "https://evil.example/return?code=1")
    assert is_landing(asked, "https://client.example/return?error=invalid_request")


def test_plain_parameters_beside_the_signed_ones(read: Read) -> None:  # noqa: F811
    beside = both(parameter("state", "other"), parameter("redirect_uri", "https://evil.example/return"))
    asked = authorise(material_of(target_with(read)), change=beside)
    sent = parameters_of(asked)
    assert sent["state"] == "other"
    assert claims_of(sent["request"])["state"] == asked.state
    assert asked.redirect_uri == "https://client.example/return"
    assert asked.further == ("https://evil.example/return",)


def test_the_request_object_can_be_changed_as_any_assertion(read: Read) -> None:  # noqa: F811
    asked = authorise(material_of(target_with(read)), change=claims(aud="somebody"))
    assert claims_of(parameters_of(asked)["request"])["aud"] == "somebody"


def test_what_is_missing_is_said(read: Read) -> None:  # noqa: F811
    target = target_with(read)
    with pytest.raises(NotTestable, match="redirect_uri"):
        authorise(material_of(replace(target, client=replace(target.client, redirect_uri=None))))
    with pytest.raises(NotTestable, match="sign_in"):
        authorise(material_of(replace(target, sign_in=None)))


@pytest.mark.parametrize(
    "url, wanted, is_one",
    [
        ("https://client.example/return?code=1", "https://client.example/return", True),
        ("https://CLIENT.example:443/return", "https://client.example/return", True),
        ("https://client.example/return/more", "https://client.example/return", True),
        ("https://client.example/", "https://client.example/return", False),
        ("http://client.example/return", "https://client.example/return", False),
        ("https://client.example:8443/return", "https://client.example/return", False),
        ("https://client.example.evil.example/return", "https://client.example/return", False),
        ("https://client.example@evil.example/return", "https://client.example/return", False),
        ("https://client.example/login", "https://client.example/", False),
        ("https://client.example?code=1", "https://client.example/", True),
        ("com.example.app:/return?code=1", "com.example.app:/return", True),
        ("https://client.example:port/return", "https://client.example/return", False),
        ("no address", "https://client.example/return", False),
    ],
)
def test_how_the_redirect_uri_is_recognised(url: str, wanted: str, is_one: bool) -> None:
    asked = Asked("https://acme.example/authorize", "GET", wanted, "state", "nonce")
    assert is_landing(asked, url) is is_one
