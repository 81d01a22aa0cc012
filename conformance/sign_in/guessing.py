"""What a field or a button is for, guessed by the words on it, as a human does."""

from __future__ import annotations

import re

from conformance.sign_in.page import Control, Form
from conformance.target import User

_NAME = re.compile(
    r"user|login|log-?in|e-?mail|account|ident|sign-?in|naam|gebruiker|benutzer|anmelde|kennung|utilisateur|identifiant"
)
_NO_NAME = re.compile(r"search|zoek|suche|query|coupon|one-?time|otp|captcha|tenant|newsletter|nieuwsbrief")
_ACCEPT = re.compile(
    r"\b(?:accept|agree|allow|approve|authori[sz]e|yes|consent|confirm|grant|continue|proceed|next|ok|submit|sign.?in"
    r"|log.?in|akkoord|toestaan|ja|doorgaan|verder|volgende|bevestig\w*|inloggen|aanmelden"
    r"|erlauben|zustimmen|weiter|anmelden|autoriser|accepter|oui|continuer|suivant)"
)
_DENY = re.compile(
    r"\b(?:deny|denied|cancel|reject|refuse|decline|disagree|disallow|abort|dismiss|don.?t|no|not|back|previous"
    r"|log.?out|sign.?out|delete|revoke|forgot\w*|reset|register|sign.?up|create|switch|another|different"
    r"|weiger\w*|annuleren|afwijzen|nee|terug|uitloggen|afmelden|ablehnen|abbrechen|nein|zur.ck|abmelden"
    r"|refuser|annuler|non|retour)\b"
)
_TO_TICK = re.compile(
    r"accept|agree|allow|approve|authori[sz]e|consent|confirm|grant|terms|akkoord|toestem|voorwaarden"
)
_TEXTS = ("text", "email", "tel", "")


def texts_of(form: Form) -> tuple[Control, ...]:
    """The fields in which a human writes something that can be read."""
    return form.of_kind(*_TEXTS)


def name_field(form: Form, given: str | None, user: User) -> Control | None:
    """The field for the user name: the one of the name given, or else the one whose words say so."""
    if given is not None:
        return next((one for one in form.controls if one.name == given), None)
    candidates = [one for one in texts_of(form) if not _NO_NAME.search(one.words)]
    told = [one for one in candidates if "username" in one.words or _NAME.search(one.words)]
    if told:
        # some logins have one field for the name and one for the address: either will do, not both
        return next((one for one in told if (one.kind == "email") == ("@" in user.name)), told[0])
    # beside a password, a single field can be nothing else
    return candidates[0] if len(candidates) == 1 and form.of_kind("password") else None


def name_for(control: Control, user: User) -> str:
    """What a user writes into it: the name, or the e-mail address where nothing else can be written."""
    return user.email if control.kind == "email" and "@" not in user.name and user.email else user.name


def password_field(form: Form, given: str | None) -> Control | None:
    """The field for the password; a form with two of them is there to register or to change it."""
    if given is not None:
        return next((one for one in form.controls if one.name == given), None)
    found = form.of_kind("password")
    return found[0] if len(found) == 1 else None


def is_search(form: Form) -> bool:
    """Tell whether a form is there to look for something."""
    return "search" in form.words or bool(form.of_kind("search"))


def refuses(control: Control) -> bool:
    """Tell whether a button says that it does not go on."""
    return bool(_DENY.search(_spaced(control))) and not _ACCEPT.match(_spaced(control))


def accepts(control: Control) -> bool:
    """Tell whether a button says that it goes on."""
    return bool(_ACCEPT.search(_spaced(control))) and not refuses(control)


def is_to_tick(control: Control) -> bool:
    """Tell whether a box has to be ticked to go on."""
    return control.kind == "checkbox" and bool(_TO_TICK.search(control.words))


def _spaced(control: Control) -> str:
    return re.sub(r"[_\-.]+", " ", f"{control.words} {control.value}".lower()).strip()
