"""Edits of single members: of the header and the claims of an assertion, and of a JSON body."""

import json
from collections.abc import Callable, Mapping

from conformance.fuzz.rules import REQUIRED, expected_of, rows_of
from conformance.fuzz.steps import Expected, Members, Stage, Step, rows
from conformance.fuzz.values import Value, is_json, json_of, shown, text_of

Edited = Callable[[str], str]

RENAMED: Mapping[str, Edited] = {
    "in capitals": str.upper,
    "with a capital": str.title,
    "with a blank behind": lambda name: f"{name} ",
    "with a null behind": lambda name: f"{name}\0",
    "with a letter more": lambda name: f"{name}x",
    "with a letter less": lambda name: name[:-1],
}
WRAPPED: Mapping[str, Edited] = {
    "in an array": lambda value: f"[{value}]",
    "in two arrays": lambda value: f"[[{value}]]",
    "in an object": lambda value: f'{{"value":{value}}}',
    "in a string": json.dumps,
}
ALTERED: Mapping[str, Callable[[str, str], str]] = {
    "followed by": lambda good, more: good + more,
    "preceded by": lambda good, more: more + good,
    "with every letter followed by": lambda good, more: "".join(letter + more for letter in good),
}


def name_of(name: str | Value) -> str:
    """Give a member's name, which may be described like a text."""
    return name if isinstance(name, str) else text_of(name[1], name[2])


def _told_name(part: str, name: str | Value) -> str:
    return f"{part}.{name}" if isinstance(name, str) else f"{part}[{shown(name)}]"


def put(members: Members, name: str, value: str) -> Members:
    """Put a value in a member's place; a new member goes last."""
    known = any(_is(each, name) for each, _ in members)
    kept = tuple((each, value if _is(each, name) else old) for each, old in members)
    return kept if known else (*kept, (json.dumps(name), value))


def _is(written: str, name: str) -> bool:
    return written == json.dumps(name) or json.loads(written) == name


def edited(members: Members, name: str, edit: Edited) -> Members:
    """Edit the JSON text of one member's value."""
    return tuple((each, edit(value) if _is(each, name) else value) for each, value in members)


def member_set(part: str, name: str | Value, value: Value) -> Step:
    """Put this value in a member's place, or add a member."""
    plain = name_of(name)
    whole = (part, plain) if is_json(value) else (part,)
    return Step(
        Stage.MEMBERS,
        whole,
        expected_of(part, plain, value),
        f"{_told_name(part, name)} = {shown(value)}",
        lambda members: put(members, plain, json_of(value)),
        rows_of(part, plain, value),
    )


def member_remove(part: str, name: str) -> Step:
    """Leave a member out."""
    return Step(
        Stage.MEMBERS,
        (part, name),
        _if_required(part, name),
        f"{part}.{name} left out",
        lambda members: tuple(pair for pair in members if not _is(pair[0], name)),
        rows(REQUIRED[part].get(name, "")),
    )


def member_rename(part: str, name: str, how: str) -> Step:
    """Write a member's name otherwise."""
    rename = RENAMED[how]
    return Step(
        Stage.MEMBERS,
        (part, name),
        _if_required(part, name),
        f"the name of {part}.{name} {how}",
        lambda members: tuple((json.dumps(rename(name)) if _is(each, name) else each, v) for each, v in members),
        rows(REQUIRED[part].get(name, "")),
    )


def _if_required(part: str, name: str) -> Expected:
    return Expected.REFUSED if name in REQUIRED[part] else Expected.EITHER


