"""Other right ways of the flow Basic: further tokens or none, other refusals, other scopes, other challenges."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.access_tokens import jwt_with, segment, signing_input
from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.basic import signed_with_the_secret
from conformance.reference.changes import (
    REMOVED,
    after,
    both,
    grant_with,
    refusal_edited,
    refusal_with,
    refusing,
    relaxed,
    replaced,
    setting,
    token_made_by,
    with_members,
    without,
)
from conformance.reference.design import Change, Design, Draft, Refusal, Rule
from conformance.reference.fault import Expected, Variation
from conformance.reference.message import Headers, Message
from conformance.reference.refusals import invalid_scope
from conformance.reference.rules_secret import header_credentials

_BASIC = ("basic",)
_NO_ID_TOKEN: Expected = {"BASIC-ID-TOKEN-SIGNATURE": "not-applicable"}
_READABLE: Expected = {"RES-TOKEN-SIGNED": "holds", "RES-TOKEN-CLIENT": "holds", "RES-TOKEN-CLOCK": "holds"}
_DEFAULT = "profile"


def _variation(name: str, what: str, change: Change, expected: Expected | None = None) -> Variation:
    return Variation(name, what, change, expected or {}, _BASIC)


# --- the further tokens -----------------------------------------------------------------------------------------


def _signed_by_the_server(attempt: Attempt) -> str:
    now = int(attempt.now)
    claims = {"iss": "https://id.example", "aud": [attempt.identity, "https://api.example"], "iat": now}
    signed = signing_input(attempt, {"typ": "JWT"}, claims)
    return f"{signed}.{segment(attempt.world.key.sign(signed.encode('ascii'), PKCS1v15(), SHA256()))}"


def _encrypted(_: Attempt) -> str:
    header = json.dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}).encode()
    return ".".join((segment(header), *(segment(secrets.token_bytes(size)) for size in (256, 12, 400, 16))))


_TOKENS = (
    _variation(
        "no-further-token",
        "The answer has neither an id_token nor a refresh token.",
        grant_with(id_token=REMOVED, refresh_token=REMOVED),
        {"BASIC-OPTIONAL-TOKENS": "not-applicable", **_NO_ID_TOKEN},
    ),
    _variation("id-token-alone", "The answer has an id_token and no refresh token.", grant_with(refresh_token=REMOVED)),
    _variation(
        "refresh-token-alone",
        "The answer has a refresh token and no id_token.",
        grant_with(id_token=REMOVED),
        _NO_ID_TOKEN,
    ),
    _variation(
        "id-token-signed-by-the-server",
        "The id_token is signed by RS256 with the server's key, for the client and an API.",
        grant_with(id_token=_signed_by_the_server),
        _NO_ID_TOKEN,
    ),
    _variation(
        "id-token-encrypted",
        "The id_token is encrypted for the client, which has a key for that.",
        grant_with(id_token=_encrypted),
        _NO_ID_TOKEN,
    ),
    _variation(
        "id-token-of-a-minute",
        "The id_token lives for a minute, to the fraction of a second.",
        grant_with(id_token=lambda attempt: signed_with_the_secret(attempt, exp=attempt.now + 60.5)),
    ),
    _variation(
        "jwt-access-token-of-basic",
        "The access token is a signed JWT with the scope that was asked for.",
        token_made_by(jwt_with(scope=lambda attempt: " ".join(attempt.scopes))),
        _READABLE,
    ),
)

# --- refusals ---------------------------------------------------------------------------------------------------


def _described_twice(_: Message, __: Refusal, draft: Draft) -> Draft:
    return with_members(draft, {"error_description": draft.member("errorDescription")})


def _challenged(*values: str) -> Change:
    """A 401 has these values of `WWW-Authenticate`, each on a line of its own."""
    lines: Headers = tuple(("WWW-Authenticate", value) for value in values)

    def edit(_: Message, refusal: Refusal, draft: Draft) -> Draft:
        if refusal.status != 401:
            return draft
        kept = tuple(pair for pair in draft.headers if pair[0] != "WWW-Authenticate")
        return replace(draft, headers=(*kept, *lines))

    return refusal_edited(edit)


def _backwards(design: Design) -> Design:
    """The rules about the parameters stand in front of those about the client, the last one first."""
    names = [rule.name for rule in design.rules]
    place = names.index("parameters-once") + 1
    return replace(design, rules=(*design.rules[:place], *design.rules[place:][::-1]))


_REFUSALS = (
    _variation(
        "describes-errors-twice",
        "Refusals have the description of RFC 6749 beside the page's.",
        refusal_edited(_described_twice),
    ),
    _variation(
        "says-forbidden-whatever-it-is",
        "The error is Forbidden everywhere, as in every example of the page.",
        refusal_with(error="Forbidden", errorDescription="permission denied"),
        {"ERR-CODE": "violated"},
    ),
    _variation(
        "does-not-describe-errors",
        "Refusals have the member error alone.",
        refusal_with(errorDescription=REMOVED),
        {"ERR-DESCRIPTION": "violated"},
    ),
    _variation(
        "404-for-an-unknown-client",
        "An unknown client is answered 404, which the page has for what does not exist.",
        refusing("client-is-registered", status=404, headers=()),
        {"ERR-SAME-ANSWER": "violated"},
    ),
    _variation(
        "403-for-a-scope-that-is-not-granted",
        "A scope that the client may not have is answered 403.",
        refusing("scopes-are-known", status=403),
    ),
    _variation(
        "challenge-without-charset",
        "The challenge names the realm alone.",
        _challenged('Basic realm="token"'),
    ),
    _variation(
        "challenge-among-others",
        "One header has several challenges, one of them with a token in place of parameters.",
        _challenged('Bearer realm="a, b", error="invalid_token", Negotiate dG9r, BASIC charset="UTF-8", Realm=token'),
    ),
    _variation(
        "challenges-on-two-lines",
        "Two headers have a challenge each, and the realm has quotes and a comma in it.",
        _challenged("Negotiate", 'Basic realm="the \\"new\\" realm, \\\\ and all"'),
    ),
    _variation("looks-at-the-client-last", "The parameters are looked at before the client is.", _backwards),
)

# --- scopes -----------------------------------------------------------------------------------------------------


def _granting(choose: Callable[[Attempt], list[str]]) -> Change:
    return grant_with(scope=lambda attempt: " ".join(choose(attempt)))


def _known(attempt: Attempt) -> list[str]:
    return [value for value in attempt.scopes if value in attempt.settings.scopes]


_SCOPES = (
    _variation(
        "default-scope",
        "Where no scope is asked for, a small one is granted and named.",
        both(without("scope-present"), _granting(lambda attempt: list(attempt.scopes) or [_DEFAULT])),
        {"BASIC-SCOPE-REQUIRED": "violated"},
    ),
    _variation(
        "leaves-unknown-scopes-out",
        "Unknown scopes are dropped, and the answer names those that are left.",
        both(
            replaced("scopes-are-known", lambda attempt: not attempt.scopes or _known(attempt) != []),
            _granting(_known),
        ),
    ),
    _variation(
        "grants-fewer-scopes",
        "A scope for humans is left out where a machine asks, and the answer says so.",
        _granting(lambda attempt: [value for value in attempt.scopes if value != "openid"]),
    ),
    _variation(
        "names-scopes-in-order",
        "The granted scopes are named in the order of the alphabet.",
        _granting(lambda attempt: sorted(attempt.scopes)),
    ),
    _variation(
        "names-no-scope",
        "The answer has no scope, since it is the one that was asked for.",
        grant_with(scope=REMOVED),
        {
            "BASIC-RES-SCOPE": "not-applicable",
            "BASIC-RES-SCOPE-PRESENT": "violated",
        },
    ),
    _variation(
        "grants-no-scope-on-its-own",
        "The scope inspect has to be among those that are asked for.",
        after(
            "scopes-are-known",
            Rule("inspects", lambda attempt: "inspect" in attempt.scopes, invalid_scope("Not without inspect")),
        ),
    ),
)

# --- the client -------------------------------------------------------------------------------------------------


def _from_header_or_body(attempt: Attempt) -> Credentials | None:
    if attempt.incoming.header("Authorization"):
        return header_credentials(attempt)
    client, secret = attempt.parameter("client_id"), attempt.parameter("client_secret")
    return Credentials(client, secret) if client and secret else None


def _in_any_case(attempt: Attempt) -> Credentials | None:
    given = header_credentials(attempt)
    known = {client.lower(): client for client in attempt.world.secrets}
    return Credentials(known.get(given.client.lower(), given.client), given.secret) if given else None


def _has_no_header(attempt: Attempt) -> bool:
    return attempt.incoming.header("Authorization") is None and attempt.parameter("client_secret") is not None


_CLIENTS = (
    _variation(
        "takes-credentials-in-the-body-too",
        "Id and secret may stand in the body, as RFC 6749 allows, in place of the header.",
        both(
            setting(credentials=_from_header_or_body),
            *(
                relaxed(name, _has_no_header)
                for name in ("no-body-authentication", "authorization-present", "scheme-is-basic")
            ),
        ),
        {"BASIC-BODY-CREDENTIALS": "violated"},
    ),
    _variation(
        "knows-a-client-in-any-letter-case",
        "Client ids are e-mail addresses, and compared as such (reading A30).",
        setting(credentials=_in_any_case),
        {"BASIC-CLIENT-EXACT": "violated"},
    ),
    _variation(
        "does-not-read-the-client-in-the-body",
        "A client id in the body is a parameter like any that nobody knows.",
        without("body-names-the-same-client"),
        {"BASIC-CLIENT-MISMATCH": "violated"},
    ),
)

VARIATIONS: tuple[Variation, ...] = (*_TOKENS, *_REFUSALS, *_SCOPES, *_CLIENTS)
