"""An authorization code, and what was agreed on when it was given (RFC 6749, section 4.1)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """A code and its sign-in.

    nonce: the one that was asked with; verifier: of PKCE, None without; redirect_uri: the one it was sent to;
    login: Unix time just before the login that opened the session, None where nobody can know it; user: who signed in.
    """

    value: str = field(repr=False)
    nonce: str
    redirect_uri: str
    user: str
    verifier: str | None = field(default=None, repr=False)
    login: float | None = None
