"""Rules about the request as HTTP has it (chapter REQ)."""

import re

from conformance.reference.attempt import Attempt
from conformance.reference.decoding import is_strict_form
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_request, wrong_method

FORM = "application/x-www-form-urlencoded"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def has_form_type(attempt: Attempt) -> bool:
    """One content type, the form's, with or without parameters, in any letter case."""
    return len(attempt.incoming.all_headers("Content-Type")) == 1 and attempt.media_type == FORM


def has_no_control_characters(attempt: Attempt) -> bool:
    """No NUL and the like in any parameter; tab and line ends may stand in one that nobody reads."""
    texts = (name + value for name, value in attempt.parameters)
    return not any(_CONTROL.search(text) for text in texts if not text.isprintable())


RULES = (
    Rule("method-is-post", lambda attempt: attempt.incoming.method == "POST", wrong_method("POST")),
    Rule("content-type-is-form", has_form_type, invalid_request("The content type must be that of a form")),
    Rule(
        "form-is-well-formed",
        lambda attempt: is_strict_form(attempt.incoming.body),
        invalid_request("The body is no well-formed form"),
    ),
    Rule("no-control-characters", has_no_control_characters, invalid_request("A parameter holds a control character")),
)
