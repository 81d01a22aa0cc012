"""Faults in reading the parameters around the client assertion (CA-MISSING, CA-TYPE, CA-CLIENT-ID)."""

from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, relaxed, replaced, setting
from conformance.reference.design import Change, Rule
from conformance.reference.fault import Fault
from conformance.reference.refusals import invalid_client
from conformance.reference.rules_parameters import ASSERTION_TYPE
from conformance.reference.unasked import ASSERTION, unasked

_TYPE, _ASSERTION = "client_assertion_type", "client_assertion"
_PREFIX = "urn:ietf:params:oauth:"


def _lacks(*names: str) -> Callable[[Attempt], bool]:
    return lambda attempt: not {name for name, _ in attempt.parameters}.intersection(names)


def _has_empty(name: str) -> Callable[[Attempt], bool]:
    return lambda attempt: (name, "") in attempt.parameters


def _believed(when: Callable[[Attempt], bool]) -> Change:
    """Where `when` says so, the client is who it says it is."""
    return unasked(when, "assertion-present", *ASSERTION)


def _type_is(right: Callable[[str], bool]) -> Change:
    return replaced("assertion-type-is-jwt-bearer", lambda attempt: right(attempt.parameter(_TYPE) or ASSERTION_TYPE))


def _subject(attempt: Attempt) -> str | None:
    subject = attempt.claim("sub")
    return subject if isinstance(subject, str) else None


def _identified_by_subject(is_right: Callable[[Attempt, str | None], bool]) -> Change:
    """The client is the one that sub names; of client_id only this is asked."""
    rule = Rule(
        "client-id-fits",
        lambda attempt: is_right(attempt, attempt.parameter("client_id")),
        invalid_client("client_id is not the subject"),
    )
    return both(setting(identity=_subject), before("issuer-is-the-client", rule))


def _is_unknown(attempt: Attempt, client: str) -> bool:
    """The register of most databases finds a name in any letter case."""
    return client.lower() not in {party.lower() for party in attempt.world.parties}


_MISSING = (
    Fault(
        "verifies-an-assertion-where-there-is-one",
        "The assertion is verified inside an if that asks whether it is in the form; there is no else.",
        {"CA-MISSING": {"missing"}},
        _believed(_lacks(_ASSERTION)),
    ),
    Fault(
        "takes-a-bare-client-id-for-a-public-client",
        "A request without any credentials passes as that of a public client.",
        {"CA-MISSING": {"bare-client-id"}},
        both(relaxed("assertion-type-present", _lacks(_ASSERTION, _TYPE)), _believed(_lacks(_ASSERTION, _TYPE))),
    ),
    Fault(
        "takes-an-empty-assertion",
        "None is refused, and what is true is verified; the empty string is neither.",
        {"CA-MISSING": {"empty"}},
        _believed(_has_empty(_ASSERTION)),
    ),
    Fault(
        "reads-the-word-null",
        "The form is bound by a library that turns the word null into no value, behind the check that one is there.",
        {"CA-MISSING": {"null"}},
        _believed(lambda attempt: attempt.assertion == "null"),
    ),
    Fault(
        "reads-the-word-undefined",
        "The form is evaluated like a script, in which undefined is no value, behind the check that one is there.",
        {"CA-MISSING": {"undefined"}},
        _believed(lambda attempt: attempt.assertion == "undefined"),
    ),
    Fault(
        "takes-the-first-of-a-list",
        "Every parameter is read as a list with commas, and the first entry is taken.",
        {"CA-MISSING": {"joined-by-comma"}},
        setting(cut=lambda assertion: tuple(assertion.split(",")[0].split("."))),
    ),
    Fault(
        "takes-the-first-word",
        "The assertion is read like a header field with parameters behind a space, which nobody reads.",
        {"CA-MISSING": {"joined-by-space"}},
        setting(cut=lambda assertion: tuple(assertion.split(" ")[0].split("."))),
    ),
)

_TYPES = (
    Fault(
        "assumes-the-assertion-type",
        "The type has a default in the reading of the form.",
        {"CA-TYPE": {"missing"}},
        relaxed("assertion-type-present", _lacks(_TYPE)),
    ),
    Fault(
        "takes-an-empty-assertion-type",
        "The type is compared where it is true, and the empty string is not.",
        {"CA-TYPE": {"empty"}},
        relaxed("assertion-type-present", _has_empty(_TYPE)),
    ),
    Fault(
        "takes-every-assertion-type-of-the-library",
        "The type is looked up in the library's list, which has SAML as well; what follows is read as a JWT anyway.",
        {"CA-TYPE": {"saml2-bearer"}},
        _type_is(lambda name: name in {ASSERTION_TYPE, f"{_PREFIX}client-assertion-type:saml2-bearer"}),
    ),
    Fault(
        "compares-the-end-of-the-assertion-type",
        "The type is told by its last word, in a URN of OAuth.",
        {"CA-TYPE": {"grant-type"}},
        _type_is(lambda name: name.startswith(_PREFIX) and name.endswith(":jwt-bearer")),
    ),
    Fault(
        "takes-the-assertion-type-in-any-case",
        "The type is compared in lower case.",
        {"CA-TYPE": {"letter-case"}},
        _type_is(lambda name: name.lower() == ASSERTION_TYPE),
    ),
    Fault(
        "cuts-blanks-in-front-of-the-assertion-type",
        "The type is read like the continuation of a line, without the blanks at its beginning.",
        {"CA-TYPE": {"padded-in-front"}},
        _type_is(lambda name: name.lstrip() == ASSERTION_TYPE),
    ),
    Fault(
        "cuts-blanks-behind-the-assertion-type",
        "The type is compared by the database, which does not count blanks at the end.",
        {"CA-TYPE": {"padded-behind"}},
        _type_is(lambda name: name.rstrip() == ASSERTION_TYPE),
    ),
)

_CLIENTS = (
    Fault(
        "needs-no-client-id",
        "The client is who the assertion says; client_id is compared where it is there, as RFC 7521 has it.",
        {"CA-CLIENT-ID": {"missing"}},
        both(
            relaxed("client-id-present", _lacks("client_id")),
            _identified_by_subject(lambda attempt, client: client in {None, _subject(attempt)}),
        ),
    ),
    Fault(
        "asks-only-whether-the-client-id-is-known",
        "client_id is looked up in the register, and never compared with the subject.",
        {"CA-CLIENT-ID": {"another-party"}},
        _identified_by_subject(lambda attempt, client: client is None or client in attempt.world.parties),
    ),
    Fault(
        "compares-a-client-id-that-it-knows",
        "client_id is compared with the subject where the register knows it; where not, there is nothing to compare.",
        {"CA-CLIENT-ID": {"nobody"}},
        _identified_by_subject(
            lambda attempt, client: client in {None, _subject(attempt)} or _is_unknown(attempt, client)
        ),
    ),
    Fault(
        "takes-the-client-id-in-any-case",
        "client_id is compared with the subject in lower case.",
        {"CA-CLIENT-ID": {"letter-case"}},
        _identified_by_subject(
            lambda attempt, client: client is None or client.lower() == (_subject(attempt) or "").lower()
        ),
    ),
)

FAULTS: tuple[Fault, ...] = (*_MISSING, *_TYPES, *_CLIENTS)
