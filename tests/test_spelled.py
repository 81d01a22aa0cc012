"""A secret is found in every escape, in an escape of an escape, and in what was packed together with it."""

import base64
import html
import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.redaction import fingerprint, hide
from conformance.sent_credentials import secrets_of_header

WAYS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "JSON": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in ASCII": lambda text: json.dumps(text)[1:-1],
    "JSON of PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "URL": lambda text: quote(text, safe=""),
    "URL in small letters": lambda text: "".join(
        quote(one, safe="").lower() if quote(one) != one else one for one in text
    ),
    "form": quote_plus,
    "HTML": html.escape,
    "HTML of templates": lambda text: html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    "XML in ASCII": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "UTF-8 in a header field": lambda text: text.encode().decode("latin-1"),
}
SECRET = "Kä\"n\\ö rv %41+r/:y&<7>'€"
LETTERS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24FF, exclude_categories=["Cs", "Cc"]), min_size=5)


def is_hidden(spelled: str, secret: str) -> bool:
    """Tell whether nothing but the name of the secret is left of its spelling."""
    return hide(f"[{spelled}]", {secret: "client secret"}) == f"[{fingerprint(secret, 'client secret')}]"


@pytest.mark.parametrize("inner", WAYS)
@pytest.mark.parametrize("outer", WAYS)
def test_an_escape_of_an_escape_hides_nothing_from_us(outer: str, inner: str) -> None:
    if outer == inner == "UTF-8 in a header field":
        return  # nobody misreads a text twice
    assert is_hidden(WAYS[outer](WAYS[inner](SECRET)), SECRET)


@settings(deadline=None)
@given(LETTERS, st.sampled_from(sorted(WAYS)))
def test_any_secret_is_found_in_any_escape(secret: str, way: str) -> None:
    spelled = WAYS[way](secret)
    assert spelled not in hide(f"[{spelled}]", {secret: "client secret"})


def test_letters_that_need_no_escape_may_have_one() -> None:
    spelled = "".join(f"\\u{ord(one):04X}" for one in "Warehouse7")
    shown = fingerprint("Warehouse7", "client secret")
    assert hide(f"[{spelled}]", {"Warehouse7": "client secret"}) == f"[{shown}]"


@pytest.mark.parametrize("hostile", ["\\" * 20_000, "%5C" * 20_000, "%25" * 20_000, "&amp;" * 20_000, "Kä" * 20_000])
def test_a_hostile_text_is_walked_through_once(hostile: str) -> None:
    started = time.process_time()
    hide(f"Kä{hostile}4 Warehouse7", {SECRET: "client secret", "a\\\\b 41": "client secret", "\\b 41": "client secret"})
    assert time.process_time() - started < 5, "a twentieth of a second is usual"


@pytest.mark.parametrize("text", [SECRET, f"app:{SECRET}", f"app:{quote_plus(SECRET)}"])
@pytest.mark.parametrize("way", ["standard", "URL", "without padding", "escaped"])
def test_base64_is_found_with_and_without_its_padding(way: str, text: str) -> None:
    packed = base64.b64encode(text.encode()).decode()
    written = {
        "standard": packed,
        "URL": base64.urlsafe_b64encode(text.encode()).decode(),
        "without padding": packed.rstrip("="),
        "escaped": quote(packed, safe=""),
    }[way]
    secrets = {SECRET: "client secret", f"app:{SECRET}": "credentials"}
    assert " characters" in (told := hide(f"[{written}]", secrets))
    assert len(told) < 80, told


def test_what_only_begins_like_a_secret_stays() -> None:
    text = "Warehouse is no secret, and neither is %41 or \\u0041."
    assert hide(text, {SECRET: "client secret", "Warehouse7": "client secret"}) == text


@pytest.mark.parametrize(
    "value, secrets",
    [
        ("Basic " + base64.b64encode(b"app:hunter2+%41").decode(), {"hunter2+%41", "hunter2 A", "hunter2+A"}),
        (base64.b64encode(b"app:hunter2").decode(), {"hunter2"}),
        ("Digest " + base64.b64encode(b"app:hunter2").decode().rstrip("="), {"hunter2"}),
        ("Basic *" + base64.b64encode(b"app:hunter2").decode(), {"hunter2"}),
        ("Basic " + base64.b64encode(b"app\xff:hunter2").decode(), {"hunter2"}),
        ("Basic " + base64.b64encode(b":hunter2").decode(), {"hunter2"}),
        ("Basic " + base64.b64encode(b"app:x").decode(), set()),
        ("Basic", set()),
        ("", set()),
    ],
)
def test_what_a_header_carries_is_secret(value: str, secrets: set[str]) -> None:
    found = secrets_of_header(value)
    assert secrets == {one for one, label in found.items() if label == "client secret"}
    assert all(len(one) >= 4 for one in found)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", ["    ä", "+++++", "- -\\-", "a  \\  b", "\\\\\\\\\\"])
def test_a_secret_of_blanks_and_signs_is_found_too(secret: str, way: str) -> None:
    spelled = WAYS[way](secret)
    assert spelled not in hide(f"[{spelled}]", {secret: "client secret"})
