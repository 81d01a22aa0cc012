"""One tab of a browser: what a human sees in it, as a page like any other, and what a human does in it."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.sign_in.landing import is_landing, wrong_place
from conformance.sign_in.model import Asked, place_of
from conformance.sign_in.moves import Move
from conformance.sign_in.page import Control, Form, Link, Page
from conformance.sign_in.steps import Step

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Request, Response
    from playwright.sync_api import Page as Tab

CONTROLS = "input, button, select, textarea, [role=button]"
LINKS = "a[href]"
_MOST = 1_000
_LOADING = frozenset({"document", "xhr", "fetch"})
_READ = """elements => {
  const forms = [], words = e => ['name', 'id', 'autocomplete', 'placeholder', 'aria-label', 'title']
    .map(name => e.getAttribute(name) || '').concat([...(e.labels || [])].map(label => label.innerText));
  const seen = e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none';
  };
  const controls = elements.map(e => {
    if (e.form && !forms.includes(e.form)) forms.push(e.form);
    const plain = ['INPUT', 'BUTTON', 'SELECT', 'TEXTAREA'].includes(e.tagName);
    const button = !plain || e.tagName === 'BUTTON' || ['submit', 'button', 'image'].includes(e.type);
    const type = plain ? e.type : 'button';
    const caption = button ? (e.tagName === 'INPUT' ? e.value : e.innerText).trim().slice(0, 300) : '';
    return {
      form: e.form ? forms.indexOf(e.form) : -1, kind: e.tagName === 'SELECT' ? 'select' : type,
      name: e.getAttribute('name') || '', value: e.type === 'password' ? '' : e.value || '',
      caption, words: [caption].concat(words(e)).join(' ').slice(0, 600), checked: !!e.checked, fixed: !!e.readOnly,
      shown: !e.disabled && (seen(e) || ['checkbox', 'radio'].includes(e.type)),
    };
  });
  const said = forms.map(f => ['id', 'name', 'class', 'role', 'action'].map(n => f.getAttribute(n) || '').join(' '));
  return {controls, forms: said};
}"""
_READ_LINKS = """elements => elements.slice(0, 1000).map((e, number) => (
  {number, caption: e.innerText.trim().replace(/\\s+/g, ' ').slice(0, 300), url: e.href}))"""
_STATE = """() => [document.title, document.body ? document.body.innerText.slice(0, 20000) : '',
  document.readyState, window.__signInStep === true, location.href]"""
_MARK = "() => { window.__signInStep = true; }"


@dataclass
class Watched:
    """A tab, and what was noticed of its requests. reached: the redirect URI; wrong: a place that it must not go to."""

    tab: Tab
    asked: Asked
    trail: list[str]
    reached: Move | None = None
    wrong: str | None = None
    status: int | None = None
    media_type: str = ""
    loading: set[Request] = field(default_factory=set)
    _posted: bool = False

    def watch(self) -> None:
        """Notice what goes on, and let no request reach the redirect URI."""
        self.tab.on("request", self._begins)
        self.tab.on("requestfinished", self._ends)
        self.tab.on("requestfailed", self._ends)
        self.tab.on("response", self._answered)
        session = self.tab.context.new_cdp_session(self.tab)
        session.on("Fetch.requestPaused", lambda event: self._paused(session, event))
        # every redirect comes by here too, unlike at a route of Playwright's
        session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]})

    def _begins(self, request: Request) -> None:
        if request.resource_type in _LOADING:
            self.loading.add(request)

    def _ends(self, request: Request) -> None:
        self.loading.discard(request)

    def _answered(self, response: Response) -> None:
        request = response.request
        arrived = is_landing(self.asked, request.url)
        if arrived or not request.is_navigation_request() or request.frame != self.tab.main_frame:
            return
        method = "POST" if self._posted and request.url == self.asked.url else request.method
        self.trail.append(f"{method} {place_of(request.url)} → {response.status}")
        self.status, self.media_type = response.status, response.headers.get("content-type", "").partition(";")[0]
        # a scheme that is no web page's is followed by no request that we would see
        location = response.headers.get("location", "")
        if (
            300 <= response.status < 400
            and not location.startswith(("http:", "https:"))
            and is_landing(self.asked, location)
        ):
            self.reached = self.reached or Move("GET", location)

    def _paused(self, session: CDPSession, event: Mapping[str, Any]) -> None:
        request, name = event["request"], {"requestId": event["requestId"]}
        url = request["url"] + request.get("urlFragment", "")
        if is_landing(self.asked, url):
            body = request.get("postData")
            self.reached = self.reached or Move(request["method"], url, body.encode() if body else None)
            self.trail.append(f"{request['method']} {place_of(url)}: the redirect URI, not fetched")
            session.send("Fetch.fulfillRequest", {**name, "responseCode": 200, "body": ""})
        elif wrong := wrong_place(self.asked, url):
            self.wrong = self.wrong or wrong
            session.send("Fetch.failRequest", {**name, "errorReason": "BlockedByClient"})
        elif self.asked.method == "POST" and not self._posted and url == self.asked.url:
            self._posted = True
            session.send("Fetch.continueRequest", {**name, **self._post(request["headers"])})
        else:
            session.send("Fetch.continueRequest", name)

    def _post(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """Make the first request a POST: it comes from no page, so it shows no origin that a provider could doubt."""
        fields = [{"name": name, "value": value} for name, value in (*headers.items(), *self.asked.headers)]
        body = base64.b64encode(self.asked.body or b"").decode("ascii")
        return {"method": "POST", "postData": body, "headers": fields}

    # --- seeing -----------------------------------------------------------------------------------------------------

    def page(self) -> Page:
        """Read what a human sees."""
        read = self.tab.eval_on_selector_all(CONTROLS, _READ)
        title, text, *_, url = self.tab.evaluate(_STATE)
        by_form: dict[int, list[Control]] = {number: [] for number in range(-1, len(read["forms"]))}
        for number, one in enumerate(read["controls"][:_MOST]):
            if one["shown"]:
                by_form[one["form"]].append(_control(number, one))
        words = {-1: "", **dict(enumerate(read["forms"]))}
        forms = [
            Form("POST", url, "", tuple(owned), words[number].lower()) for number, owned in by_form.items() if owned
        ]
        links = self.tab.eval_on_selector_all(LINKS, _READ_LINKS)
        followed = tuple(Link(one["number"], one["caption"], one["url"]) for one in links)
        return Page(url, title, " ".join(text.split()), tuple(forms), None, scripted=False, links=followed)

    def look(self) -> tuple[object, ...]:
        """Give what tells whether anything has changed: the document itself, its words and its controls."""
        title, text, ready, marked, url = self.tab.evaluate(_STATE)
        return (marked, url, title, text, self.tab.locator(CONTROLS).count(), ready == "complete")

    # --- doing ------------------------------------------------------------------------------------------------------

    def take(self, step: Step, seconds: float, still: float) -> None:
        """Write, tick and press, and wait for what follows from it: something else, and then nothing for a while."""
        handles = self.tab.query_selector_all(CONTROLS)
        for number, text in step.fills.items():
            handles[number].fill(text)
        for number in step.ticked:
            handles[number].check(force=True)
        self.tab.evaluate(_MARK)
        before = self.look()
        if step.link is not None:
            self.tab.query_selector_all(LINKS)[step.link.number].click(no_wait_after=True)
        elif step.pressed is not None:
            handles[step.pressed.number].click(no_wait_after=True)
        elif step.fills:
            handles[max(step.fills)].press("Enter", no_wait_after=True)
        self.settle(seconds, still, before)

    def settle(self, seconds: float, still: float, before: tuple[object, ...] | None = None) -> None:
        """Wait until it is another page than before and nothing changes for a while, or the redirect URI is reached."""
        ends, since = time.monotonic() + seconds, time.monotonic()
        last = None
        while self.reached is None and self.wrong is None and time.monotonic() < ends:
            now = self._look_calmly()
            if now != last or now is None or not now[-1] or self.loading:
                last, since = now, time.monotonic()
            elif now != before and time.monotonic() - since >= still:
                return
            self.tab.wait_for_timeout(50)

    def _look_calmly(self) -> tuple[object, ...] | None:
        """Look, unless the page is just being exchanged for another."""
        from playwright.sync_api import Error  # noqa: PLC0415 - an optional extra

        try:
            return self.look()
        except Error:
            return None


def _control(number: int, read: Mapping[str, Any]) -> Control:
    return Control(
        number,
        str(read["kind"]).lower(),
        read["name"],
        read["value"],
        str(read["words"]).lower(),
        read["caption"],
        checked=read["checked"],
        fixed=read["fixed"],
    )
