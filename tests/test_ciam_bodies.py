"""What the checks of chapter CIAM put on the wire, byte for byte, and that no record of it shows the secret."""

import json
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from conformance.changes import Change
from conformance.clock import MovedClock
from conformance.difference import in_full, summary
from conformance.exchange import Exchange
from conformance.profiles import PROFILES
from conformance.request import Material, TokenRequest
from conformance.target import Party, Target
from suites.ciam import test_body, test_credentials, test_extremes, test_json_form, test_names, test_required
from tests.sessions import START

MODULES = (test_body, test_credentials, test_extremes, test_json_form, test_names, test_required)
SECRET = 'se"c\\r/é€t<&>%41 +:x'
"""With every sign that some way of writing changes."""
OTHER = "other-secret-of-the-second-client"
GOOD = b'{"grant_type":"client_credentials","client_id":"app7","client_secret":"secretword"}'


def changes_of(module: ModuleType) -> Iterator[tuple[str, Change]]:
    """The named changes of a file's checks."""
    for name, check in vars(module).items():
        for mark in getattr(check, "pytestmark", ()) if name.startswith("test_") else ():
            if mark.name == "parametrize" and mark.args[0] == "change":
                yield from ((f"{name}-{each.id}", each.values[0]) for each in mark.args[1])


CHANGES = dict(found for module in MODULES for found in changes_of(module))


def good(secret: str = SECRET) -> TokenRequest:
    target = Target(
        "bodies",
        "ciam",
        "https://server.example/token",
        Party("app7", secret=secret),
        other_client=Party("app8", secret=OTHER),
    )
    return PROFILES["ciam"].good(Material(target, MovedClock(START), None))


def body_of(name: str) -> bytes:
    """The body that a case sends, where the secret is a plain word."""
    change = next(change for known, change in CHANGES.items() if known.endswith(name))
    return change(good("secretword")).wire_body or b""


@pytest.mark.parametrize("name", CHANGES)
def test_no_record_of_it_shows_a_secret(name: str) -> None:
    before = good()
    changed = CHANGES[name](before)
    exchange = Exchange(1, "changed request", changed, None, None, "", START, 0.1, before)
    shown = json.dumps(exchange.shown({}), ensure_ascii=False) + summary(before, changed) + in_full(before, changed)
    for part in ('se"c', "c\\r", "/é€", "é€t", "t<&>%41", "41 +:x", OTHER):
        assert part not in json.loads(json.dumps(shown)), part
    assert not re.search(r"u00e9|u20ac|%C3%A9", shown)


@pytest.mark.parametrize("name", CHANGES)
def test_it_differs_from_the_good_request_and_says_so(name: str) -> None:
    before = good()
    changed = CHANGES[name](before)
    assert changed.wire_body != before.wire_body
    assert summary(before, changed) not in ("", "the same request")
    assert len(summary(before, changed)) < 600


TWICE = GOOD[:-1] + b',"client_id":"nobody-of-token-conformance"}'


@pytest.mark.parametrize("name, body", [
    ("is_refused-empty", b""),
    ("array-of-the-object", b"[" + GOOD + b"]"),
    ("cut-off", GOOD[:-1]),
    ("trailing-comma", GOOD[:-1] + b",}"),
    ("client-secret-array", GOOD.replace(b'"secretword"', b'["secretword"]')),
    ("client-id-operator-ne", GOOD.replace(b'"app7"', b'{"$ne": null}')),
    ("client-secret-one", GOOD.replace(b'"secretword"', b"1")),
    ("client-id-right-one-first", TWICE),
    ("client-secret-right-one-last", b'{"client_secret":"",' + GOOD[1:]),
])  # fmt: skip
def test_a_body_is_written_byte_by_byte(name: str, body: bytes) -> None:
    assert body_of(name) == body


@pytest.mark.parametrize("name", [name for name in CHANGES if "test_the_object_is_known" in name])
def test_every_spelling_means_the_same_object(name: str) -> None:
    before = good()
    body = CHANGES[name](before).wire_body or b""
    assert body != before.wire_body
    assert json.loads(body) == json.loads(before.wire_body or b"")


@pytest.mark.parametrize("name", [name for name in CHANGES if "extension_of_json" in name])
def test_an_extension_of_json_is_none(name: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|Extra data|Illegal trailing comma"):
        json.loads(CHANGES[name](good()).wire_body or b"")


def test_what_is_extreme_is_as_extreme_as_the_row_says() -> None:
    assert body_of("refused-nesting").count(b"[") + body_of("refused-nesting").count(b'{"a"') == 10_000
    assert re.search(rb":9{10000}}", body_of("huge-integer"))
    assert len(body_of("long-string")) > 1_000_000
    for name in ("refused-nesting", "huge-integer", "huge-exponent", "long-string"):
        assert b"app7" not in body_of(name)


def test_no_second_member_is_a_wrong_secret_that_could_lock_somebody_out() -> None:
    for order in ("first", "last"):
        pairs = json.loads(body_of(f"client-secret-right-one-{order}"), object_pairs_hook=list)
        assert sorted(value for name, value in pairs if name == "client_secret") == ["", "secretword"]


@pytest.mark.parametrize(
    "name, told",
    [
        ("array-of-the-object", "'[' in front of the body; ']' behind the body"),
        ("text-behind", "' and more' behind the body"),
        ("line-comment", "body '{…' → '{// of the good object\\n…'"),
        ("refused-number", "body → 1 (1 bytes)"),
        ("client-id-true", "client_id 'app7' → true"),
    ],
)
def test_a_reader_is_shown_what_was_done_to_the_body(name: str, told: str) -> None:
    before = good()
    assert summary(before, next(change for known, change in CHANGES.items() if known.endswith(name))(before)) == told
