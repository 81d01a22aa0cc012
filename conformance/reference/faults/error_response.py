"""Faults in the answer that refuses (chapter ERR): its status and its headers."""

from collections.abc import Callable
from dataclasses import replace

from conformance.reference.changes import REMOVED, refusal_edited, refusal_with, refusing, with_header
from conformance.reference.design import Change, Draft, Refusal
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Message
from conformance.reference.unseparated import Unseparated

_BEARER = 'Bearer realm="token"'


def faulty_requests(edit: Callable[[Draft], Draft]) -> Change:
    """Every refusal that the good endpoint answers 400: not another method, path or size."""

    def edited(_: Message, refusal: Refusal, draft: Draft) -> Draft:
        return edit(draft) if refusal.status == 400 else draft

    return refusal_edited(edited)


def _answered(status: int) -> Change:
    return faulty_requests(lambda draft: replace(draft, status=status))


def _redirected(draft: Draft) -> Draft:
    return replace(draft, status=302, headers=with_header(draft.headers, "Location", "/"))


_WHOLESALE = (
    Fault(
        "redirects-when-it-refuses",
        "The error handler of the web pages was left in, which sends everyone to the start page.",
        {"ERR-NO-REDIRECT": EVERY, "ERR-400": EVERY, "ERR-STATUS": EVERY},
        faulty_requests(_redirected),
    ),
    Fault(
        "refuses-with-200",
        "The handler returns an error object, and the framework sends it as a success.",
        {"ERR-400": EVERY, "ERR-STATUS": EVERY, "ERR-NO-TOKEN": EVERY},
        _answered(200),
    ),
    Fault(
        "refuses-with-500",
        "Validation throws, and nobody maps the exception to a status.",
        {"ERR-400": EVERY},
        _answered(500),
    ),
    Fault(
        "refuses-with-422",
        "The framework's validation answers 422 for whatever it finds.",
        {"ERR-400": EVERY},
        _answered(422),
    ),
)

_STATUS = (
    Fault(
        "answers-422-where-the-grant-is-missing",
        "The model of the form demands the field, and the framework answers before the handler does.",
        {"ERR-400": {"no-grant-type"}},
        refusing("grant-type-present", status=422),
    ),
    Fault(
        "answers-403-for-another-grant",
        "A grant that is switched off was taken for one that is forbidden.",
        {"ERR-400": {"wrong-grant-type"}},
        refusing("grant-type-is-known", status=403),
    ),
    Fault(
        "answers-403-for-another-scope",
        "The exception for a right that is missing at a resource was used here.",
        {"ERR-400": {"wrong-scope"}},
        refusing("scope-has-value", status=403),
    ),
    Fault(
        "answers-419-for-what-has-expired",
        "The framework has a status of its own for pages that have expired.",
        {"ERR-400": {"expired-assertion"}},
        refusing("not-expired", status=419),
    ),
    Fault(
        "answers-404-for-another-audience",
        "The tenant is looked up by the audience, and there is none of that name.",
        {"ERR-400": {"wrong-audience"}},
        refusing("audience-is-this-server", status=404),
    ),
    Fault(
        "answers-403-for-a-wrong-signature",
        "The guard that verifies signatures can do nothing but forbid.",
        {"ERR-400": {"spoiled-signature"}},
        refusing("signature-is-right", status=403),
    ),
    Fault(
        "answers-401-to-a-failed-client",
        "The status of RFC 6749 was taken, and iSHARE has another.",
        {"ERR-400-AUTH": EVERY},
        refusal_with(errors="invalid_client", status=401, headers={"WWW-Authenticate": _BEARER}),
    ),
)

_HEADERS = (
    Fault(
        "answers-401-without-a-challenge",
        "The status is set by hand, without the header that belongs to it.",
        {"ERR-400-AUTH": EVERY, "ERR-CHALLENGE": EVERY},
        refusal_with(errors="invalid_client", status=401),
    ),
    Fault(
        "forgets-the-challenge-without-an-assertion",
        "A filter in front answers 401 to whoever brings no assertion, and sets no header.",
        {"ERR-CHALLENGE": EVERY},
        refusing("assertion-present", status=401),
    ),
    Fault(
        "writes-a-challenge-without-a-scheme",
        "The filter in front names the realm and forgets the scheme.",
        {"ERR-CHALLENGE": EVERY},
        refusing("assertion-present", status=401, headers=(("WWW-Authenticate", 'realm="token"'),)),
    ),
    Fault(
        "lets-refusals-be-stored",
        "The caching headers are set where the token is, and refusals never come there.",
        {"ERR-NO-STORE": EVERY},
        refusal_with(headers={"Cache-Control": REMOVED, "Pragma": REMOVED}),
    ),
    Fault(
        "forgets-pragma-when-it-refuses",
        "The error handler sets Cache-Control alone.",
        {"ERR-NO-STORE": EVERY},
        refusal_with(headers={"Pragma": REMOVED}),
    ),
    Fault(
        "lets-one-refusal-be-stored",
        "The exception for a missing client is answered by a handler of its own.",
        {"ERR-NO-STORE": EVERY},
        refusal_with(causes="client-id-present", headers={"Cache-Control": "max-age=60"}),
    ),
)

FAULTS: tuple[Fault, ...] = (*_WHOLESALE, *_STATUS, *_HEADERS)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("ERR-NO-REDIRECT", None, "A refusal that is a redirect has not the status 400 either (ERR-400)."),
    Unseparated(
        "ERR-NO-REDIRECT",
        None,
        "A refusal that is a redirect has none of the statuses that fit either (ERR-STATUS).",
        ("ciam", "basic"),
    ),
)
