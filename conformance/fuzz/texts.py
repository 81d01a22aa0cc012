"""Edits of a JSON text as it is written: of the header and the claims before they are signed, and of a JSON body."""

import re
from collections.abc import Callable

from conformance.fuzz.steps import Expected, Stage, Step, rows, told
from conformance.fuzz.values import Value, json_of, once, shown, text_of

WHITE = " \t\n\r"
"""The white space of JSON (RFC 8259, section 2)."""
MARK = "\ufeff"
ENCODINGS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32", "cp037")
"""Encodings in which not one character of JSON has the bytes that it has in UTF-8."""
TOKENS = (
    *(",", ":", "{", "}", "[", "]", '"', "'", "\\", "/**/", "//", "#", "<!-- -->"),
    *("\x0b", "\x0c", "\x00", "\x1e", "\x85", "\xa0", "\u2028", "\ufeff"),
)
"""What makes a JSON text wrong wherever it stands between two tokens."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^"{}\[\]:,\s]+')
_ROWS = {"header": rows("CA-HEADER-OBJECT"), "claims": rows(), "body": rows("CIAM-CLIENT", "CIAM-JSON")}
_WHOLE = {
    "header": rows("CA-HEADER-OBJECT"),
    "claims": rows("CA-PAYLOAD-OBJECT"),
    "body": rows("CIAM-CLIENT", "CIAM-JSON"),
}
LARGEST_ADDITION = 255
"""Characters of white space that nobody has a reason to refuse."""


def _broken(part: str, words: str, edit: Callable[[bytes], bytes], owners: tuple[str, ...] | None = None) -> Step:
    own = _ROWS[part] if owners is None else owners
    return Step(Stage.TEXT, (part,), Expected.REFUSED, f"the JSON of the {part} {words}", edit, own)


def text_cut(part: str, length: int) -> Step:
    """Cut the text to that many bytes, or to fewer than it has."""
    return _broken(part, f"cut to {length} bytes or fewer", lambda text: text[: length % len(text)])


def text_add(part: str, letters: str, count: int, is_front: bool) -> Step:
    """Put something in front of the text or behind it; white space there means nothing."""
    some = once(letters, count)
    words = f"{'preceded' if is_front else 'followed'} by {shown(('text', letters, count))}"

    def edit(text: bytes) -> bytes:
        extra = text_of(letters, count).encode("utf-8", "surrogatepass")
        return extra + text if is_front else text + extra

    if some.strip(WHITE + MARK):
        return _broken(part, words, edit)
    has_mark = MARK in some or count > LARGEST_ADDITION
    expected = Expected.EITHER if has_mark else Expected.GRANTED
    owner = _form_row(part)
    return Step(Stage.TEXT, (part, "*outside"), expected, f"the JSON of the {part} {words}", edit, owner)


def _form_row(part: str) -> tuple[str, ...]:
    return rows("" if part == "body" else "CA-JSON-FORM")


def text_space(part: str, place: int, letters: str, count: int) -> Step:
    """Put white space between two tokens; other letters are left out of it."""
    more = "".join(letter for letter in text_of(letters, count) if letter in WHITE)
    expected = Expected.GRANTED if len(more) <= LARGEST_ADDITION else Expected.EITHER
    words = f"the JSON of the {part} with {shown(('text', more, len(more)))} at token {place}"

    def edit(text: bytes) -> bytes:
        return _between(text, place, more.encode())

    return Step(Stage.TEXT, (part, "*space"), expected, words, edit, _form_row(part))


def text_token(part: str, place: int, token: str) -> Step:
    """Put something between two tokens that may not stand there."""
    words = f"with {told(token)} at token {place}"
    # in front of the text a byte order mark may be skipped (RFC 8259, section 8.1)
    first = 1 if token == MARK else 0
    return _broken(part, words, lambda text: _between(text, place, token.encode(), first))


def _between(text: bytes, place: int, more: bytes, first: int = 0) -> bytes:
    found = [0, *(match.end() for match in _TOKEN.finditer(text))][first:] or [0]
    chosen = found[place % len(found)]
    return text[:chosen] + more + text[chosen:]


def text_byte(part: str, place: int, byte: int) -> Step:
    """Put one byte into the text that may stand nowhere in it: of a control character, or one too many of UTF-8."""
    forbidden = bytes([byte]) if is_forbidden(byte) else b"\x00"
    words = f"with byte {forbidden.hex()} at {place}"

    def edit(text: bytes) -> bytes:
        chosen = place % (len(text) + 1)
        return text[:chosen] + forbidden + text[chosen:]

    return _broken(part, words, edit)


def is_forbidden(byte: int) -> bool:
    """Tell whether a byte may stand nowhere in a JSON text (RFC 8259, section 7) whose other bytes are UTF-8."""
    return (0 <= byte < 0x20 and chr(byte) not in WHITE) or 0x80 <= byte <= 0xFF


def text_encode(part: str, encoding: str) -> Step:
    """Write the text in another encoding."""
    known = encoding if encoding in ENCODINGS else ENCODINGS[0]
    return _broken(part, f"in {known}", lambda text: text.decode("utf-8", "replace").encode(known, "replace"))


def text_nest(part: str, bracket: str, depth: int) -> Step:
    """Put the whole text into arrays or objects; none at all change nothing."""
    opening, closing = ('{"a":', "}") if bracket == "{" else ("[", "]")
    times = max(depth, 1)
    words = f"inside {told(bracket)} {times} deep"
    return _broken(part, words, lambda text: opening.encode() * times + text + closing.encode() * times, _WHOLE[part])


def text_replace(part: str, value: Value) -> Step:
    """Put another JSON value, or what is none, in the place of the whole object."""
    return _broken(part, f"is {shown(value)}", lambda _: json_of(value).encode("utf-8", "surrogatepass"), _WHOLE[part])


def text_quote(part: str, quote: str) -> Step:
    """Write every quotation mark as another one, or leave them all out."""
    mark = quote.encode() if quote != '"' else b""
    return _broken(part, f"with {told(quote)} for its quotation marks", lambda text: text.replace(b'"', mark))
