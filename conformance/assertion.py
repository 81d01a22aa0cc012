"""A client assertion (RFC 7523) as parts that can be changed one by one before it is written and signed."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from conformance.identity import Identity

LIFETIME = 30
"""Seconds from ``iat`` to ``exp`` of an iSHARE JWT."""

SHORTEST_SECRET = 16
"""Characters below which a text is taken for a word, not for an assertion or a part of one that anybody could use."""

Part = Any
"""A JSON value, or ``bytes`` that stand in the token as they are."""

Signer = Callable[["Assertion", bytes], bytes]


def base64url(data: bytes) -> str:
    """Write bytes as base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def sign_honestly(assertion: "Assertion", signing_input: bytes) -> bytes:
    """Sign with the identity's own key, by the algorithm that the header names, or RS256 if it names none of RSA."""
    named = assertion.header.get("alg") if isinstance(assertion.header, dict) else None
    algorithm = named if named in ("RS256", "RS384", "RS512") else "RS256"
    return assertion.identity.sign(signing_input, algorithm)


@dataclass(frozen=True)
class Assertion:
    """The plan of one assertion: header, claims, who signs, and what is done to the text after signing."""

    header: Part
    claims: Part
    identity: Identity = field(repr=False)
    sign: Signer = field(default=sign_honestly, repr=False)
    edits: tuple[Callable[[str], str], ...] = field(default=(), repr=False)

    @cached_property
    def header_bytes(self) -> bytes:
        """The header as it is written."""
        return written(self.header)

    @cached_property
    def claims_bytes(self) -> bytes:
        """The claim set as it is written."""
        return written(self.claims)

    @cached_property
    def signed(self) -> str:
        """The compact serialisation before any edit of its text."""
        signing_input = f"{base64url(self.header_bytes)}.{base64url(self.claims_bytes)}"
        return f"{signing_input}.{base64url(self.sign(self, signing_input.encode('ascii')))}"

    @cached_property
    def compact(self) -> str:
        """The text that is sent."""
        return _edited(self.signed, self.edits)

    def secrets(self) -> dict[str, str]:
        """The texts that it was written as, and its signature alone, each with a label; nothing if it never was."""
        made = [self.__dict__[name] for name in ("compact", "signed") if name in self.__dict__]
        signatures = [text.rpartition(".")[2] for text in made]
        labelled = [(text, "client_assertion") for text in made] + [(text, "signature") for text in signatures]
        return {text: label for text, label in labelled if len(text) >= SHORTEST_SECRET}

    def same_as(self, other: "Assertion") -> bool:
        """Tell whether both give the same text, without signing where that can be told without."""
        if self is other:
            return True
        parts = self.header_bytes == other.header_bytes and self.claims_bytes == other.claims_bytes
        if not parts or self.sign is not other.sign or self.identity is not other.identity:
            return False
        return self.edits == other.edits or self.compact == _edited(self.signed, other.edits)


def _edited(text: str, edits: tuple[Callable[[str], str], ...]) -> str:
    for edit in edits:
        text = edit(text)
    return text


def written(part: Part) -> bytes:
    """Write a JSON value compactly; ``bytes`` stay as they are."""
    if isinstance(part, bytes):
        return part
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def good_assertion(identity: Identity, audience: str, now: float) -> Assertion:
    """Make the plan of a right assertion for ``audience``, issued at ``now`` (Unix seconds).

    Source: the iSHARE rules for a JWT: ``alg``, ``typ``, ``x5c`` alone in the header, ``exp`` = ``iat`` + 30.
    """
    issued = int(now)
    claims = {
        "iss": identity.party,
        "sub": identity.party,
        "aud": audience,
        "jti": secrets.token_hex(16),
        "iat": issued,
        "exp": issued + LIFETIME,
    }
    return Assertion({"alg": "RS256", "typ": "JWT", "x5c": list(identity.x5c)}, claims, identity)


def edited(assertion: Assertion, edit: Callable[[str], str]) -> Assertion:
    """Add an edit of the finished text."""
    return replace(assertion, edits=(*assertion.edits, edit))
