"""Hostile texts are made visible, and dead."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.report.text import markdown, one_line, plural, storable, toml_string, visible
from tests.report_samples import HOSTILE

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    "text, shown",
    [
        ("plain, with ümlauts and 漢字", "plain, with ümlauts and 漢字"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\u202eevil\u200b", "\\u202eevil\\u200b"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u2028", "\\u2028"),
        ("\x9b", "\\x9b"),
    ],
)
def test_what_does_something_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY_TEXT)
def test_what_is_visible_is_one_line_that_can_be_written(text: str) -> None:
    shown = visible(text)
    assert all(character.isprintable() or character in " \u3000\xa0" or character.isspace() for character in shown)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


def test_a_long_text_says_how_long_it_was() -> None:
    assert one_line("x" * 10_000, 5) == "xxxxx… (10000 characters)"
    assert one_line("x" * 5, 5) == "xxxxx"


@given(ANY_TEXT)
def test_a_markdown_text_has_no_character_of_markup(text: str) -> None:
    plain = markdown(text)
    assert not set("<>*_`[]()!|~\\$@:") & set(plain)


def test_a_link_without_a_scheme_is_dead_too() -> None:
    assert "www." not in markdown("www.evil.example WWW.evil.example").lower()


@given(ANY_TEXT)
def test_a_toml_string_is_read_as_it_is_shown(text: str) -> None:
    assert tomllib.loads(f"key = {toml_string(text)}")["key"] == visible(text)


@given(ANY_TEXT)
def test_what_is_storable_can_be_written(text: str) -> None:
    storable(text).encode("utf-8")


def test_the_hostile_sample_is_hostile() -> None:
    assert visible(HOSTILE) != HOSTILE


def test_nouns_follow_their_number() -> None:
    assert [plural(number, "request") for number in (0, 1, 2)] == ["0 requests", "1 request", "2 requests"]
