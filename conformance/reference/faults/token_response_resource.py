"""Faults in guarding the protected resource (RES-RESOURCE, RES-RESOURCE-GUARDED)."""

import base64
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.access_tokens import jwt_token
from conformance.reference.changes import (
    REMOVED,
    answer_with_header,
    both,
    opened_when,
    resource_edited,
    token_made_by,
)
from conformance.reference.design import Design
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.world import World


def _issued(world: World, token: str) -> float | None:
    """When this token was issued (Unix seconds), by its end."""
    issued = world.issued.get(token)
    return None if issued is None else issued.until - 3600


def _after_a_second(world: World, _: Incoming, token: str) -> bool:
    issued = _issued(world, token)
    return issued is not None and world.now() - issued >= 1 and world.opens(token)


def _for_two_seconds(world: World, _: Incoming, token: str) -> bool:
    issued = _issued(world, token)
    return issued is not None and world.now() - issued < 2 and world.opens(token)


def _by_its_first_characters(world: World, _: Incoming, token: str) -> bool:
    return world.opens(token) or (len(token) > 16 and any(known.startswith(token[:16]) for known in world.issued))


def _unless_it_can_be_read(world: World, _: Incoming, token: str) -> bool:
    """A token is first decoded; where that fails, the exception is swallowed, and with it the refusal."""
    try:
        base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return token != ""
    return world.opens(token)


def _with_or_without_signature(world: World, _: Incoming, token: str) -> bool:
    """The library verifies the signature where there is one."""
    head, dot, signature = token.rpartition(".")
    return world.opens(token) or (
        bool(head + dot) and not signature and any(one.startswith(token) for one in world.issued)
    )


def _forbidden_without_token(message: Message, answer: Outgoing) -> Outgoing:
    has_token = isinstance(message, Incoming) and message.header("Authorization")
    return answer if has_token or answer.status != 401 else replace(answer, status=403)


def _without_challenge(_: Message, answer: Outgoing) -> Outgoing:
    return answer_with_header(answer, "WWW-Authenticate", REMOVED)


def _odd_challenge(_: Message, answer: Outgoing) -> Outgoing:
    return answer_with_header(answer, "WWW-Authenticate", 'realm="resource"') if answer.status == 401 else answer


def _of_jwt(change: Callable[[Design], Design]) -> Callable[[Design], Design]:
    return both(token_made_by(jwt_token), change)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "spreads-tokens-too-late",
        "The token reaches the resource's store a second after its client.",
        {"RES-RESOURCE": {"at-once"}},
        opened_when(_after_a_second),
    ),
    Fault(
        "forgets-tokens-after-two-seconds",
        "The store of the resource has the life of its cache in place of the token's.",
        {"RES-RESOURCE": {"some-seconds-later"}},
        opened_when(_for_two_seconds),
    ),
    Fault(
        "opens-for-nobody",
        "The resource asks another issuer about the token.",
        {"RES-RESOURCE": EVERY},
        opened_when(lambda _, __, ___: False),
    ),
    Fault(
        "opens-for-everybody",
        "The middleware that looks at tokens was registered behind the route.",
        {"RES-RESOURCE-GUARDED": EVERY},
        both(
            token_made_by(jwt_token),
            resource_edited(lambda _, answer: replace(answer, status=200, body=b'{"resource":"open"}')),
        ),
    ),
    Fault(
        "forbids-who-has-no-token",
        "The framework answers 403 to the anonymous unless an entry point is set.",
        {"RES-RESOURCE-GUARDED": {"without"}},
        resource_edited(_forbidden_without_token),
    ),
    Fault(
        "opens-for-what-it-cannot-read",
        "The exception of the token's decoder is swallowed.",
        {"RES-RESOURCE-GUARDED": {"invented"}},
        opened_when(_unless_it_can_be_read),
    ),
    Fault(
        "compares-the-first-characters",
        "The column of the token table is sixteen characters wide, and the database cuts off in silence.",
        {"RES-RESOURCE-GUARDED": {"spoiled"}},
        opened_when(_by_its_first_characters),
    ),
    Fault(
        "opens-for-a-token-without-signature",
        "The library verifies the signature of a token that has one.",
        {"RES-RESOURCE-GUARDED": {"unsigned"}},
        _of_jwt(opened_when(_with_or_without_signature)),
    ),
    Fault(
        "resource-forgets-the-challenge",
        "The status is set by hand, without the header that belongs to it.",
        {"RES-RESOURCE-GUARDED": EVERY},
        _of_jwt(resource_edited(_without_challenge)),
    ),
    Fault(
        "resource-forgets-the-scheme",
        "The challenge is written from memory.",
        {"RES-RESOURCE-GUARDED": EVERY},
        _of_jwt(resource_edited(_odd_challenge)),
    ),
)
