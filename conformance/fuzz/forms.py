"""Edits of the parameters of a form, of how they are written in it, and of the body as it is."""

from collections.abc import Callable, Mapping

from conformance.assertion import Assertion
from conformance.fuzz.steps import Expected, Stage, Step, rows, told
from conformance.fuzz.values import is_plain, once, shown, text_of
from conformance.request import Value as Parameter
from conformance.request import text_of as sent_text_of

Pairs = tuple[tuple[str, Parameter], ...]
Raw = tuple[tuple[str, str], ...]

JUDGED: Mapping[str, str] = {
    "grant_type": "REQ-GRANT-TYPE",
    "scope": "M2M-SCOPE",
    "client_id": "CA-CLIENT-ID",
    "client_assertion_type": "CA-TYPE",
    "client_assertion": "CA-MISSING",
    "code": "H2M-CODE",
    "redirect_uri": "H2M-REDIRECT",
    "code_verifier": "H2M-PKCE",
}
"""The parameters that must be there and right wherever a flow has them, each with the requirement that judges it."""
LONG = ("client_assertion", "code", "code_verifier")
"""Parameters that a report hides by their value, so no byte is ever put into one."""
RENAMED: Mapping[str, tuple[Callable[[str], str], bool]] = {
    "with a letter more": (lambda name: f"{name}x", True),
    "with a letter less": (lambda name: name[:-1], True),
    "with a null behind": (lambda name: f"{name}\0", False),
    "in capitals": (str.upper, False),
    "with [] behind": (lambda name: f"{name}[]", False),
    "with a blank in front": (lambda name: f" {name}", False),
    "with a point in it": (lambda name: name.replace("_", ".") if "_" in name else f"{name}.", False),
}
"""Other names, each with whether no library is known to take it for the right one."""
JOINTS = {";": False, "&&": False, "&amp;": False, ",": True, "\n": False, "|": True, "%26": True, "": True}
"""What may stand between two parameters in place of &, each with whether it certainly spoils the form."""

_WHERE = {0: "in front", -1: "behind"}


def _of(name: str, is_basic: bool) -> Expected:
    # a basic endpoint may give what it likes where the scope is missing or unknown (reading A24)
    return Expected.EITHER if name not in JUDGED or (is_basic and name == "scope") else Expected.REFUSED


def _parameter(name: str, expected: Expected, words: str, edit: Callable[[Pairs], Pairs], *owners: str) -> Step:
    judges = rows(*owners, JUDGED.get(name, ""))
    return Step(Stage.PARAMETERS, ("form", name), expected, words, edit, judges)


def _missing(name: str) -> tuple[str, ...]:
    return rows({"grant_type": "REQ-GRANT-MISSING", "scope": "BASIC-SCOPE-REQUIRED"}.get(name, ""))


def parameter_remove(name: str, is_basic: bool) -> Step:
    """Leave a parameter out."""

    def edit(pairs: Pairs) -> Pairs:
        return tuple(pair for pair in pairs if pair[0] != name)

    return _parameter(name, _of(name, is_basic), f"{name} left out", edit, *_missing(name))


def parameter_set(name: str, letters: str, count: int, is_basic: bool) -> Step:
    """Put other text in a parameter's place."""

    def edit(pairs: Pairs) -> Pairs:
        value = text_of(letters, count)
        return tuple((each, value if each == name else old) for each, old in pairs)

    words, empty = f"{name} = {shown(('text', letters, count))}", "" if count else "REQ-EMPTY"
    return _parameter(name, _of(name, is_basic), words, edit, empty)


def parameter_add(name: str, letters: str, count: int) -> Step:
    """Add a parameter that nobody knows."""
    plain = f"x-{name}"
    is_harmless = is_plain(("text", letters, count)) and is_plain(("text", plain, len(plain)))
    return _parameter(
        plain,
        Expected.GRANTED if is_harmless else Expected.EITHER,
        f"{told(plain)} added: {shown(('text', letters, count))}",
        lambda pairs: (*pairs, (plain, text_of(letters, count))),
        "REQ-UNKNOWN",
    )


