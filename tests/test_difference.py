"""What was sent is told in a line that a reader takes in at once, without half a secret in it."""

from dataclasses import replace

import pytest

from conformance import changes
from conformance.difference import in_full, summary
from conformance.request import Change, text_of
from tests.sessions import PARTY, session_at

EMPTY = "e30"
"""An empty JSON object as a segment."""


def told(change: Change) -> str:
    good = session_at("http://127.0.0.1:9/token").good()
    return summary(good, change(good))


@pytest.mark.parametrize(
    "change, words",
    [
        (changes.without("scope"), "no scope"),
        (changes.without("client_id", "scope"), "no scope; no client_id"),
        (changes.parameter("scope", "openid"), "scope 'iSHARE' → 'openid'"),
        (changes.parameter("scope", ""), "scope 'iSHARE' → ''"),
        (changes.parameter("scope", " iSHARE\t"), "scope 'iSHARE' → ' iSHARE\\t'"),
        (changes.parameter("client_secret", ""), "client_secret added: ''"),
        (changes.parameter("client_assertion", "null"), "client_assertion the client assertion → 'null'"),
        (changes.repeated("scope"), "scope given 2 times: 'iSHARE', 'iSHARE'"),
        (changes.repeated("scope", "x", first=True), "scope given 2 times: 'x', 'iSHARE'"),
        (changes.in_url("scope"), "in the URL's query: scope"),
        (changes.http_header("Content-Type", None), "no header field Content-Type"),
        (
            changes.http_header("Content-Type", "text/plain"),
            "header field Content-Type 'application/x-www-form-urlencoded' → 'text/plain'",
        ),
        (changes.method("GET"), "method POST → GET"),
        (changes.without_claims("exp", "iat"), "claims.iat left out; claims.exp left out"),
        (changes.claims(aud="x"), 'claims.aud "did:ishare:EU.NL.NTRNL-10000003" → "x"'),
        (changes.claims(sub=["a"]), f'claims.sub "{PARTY}" → ["a"]'),
        (changes.claims(more=1), "claims.more added: 1"),
        (changes.header(alg="none"), 'header.alg "RS256" → "none"'),
        (changes.unchanged, "the same request"),
        (changes.parameters(lambda _: ()), "no parameter at all"),
        (changes.segments(lambda parts: parts[:1]), "1 segment in place of 3, "),
        (changes.segments(lambda parts: [*parts, "", ""]), "5 segments in place of 3, "),
        (changes.signature(lambda _: b""), "segment of the signature changed after signing (342 → 0 characters)"),
        (changes.claims_text(lambda text: text[:-1] + ',"sub":"x"}'), f'claims.sub given 2 times: "{PARTY}", "x"'),
        (changes.segments(lambda parts: [parts[0], EMPTY, parts[2]]), "after signing, claims.iss left out; "),
        (
            changes.parameters(lambda pairs: tuple(reversed(pairs))),
            "order of the parameters: client_assertion, client_as",
        ),
    ],
)
def test_a_change_is_told(change: Change, words: str) -> None:
    assert told(change).startswith(words)


def test_by_how_much_a_date_was_moved_is_told() -> None:
    line = told(changes.issued(ago=3600))
    assert line.count("(3,600 s earlier)") == 2
    assert "(30 s later)" in told(changes.claims(iat=lambda good: good["exp"]))
    assert "later" not in told(changes.claims(exp=True)) + told(changes.claims(exp=12)) + told(changes.claims(exp="1"))


def test_a_header_field_given_twice_is_told() -> None:
    line = told(lambda good: replace(good, headers=(*good.headers, ("Content-Type", "text/plain"))))
    assert line.endswith("→ 'application/x-www-form-urlencoded and text/plain'")


def test_a_long_list_of_changes_has_an_end() -> None:
    many = changes.parameters(lambda pairs: (*pairs, *((f"p{n}", "x") for n in range(1000))))
    assert told(many).endswith("; and more")


def test_no_part_of_an_assertion_is_left_where_a_text_is_cut() -> None:
    """Its first hundred characters would tell little, but of a shorter secret they would be all."""
    for change in (
        changes.body(lambda good: f"text {text_of(dict(good.parameters)['client_assertion'])}".encode()),
        changes.repeated("client_assertion", None),
        changes.in_url(),
        changes.after_signing(lambda text: text + "x"),
    ):
        good = session_at("http://127.0.0.1:9/token").good()
        changed = change(good)
        compact = text_of(dict(good.parameters)["client_assertion"])
        assert compact[:30] not in summary(good, changed)
        assert compact[-30:] not in in_full(good, changed)


def test_what_became_of_an_assertion_behind_its_signature_is_shown_as_it_was_sent() -> None:
    good = session_at("http://127.0.0.1:9/token").good()
    sent = in_full(good, changes.segments(lambda parts: [parts[0], EMPTY, parts[2]])(good)).partition("was sent")[2]
    assert '"typ": "JWT"' in sent
    assert "claims {}" in sent
    garbage = in_full(good, changes.segments(lambda parts: ["%%%", *parts[1:]])(good)).partition("was sent")[2]
    assert "header %%%" in garbage
    cut = in_full(good, changes.segments(lambda parts: parts[:2])(good)).partition("was sent")[2]
    assert "2 segments of 7327, " in cut


def test_words_are_the_same_in_every_run() -> None:
    assert len({told(changes.without_claims("iss", "sub", "aud", "jti")) for _ in range(5)}) == 1
