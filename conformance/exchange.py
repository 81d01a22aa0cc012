"""One request and what came back: the live answer for judging, and a record in which nothing secret is left."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from conformance.lookalikes import hide_all
from conformance.redaction import hide
from conformance.request import Pairs, TokenRequest

_MOST_SHOWN = 20_000
_MOST_HIDDEN = 200_000
"""Characters of a body in which secrets are looked for; of what lies behind nothing is shown."""
_SHORTEST_TOKEN = 8
_LARGEST_KEPT = 65_536
_BETWEEN = "\ue000"
"""A private character, which is no blank and part of no escape."""
_TOKENS = ("access_token", "refresh_token", "id_token")


class Failure(Enum):
    """Why there is no whole answer; the value says it to a reader."""

    AWAY = "no connection: nobody listens there, or its name is not right, or it speaks no TLS"
    UNTRUSTED = "the TLS certificate of the endpoint is not trusted"
    CLOSED = "the connection was closed before a whole answer had come"
    SILENT = "no answer came in time"
    SLOW = "the answer did not end in time"
    FLOOD = "the answer went on beyond the limit of size"
    GARBLED = "what came back is not HTTP"


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it was written, equal names and all."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as it came, header fields apart even when a name repeats."""

    status: int
    headers: Pairs = field(repr=False)
    body: bytes = field(repr=False)

    def values(self, name: str) -> list[str]:
        """Every value of the header fields of that name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @cached_property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty when there is none."""
        message = Message()
        message["Content-Type"] = "; ".join(self.values("Content-Type"))
        return message.get_content_type() if self.values("Content-Type") else ""

    @property
    def _pairs(self) -> "_Pairs | None":
        # of a body that is that large, what it says takes many times its room; hundreds of them may be kept
        return self._kept_pairs if len(self.body) <= _LARGEST_KEPT else _read_pairs(self.body)

    @cached_property
    def _kept_pairs(self) -> "_Pairs | None":
        return _read_pairs(self.body)

    @property
    def members(self) -> Mapping[str, Any] | None:
        """The members of the JSON object in the body, leniently read (a token in a bad answer is a token)."""
        return None if self._pairs is None else dict(self._pairs)

    @property
    def member_names(self) -> tuple[str, ...]:
        """The names of the top-level members as often as each occurs."""
        return tuple(name for name, _ in self._pairs or ())

    def texts(self, name: str) -> list[str]:
        """Every non-empty string of that name, among the top-level members or in a form in their place.

        Where a name occurs twice, readers differ in which one they take.
        """
        if self._pairs is None:
            return parse_qs(self.body.decode("utf-8", "replace"), max_num_fields=None).get(name, [])
        return [value for key, value in self._pairs if key == name and isinstance(value, str) and value]


_LENIENT = json.JSONDecoder(object_pairs_hook=_Pairs, strict=False)


def _read(body: bytes) -> Any:
    """Read what any client could read: whatever follows the first value, and in whichever Unicode encoding."""
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        return _LENIENT.raw_decode(text.lstrip(" \t\r\n"))[0]
    except (ValueError, RecursionError):
        return None


def _read_pairs(body: bytes) -> _Pairs | None:
    found = _read(body)
    return found if isinstance(found, _Pairs) else None


@dataclass(frozen=True)
class Exchange:
    """One request that was sent, and its answer or the failure in its place."""

    number: int
    purpose: str
    request: TokenRequest = field(repr=False)
    answer: Answer | None
    failure: Failure | None
    detail: str
    """What the transport said of the failure."""
    started: float
    seconds: float
    good: TokenRequest | None = field(default=None, repr=False)
    """The unchanged request, where this one is a changed one."""
    connection: int = 0
    """Which of the worker's connections it went over, counted from 1; 0 where that was not noted."""

    @property
    def met(self) -> str:
        """Say in one line what came back."""
        if self.failure is not None:
            return self.failure.value + (f" ({self.detail})" if self.detail else "")
        return f"status {self.answer.status}" if self.answer else "no answer"

    def secrets(self) -> dict[str, str]:
        """What must not be shown of it: each value with its label."""
        found = self.request.secrets() | (self.good.secrets() if self.good else {})
        if self.answer is None:
            return found
        tokens = {value: name for name in _TOKENS for value in self.answer.texts(name)}
        # a shorter one is hidden where it stands as a token; as a word anywhere it may be any word
        return found | {value: label for value, label in tokens.items() if len(value) >= _SHORTEST_TOKEN}

    def shown(self, secrets: Mapping[str, str], earlier: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Give its record as plain data without any secret: all that reports are made of.

        earlier: secrets of exchanges before it, which are looked for as words alone, for they are many.
        """
        known = dict(secrets) | self.secrets()

        def hidden(text: str) -> str:
            return hide(text, known, earlier or {})

        def wholly(text: str) -> str:
            return hide_all(text, known, earlier)

        request, answer = self.request, self.answer
        return {
            "number": self.number,
            "purpose": self.purpose,
            "started": self.started,
            "seconds": self.seconds,
            "method": request.method,
            "url": hidden(request.wire_url),
            "request_headers": _shown_fields(request.headers, hidden),
            "request_body": _shown_body(request.wire_body or b"", hidden),
            "status": answer.status if answer else None,
            "response_headers": _shown_fields(answer.headers if answer else (), wholly),
            "response_body": _shown_body(answer.body if answer else b"", wholly),
            "failure": wholly(self.met) if self.failure else None,
        }


def _shown_fields(fields: Pairs, hidden: Callable[[str], str]) -> list[list[str]]:
    """Hide in all fields at once; each by itself where a secret reaches from one into the next."""
    parts = [part for field in fields for part in field]
    together = hidden(_BETWEEN.join(parts)).split(_BETWEEN)
    shown = together if len(together) == len(parts) else list(map(hidden, parts))
    return [list(pair) for pair in zip(shown[::2], shown[1::2], strict=True)]


def _shown_body(body: bytes, hidden: Callable[[str], str]) -> str:
    """Shorten a body when its secrets are hidden: half a secret could not be found any more."""
    text = _text(body)
    if len(text) <= _MOST_HIDDEN:
        return _cut(hidden(text), len(text))
    # where it was shortened before, a secret may have been cut through, which its escapes make many times as long
    safe = hidden(text[:_MOST_HIDDEN])[: -_MOST_HIDDEN // 2]
    return f"{safe[:_MOST_SHOWN]}… ({len(text)} characters in all)"


def _text(body: bytes) -> str:
    encoding = json.detect_encoding(body) if b"\0" in body[:4] else "utf-8"
    return body.decode(encoding, "backslashreplace")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}… ({length} characters in all)"
