"""Pages that ask for nothing to be written, such as a consent page: which button is pressed."""

from __future__ import annotations

from conformance.sign_in.guessing import accepts, is_search, is_to_tick, refuses, texts_of
from conformance.sign_in.model import Stuck, place_of
from conformance.sign_in.page import Control, Form, Page
from conformance.sign_in.steps import FIELDS, Progress, Step


def going_on(page: Page, progress: Progress) -> Step:
    """Press what goes on; raise ``SignInFailed`` where nothing does, or more than one thing."""
    quiet = [form for form in page.forms if not is_search(form) and not texts_of(form) and not form.of_kind("password")]
    buttons = [(form, button) for form in quiet if (button := button_of(form, progress))]
    willing = [(form, button) for form, button in buttons if accepts(button)] or buttons
    relays = [form for form in quiet if form.of_kind("hidden") == form.controls != ()]
    if not willing and len(relays) == 1:
        # a script would send it on at once, as with response_mode=form_post
        return Step(relays[0])
    if not willing:
        raise progress.failed(Stuck.NO_FORM, _nothing_here(page, progress), page)
    if len(willing) > 1:
        where = f"{place_of(page.url)} has {len(willing)} forms that could go on"
        raise progress.failed(Stuck.SEVERAL_FORMS, f"{where}, and none asks for a user name or password.", page)
    form, button = willing[0]
    return Step(form, {}, boxes(form) | _choices(form), button)


def refusal(page: Page, progress: Progress) -> Step | None:
    """Press the refusing button, or set what refuses and press another, or follow a link; None where none is there."""
    for form in page.forms:
        for control in form.controls:
            if not progress.is_refusing(control):
                continue
            if control.is_button:
                return Step(form, pressed=control, denies=True)
            ticked = frozenset({control.number}) if control.kind in ("radio", "checkbox") else frozenset()
            pressed = button_of(form, progress) or next(iter(form.buttons), None)
            return Step(form, {}, ticked, pressed, denies=True)
    link = next((one for one in page.links if progress.is_refusing_link(one)), None)
    return None if link is None else Step(Form("GET", link.url, "", ()), denies=True, link=link)


def button_of(form: Form, progress: Progress) -> Control | None:
    """The button that goes on: one that says so, or else the first that does not refuse."""
    going = [one for one in form.buttons if not refuses(one) and not progress.is_refusing(one)]
    # one that submits nothing by itself is for scripts
    submitting = [one for one in going if one.kind != "button"] or going
    return next((one for one in submitting if accepts(one)), next(iter(submitting), None))


def boxes(form: Form) -> frozenset[int]:
    """The boxes that have to be ticked to go on."""
    return frozenset(one.number for one in form.controls if is_to_tick(one))


def _choices(form: Form) -> frozenset[int]:
    """Among radio buttons of which none is set, those that accept."""
    radios = form.of_kind("radio")
    settled = {one.name for one in radios if one.checked}
    return frozenset(one.number for one in radios if one.name not in settled and accepts(one))


def _nothing_here(page: Page, progress: Progress) -> str:
    here = place_of(page.url)
    where = f"{here} has no form to go on with"
    if page.forms:
        where = f"No form at {here} asks for a user name or password, or has a button that goes on; {FIELDS}"
    if progress.password_given:
        where += " (the login itself went through)"
    return f'{where}. Where it takes JavaScript: how = "browser".' if page.scripted else f"{where}."