def member_double(part: str, name: str, value: Value | None, is_first: bool) -> Step:
    """Give a member twice: with its own value, or a second one, which may stand first."""
    spoils = value is not None and (not is_first or not is_json(value))
    expected = expected_of(part, name, value) if value is not None and spoils else Expected.EITHER
    if expected is Expected.GRANTED or (part == "body" and (value is None or is_json(value))):
        expected = Expected.EITHER
    owners = {"header": "CA-HEADER-OBJECT", "claims": "CA-CLAIMS-ONCE", "body": "CIAM-NAMES-ONCE"}

    def apply(members: Members) -> Members:
        good = next((v for each, v in members if _is(each, name)), "null")
        extra = (json.dumps(name), good if value is None else json_of(value))
        return (extra, *members) if is_first else (*members, extra)

    second = "the same value" if value is None else shown(value)
    order = "first" if is_first else "last"
    of_value = rows_of(part, name, value) if value is not None else rows()
    words = f"{part}.{name} twice, {second} {order}"
    whole = (part, name) if value is None or is_json(value) else (part,)
    return Step(Stage.MEMBERS, whole, expected, words, apply, rows(owners[part], *of_value))


def member_wrap(part: str, name: str, how: str) -> Step:
    """Wrap a member's own value."""
    wrap = WRAPPED[how]
    is_open = name == "jti" or (name == "aud" and how == "in an array") or name not in REQUIRED[part]
    return Step(
        Stage.MEMBERS,
        (part, name),
        Expected.EITHER if is_open else Expected.REFUSED,
        f"{part}.{name} {how}",
        lambda members: edited(members, name, wrap),
        rows(REQUIRED[part].get(name, ""), "CA-NUMERIC" if name in ("iat", "exp") else ""),
    )


def member_alter(part: str, name: str, how: str, letters: str, count: int) -> Step:
    """Write more into a member's own string."""
    alter, more = ALTERED[how], text_of(letters, count)

    def apply(value: str) -> str:
        good = json.loads(value)
        return json.dumps(alter(good, more)) if isinstance(good, str) else value

    is_open = not more or name == "jti" or name not in REQUIRED[part]
    return Step(
        Stage.MEMBERS,
        (part, name),
        Expected.EITHER if is_open else Expected.REFUSED,
        f"{part}.{name} {how} {shown(('text', letters, count))}",
        lambda members: edited(members, name, apply),
        rows(REQUIRED[part].get(name, "")),
    )


def member_cut(part: str, name: str, length: int) -> Step:
    """Cut a member's own string to that many characters, or to fewer than it has."""

    def apply(value: str) -> str:
        good = json.loads(value)
        return json.dumps(good[: length % len(good)]) if isinstance(good, str) and good else value

    return Step(
        Stage.MEMBERS,
        (part, name),
        Expected.EITHER if name == "jti" else _if_required(part, name),
        f"{part}.{name} cut to {length} characters or fewer",
        lambda members: edited(members, name, apply),
        rows(REQUIRED[part].get(name, "")),
    )


def member_order(part: str, number: int) -> Step:
    """Put the members in another order."""

    def apply(members: Members) -> Members:
        left, order, rest = list(members), [], number
        while left:
            rest, place = divmod(rest, len(left))
            order.append(left.pop(place))
        return tuple(order)

    owner = "REQ-ORDER" if part == "body" else "CA-JSON-FORM"
    words = f"the members of the {part} in order {number}"
    return Step(Stage.MEMBERS, (part, "*order"), Expected.GRANTED, words, apply, rows(owner))


def member_escape(part: str, name: str, is_value: bool) -> Step:
    r"""Write each character of a member's name, or of its value where that is a string, as \u and its number."""

    def of_name(members: Members) -> Members:
        return tuple((_in_escapes(each) if _is(each, name) else each, value) for each, value in members)

    def of_value(members: Members) -> Members:
        return edited(members, name, lambda value: _in_escapes(value) if value.startswith('"') else value)

    words = f"the {'value' if is_value else 'name'} of {part}.{name} in escapes"
    # a secret that somebody does not read is a wrong one
    expected = Expected.EITHER if part == "body" and is_value else Expected.GRANTED
    owner = rows("" if part == "body" else "CA-JSON-FORM")
    return Step(Stage.MEMBERS, (part, name), expected, words, of_value if is_value else of_name, owner)


def _in_escapes(written: str) -> str:
    text = json.loads(written).encode("utf-16-be", "surrogatepass")
    return '"' + "".join(f"\\u{high << 8 | low:04x}" for high, low in zip(text[::2], text[1::2], strict=True)) + '"'
