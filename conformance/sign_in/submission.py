"""A form as it is sent (HTML, section 4.10.21): what a step fills in, what it presses, and what stood there before."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from urllib3 import encode_multipart_formdata

from conformance.request import FORM
from conformance.sign_in.moves import Move, readable
from conformance.sign_in.page import Control, Page
from conformance.sign_in.steps import Step

_UNSENT = frozenset({"reset", "file", "button"})


def submission(page: Page, step: Step) -> Move:
    """Write the request that submitting the form makes, or following a link."""
    if step.link is not None:
        return Move("GET", readable(step.link.url), origin=page.url)
    form, pressed = step.form, step.pressed
    pairs = [pair for control in form.controls for pair in _pairs(control, step)]
    action = (pressed and pressed.action) or form.action
    method = (pressed and pressed.method) or form.method
    if method != "POST":
        parts = urlsplit(action)
        return Move("GET", urlunsplit(parts._replace(query=urlencode(pairs), fragment="")), origin=page.url)
    if form.enctype == "multipart/form-data":
        body, kind = encode_multipart_formdata(pairs)
        return Move("POST", action, body, (("Content-Type", kind),), page.url)
    return Move("POST", action, urlencode(pairs).encode("ascii"), (("Content-Type", FORM),), page.url)


def _pairs(control: Control, step: Step) -> list[tuple[str, str]]:
    if control.is_button:
        return _of_button(control) if control == step.pressed else []
    if not control.name or control.kind in _UNSENT:
        return []
    if control.kind == "radio" and any(
        _same_choice(one, control) for one in step.form.controls if one.number in step.ticked
    ):
        return [(control.name, control.value)] if control.number in step.ticked else []
    if control.kind in ("checkbox", "radio"):
        return [(control.name, control.value)] if control.checked or control.number in step.ticked else []
    return [(control.name, step.fills.get(control.number, control.value))]


def _same_choice(one: Control, other: Control) -> bool:
    return one.kind == "radio" and one.name == other.name


def _of_button(control: Control) -> list[tuple[str, str]]:
    if control.kind == "image":
        prefix = f"{control.name}." if control.name else ""
        return [(f"{prefix}x", "1"), (f"{prefix}y", "1")]
    return [(control.name, control.value)] if control.name else []
