"""What to do with a page on the way to the redirect URI: which form, what goes into it, which button."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.sign_in.consent import boxes, button_of, going_on, refusal
from conformance.sign_in.guessing import is_search, name_field, name_for, password_field, texts_of
from conformance.sign_in.model import Stuck, place_of
from conformance.sign_in.page import Control, Form, Page
from conformance.sign_in.steps import FIELDS, Progress, Step


def next_step(page: Page, progress: Progress) -> Step:
    """Choose what to do with a page; raise ``SignInFailed`` where nothing can be done, or more than one thing."""
    if progress.deny and (refused := refusal(page, progress)):
        return refused
    asking = [form for form in page.forms if _password(form, progress)]
    if asking:
        return _login(_the_one(page, asking, progress), page, progress)
    naming = [form for form in page.forms if not is_search(form) and _asks_name_alone(form, progress)]
    if naming:
        return _name_alone(_the_one(page, naming, progress), page, progress)
    return going_on(page, progress)


def _name(form: Form, progress: Progress) -> Control | None:
    return name_field(form, progress.sign_in.fields.get("name"), progress.user)


def _password(form: Form, progress: Progress) -> Control | None:
    return password_field(form, progress.sign_in.fields.get("password"))


def _is_open(control: Control | None) -> bool:
    return control is not None and not control.fixed and control.kind != "hidden"


def _asks_name_alone(form: Form, progress: Progress) -> bool:
    return _is_open(_name(form, progress)) and not form.of_kind("password")


def _the_one(page: Page, forms: Sequence[Form], progress: Progress) -> Form:
    """Take the only form, or the only one that asks for no more than a name; others are there to register."""
    small = [form for form in forms if len(texts_of(form)) <= 1]
    if len(forms) == 1 or len(small) == 1:
        return small[0] if small else forms[0]
    several = f"{place_of(page.url)} has {len(forms)} forms that could be the login; {FIELDS}."
    raise progress.failed(Stuck.SEVERAL_FORMS, several, page)


def _login(form: Form, page: Page, progress: Progress) -> Step:
    here, user = place_of(page.url), progress.user
    if progress.password_given:
        again = f"{here} asks for the password again after it was sent: name or password"
        raise progress.failed(Stuck.CREDENTIALS, f'{again} of "{user.name}" was not accepted.', page)
    password, name = _password(form, progress), _name(form, progress)
    if user.password is None or password is None:
        none = f'{here} asks for a password, and the target file has none for "{user.name}".'
        raise progress.failed(Stuck.CREDENTIALS, none, page)
    if name is None and texts_of(form) and not progress.name_given:
        unlike = f"No field of the login at {here} looks like one for the user name; {FIELDS}."
        raise progress.failed(Stuck.NO_FORM, unlike, page)
    fills = {password.number: user.password}
    if name is not None and _is_open(name):
        fills[name.number] = name_for(name, user)
    return Step(form, fills, boxes(form), button_of(form, progress), gives_name=True, gives_password=True)


def _name_alone(form: Form, page: Page, progress: Progress) -> Step:
    name = _name(form, progress)
    if progress.name_given or name is None:
        again = f"{place_of(page.url)} asks for the user name again after it was sent"
        raise progress.failed(Stuck.CREDENTIALS, f'{again}: "{progress.user.name}" was not accepted.', page)
    fills = {name.number: name_for(name, progress.user)}
    return Step(form, fills, boxes(form), button_of(form, progress), gives_name=True)
