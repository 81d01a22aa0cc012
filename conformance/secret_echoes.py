"""A client's secret in what comes back: as it is, escaped, in base64, or inside a token that can be read."""

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from conformance.exchange import Answer
from conformance.jwt_reading import read_jwt
from conformance.leaks import texts_of

SHORTEST = 6
"""Characters from which a secret can be told from what stands in an answer by chance."""
_TOKENS = ("access_token", "id_token", "refresh_token")
_WORD = re.compile(r"[A-Za-z]{,12}")
"""Letters alone, and few of them: such a secret may be a word of a sentence."""
_IN_A_WORD = re.compile(r"\w")


def is_a_word(secret: str) -> bool:
    """Tell whether a secret may stand in an answer by chance, so that nothing can be said of it."""
    return len(secret) < SHORTEST or _WORD.fullmatch(secret) is not None


def echo_in(answer: Answer, secret: str) -> str | None:
    """Say how an answer carries a secret, in its headers, its body or a token that can be read; None where it does not.

    secret: one that is no word (``is_a_word``).
    """
    plain, in_base64 = _plain(secret), tuple(_in_base64(secret))
    for place, text in _texts(answer):
        if plain.search(text):
            return f"{place} holds the client's secret"
        if any(one in text for one in in_base64):
            return f"{place} holds the client's secret in base64"
    return None


def _plain(secret: str) -> re.Pattern[str]:
    """The secret in each spelling in which texts hold it, and not as a part of a longer word."""
    escapes = (json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret), html.escape(secret))
    before = r"(?<!\w)" if _IN_A_WORD.match(secret[0]) else ""
    behind = r"(?!\w)" if _IN_A_WORD.match(secret[-1]) else ""
    return re.compile(before + "(?:" + "|".join(map(re.escape, dict.fromkeys((secret, *escapes)))) + ")" + behind)


def _in_base64(secret: str) -> Iterator[str]:
    """What base64 makes of the secret wherever it stands in a longer text, less the letters that neighbours share."""
    for text in dict.fromkeys((secret, json.dumps(secret)[1:-1])):
        raw = text.encode("utf-8", "surrogatepass")
        for shift in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                whole = encode(b"\0" * shift + raw)
                # a letter stands for six bits: those at the ends hold bits of what stands beside
                yield whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6].decode("ascii")


def _texts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Everything in an answer that can be read, and what a reader calls it."""
    for name, value in answer.headers:
        yield f"the header {name}", value
    for text in texts_of(answer):
        yield "the body", text
    for name in _TOKENS:
        for token in answer.texts(name):
            found = read_jwt(token)
            if found is not None:
                yield f"the {name}", json.dumps([found.header, found.claims], ensure_ascii=False)
