"""Authorization codes: made after the sign-in, spent once at the token endpoint (RFC 6749, sections 4.1.2 and 10.5)."""

import secrets

from conformance.reference.attempt import Attempt
from conformance.reference.sign_ins import Asked, Code, Session
from conformance.reference.world import World


def random_code(_: World) -> str:
    """Forty-three characters with 256 bits from the system's randomness (RFC 6749, section 10.10)."""
    return secrets.token_urlsafe(32)


def issue_code(world: World, text: str, asked: Asked, session: Session, life: float) -> Code:
    """Note a code that was made for this request and this human; it lives that many seconds."""
    code = Code(text, asked, session.human, session.since, world.now() + life)
    with world.lock:
        world.sign_ins.forget(world.now())
        world.sign_ins.codes[text] = code
    return code


def code_of(attempt: Attempt) -> Code | None:
    """The code that a token request brings; None where it brings none, or none that was given out here."""
    return attempt.world.sign_ins.codes.get(attempt.settings.code(attempt) or "")


def spend(attempt: Attempt) -> bool:
    """Use the code up; False when it was used before. One step: no race comes between.

    Whoever brings it again may have stolen it, so the token that it was exchanged for is revoked.
    """
    with attempt.world.lock:
        code = code_of(attempt)
        if code is not None and code.spent:
            code.revoked = True
            attempt.world.revoke(code.token or "")
            return False
        if code is not None:
            code.spent = True
        return True


def note_token(attempt: Attempt, token: str) -> None:
    """Remember which token the code was exchanged for; it is revoked at once where the code came again meanwhile."""
    with attempt.world.lock:
        if (code := code_of(attempt)) is not None:
            code.token = token
            if code.revoked:
                attempt.world.revoke(token)
