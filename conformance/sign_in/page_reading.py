"""Reads a page as a browser without scripts does.

Pages are hostile: the parser is lxml's, whose work stays in proportion to a page whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from lxml import etree

from conformance.sign_in.page import Control, Form, Link, Page

_CONTROLS = frozenset({"input", "button", "select", "textarea"})
_UNSEEN = frozenset({"script", "style", "template", "title"})
_MOST_CONTROLS = 1_000
_MOST_WORDS = 300
_REFRESH = re.compile(r"^\s*(?:\d(?:\.\d*)?)?\s*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_WORDS_OF = ("name", "id", "autocomplete", "placeholder", "aria-label", "title")

Labels = Mapping[object, str]


def read_page(url: str, content: bytes, charset: str | None = None) -> Page:
    """Read a page; what is no HTML at all gives a page without anything. Never raises."""
    root = _parsed(content, charset)
    if root is None:
        return Page(url)
    here = _joined(url, next((href for tag in root.iter("base") if (href := tag.get("href"))), None))
    return Page(
        url,
        " ".join(_words(tag) for tag in root.iter("title")),
        _plain(" ".join(_texts(root))),
        tuple(_forms(root, here)),
        _refresh(root, here),
        next(root.iter("script"), None) is not None,
        tuple(_links(root, here)),
    )


def _parsed(content: bytes, charset: str | None) -> etree._Element | None:
    try:
        parser = etree.HTMLParser(encoding=charset, no_network=True, remove_comments=True, remove_pis=True)
    except LookupError:
        parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _words(element: etree._Element) -> str:
    return _plain(" ".join(str(text) for text in element.itertext()))


def _joined(url: str, reference: str | None) -> str:
    try:
        return urljoin(url, reference.strip()) if reference else url
    except ValueError:
        return url


def _texts(root: etree._Element) -> Iterator[str]:
    """The words that stand in a page, and none of its scripts and styles."""
    for element in root.iter():
        if element.tag not in _UNSEEN and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def _refresh(root: etree._Element, here: str) -> str | None:
    for tag in root.iter("meta"):
        found = _REFRESH.match(tag.get("content") or "")
        if (tag.get("http-equiv") or "").lower() == "refresh" and found:
            return _joined(here, found[1])
    return None


def _links(root: etree._Element, here: str) -> Iterator[Link]:
    tags = [tag for tag in root.iter("a") if "href" in tag.attrib]
    for number, tag in enumerate(tags[:_MOST_CONTROLS]):
        yield Link(number, _words(tag)[:_MOST_WORDS], _joined(here, tag.get("href")))


def _forms(root: etree._Element, here: str) -> Iterator[Form]:
    labels = _labels(root)
    by_form: dict[etree._Element, list[Control]] = {form: [] for form in root.iter("form")}
    by_id = {form.get("id"): form for form in reversed(list(by_form))}
    controls = [element for element in root.iter() if element.tag in _CONTROLS][:_MOST_CONTROLS]
    for number, element in enumerate(controls):
        named = element.get("form")
        owner = by_id.get(named) if named else next(element.iterancestors("form"), None)
        if owner is not None and "disabled" not in element.attrib:
            by_form[owner].append(_control(number, element, labels, here))
    for form, owned in by_form.items():
        method = "POST" if (form.get("method") or "").strip().upper() == "POST" else "GET"
        words = " ".join(form.get(name) or "" for name in ("id", "name", "class", "role", "action")).lower()
        action = _joined(here, form.get("action"))
        yield Form(method, action, (form.get("enctype") or "").lower(), tuple(owned), words[:_MOST_WORDS])


def _labels(root: etree._Element) -> Labels:
    """What labels say, each under the id that it is for and under itself; read once, for many fields may share one."""
    found: dict[object, str] = {}
    for tag in root.iter("label"):
        found[tag] = found[tag.get("for") or ""] = _words(tag)[:_MOST_WORDS]
    found.pop("", None)
    return found


def _control(number: int, element: etree._Element, labels: Labels, here: str) -> Control:
    around = next(element.iterancestors("label"), None)
    said = [element.get(name) or "" for name in _WORDS_OF] + [labels.get(element.get("id") or "", "")]
    said += [labels[around]] if around is not None else []
    action = element.get("formaction")
    made = _of_tag(
        Control(
            number,
            (element.get("type") or "text").strip().lower(),
            element.get("name") or "",
            element.get("value") or "",
            checked="checked" in element.attrib,
            fixed="readonly" in element.attrib,
            action=_joined(here, action) if action else None,
            method=(element.get("formmethod") or "").upper() or None,
        ),
        element,
    )
    caption = (_words(element) or made.value)[:_MOST_WORDS] if made.is_button else ""
    words = " ".join(word[:_MOST_WORDS] for word in (caption, *said) if word)
    return replace(made, words=words.lower(), caption=caption)


def _of_tag(plain: Control, element: etree._Element) -> Control:
    if element.tag == "button":
        kind = plain.kind if plain.kind in ("reset", "button") else "submit"
        return replace(plain, kind=kind)
    if element.tag == "textarea":
        return replace(plain, kind="textarea", value="".join(str(text) for text in element.itertext()))
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = next((one for one in options if "selected" in one.attrib), next(iter(options), None))
        return replace(plain, kind="select", value="" if chosen is None else chosen.get("value") or _words(chosen))
    if plain.kind in ("checkbox", "radio") and "value" not in element.attrib:
        return replace(plain, value="on")
    return plain
