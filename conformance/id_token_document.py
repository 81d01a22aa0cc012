"""A document that somebody captured, for `conformance inspect`: a token response or a bare JWT, and which JWT it is."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from conformance.id_token import IdToken, read_id_token
from conformance.strict_json import StrictJsonError, strict_object

LARGEST = 1_000_000
"""Bytes; an id_token with its certificates has about 12,000."""
_JWT_BEGINS = re.compile(r"e[wy][A-Za-z0-9_-]{14,}(?=[.\s]|\Z)")
_HUMAN = ("nonce", "acr", "auth_time")
"""Claims that tell of a human's login."""


class Kind(Enum):
    """What a JWT is, going by its claims; the value names it to a reader."""

    ID_TOKEN = "id_token"  # noqa: S105 - no secret
    ASSERTION = "client assertion"
    REQUEST = "authorise request object"

    @property
    def one(self) -> str:
        """The name with its article."""
        return f"{'an' if self.value[0] in 'aeiou' else 'a'} {self.value}"


@dataclass(frozen=True)
class Document:
    """The JWT of a document. found: where in the document it stood, in words."""

    token: IdToken
    kind: Kind
    found: str


class NoDocument(Exception):  # noqa: N818 - it says what was met in the place of a document
    """There is nothing that could be judged; the text is a sentence about what was met instead."""


def read_document(content: bytes) -> Document:
    """Find the JWT in what a file holds.

    A text that begins like a JWT is one, however it goes on: what is wrong with it is judged. An object with a member
    id_token is a token response, whatever else it holds. Everything else raises ``NoDocument``.
    """
    text = _text(content)
    if text.startswith(("{", "[")):
        return _of_response(text)
    if text.startswith("HTTP/"):
        raise NoDocument("It begins with the status line of an HTTP answer: save the body of the answer alone.")
    if not _begins_like_jwt(text):
        raise NoDocument("It is neither a token response (a JSON object) nor a JWT.")
    token = read_id_token(text)
    return Document(token, kind_of_jwt(token.claims), "a bare JWT")


def kind_of_jwt(claims: Mapping[str, Any]) -> Kind:
    """Tell the JWTs of the scheme from one another; what is none of the others counts as an id_token."""
    if "response_type" in claims or "redirect_uri" in claims:
        return Kind.REQUEST
    is_of_itself = "iss" in claims and claims["iss"] == claims.get("sub")
    return Kind.ASSERTION if is_of_itself and not any(name in claims for name in _HUMAN) else Kind.ID_TOKEN


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise NoDocument(f"It has more than {LARGEST:,} bytes, where an id_token has some thousands.")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NoDocument("It is not text in UTF-8.") from None
    if not text:
        raise NoDocument("It is empty.")
    return text


def _of_response(text: str) -> Document:
    try:
        members = strict_object(text.encode("utf-8"))
    except StrictJsonError as fault:
        told = str(fault).replace("its body", "it")
        raise NoDocument(f"It begins like JSON, and no JSON object can be read from it: {told}.") from None
    if "id_token" in members:
        return Document(read_id_token(members["id_token"]), Kind.ID_TOKEN, "the member id_token of a token response")
    if "error" in members:
        raise NoDocument("It is an answer that refuses (it has the member error): there is no id_token to judge.")
    raise NoDocument("The JSON object has no member id_token: there is nothing to judge.")


def _begins_like_jwt(text: str) -> bool:
    """Whether its first segment is base64url of something that begins with a brace."""
    match = _JWT_BEGINS.match(text)
    return match is not None and base64.urlsafe_b64decode(match[0][:4]).startswith(b"{")
