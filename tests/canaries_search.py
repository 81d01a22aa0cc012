"""Finds planted secrets in whatever a run left behind: whole and in part, and in every escape that code gives them.

What is looked for does not depend on the tool's own redaction: nothing of it is used here.
"""

import base64
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from urllib.parse import quote_plus, unquote_plus

WINDOW = 12
"""Characters of a secret that betray it."""
FEWEST = 8
"""Different characters of a secret, and half as many of each part: generated assertions are signed with ``AAAA…``."""
STEP = 8
"""A text is looked at every so many characters; each secret is known by as many windows."""
Found = dict[str, set[str]]
"""Kinds of canaries, each with the places where one of them stands."""
_UNICODE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_BYTE = re.compile(r"\\+x([0-9a-fA-F]{2})")
_BLANK = re.compile(r"[\\\s\x00]")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{24,}")


@dataclass
class Planted:
    """The canaries by their kind, such as "access token"; whoever speaks with the checker adds what went by."""

    kinds: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, *values: str) -> None:
        """Plant values; one too short to be told from any word is left out."""
        known = self.kinds.setdefault(kind, set())
        known.update(value for value in values if len(flattened(value)) >= WINDOW and len(set(value)) >= FEWEST)


class Search:
    """Looks for everything that was planted until now."""

    def __init__(self, planted: Planted) -> None:
        """Make the windows by which secrets are known."""
        self._windows: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for kind, values in planted.kinds.items():
            for needle in {needle for value in values for needle in _needles(value)}:
                self._know(kind, needle)

    def _know(self, kind: str, needle: str) -> None:
        if len(needle) < WINDOW + STEP - 1:
            self._short.setdefault(needle, kind)
            return
        last = len(needle) - WINDOW
        for start in (*range(STEP), *range(last - STEP + 1, last + 1)):
            window = needle[start : start + WINDOW]
            if len(set(window)) >= FEWEST // 2:
                self._windows.setdefault(window, kind)

    def kinds_in(self, content: bytes) -> set[str]:
        """Give the kinds of canaries that stand in a file or in something printed."""
        return {kind for text in _views(content) for kind in self._kinds_in(text)}

    def _kinds_in(self, text: str) -> Iterator[str]:
        seen = {text[place : place + WINDOW] for place in range(0, len(text), STEP)}
        yield from (self._windows[window] for window in seen & self._windows.keys())
        yield from (kind for needle, kind in self._short.items() if needle in text)

    def found_in(self, outputs: Iterable[tuple[str, bytes]]) -> Found:
        """Search every output, which is a name and its content."""
        found: Found = {}
        for name, content in outputs:
            for kind in self.kinds_in(name.encode()) | self.kinds_in(content):
                found.setdefault(kind, set()).add(name)
        return found


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, hidden ones and members of archives as well."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(folder)), content
            yield from _members(str(path.relative_to(folder)), content)


def _members(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from ((f"{name}: {one}", packed.read(one)) for one in packed.namelist())
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            yield f"{name}: unpacked", gzip.decompress(content)


def _needles(value: str) -> Iterator[str]:
    """A secret as it is, and what base64 and hex make of it and of its escapes, wherever it stands in a longer text."""
    yield flattened(value)
    for text in dict.fromkeys((value, dumps(value)[1:-1], quote_plus(value, errors="surrogatepass"))):
        raw = text.encode("utf-8", "surrogatepass")
        yield from (raw.hex(), raw.hex().upper())
        for shift in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                whole = encode(b"\0" * shift + raw).decode("ascii")
                # a letter holds six bits: those at the ends hold bits of what stands beside
                yield whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]


def _views(content: bytes) -> Iterator[str]:
    """A content as text: as it is, without escapes, read as another encoding, and with its base64 decoded."""
    lines = "\n".join(dict.fromkeys(content.decode("utf-8", "replace").splitlines()))
    yield lines
    yield flattened(lines)
    if not lines.isascii():
        yield flattened(lines.encode("latin-1", "ignore").decode("utf-8", "ignore"))
    yield flattened("\n".join(_unpacked(lines)))


def flattened(text: str) -> str:
    """Take every escape out, several times over, and every backslash, blank and NUL."""
    for _ in range(6):
        before = text
        if "%" in text or "+" in text:
            text = unquote_plus(text)
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text:
            text = _BYTE.sub(_character, _UNICODE.sub(_character, text))
        if text == before:
            break
    return _BLANK.sub("", text)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _unpacked(text: str) -> Iterator[str]:
    for run in set(_RUN.findall(text)):
        letters = run.replace("-", "+").replace("_", "/")
        for start in range(4):
            part = letters[start:]
            yield base64.b64decode(part[: len(part) // 4 * 4]).decode("utf-8", "replace")
