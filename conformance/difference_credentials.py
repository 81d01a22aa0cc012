"""What was done to a client's id and secret, in words: two fingerprints would tell a reader nothing."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus

from conformance.target import Party, Target

RIGHT = "id and secret right"
_MOST = 60


@dataclass(frozen=True)
class Known:
    """Whose credentials are looked at: the client's own, and those of another one that may stand in their place."""

    own: Party
    other: Party | None

    def secret(self, given: str) -> str:
        """Say how a secret differs from the right one."""
        right = self.own.secret or ""
        if not given or given == right:
            return "the right secret" if given else "an empty secret"
        if self.other is not None and given == self.other.secret:
            return "the secret of the other client"
        if given.casefold() == right.casefold():
            return "the secret in other letter case"
        if right and given.startswith(right):
            return f"the secret with {_shown(given[len(right) :])} behind it"
        missing = len(right) - len(given)
        return f"the secret without its last {_characters(missing)}" if right.startswith(given) else "another secret"

    def header(self, value: str) -> str:
        """Say what stands in a header Authorization."""
        scheme, blank, rest = value.partition(" ")
        named = scheme if blank else "no scheme"
        return f"{named}, {self._credentials(rest if blank else scheme)}"

    def _credentials(self, text: str) -> str:
        good = self._good
        right = base64.b64encode(good).decode("ascii")
        if text == good.decode("latin-1"):
            return f"{RIGHT}, but not in base64"
        if text.startswith(right) and text != right:
            return f"{RIGHT}, in base64 with {_shown(text[len(right) :])} behind it"
        try:
            return self._decoded(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            return "no base64"

    def _decoded(self, data: bytes) -> str:
        try:
            user, colon, secret = data.decode("utf-8").partition(":")
        except UnicodeDecodeError:
            return "bytes that are no UTF-8"
        if self.own.credentials == "encoded":
            user, secret = unquote_plus(user), unquote_plus(secret)
        if not colon:
            return "the id without colon and secret" if user == self.own.id else "no colon"
        told = self.secret(secret) if self.own.secret else "a secret"
        if user == self.own.id:
            return RIGHT if secret == self.own.secret else f"the right id, {told}"
        return f"id {_shown(user)}, {told}" if user else f"no id, {told}"

    @property
    def _good(self) -> bytes:
        parts = (self.own.id, self.own.secret or "")
        return ":".join(map(quote_plus, parts) if self.own.credentials == "encoded" else parts).encode()


def known_of(target: Target) -> Known:
    """Whose credentials a request to this target may bring."""
    return Known(target.client, target.other_client)


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MOST else f"{text[:_MOST]}…")


def _characters(number: int) -> str:
    return "character" if number == 1 else f"{number} characters"
