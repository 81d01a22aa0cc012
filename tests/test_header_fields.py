"""Header fields are read by their grammar, and by nothing that merely looks like it."""

import pytest

from conformance.header_fields import Challenge, HeaderError, challenges, directives


@pytest.mark.parametrize(
    "values",
    [
        ["no-store"],
        ["No-Store"],
        ["private, no-store"],
        ["max-age=0,no-store"],
        ["private", "no-store"],
        ['private="a, b", no-store'],
        [", ,no-store,"],
        ['ext="a \\" b", no-store'],
        ["no-store=1"],
    ],
)
def test_a_directive_is_found_in_every_legal_spelling(values: list[str]) -> None:
    assert "no-store" in directives(values)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        ["x-no-store"],
        ["no-stores"],
        ['private="no-store"'],
        ['ext="a, no-store, b"'],
        ["no-store; private"],
        ["private no-store"],
        ['ext="never closed, no-store'],
        ["ext=no-store"],
    ],
)
def test_a_directive_is_not_found_inside_something_else(values: list[str]) -> None:
    assert "no-store" not in directives(values)


def test_arguments_lose_their_quotes() -> None:
    assert directives(['max-age=60, private="a\\"b"']) == {"max-age": "60", "private": 'a"b'}


@pytest.mark.parametrize(
    "values, expected",
    [
        (["Bearer"], (Challenge("bearer"),)),
        (['Basic realm="a, b"'], (Challenge("basic", {"realm": "a, b"}),)),
        (["Basic realm=token"], (Challenge("basic", {"realm": "token"}),)),
        (
            ['Bearer realm="x", error="invalid_token", Basic realm="y"'],
            (Challenge("bearer", {"realm": "x", "error": "invalid_token"}), Challenge("basic", {"realm": "y"})),
        ),
        (["Negotiate dG9rZW4="], (Challenge("negotiate", token68="dG9rZW4="),)),
        (["Negotiate", 'Bearer REALM = "x"'], (Challenge("negotiate"), Challenge("bearer", {"realm": "x"}))),
        ([", Bearer ,"], (Challenge("bearer"),)),
        (['BASIC  realm=""'], (Challenge("basic", {"realm": ""}),)),
        (
            ['Basic realm="a \\"b\\" \\\\ c",charset="UTF-8",, Bearer'],
            (Challenge("basic", {"realm": 'a "b" \\ c', "charset": "UTF-8"}), Challenge("bearer")),
        ),
        (
            ["Negotiate a+/b==, Basic realm = token , NTLM"],
            (Challenge("negotiate", token68="a+/b=="), Challenge("basic", {"realm": "token"}), Challenge("ntlm")),
        ),
        (
            ['Basic realm="x"', 'Basic realm="y"'],
            (Challenge("basic", {"realm": "x"}), Challenge("basic", {"realm": "y"})),
        ),
        (['Basic title="Basic realm=x"'], (Challenge("basic", {"title": "Basic realm=x"}),)),
        (["Basic realm="], (Challenge("basic", token68="realm="),)),
    ],
)
def test_challenges_are_read(values: list[str], expected: tuple[Challenge, ...]) -> None:
    assert challenges(values) == expected


@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        [" , "],
        ['realm="x"'],
        ['Bearer realm="x'],
        ["Bearer a b"],
        ['"Bearer"'],
        ["Basic realm=my house"],
        ['Basic realm="x" charset="UTF-8"'],
        ['Basic realm="x"; charset="UTF-8"'],
        ['Basic realm="x", realm="y"'],
        ['Basic realm="x", Realm=y'],
        ['Basic\trealm="x"'],
        ['Basic realm="a\x07b"'],
        ["Negotiate dG9r, realm=x"],
        ["Basic: realm"],
        ["Basic realm=“x”"],
    ],
)
def test_what_is_no_challenge_is_a_fault(values: list[str]) -> None:
    with pytest.raises(HeaderError):
        challenges(values)
