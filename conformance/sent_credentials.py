"""What is secret in an Authorization header that was sent: the whole, what is packed in it, and what can be read of it.

A wrong secret that was sent is often the right one but for a letter, so it is as secret as that.
"""

import base64
import binascii
import re
from urllib.parse import unquote, unquote_plus

_SHORTEST_PACKED = 8
_SHORTEST = 4
_NO_LETTER = re.compile(r"[^A-Za-z0-9+/]")


def secrets_of_header(value: str) -> dict[str, str]:
    """Give what must not be shown of a header's value: each secret with its label."""
    packed = value.partition(" ")[2] or value
    found = {packed: "credentials"} if len(packed) >= _SHORTEST_PACKED else {}
    for text in _unpacked(value):
        _, colon, secret = text.partition(":")
        if colon and len(secret) >= _SHORTEST:
            found |= dict.fromkeys((secret, unquote(secret), unquote_plus(secret)), "client secret")
            found[text] = "credentials"
    return {one: label for one, label in found.items() if len(one) >= _SHORTEST}


def _unpacked(value: str) -> list[str]:
    """Read base64 as leniently as anybody would: each word of the header that can be read."""
    return [text for word in value.split() if (text := _read(word))]


def _read(word: str) -> str:
    letters = _NO_LETTER.sub("", word.replace("-", "+").replace("_", "/"))
    whole = letters[: -1 if len(letters) % 4 == 1 else None]
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
