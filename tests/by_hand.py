"""Requests made by hand for the reference endpoint: no line of the checker's own assertion code is in them."""

import base64
import json
import socket
import ssl
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from conformance.fixtures import certificates_directory
from conformance.reference.server import Address
from conformance.reference.setting_up import CLIENT, SERVER

FORM = "application/x-www-form-urlencoded"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Change = Callable[[dict[str, Any]], Any]


@cache
def key(name: str = "service_consumer") -> RSAPrivateKey:
    found = load_pem_private_key((certificates_directory() / f"{name}.key.pem").read_bytes(), None)
    assert isinstance(found, RSAPrivateKey)
    return found


@cache
def x5c(name: str = "service_consumer") -> tuple[str, ...]:
    chain = x509.load_pem_x509_certificates((certificates_directory() / f"{name}.chain.pem").read_bytes())
    return tuple(encoded(each) for each in chain)


def encoded(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Making:
    """A client assertion as it will be signed: texts of header and claims, the key, and what is done afterwards."""

    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "typ": "JWT", "x5c": list(x5c())})
    claims: dict[str, Any] = field(default_factory=dict)
    signer: RSAPrivateKey = field(default_factory=key)
    header_text: Callable[[str], str] = str
    claims_text: Callable[[str], str] = str
    afterwards: Callable[[str], str] = str

    def assertion(self, now: float | None = None) -> str:
        issued = int(time.time() if now is None else now)
        claims = {"iss": CLIENT, "sub": CLIENT, "aud": SERVER, "jti": str(uuid.uuid4()), "iat": issued}
        claims |= {"exp": issued + 30, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not ...}
        header = {name: value for name, value in self.header.items() if value is not ...}
        texts = (self.header_text(json.dumps(header)), self.claims_text(json.dumps(claims)))
        signed = ".".join(segment(text.encode("utf-8", "surrogateescape")) for text in texts)
        signature = self.signer.sign(signed.encode(), PKCS1v15(), SHA256())
        return self.afterwards(f"{signed}.{segment(signature)}")


def header(**members: Any) -> dict[str, Any]:
    return {"alg": "RS256", "typ": "JWT", "x5c": list(x5c()), **members}


def form(making: Making | None = None, now: float | None = None, **parameters: Any) -> str:
    """The good form with these parameters changed; `...` leaves one out."""
    values: dict[str, Any] = {
        "grant_type": "client_credentials",
        "scope": "iSHARE",
        "client_id": CLIENT,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": (making or Making()).assertion(now),
    }
    values |= parameters
    return urlencode({name: value for name, value in values.items() if value is not ...})


def request(
    body: str | bytes = b"", method: str = "POST", path: str = "/connect/token", kind: str | None = FORM, more: str = ""
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n" + (f"Content-Type: {kind}\r\n" if kind else "") + more
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


@dataclass(frozen=True)
class Got:
    status: int
    head: bytes
    body: bytes

    @property
    def members(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def header(self, name: str) -> str | None:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            each, _, value = line.partition(": ")
            if each.lower() == name.lower():
                return value
        return None


class Line:
    """One connection, on which bytes are sent and whole answers read."""

    def __init__(self, address: Address, context: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection((address.host, address.port), timeout=5)
        self.socket = context.wrap_socket(plain, server_hostname="localhost") if context else plain
        self.stream = self.socket.makefile("rb")

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def head(self) -> bytes:
        lines = []
        while (line := self.stream.readline()) not in {b"", b"\r\n"}:
            lines.append(line)
        return b"".join(lines)

    def answer(self, with_body: bool = True) -> Got:
        head = self.head()
        got = Got(int(head.split()[1]) if head else 0, head, b"")
        length = int(got.header("Content-Length") or 0) if with_body else 0
        return Got(got.status, head, self.stream.read(length))

    def ask(self, data: bytes, with_body: bool = True) -> Got:
        self.send(data)
        return self.answer(with_body)

    def rest(self) -> bytes:
        return self.stream.read()


def ask(address: Address, data: bytes) -> Got:
    with Line(address) as line:
        return line.ask(data)
