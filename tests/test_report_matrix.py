"""requirements.html: every requirement of every target once, the verdict first, and nothing alive in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from conformance.catalogue import Source, load_catalogue
from conformance.report.judgement import judge
from conformance.report.matrix import PROFILES, matrix
from conformance.report.model import Report
from conformance.report.pages import address, moment
from conformance.report.results_json import results_document, results_json
from tests.report_samples import FUTURE, HOSTILE, check, judged, requirement, run, target

LOADING = {"script", "img", "link", "iframe", "object", "embed", "video", "audio", "source", "base", "form", "svg"}


class Page(HTMLParser):
    """What is alive in a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.policy = ""
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.handlers += [name for name in values if name.startswith("on") or name == "style"]
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        self.ids += [value for value in [values.get("id")] if value]
        if (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = values.get("content") or ""

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(report: Report) -> Page:
    document = results_document(report)
    return Page(matrix(document, results_json(document)))


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_id_of_the_profile_stands_in_it_once(profile: str) -> None:
    page = page_of(judge(run(targets=[target(profile=profile)]), load_catalogue()))
    wanted = [f"t1-{row.id}" for row in load_catalogue().values() if profile in row.profiles]
    assert [name for name in page.ids if name.startswith("t1-")] == wanted


def test_the_verdict_and_what_to_mend_come_before_everything_else() -> None:
    rows = [requirement("REQ-GRANTED"), requirement("CA-EXP"), requirement("M2M-SCOPE-MORE", "SHOULD")]
    checks = [check(name="REQ-GRANTED"), check("violated"), check("violated", name="M2M-SCOPE-MORE")]
    text = page_of(judged(run(*checks), *rows)).text
    places = [text.index(words) for words in ("violates", "To mend (1)", "CA-EXP", "Compare exp with", "REQ-GRANTED")]
    assert places == sorted(places)
    assert "Recommended (1)" in text


def test_a_row_says_level_outcome_cases_source_and_reason() -> None:
    rows = [requirement(cases=("a", "b", "c")), requirement("CA-IAT", needs="a clock in [server] clock")]
    untested = check("not-testable", name="CA-IAT", reason="the target file names no clock")
    checks = (check(case="a"), check("violated", case="b"), untested)
    text = " ".join(page_of(judged(run(*checks), *rows)).text.split())
    assert "1 violated, 1 holds✓ a✗ bdid not run: c" in text
    assert "iSHARE JWT, Content requirements" in text
    assert "expected a refusal, met 200 with an access token" in text
    assert "the target file names no clock Needed in the target file: a clock in [server] clock." in text


def test_several_targets_stand_apart_behind_a_table() -> None:
    checks = [check(target="one"), check("violated", target="two")]
    page = page_of(judged(run(*checks, targets=[target("one"), target("two")])))
    assert page.tags.count("article") == 2
    assert {"t1", "t2", "t1-CA-EXP", "t2-CA-EXP"} <= set(page.ids)
    assert {"#t1", "#t2"} <= set(page.links)
    assert re.search(r"two\s*m2m\s*violates\s*1: CA-EXP\s*0\s*42[\s0-9.]*one\s*m2m\s*conforms\s*0\s*0\s*42", page.text)


def test_it_names_the_results_that_it_was_made_from() -> None:
    document = results_document(judged(run(check())))
    text = results_json(document)
    assert hashlib.sha256(text.encode()).hexdigest() in matrix(document, text)


def test_accepted_rows_say_until_when_and_why() -> None:
    text = page_of(judged(run(check("violated"), targets=[target("Acme", FUTURE)]))).text
    assert "conforms, 1 accepted" in text
    assert f"Accepted until {FUTURE.until}: ticket 4711 (it is violated)" in text


def test_hostile_texts_are_dead() -> None:
    hostile: dict[str, Any] = dict.fromkeys(("expected", "sent", "actual", "case"), HOSTILE) | {"notes": (HOSTILE,)}
    one = target(HOSTILE, replace(FUTURE, id="CA-B", reason=HOSTILE), endpoint=HOSTILE, notes=(HOSTILE,), file=HOSTILE)
    checks = [
        check("violated", target=HOSTILE, **hostile),
        check("not-testable", name="CA-B", reason=HOSTILE, target=HOSTILE),
        check("not-testable", name="CA-C", reason=HOSTILE, target=HOSTILE),
    ]
    rows = [requirement(), requirement("CA-B"), requirement("CA-C")]
    page = page_of(judged(run(*checks, targets=[one]), *rows))
    assert not LOADING & set(page.tags)
    assert not page.handlers
    assert all(link.startswith(("#t", "https://dev.ishare.eu/")) for link in page.links)
    assert "default-src 'none'" in page.policy
    assert "http" not in page.policy
    assert all(character.isprintable() or character == "\n" for character in page.text)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", None, 7, "//evil.example", ""])
def test_only_web_addresses_become_links(link: object) -> None:
    assert address(link) == ""
    row = requirement(sources=(Source("A", "1", link),))  # type: ignore[arg-type]
    document = results_document(judged(run(check()), row))
    document["targets"][0]["requirements"][0]["sources"][0]["link"] = link
    assert [one for one in Page(matrix(document, "")).links if not one.startswith("#")] == []


@pytest.mark.parametrize(
    "text, shown",
    [
        ("2026-11-21T12:00:00+00:00", "2026-11-21 12:00:00 UTC"),
        ("2026-11-21T12:00:00.123456Z", "2026-11-21 12:00:00 UTC"),
        ("2026-11-21T12:00:00.5+02:00", "2026-11-21 12:00:00+02:00"),
    ],
)
def test_a_moment_is_written_for_people(text: str, shown: str) -> None:
    assert moment(text) == shown
