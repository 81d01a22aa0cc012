"""A hostile endpoint: whatever it writes into its answers is dead in every report, and no page calls anybody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from tests.browsers import chromium, in_a_browser
from tests.hostile_endpoint import MARK, Listener, hostile_endpoint, hostile_text, listening
from tests.test_allure_html import machine_generators
from tests.test_report_har import SCHEMA as HAR
from tests.test_report_matrix import LOADING, Page

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

A_FEW = "another_audience or other_than_this_server or 405 or token_type or storing or error or challenge"
TAGS = {"h1", "h2", "h3", "p", "ul", "li", "strong", "code", "pre", "details", "summary"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ALIVE = "window.reached_from_the_report"


@dataclass(frozen=True)
class Reported:
    """A report about a hostile endpoint. console: everything that was printed; listener: whom its words call."""

    directory: Path
    console: str
    listener: Listener

    def text(self, name: str) -> str:
        return (self.directory / name).read_text("utf-8")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    out = tmp_path_factory.mktemp("hostile")
    with listening() as listener, hostile_endpoint(listener.address) as file:
        command = [
            sys.executable,
            "-m",
            "conformance.cli",
            "run",
            str(file),
            "--out",
            str(out),
            "--",
            "-q",
            "-k",
            A_FEW,
        ]
        ended = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "COLUMNS": "160"})
        printed = (ended.stdout + ended.stderr).decode("utf-8")
        assert ended.returncode == 1, printed[-2000:]
        yield Reported(out, printed, listener)


def test_the_endpoint_is_judged_all_the_same(reported: Reported) -> None:
    [target] = json.loads(reported.text("results.json"))["targets"]
    violated = {row["id"] for row in target["requirements"] if row["standing"] == "violated"}
    assert {"CA-AUD", "RES-TOKEN-TYPE"} <= violated
    assert MARK in reported.text("exchanges.har"), "what it sent stands in the record, or this test tests nothing"
    assert any(len(entry["response"]["content"]["text"]) > 1000 for entry in _entries(reported))


def _entries(reported: Reported) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(reported.text("exchanges.har"))["log"]["entries"]
    return entries


@pytest.mark.parametrize("name", ["results.json", "exchanges.har"])
def test_data_is_plain_ascii(reported: Reported, name: str) -> None:
    text = reported.text(name)
    assert text.isascii()
    assert all(character.isprintable() or character == "\n" for character in text)
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")


def test_the_archive_is_valid(reported: Reported) -> None:
    HAR.validate(json.loads(reported.text("exchanges.har")))


def test_the_console_shows_it_dead(reported: Reported) -> None:
    assert "VIOLATED" in reported.console
    assert [one for one in set(reported.console) if not one.isprintable() and one not in "\n\r"] == []


def test_junit_shows_it_dead(reported: Reported) -> None:
    text = "".join(ET.fromstring(reported.text("junit.xml")).itertext())
    assert all(character.isprintable() or character in "\n\t" for character in text)


def test_the_summary_shows_it_dead(reported: Reported) -> None:
    text = reported.text("summary.md")
    assert all(character.isprintable() or character == "\n" for character in text)
    assert reported.listener.address not in text
    page = MarkdownIt("commonmark", {"linkify": False}).enable("table").render(text)
    assert set(re.findall(r"<([a-zA-Z0-9]+)", page)) <= TAGS


def test_the_matrix_shows_it_dead(reported: Reported) -> None:
    page = Page(reported.text("requirements.html"))
    assert not LOADING & set(page.tags)
    assert not page.handlers
    assert not [link for link in page.links if not link.startswith(("#", "https://"))]
    assert all(character.isprintable() or character == "\n" for character in page.text)


def test_no_report_grows_with_what_an_endpoint_sends(reported: Reported) -> None:
    sizes = {
        name: len(reported.text(name)) for name in ("results.json", "requirements.html", "summary.md", "junit.xml")
    }
    assert max(sizes.values()) < 2_000_000, sizes
    assert len(reported.text("summary.md")) < 40_000


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """A tab of a real browser, which may go wherever its pages want to."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright.chromium.executable_path))
        yield browser.new_page(viewport={"width": 1200, "height": 1000})
        browser.close()


@in_a_browser
def test_a_page_that_is_alive_would_be_noticed(reported: Reported, tab: Tab) -> None:
    """The listener hears and the script would run, where nobody made the words harmless."""
    before = len(reported.listener.called)
    page = reported.directory / "control.html"
    page.write_text(hostile_text(reported.listener.address).replace("\ud800 \udfff", ""), "utf-8")
    tab.goto(page.as_uri())
    tab.wait_for_timeout(2000)
    assert any(MARK in call for call in reported.listener.called[before:])
    assert tab.evaluate(ALIVE) == 1


@in_a_browser
def test_the_matrix_calls_nobody(reported: Reported, tab: Tab) -> None:
    before = len(reported.listener.called)
    tab.goto((reported.directory / "requirements.html").as_uri())
    tab.wait_for_timeout(300)
    assert tab.locator("tr.violated").count() > 0
    assert tab.evaluate(f"{ALIVE} === undefined")
    assert reported.listener.called[before:] == []


@in_a_browser
@pytest.mark.skipif(not machine_generators(), reason="this machine has no Allure generator: make setup fetches one")
def test_the_html_report_calls_nobody_whatever_is_opened(reported: Reported, tab: Tab) -> None:
    before = len(reported.listener.called)
    said: list[str] = []
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.goto((reported.directory / "allure-report" / "index.html").as_uri())
    tab.wait_for_selector('[data-testid="tree-leaf"]')
    assert "requirements to mend" in tab.locator("#conformance").inner_text()
    for number in range(tab.locator('[data-testid="tree-leaf-status-failed"]').count()):
        tab.locator('[data-testid="tree-leaf-status-failed"]').nth(number).click()
        tab.wait_for_selector('[data-testid="test-result-info-title"]')
        _open_attachments(tab)
        assert tab.evaluate(f"{ALIVE} === undefined")
        tab.go_back()
        tab.wait_for_selector('[data-testid="tree-leaf"]')
    tab.get_by_test_id("nav-tab-categories").click()
    tab.wait_for_timeout(300)
    assert said == []
    assert reported.listener.called[before:] == []


def _open_attachments(tab: Tab) -> None:
    for number in range(min(tab.locator('[data-testid="test-result-attachment-header"]').count(), 6)):
        tab.locator('[data-testid="test-result-attachment-header"]').nth(number).click()
        tab.wait_for_timeout(60)
