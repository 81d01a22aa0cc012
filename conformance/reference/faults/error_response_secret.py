"""Faults in refusing a client that has a secret: status, challenge, description, and telling clients apart (ERR)."""

from dataclasses import replace

from conformance.reference.changes import REMOVED, both, refusal_edited, refusal_with, refusing
from conformance.reference.design import Draft
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.error_response import faulty_requests
from conformance.reference.unseparated import Unseparated

BOTH, CIAM, BASIC = ("ciam", "basic"), ("ciam",), ("basic",)
_OF_THE_CLIENT = ("client-is-registered", "secret-matches")
_BEARER = (("WWW-Authenticate", 'Bearer realm="token"'),)
_NO_REALM = (("WWW-Authenticate", 'Basic charset="UTF-8"'),)


def _failing_client(**changes: object) -> object:
    """A client that is unknown and one whose secret is wrong are refused in the same other way."""
    return both(*(refusing(name, **changes) for name in _OF_THE_CLIENT))


def _renamed(draft: Draft) -> Draft:
    named = {"errorDescription": "error_description"}
    return replace(draft, members=tuple((named.get(name, name), value) for name, value in draft.members))


def _fault(name: str, slip: str, row: str, change: object, profiles: tuple[str, ...], case: str | None = None) -> Fault:
    return Fault(name, slip, {row: {case} if case else EVERY}, change, profiles)  # type: ignore[arg-type]


_STATUS = (
    _fault(
        "answers-422-for-a-missing-grant",
        "The model of the request demands the field, and the framework answers before the handler does.",
        "ERR-STATUS",
        refusing("grant-type-present", status=422),
        BOTH,
        "no-grant-type",
    ),
    _fault(
        "forbids-another-grant",
        "A grant that is switched off was taken for one that is forbidden.",
        "ERR-STATUS",
        refusing("grant-type-is-known", status=403),
        BOTH,
        "wrong-grant-type",
    ),
    _fault(
        "finds-no-such-scope",
        "Scopes are looked up in a table, and what is not there is not found.",
        "ERR-STATUS",
        refusing("scopes-are-known", status=404),
        BASIC,
        "wrong-scope",
    ),
    _fault(
        "answers-422-for-broken-json",
        "The framework has a status of its own for bodies that it cannot parse.",
        "ERR-STATUS",
        refusing("body-is-strict-json", status=422),
        CIAM,
        "unreadable-body",
    ),
    _fault(
        "finds-no-client-without-an-id",
        "The client is looked up before anybody asks whether there is an id.",
        "ERR-STATUS",
        refusing("client-id-present", status=404),
        CIAM,
        "no-client-id",
    ),
    _fault(
        "forbids-requests-without-a-secret",
        "The guard that compares secrets can do nothing but forbid.",
        "ERR-STATUS",
        refusing("client-secret-present", status=403),
        CIAM,
        "no-secret",
    ),
    _fault(
        "answers-400-without-credentials",
        "The header is validated with the parameters of the form.",
        "ERR-STATUS",
        refusing("authorization-present", status=400, headers=()),
        BASIC,
        "no-credentials",
    ),
    Fault(
        "forbids-whoever-fails",
        "The exception for a right that is missing at a resource is thrown for failed authentication as well.",
        {"ERR-STATUS": {"unknown-client", "wrong-secret"}},
        both(*(refusing(name, status=403, headers=()) for name in _OF_THE_CLIENT)),
        BOTH,
    ),
    Fault(
        "locks-the-account-of-a-wrong-secret",
        "The login of the web pages says 423 to whoever types a wrong password.",
        {"ERR-STATUS": {"wrong-secret"}, "ERR-SAME-ANSWER": EVERY},
        refusing("secret-matches", status=423, headers=()),
        BOTH,
    ),
    Fault(
        "answers-422-to-faulty-forms",
        "The framework's validation answers 422 for whatever it finds.",
        {"ERR-STATUS": {"no-grant-type", "wrong-grant-type", "wrong-scope"}},
        faulty_requests(lambda draft: replace(draft, status=422)),
        BASIC,
    ),
)

