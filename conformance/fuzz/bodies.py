"""Edits of a form as it is written: escapes, joints, bytes. Nothing is ever put into an assertion, code or verifier."""

from collections.abc import Callable
from urllib.parse import quote_plus, unquote_to_bytes

from conformance.fuzz.forms import JOINTS, JUDGED, LONG, Raw
from conformance.fuzz.steps import Expected, Stage, Step, rows, told
from conformance.fuzz.values import shown, text_of

ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp037")
"""Encodings in which no name of a parameter has the bytes that it has in a form."""
SPOILED = (
    *("%", "%0", "%Z", "%ZZ", "%u0041", "%-1", "%00", "%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%E2%82"),
    *("%FE%FF", "%80", "%%%", "%\u00e9"),
)
"""What spoils the value that it stands behind: no escape, or one of what is no UTF-8, or a null."""


def form_name(letters: str, count: int) -> Step:
    """Add a parameter of this name, which nobody knows."""

    def edit(pairs: Raw) -> Raw:
        name = f"x-{text_of(letters, count)}"
        return (*pairs, (quote_plus(name, errors="surrogatepass"), "1"))

    words = f"a parameter added whose name is x- and {shown(('text', letters, count))}"
    return Step(Stage.PAIRS, ("form", "*name"), Expected.EITHER, words, edit, rows("REQ-UNKNOWN"))


def form_escape(name: str, is_value: bool, is_small: bool) -> Step:
    """Write each byte of a parameter's name, or of its value, as an escape, with small or capital letters in it."""

    def edit(pairs: Raw) -> Raw:
        if name in LONG and is_value:
            return pairs
        return tuple(_escaped(each, value) if each == name else (each, value) for each, value in pairs)

    def _escaped(each: str, value: str) -> tuple[str, str]:
        return (each, _in_escapes(value, is_small)) if is_value else (_in_escapes(each, is_small), value)

    words = f"the {'value' if is_value else 'name'} of {name} in {'small' if is_small else 'capital'} escapes"
    return Step(Stage.PAIRS, ("form", name), Expected.GRANTED, words, edit)


def _in_escapes(text: str, is_small: bool) -> str:
    return "".join(f"%{byte:02x}" if is_small else f"%{byte:02X}" for byte in unquote_to_bytes(text.replace("+", " ")))


def form_spoil(name: str, escape: str, is_front: bool) -> Step:
    """Put a broken escape in front of a parameter's value, or behind it."""
    spoiled = escape if escape in SPOILED else SPOILED[0]

    def edit(pairs: Raw) -> Raw:
        return tuple((each, _spoiled(value) if each == name and each not in LONG else value) for each, value in pairs)

    def _spoiled(value: str) -> str:
        return spoiled + value if is_front else value + spoiled

    words = f"{name} {'preceded' if is_front else 'followed'} by {told(spoiled)}"
    # a scope is a list: who drops what he cannot read has a right one left at basic
    is_certain = name in JUDGED and name not in (*LONG, "scope")
    return Step(Stage.PAIRS, ("form", name), Expected.REFUSED if is_certain else Expected.EITHER, words, edit)


def form_byte(name: str, place: int, byte: int) -> Step:
    """Put one byte that is none of a form into a parameter's name."""

    def edit(pairs: Raw) -> Raw:
        return tuple((_with(each) if each == name else each, value) for each, value in pairs)

    def _with(each: str) -> str:
        chosen = place % (len(each) + 1)
        return each[:chosen] + chr(byte % 256) + each[chosen:]

    words = f"byte {byte % 256:02x} at {place} in the name {name}"
    return Step(Stage.PAIRS, ("form", name), Expected.EITHER, words, edit)


def form_equals(name: str, sign: str) -> Step:
    """Write another sign between a parameter's name and its value."""
    other = "" if sign == "=" else sign

    def edit(pairs: Raw) -> Raw:
        return tuple((f"{each}{other}{value}", "\0") if each == name else (each, value) for each, value in pairs)

    return Step(Stage.PAIRS, ("form", name), Expected.EITHER, f"{name} with {told(other)} for =", edit)


def joined(pairs: Raw) -> bytes:
    """Write pairs of the stage ``PAIRS`` as a form; one whose value is a null alone has no equals sign."""
    texts = (name if value == "\0" else f"{name}={value}" for name, value in pairs)
    # what is no ASCII stands here for one byte each
    return "&".join(texts).encode("latin-1")


def _body(expected: Expected, words: str, edit: Callable[[bytes], bytes], *owners: str) -> Step:
    return Step(Stage.BODY, ("form",), expected, words, edit, rows(*owners))


def form_join(joint: str, is_basic: bool) -> Step:
    """Write something else between the parameters."""
    is_certain = JOINTS.get(joint, False) and not is_basic
    expected = Expected.REFUSED if is_certain else Expected.EITHER
    return _body(expected, f"the parameters joined by {told(joint)}", lambda body: body.replace(b"&", joint.encode()))


def form_edge(letters: str, count: int, is_front: bool) -> Step:
    """Put something in front of the whole form, or behind it."""

    def edit(body: bytes) -> bytes:
        more = text_of(letters, count).encode("utf-8", "surrogatepass")
        return more + body if is_front else body + more

    words = f"the form {'preceded' if is_front else 'followed'} by {shown(('text', letters, count))}"
    return _body(Expected.EITHER, words, edit)


def form_cut(length: int, is_basic: bool) -> Step:
    """Cut the body to that many bytes, or to fewer than it has."""
    # what is left of a list of scopes is one too
    expected = Expected.EITHER if is_basic else Expected.REFUSED
    return _body(expected, f"the body cut to {length} bytes or fewer", lambda body: body[: length % max(len(body), 1)])


def form_replace(letters: str, count: int) -> Step:
    """Put other text in the place of the whole body."""

    def edit(_: bytes) -> bytes:
        return text_of(letters, count).encode("utf-8", "surrogatepass")

    words = f"the body is {shown(('text', letters, count))}"
    return _body(Expected.REFUSED, words, edit, "REQ-GRANT-MISSING")


def form_bytes(first: int, step: int, count: int) -> Step:
    """Put bytes that count up from one, by so many each time, in the place of the whole body."""

    def edit(_: bytes) -> bytes:
        return bytes((first + number * step) % 256 for number in range(count))

    words = f"the body is {count} bytes from {first % 256:02x} on, each {step} further"
    return _body(Expected.REFUSED, words, edit, "REQ-GRANT-MISSING")


def form_encode(encoding: str) -> Step:
    """Write the form in another encoding."""
    known = encoding if encoding in ENCODINGS else ENCODINGS[0]
    return _body(Expected.REFUSED, f"the form in {known}", lambda body: body.decode("latin-1").encode(known))
