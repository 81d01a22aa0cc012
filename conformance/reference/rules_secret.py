"""Rules about a client that authenticates with a shared secret (chapters BASIC and CIAM)."""

import base64
import binascii
import re

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.decoding import has_repeated_names, is_strict_json
from conformance.reference.design import Refusal, Rule
from conformance.reference.refusals import invalid_client, invalid_request, unauthorized

JSON = "application/json"
MEMBERS = ("grant_type", "client_id", "client_secret")


def scheme_and_rest(attempt: Attempt) -> tuple[str, str]:
    """The first word of the Authorization header in small letters, and what stands behind it."""
    scheme, _, rest = (attempt.incoming.header("Authorization") or "").partition(" ")
    return scheme.lower(), rest.strip()


def header_credentials(attempt: Attempt) -> Credentials | None:
    """Id and secret of the Authorization header, read as most libraries do; None where there is no colon in it."""
    user, colon, secret = read_base64(scheme_and_rest(attempt)[1]).decode("utf-8", "replace").partition(":")
    return Credentials(user, secret) if colon else None


def read_base64(text: str) -> bytes:
    """The bytes of a base64 text; what is no letter of base64 is skipped."""
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return b""


def is_base64(attempt: Attempt) -> bool:
    """The credentials are whole base64 (RFC 4648, section 4)."""
    try:
        base64.b64decode(scheme_and_rest(attempt)[1], validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def is_utf_8(attempt: Attempt) -> bool:
    """The bytes of the credentials are UTF-8."""
    try:
        read_base64(scheme_and_rest(attempt)[1]).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def body_credentials(attempt: Attempt) -> Credentials | None:
    """Id and secret of the JSON body; None where that is no object."""
    body = attempt.body_value
    return Credentials(body.get("client_id"), body.get("client_secret")) if isinstance(body, dict) else None


def has_no_body_authentication(attempt: Attempt) -> bool:
    """Neither a secret nor an assertion stands in the body; empty ones are as good as none."""
    return not {"client_secret", "client_assertion"} & {name for name, value in attempt.parameters if value}


def is_registered(attempt: Attempt) -> bool:
    """The client is known here."""
    given = attempt.credentials
    return given is not None and isinstance(given.client, str) and given.client in attempt.world.secrets


def has_its_secret(attempt: Attempt) -> bool:
    """The secret is the one of the client that asks."""
    given = attempt.credentials
    if given is None or not isinstance(given.client, str):
        return False
    stored = attempt.world.secrets.get(given.client)
    return stored is not None and attempt.settings.is_same_secret(stored, given.secret)


def _has_string(name: str) -> Rule:
    def is_string(attempt: Attempt) -> bool:
        body = attempt.body_value
        return isinstance(body, dict) and isinstance(body.get(name), str) and body[name] != ""

    refusal = invalid_request(f"The member {name} is missing or no string")
    return Rule(f"{name.replace('_', '-')}-present", is_string, refusal)


def _about_the_client(refusal: Refusal) -> tuple[Rule, ...]:
    return (
        Rule("client-is-registered", is_registered, refusal),
        Rule("secret-matches", has_its_secret, refusal),
    )


HEADER_RULES = (
    Rule(
        "no-body-authentication",
        lambda attempt: (
            not {"client_secret", "client_assertion"} & {name for name, value in attempt.parameters if value}
        ),
        invalid_request("Two ways of client authentication, or the wrong one"),
    ),
    Rule(
        "one-authorization-header",
        lambda attempt: len(attempt.incoming.all_headers("Authorization")) <= 1,
        invalid_request("Two headers Authorization"),
    ),
    Rule(
        "authorization-present",
        lambda attempt: attempt.incoming.header("Authorization") is not None,
        unauthorized("Client authentication is missing"),
    ),
    Rule(
        "scheme-is-basic",
        lambda attempt: scheme_and_rest(attempt)[0] == "basic",
        unauthorized("The authentication scheme is not served"),
    ),
    Rule("credentials-are-base64", is_base64, unauthorized("The credentials cannot be read")),
    Rule("credentials-are-utf-8", is_utf_8, unauthorized("The credentials cannot be read")),
    Rule(
        "credentials-have-a-colon",
        lambda attempt: attempt.credentials is not None,
        unauthorized("The credentials cannot be read"),
    ),
    *_about_the_client(unauthorized("Client authentication failed")),
    Rule(
        "body-names-the-same-client",
        lambda attempt: attempt.parameter("client_id") in {None, attempt.identity},
        invalid_request("The body names another client"),
    ),
)

BODY_RULES = (
    Rule(
        "body-is-strict-json",
        lambda attempt: is_strict_json(attempt.incoming.body),
        invalid_request("The body is no JSON"),
    ),
    Rule(
        "body-is-an-object",
        lambda attempt: isinstance(attempt.body_value, dict),
        invalid_request("The body is no JSON object"),
    ),
    Rule(
        "members-once",
        lambda attempt: not has_repeated_names(attempt.incoming.body),
        invalid_request("A member stands there twice"),
    ),
    Rule(
        "no-authorization-header",
        lambda attempt: attempt.incoming.header("Authorization") is None,
        invalid_request("Two ways of client authentication"),
    ),
    *map(_has_string, MEMBERS),
)
CLIENT_RULES = _about_the_client(invalid_client("Client authentication failed"))
