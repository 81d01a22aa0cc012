"""Faults of the flow H2M: which codes are exchanged, for whom, how often, and what they bring (chapter H2M)."""

import time
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import (
    both,
    refusing,
    relaxed,
    replaced,
    setting,
    without,
)
from conformance.reference.codes import code_of, random_code, spend
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.client_assertion_replay import OPENING_THE_STORE
from conformance.reference.provider_changes import provider_with
from conformance.reference.unseparated import Unseparated
from conformance.reference.world import World

H2M = ("h2m",)
_LENGTH = len(random_code(None))  # type: ignore[arg-type]


def _code_read_as(read: Callable[[Attempt, str], str]) -> Change:
    """The code is looked for under another text than the one that came."""
    return setting(code=lambda attempt: None if attempt.parameter("code") is None else read(attempt, _sent(attempt)))


def _sent(attempt: Attempt) -> str:
    return attempt.parameter("code") or ""


def _known_code(attempt: Attempt, fits: Callable[[str, str], bool]) -> str:
    """The first code that was given out and that fits what came; what came, where none does."""
    sent = _sent(attempt)
    return next((each for each in list(attempt.world.sign_ins.codes) if fits(each, sent)), sent)


def _newest(attempt: Attempt) -> str:
    """The code that was given out last."""
    return next(reversed(attempt.world.sign_ins.codes), "")


def _any_code(attempt: Attempt) -> str:
    """A double of the store knows every code of the right length as the newest."""
    sent = _sent(attempt)
    return sent if sent in attempt.world.sign_ins.codes or len(sent) != _LENGTH else _newest(attempt)


def _spent_or_repeated(attempt: Attempt) -> bool:
    """Spend the code, or find that this connection has just spent it."""
    notes, code = attempt.incoming.connection.notes, _sent(attempt)
    if notes.get("code") == code:
        return True
    notes["code"] = code
    return spend(attempt)


def _looked_at_and_then_spent(attempt: Attempt) -> bool:
    """Look first, mark later; the store is opened for writing at the first mark of each connection."""
    code = code_of(attempt)
    if code is None or code.spent:
        return spend(attempt)
    if attempt.incoming.connection.requests == 1:
        time.sleep(OPENING_THE_STORE)
    code.spent = True
    return True


def _spent_and_no_more(attempt: Attempt) -> bool:
    """Spend the code; what it was exchanged for stays."""
    with attempt.world.lock:
        code = code_of(attempt)
        known = code is not None and not code.spent
        if code is not None:
            code.spent = True
        return known


def _counted(world: World) -> str:
    return f"{1_000_000 + world.count('codes')}"


def _clocked(world: World) -> str:
    return f"{int(world.now() * 1_000_000):x}-{world.count('codes'):04x}"


CODES = (
    Fault(
        "takes-the-newest-code-where-none-comes",
        "The code is kept in the session as well, and the session's is used where the request has none.",
        {"H2M-CODE": {"missing"}},
        both(without("code-present"), setting(code=lambda attempt: attempt.parameter("code") or _newest(attempt))),
        H2M,
    ),
    Fault(
        "knows-every-code",
        "The store of the test environment finds an entry for every code of the right length.",
        {"H2M-CODE": {"unknown", "altered"}},
        _code_read_as(lambda attempt, _: _any_code(attempt)),
        H2M,
    ),
    Fault(
        "looks-up-half-a-code",
        "The column holds 16 characters of a code; of the rest the length is compared, and nothing more.",
        {"H2M-CODE": {"altered"}},
        _code_read_as(
            lambda attempt, _: _known_code(attempt, lambda one, sent: len(one) == len(sent) and one[:16] == sent[:16])
        ),
        H2M,
    ),
    Fault(
        "trims-the-code",
        "Blanks around a code are taken away, since people had pasted some.",
        {"H2M-CODE": {"padded"}},
        _code_read_as(lambda _, sent: sent.strip()),
        H2M,
    ),
    Fault(
        "exchanges-a-code-for-ever",
        "A code is found in the store and stays there.",
        {"H2M-CODE-ONCE": EVERY, "H2M-CODE-RACE": EVERY},
        without("code-is-new"),
        H2M,
    ),
    Fault(
        "takes-a-second-exchange-for-a-retry",
        "A code that comes twice in a row on one connection is that of a client which lost the answer.",
        {"H2M-CODE-ONCE": EVERY},
        replaced("code-is-new", _spent_or_repeated),
        H2M,
    ),
    Fault(
        "looks-at-a-code-and-then-spends-it",
        "The code is read and marked as used in two steps, with time between them.",
        {"H2M-CODE-RACE": EVERY},
        replaced("code-is-new", _looked_at_and_then_spent),
        H2M,
    ),
    Fault(
        "exchanges-the-code-of-anybody",
        "The client is authenticated and never compared with the one that the code was given to.",
        {"H2M-CODE-CLIENT": EVERY},
        without("code-is-the-clients"),
        H2M,
    ),
    Fault(
        "keeps-codes-for-an-hour",
        "Codes live as long as access tokens, for both have one setting.",
        {"H2M-CODE-AGE": EVERY},
        provider_with(code_life=3600.0),
        H2M,
    ),
    Fault(
        "counts-its-codes",
        "The code is the primary key of the row that it stands for.",
        {"H2M-CODE-UNGUESSABLE": EVERY},
        provider_with(make_code=_counted),
        H2M,
    ),
    Fault(
        "makes-codes-of-the-clock",
        "The code is made of the time and a counter.",
        {"H2M-CODE-UNGUESSABLE": EVERY},
        provider_with(make_code=_clocked),
        H2M,
    ),
    Fault(
        "leaves-the-first-token-alive",
        "A code that comes again is refused, and the token of its first exchange is forgotten there.",
        {"H2M-REVOKE": EVERY},
        replaced("code-is-new", _spent_and_no_more),
        H2M,
    ),
)

SHARED = (
    Fault(
        "lets-client-credentials-in",
        "The handler of client credentials is switched on beside the one for codes, and falls through to it.",
        {"REQ-GRANT-TYPE": {"client-credentials"}},
        relaxed("grant-type-is-known", lambda attempt: attempt.parameter("grant_type") == "client_credentials"),
        H2M,
    ),
    Fault(
        "does-not-find-the-code",
        "A code that is not in the store is a resource that is not there.",
        {"ERR-400": {"wrong-code"}},
        refusing("code-is-known", status=404),
        H2M,
    ),
    Fault(
        "takes-a-wrong-code-for-a-wrong-request",
        "Whatever is wrong with a code is answered with invalid_request.",
        {"ERR-CAUSE": {"wrong-code"}},
        refusing("code-is-known", error="invalid_request"),
        H2M,
    ),
)

FAULTS: tuple[Fault, ...] = (*CODES, *SHARED)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("H2M-CODE", "unknown", "Whoever takes an invented code takes an altered one as well.", H2M),
)
