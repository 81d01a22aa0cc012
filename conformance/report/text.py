"""Texts of endpoints are hostile: here they are made harmless before a report shows them."""

from __future__ import annotations

import json
import re
import unicodedata

MARKUP = re.compile(r"[&<>*_`\[\]()#!|~\\${}+^:@\"']|(?<=www)\.", re.IGNORECASE)

_SUSPECT = re.compile(r"[^ -~]")


def visible(text: str, *, keep: str = "") -> str:
    r"""`text` with every character that does something instead of showing something written out, as in ``\x1b``.

    That is control and format characters (terminal sequences, direction overrides, zero widths), lone surrogates,
    private and unassigned characters, and the ends of lines. Those in `keep` stay as they are.
    """
    return _SUSPECT.sub(lambda one: one[0] if one[0] in keep else _shown(one[0]), text)


def one_line(text: str, limit: int = 400) -> str:
    """`text` made visible on one line, cut after `limit` characters with a word that says how many were left out."""
    shown = visible(text[: limit + 1])
    if len(shown) <= limit:
        return shown
    return f"{shown[:limit]}… ({len(text)} characters)"


def markdown(text: str, limit: int = 400) -> str:
    """`text` on one line for a Markdown page: no markup, HTML, link or mention in it is alive.

    Character references do what backslashes cannot: renderers agree on them, and they never begin markup or a link.
    """
    return MARKUP.sub(lambda match: f"&#{ord(match[0])};", one_line(text, limit))


def storable(text: str) -> str:
    """`text` as it can be written in UTF-8: lone surrogates are written out, everything else stays."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def toml_string(text: str) -> str:
    """`text` as a TOML string on one line, with its quotation marks."""
    return json.dumps(visible(text), ensure_ascii=False)


def plural(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun: "1 request", "2 requests"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] != "C" and category not in {"Zl", "Zp"}:
        return character
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
