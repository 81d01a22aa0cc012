"""A tiny client of the reference identity provider: authorise, sign in, take the code, exchange it; by hand."""

import base64
import hashlib
import http.client
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.reference.server import Address
from conformance.reference.setting_up import CLIENT, HUMANS, IDENTITY_PROVIDER, REDIRECT_URIS
from tests.by_hand import ASSERTION_TYPE, FORM, Making

REDIRECT_URI = REDIRECT_URIS[CLIENT]
NOW = 1_800_000_000.5
"""Unix seconds at which these tests begin."""
AUTHORISE = "/connect/authorize"
TOKEN = "/connect/token"
PASSWORDS = {human.name: human.password for human in HUMANS}


@dataclass(frozen=True)
class Page:
    """An answer of the provider."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def landed(self) -> dict[str, str]:
        """The parameters with which the browser came to the redirect URI."""
        return dict(parse_qsl(urlsplit(self.location).query))

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def hidden(self) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text))

    @property
    def fields(self) -> set[str]:
        return set(re.findall(r'<(?:input|button)[^>]* name="(\w+)"', self.text))

    @property
    def members(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Browser:
    """Somebody's browser, with its cookies, at one provider."""

    address: Address
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, url: str, body: str | None = None, **headers: str) -> Page:
        connection = http.client.HTTPConnection(self.address.host, self.address.port, timeout=10)
        sent = {"Content-Type": FORM} if body is not None else {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, url, body, sent | headers)
            answer = connection.getresponse()
            page = Page(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()
        if cookie := page.headers.get("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return page

    def post(self, path: str, fields: dict[str, Any]) -> Page:
        return self.send("POST", path, urlencode({name: value for name, value in fields.items() if value is not ...}))

    def follow(self, page: Page) -> Page:
        """Go on as long as the provider itself is the aim."""
        while page.status in {302, 303} and page.location.startswith("/"):
            page = self.send("GET", page.location)
        return page

    def sign_in(self, page: Page, name: str = "alice", password: str | None = None) -> Page:
        """Fill in the one page of a login; where the browser is signed in already, there is nothing to fill in."""
        page = self.follow(page)
        if page.status != 200:
            return page
        human = {"username": name, "password": PASSWORDS[name] if password is None else password}
        return self.follow(self.post("/connect/login", page.hidden | human))


def parts(**changed: Any) -> dict[str, Any]:
    """What an authorise request says; `...` leaves a part out."""
    good = {
        "response_type": "code",
        "client_id": CLIENT,
        "scope": "openid iSHARE",
        "redirect_uri": REDIRECT_URI,
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
    }
    return {name: value for name, value in (good | changed).items() if value is not ...}


def request_object(making: Making | None = None, now: float | None = None, **claims: Any) -> str:
    """A request object: an iSHARE JWT to the provider that nobody is the subject of."""
    made = making or Making()
    said = {"aud": IDENTITY_PROVIDER, "sub": "urn:TBD", **parts()} | claims | made.claims
    return Making(made.header, said, made.signer, made.header_text, made.claims_text, made.afterwards).assertion(now)


def signed_form(
    making: Making | None = None, now: float | None = None, beside: dict[str, Any] | None = None, **claims: Any
) -> dict[str, Any]:
    """The form of a signed authorise request; `beside` changes what stands beside the request object."""
    form = {"response_type": "code", "client_id": CLIENT, "scope": "openid iSHARE"}
    form |= {name: claims[name] for name in form if name in claims}
    return form | {"request": request_object(making, now, **claims)} | (beside or {})


def code_form(code: str, making: Making | None = None, now: float | None = None, **parameters: Any) -> dict[str, Any]:
    """The good form of a token request with that code, with these parameters changed; `...` leaves one out."""
    made = making or Making()
    claims = {"aud": IDENTITY_PROVIDER, **made.claims}
    made = Making(made.header, claims, made.signer, made.header_text, made.claims_text, made.afterwards)
    values: dict[str, Any] = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": made.assertion(now),
        "redirect_uri": REDIRECT_URI,
        "code": code,
    }
    return {name: value for name, value in (values | parameters).items() if value is not ...}


def a_code(browser: Browser, now: float | None = None, **claims: Any) -> str:
    """A fresh code by a signed request."""
    return browser.sign_in(browser.post(AUTHORISE, signed_form(now=now, **claims))).landed["code"]


def a_grant(browser: Browser, now: float | None = None, **claims: Any) -> dict[str, Any]:
    """The members of a whole way: authorise, sign in, code, token."""
    got = browser.post(TOKEN, code_form(a_code(browser, now, **claims), now=now))
    assert got.status == 200, got.body
    return got.members


def jwt_parts(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a compact JWS, unverified."""
    header, claims = (json.loads(base64.urlsafe_b64decode(one + "==")) for one in text.split(".")[:2])
    return header, claims


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def asked(browser: Browser, **claims: Any) -> Page:
    """The page on which the browser is after an authorise request."""
    return browser.follow(browser.post(AUTHORISE, signed_form(now=NOW, **claims)))


def id_claims(members: dict[str, Any]) -> dict[str, Any]:
    """The claims of the id_token in an answer."""
    return jwt_parts(members["id_token"])[1]
