"""Faults in naming what is wrong with a request (ERR-CODE, ERR-CLIENT, ERR-CAUSE)."""

from dataclasses import replace

from conformance.reference.changes import REMOVED, refusal_edited, refusal_with, refusing
from conformance.reference.design import Draft
from conformance.reference.fault import EVERY, Fault


def _with_error(draft: Draft, error: str) -> Draft:
    return replace(draft, members=tuple((name, error if name == "error" else value) for name, value in draft.members))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "invents-a-code",
        "The number of the company's own list of errors is sent.",
        {"ERR-CODE": EVERY},
        refusal_with(errors="invalid_client", error="E1042"),
    ),
    Fault(
        "writes-codes-in-capitals",
        "The name of the enumeration's constant is sent.",
        {"ERR-CODE": EVERY},
        refusal_edited(lambda _, refusal, draft: _with_error(draft, refusal.error.upper())),
    ),
    Fault(
        "names-no-code",
        "The framework's own body has a message and no error.",
        {"ERR-CODE": EVERY},
        refusal_with(error=REMOVED, message="The request is not valid"),
    ),
    Fault(
        "sends-the-error-as-an-object",
        "The error object of the framework is serialised whole.",
        {"ERR-CODE": EVERY},
        refusal_with(error={"code": "invalid_request"}),
    ),
    Fault(
        "calls-an-expired-assertion-a-grant",
        "The validator is shared with the grant of that name, and says invalid_grant.",
        {"ERR-CLIENT": {"expired-assertion"}},
        refusing("not-expired", error="invalid_grant"),
    ),
    Fault(
        "calls-another-audience-a-faulty-request",
        "The audience is looked at by the code that reads parameters.",
        {"ERR-CLIENT": {"wrong-audience"}},
        refusing("audience-is-this-server", error="invalid_request"),
    ),
    Fault(
        "calls-a-wrong-signature-unauthorized",
        "The code with the nearest name was taken.",
        {"ERR-CLIENT": {"spoiled-signature"}},
        refusing("signature-is-right", error="unauthorized_client"),
    ),
    Fault(
        "blames-the-client-for-a-missing-grant",
        "Any parameter that is missing ends in one exception, of the authentication.",
        {"ERR-CAUSE": {"no-grant-type"}},
        refusing("grant-type-present", error="invalid_client"),
    ),
    Fault(
        "calls-another-grant-invalid",
        "invalid_grant was taken for the code of a grant type.",
        {"ERR-CAUSE": {"wrong-grant-type"}},
        refusing("grant-type-is-known", error="invalid_grant"),
    ),
    Fault(
        "calls-another-scope-a-faulty-request",
        "The scope is validated with the rest of the form.",
        {"ERR-CAUSE": {"wrong-scope"}},
        refusing("scope-has-value", error="invalid_request"),
    ),
    Fault(
        "calls-a-missing-assertion-a-grant",
        "The assertion was taken for the grant itself.",
        {"ERR-CAUSE": {"no-assertion"}},
        refusing("assertion-present", error="invalid_grant"),
    ),
    Fault(
        "calls-a-missing-assertion-type-unsupported",
        "A missing type looks like a type that nobody supports.",
        {"ERR-CAUSE": {"no-assertion-type"}},
        refusing("assertion-type-present", error="unsupported_grant_type"),
    ),
    Fault(
        "calls-a-missing-client-unauthorized",
        "Nobody is not authorised, it was thought.",
        {"ERR-CAUSE": {"no-client-id"}},
        refusing("client-id-present", error="unauthorized_client"),
    ),
    Fault(
        "calls-an-unreadable-assertion-a-grant",
        "The parser is shared with the grant of JWT bearer tokens.",
        {"ERR-CAUSE": {"unreadable-assertion"}},
        refusing("assertion-has-three-segments", error="invalid_grant"),
    ),
)
