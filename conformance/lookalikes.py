"""Words of an answer that look like tokens, wherever they stand: what an endpoint gave in a way that nobody can read.

A token in a member of another name, in a page or in an answer that broke off is known to no list of secrets. It is told
by its look: letters of both cases and digits in no order that a name or a word has.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from conformance.redaction import fingerprint, hide

LABEL = "looks like a token"
_SHORTEST = 28
_LONGEST_HEX = 39
"""Hexadecimal digits that may stand: identifiers of requests and UUIDs have 32, and whoever mends looks for them."""
_NUL = r"\\+x00|\\+u0000|\0"
_WORD = re.compile(rf"(?:[A-Za-z0-9+/_-](?:{_NUL})?){{{_SHORTEST},}}=*")
"""With what UTF-16 leaves between the letters where it is shown as bytes."""
_ONE = (
    r"(?:\\+u00[2-7][0-9a-fA-F]|\\+x[2-7][0-9a-fA-F]"
    r"|%(?:25)*[2-7][0-9a-fA-F]|&#(?:[xX][2-7][0-9a-fA-F]|[0-9]{2,3});)"
)
_ESCAPED = re.compile(rf"{_ONE}{{{_SHORTEST},}}")
"""Plain letters of which each is escaped; nobody writes a sentence so."""
_KINDS = str.maketrans({**dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"), **dict.fromkeys("0123456789", "0")})
_LEAST_CHANGES = 0.36
"""The part of neighbours of different kinds: two thirds in random letters, a quarter in names that are put together."""


def hide_all(text: str, secrets: Mapping[str, str], words: Mapping[str, str] | None = None) -> str:
    """Give a text in which words of an endpoint stand, as ``hide`` does, and without whatever looks like a token."""
    text = hide(text, secrets, words or {})
    if len(text) < _SHORTEST:
        return text
    text = _WORD.sub(lambda found: _hidden(found[0]) if _is_lookalike(found[0]) else found[0], text)
    return _ESCAPED.sub(lambda found: _hidden(found[0]), text)


def _hidden(word: str) -> str:
    return fingerprint(word, LABEL)


def _is_lookalike(word: str) -> bool:
    letters = re.sub(_NUL, "", word)
    if letters.startswith(_CERTIFICATE):
        return False
    if set(letters) <= _HEX:
        return len(letters) > _LONGEST_HEX
    kinds = re.sub("[a-z]", "a", letters.translate(_KINDS))
    changes = sum(one != other for one, other in pairwise(kinds))
    return {"A", "a", "0"} <= set(kinds) and changes >= _LEAST_CHANGES * len(letters)


_HEX = frozenset("0123456789abcdefABCDEF")
_CERTIFICATE = "MII"
"""How DER of some length begins in base64; our private keys, which do too, are known by their values."""