_CHALLENGE = (
    _fault(
        "answers-401-by-hand",
        "The status is set by hand, without the header that belongs to it.",
        "ERR-CHALLENGE",
        _failing_client(headers=()),
        BASIC,
    ),
    _fault(
        "answers-401-by-hand-at-ciam",
        "The status 401 is set in the handler, past the framework that would add the challenge.",
        "ERR-CHALLENGE",
        _failing_client(status=401),
        CIAM,
    ),
    _fault(
        "answers-a-wrong-secret-by-hand",
        "A wrong secret is an exception of its own, whose handler sets the status 401 and nothing besides.",
        "ERR-CHALLENGE",
        refusing("secret-matches", headers=()),
        BASIC,
    ),
    _fault(
        "asks-for-a-bearer-token",
        "The filter of the protected resources answers for the token endpoint, too.",
        "ERR-CHALLENGE",
        _failing_client(headers=_BEARER),
        BASIC,
    ),
    _fault(
        "forgets-the-realm",
        "The challenge is written without its realm, which browsers do without.",
        "ERR-CHALLENGE",
        refusing("authorization-present", headers=_NO_REALM),
        BASIC,
    ),
)

_BODY = (
    _fault(
        "describes-errors-by-a-list",
        "Several validators may speak, so the description is a list.",
        "ERR-BODY",
        refusal_with(errorDescription=["The request is not valid"]),
        BASIC,
    ),
    Fault(
        "numbers-its-errors",
        "The member error holds the number of the company's own list.",
        {"ERR-BODY": EVERY, "ERR-CODE": EVERY},
        refusal_with(error=40017),
        BASIC,
    ),
    _fault(
        "describes-no-error",
        "Descriptions were taken for a help to attackers.",
        "ERR-DESCRIPTION",
        refusal_with(errorDescription=REMOVED),
        BASIC,
    ),
    _fault(
        "describes-errors-by-the-name-of-the-rfc",
        "The library writes error_description, as RFC 6749 has it.",
        "ERR-DESCRIPTION",
        refusal_edited(lambda _, __, draft: _renamed(draft)),
        BASIC,
    ),
)

_CAUSE = (
    _fault(
        "calls-a-missing-secret-a-grant",
        "The secret was taken for a part of the grant.",
        "ERR-CAUSE",
        refusing("client-secret-present", error="invalid_grant"),
        CIAM,
        "no-secret",
    ),
    _fault(
        "blames-the-client-for-broken-json",
        "Any exception before the client is known ends as a failed authentication.",
        "ERR-CAUSE",
        refusing("body-is-strict-json", error="invalid_client"),
        CIAM,
        "unreadable-body",
    ),
    _fault(
        "calls-a-failed-client-unauthorized",
        "The code with the nearest name was taken.",
        "ERR-CAUSE",
        _failing_client(error="unauthorized_client"),
        CIAM,
        "unknown-client",
    ),
)

_TELLING = (
    _fault(
        "says-that-a-client-is-unknown",
        "Each rule has a sentence of its own, as is right for all others.",
        "ERR-SAME-ANSWER",
        refusing("client-is-registered", description="There is no such client"),
        BOTH,
    ),
    _fault(
        "has-no-code-for-a-wrong-secret",
        "A wrong secret was taken for a grant that is not valid.",
        "ERR-SAME-ANSWER",
        refusing("secret-matches", error="invalid_request"),
        BOTH,
    ),
    _fault(
        "answers-404-for-an-unknown-client",
        "The client is a resource that is not found.",
        "ERR-SAME-ANSWER",
        refusing("client-is-registered", status=404, headers=()),
        BOTH,
    ),
)

FAULTS: tuple[Fault, ...] = (*_STATUS, *_CHALLENGE, *_BODY, *_CAUSE, *_TELLING)

_TOLD = "Where an unknown client and a wrong secret differ in their status, ERR-SAME-ANSWER is violated as well."
UNSEPARATED: tuple[Unseparated, ...] = tuple(
    Unseparated("ERR-STATUS", case, _TOLD, BOTH) for case in ("unknown-client", "wrong-secret")
)
