"""Over-strict faults of the flow Basic: slips that refuse credentials, or a scope, that are right."""

from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import after, before, replaced
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, OverStrict
from conformance.reference.refusals import invalid_request, invalid_scope, unauthorized

_BASIC = ("basic",)
_ORDER = ("openid", "email", "profile", "inspect")


def _scheme_written(*spellings: str) -> Change:
    def is_known(attempt: Attempt) -> bool:
        return (attempt.incoming.header("Authorization") or "").partition(" ")[0] in spellings

    return replaced("scheme-is-basic", is_known)


def _secret_where(holds: Callable[[str], bool]) -> Change:
    """A secret has to look like this to be taken for one."""

    def looks_right(attempt: Attempt) -> bool:
        return attempt.credentials is None or holds(attempt.credentials.secret)

    return before(
        "client-is-registered", Rule("secret-looks-right", looks_right, unauthorized("This is no secret of ours"))
    )


def _in_order(attempt: Attempt) -> bool:
    known = [value for value in attempt.scopes if value in _ORDER]
    return known == sorted(known, key=_ORDER.index)


def _as_registered(attempt: Attempt) -> bool:
    return len(attempt.scopes) < len(_ORDER) or attempt.scopes[: len(_ORDER)] == _ORDER


OVER_STRICT: tuple[OverStrict, ...] = (
    OverStrict(
        "refuses-basic-in-small-letters",
        "The scheme is looked for among those of a library, which writes it in two ways.",
        {"BASIC-SCHEME-CASE": {"lower-case"}},
        _scheme_written("Basic", "BASIC"),
        _BASIC,
    ),
    OverStrict(
        "refuses-basic-in-capitals",
        "A second spelling was added when the first client with small letters came.",
        {"BASIC-SCHEME-CASE": {"upper-case"}},
        _scheme_written("Basic", "basic"),
        _BASIC,
    ),
    OverStrict(
        "compares-scopes-as-one-text",
        "The scope is compared with the registered one as a text.",
        {"BASIC-SCOPE-SPACES": EVERY},
        after("scope-present", Rule("scope-as-registered", _as_registered, invalid_scope("Another scope"))),
        _BASIC,
    ),
    OverStrict(
        "demands-an-order-of-scopes",
        "The scopes are taken off a list one after another, and nothing may be left.",
        {"BASIC-SCOPE-SPACES": EVERY},
        after("scope-present", Rule("scopes-in-order", _in_order, invalid_scope("The scopes are out of order"))),
        _BASIC,
    ),
    OverStrict(
        "refuses-a-colon-in-a-secret",
        "The text must hold one colon, so that it can be cut in two.",
        {"BASIC-SECRET-CHARACTERS": EVERY},
        _secret_where(lambda secret: ":" not in secret),
        _BASIC,
    ),
    OverStrict(
        "refuses-signs-in-a-secret",
        "A pattern against injection lets no percent sign into any field.",
        {"BASIC-SECRET-CHARACTERS": EVERY},
        _secret_where(lambda secret: "%" not in secret),
        _BASIC,
    ),
    OverStrict(
        "refuses-what-a-url-would-change",
        "Secrets were links once, and what a URL would escape is refused to this day.",
        {"BASIC-SECRET-CHARACTERS": EVERY},
        _secret_where(lambda secret: not {"+", "/"} & set(secret)),
        _BASIC,
    ),
    OverStrict(
        "allows-two-parameters",
        "The form is bound to a model of grant_type and scope, and anything more is an error.",
        {"REQ-UNKNOWN": EVERY, "REQ-EMPTY": {"client-id", "client-secret"}},
        before(
            "parameters-once",
            Rule(
                "two-parameters-alone",
                lambda attempt: {name for name, _ in attempt.parameters} <= {"grant_type", "scope"},
                invalid_request("A parameter is not known"),
            ),
        ),
        _BASIC,
    ),
    OverStrict(
        "refuses-an-empty-client-id",
        "A client id in the body is compared with the header's also where it is empty.",
        {"REQ-EMPTY": {"client-id"}},
        before(
            "body-names-the-same-client",
            Rule(
                "no-empty-client-id",
                lambda attempt: dict(attempt.parameters).get("client_id") != "",
                invalid_request("The body names another client"),
            ),
        ),
        _BASIC,
    ),
)