def parameter_many(count: int) -> Step:
    """Add so many parameters that nobody knows."""

    def edit(pairs: Pairs) -> Pairs:
        return (*pairs, *((f"x-many-{number}", "1") for number in range(count)))

    return _parameter("*many", Expected.EITHER, f"{count} unknown parameters added", edit)


def parameter_nest(name: str, depth: int) -> Step:
    """Add a parameter of that name with so many pairs of brackets behind it, as form libraries nest them."""
    written = name + "[a]" * max(depth, 1)
    words = f"{name} with {max(depth, 1)} pairs of brackets behind it added"
    return _parameter(f"*{name}", Expected.EITHER, words, lambda pairs: (*pairs, (written, "1")))


def parameter_double(name: str, letters: str, count: int, is_first: bool) -> Step:
    """Give a parameter twice: with other text, or with its own where that is empty. A blank may be as good as none."""

    def edit(pairs: Pairs) -> Pairs:
        own = dict(pairs)
        if name not in own:
            return pairs
        extra = (name, text_of(letters, count) or own[name])
        return (extra, *pairs) if is_first else (*pairs, extra)

    value = shown(("text", letters, count)) if count else "the same value"
    words = f"{name} twice, {value} {'first' if is_first else 'last'}"
    is_certain = name in JUDGED and not once(letters, count).isspace()
    return _parameter(name, Expected.REFUSED if is_certain else Expected.EITHER, words, edit, "REQ-REPEATED")


def parameter_rename(name: str, how: str, is_basic: bool) -> Step:
    """Write a parameter's name otherwise."""
    rename, is_certain = RENAMED[how]

    def edit(pairs: Pairs) -> Pairs:
        return tuple((rename(each) if each == name else each, value) for each, value in pairs)

    expected = _of(name, is_basic) if is_certain else Expected.EITHER
    return _parameter(name, expected, f"the name {name} {how}", edit, *_missing(name))


def parameter_alter(name: str, place: int, is_basic: bool) -> Step:
    """Put the following letter or digit in the place of one in a parameter's own value."""

    def edit(pairs: Pairs) -> Pairs:
        return tuple((each, _altered(old, place) if each == name else old) for each, old in pairs)

    # a scope that has other values besides is as good without one of them
    expected = Expected.EITHER if name in ("client_assertion", "scope") else _of(name, is_basic)
    return _parameter(name, expected, f"{name} with another letter at {place}", edit)


def _altered(value: Parameter, place: int) -> Parameter:
    text = sent_text_of(value)
    places = [number for number, letter in enumerate(text) if letter.isascii() and letter.isalnum()]
    if isinstance(value, Assertion) or not places:
        return value
    # the last letter of base64 may stand for nothing
    chosen = places[place % max(len(places) - 1, 1)]
    following = {"z": "a", "Z": "A", "9": "0"}
    return text[:chosen] + following.get(text[chosen], chr(ord(text[chosen]) + 1)) + text[chosen + 1 :]


def parameter_insert(name: str, letters: str, count: int, place: int, is_basic: bool) -> Step:
    """Put more text into a parameter's own value: in front of it at 0, behind it at -1, or in between."""

    def edit(pairs: Pairs) -> Pairs:
        return tuple((each, _with_more(old) if each == name else old) for each, old in pairs)

    def _with_more(old: Parameter) -> Parameter:
        good = sent_text_of(old)
        chosen = place % (len(good) + 1)
        return old if isinstance(old, Assertion) else good[:chosen] + text_of(letters, count) + good[chosen:]

    # white space around a value is often taken away, and separates the values of a scope
    some = once(letters, count)
    is_loose = not some or any(letter.isspace() for letter in some) or name in ("client_assertion", "scope")
    words = f"{name} with {shown(('text', letters, count))} {_WHERE.get(place, f'at {place}')}"
    return _parameter(name, Expected.EITHER if is_loose else _of(name, is_basic), words, edit, "M2M-SCOPE-WHOLE")


def parameter_order(number: int) -> Step:
    """Put the parameters in another order."""

    def edit(pairs: Pairs) -> Pairs:
        left, order, rest = list(pairs), [], number
        while left:
            rest, place = divmod(rest, len(left))
            order.append(left.pop(place))
        return tuple(order)

    return _parameter("*order", Expected.GRANTED, f"the parameters in order {number}", edit, "REQ-ORDER")
