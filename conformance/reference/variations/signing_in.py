"""Other right ways for an identity provider: its pages, its codes, its id_tokens."""

import secrets
import uuid
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA384, SHA512, HashAlgorithm

from conformance.reference.attempt import Attempt
from conformance.reference.certificates import x5c_of
from conformance.reference.changes import REMOVED, both, grant_with, relaxed, replaced, without, wrapped
from conformance.reference.codes import code_of, spend
from conformance.reference.decoding import read_form
from conformance.reference.design import Answer, Change, Design, IdToken
from conformance.reference.fault import Expected, Variation
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.provider_changes import (
    at_authorise,
    id_token_edited,
    id_token_header,
    id_token_with,
    landing_edited,
    provider_of,
    provider_with,
)
from conformance.reference.rules_authorise import PKCE_RULES
from conformance.reference.sign_ins import LEVELS
from conformance.reference.world import World


def _signed_with(digest: HashAlgorithm, name: str) -> Change:
    def edit(attempt: Attempt, draft: IdToken) -> IdToken:
        return replace(draft, sign=lambda signed: attempt.world.key.sign(signed, PKCS1v15(), digest))

    return both(id_token_edited(edit), id_token_header(alg=name))


def _demanding_pkce(design: Design) -> Design:
    return provider_with(rules=(*provider_of(design).rules, *PKCE_RULES))(design)


def _level_asked_for(attempt: Attempt) -> str:
    """The first of the levels that were asked for, and the middle one where none was."""
    code = code_of(attempt)
    asked = [level for level in (code.asked.levels if code else ()) if level in LEVELS]
    return asked[0] if asked else LEVELS[1]


def _random_text(attempt: Attempt) -> str:
    code = code_of(attempt)
    whose = ("pseudonym", code.human.name if code else "", attempt.identity)
    pseudonym: str = attempt.world.notes.setdefault(whose, secrets.token_urlsafe(32))
    return pseudonym


def _other_redirects(_: World, message: Message, answer: Answer) -> Outgoing:
    given = answer(message)
    return replace(given, status=302) if given.status == 303 else given


def _burning_codes(world: World, message: Message, answer: Answer) -> Outgoing:
    """A code that was shown with anything wrong is dead: whoever guesses has one guess."""
    given = answer(message)
    if given.status >= 400 and isinstance(message, Incoming) and message.method == "POST":
        for name, value in read_form(message.body):
            if name == "code" and (code := world.sign_ins.codes.get(value)) is not None:
                code.spent = True
    return given


def _without_charset(attempt: Attempt) -> bool:
    return attempt.incoming.header("Content-Type") == "application/x-www-form-urlencoded"


def _spend_without_revoking(attempt: Attempt) -> bool:
    code = code_of(attempt)
    return (code is None or not code.spent) and spend(attempt)


def _variation(name: str, what: str, change: Change, expected: Expected | None = None) -> Variation:
    return Variation(name, what, change, expected or {}, ("h2m",))


_PAGES = (
    _variation("signs-in-on-two-pages", "The name comes first, then the password.", provider_with(login="two-pages")),
    _variation("demands-pkce", "No request without a code challenge is taken.", _demanding_pkce),
    _variation("redirects-with-302", "Every redirect has the older status.", wrapped(_other_redirects)),
    _variation(
        "names-itself-at-the-redirect",
        "The redirect carries the issuer (RFC 9207) and the state of the session.",
        landing_edited(lambda _, __, pairs: (("iss", "https://login.example"), *pairs, ("session_state", "a.b"))),
    ),
    _variation(
        "registers-no-redirect-uris",
        "A code goes wherever the client has signed that it is to go; nothing is registered, as iSHARE has it.",
        at_authorise(without("redirect-uri-is-registered")),
        {"AZ-REDIRECT": "not-applicable"},
    ),
    _variation(
        "takes-request-objects-again",
        "Request objects are not remembered.",
        at_authorise(relaxed("assertion-is-new", lambda _: True)),
        {"AZ-REQUEST-ONCE": "violated"},
    ),
)

_CODES = (
    _variation(
        "short-codes",
        "A code is twenty-two characters of 128 bits.",
        provider_with(make_code=lambda _: secrets.token_urlsafe(16)),
    ),
    _variation("codes-are-uuids", "A code is a random UUID.", provider_with(make_code=lambda _: str(uuid.uuid4()))),
    _variation("codes-live-for-ten-minutes", "A code lives as long as it may.", provider_with(code_life=600.0)),
    _variation("burns-codes", "A code that came with anything wrong is dead.", wrapped(_burning_codes)),
    _variation(
        "revokes-no-token",
        "A code that comes again is refused, and its token lives on.",
        replaced("code-is-new", _spend_without_revoking),
        {"H2M-REVOKE": "violated"},
    ),
)

_ID_TOKENS = (
    _variation("id-token-with-rs384", "It is signed with SHA-384.", _signed_with(SHA384(), "RS384")),
    _variation("id-token-with-rs512", "It is signed with SHA-512.", _signed_with(SHA512(), "RS512")),
    _variation("id-token-with-small-typ", "Its typ is jwt in small letters.", id_token_header(typ="jwt")),
    _variation(
        "id-token-with-auth-time-as-text",
        "auth_time is a string, as the table of the page has it.",
        id_token_with(auth_time=lambda attempt: str(int(getattr(code_of(attempt), "signed_in", attempt.now)))),
    ),
    _variation("id-token-without-azp", "It has no azp.", id_token_with(azp=REMOVED), {"ID-AZP": "not-applicable"}),
    _variation(
        "id-token-with-more-claims",
        "It says how the human signed in, and who is the session.",
        id_token_with(amr=["pwd"], sid="7", at_hash="x", nbf=lambda attempt: int(attempt.now)),
    ),
    _variation("id-token-of-the-level-asked-for", "acr is the level asked for.", id_token_with(acr=_level_asked_for)),
    _variation("pseudonyms-of-letters", "A pseudonym is random letters.", id_token_with(sub=_random_text)),
    _variation(
        "id-token-without-the-root",
        "The root is left out of x5c.",
        id_token_header(x5c=lambda attempt: x5c_of(attempt.world.chain[:-1])),
        {"ID-X5C-ROOT": "violated"},
    ),
    _variation(
        "id-token-for-a-list",
        "aud is a list of one.",
        id_token_with(aud=lambda attempt: [attempt.identity]),
        {"ID-AUD-STRING": "violated"},
    ),
    _variation("grants-with-a-scope", "The answer says its scope.", grant_with(scope="openid iSHARE")),
    _variation(
        "takes-the-bare-form-type-alone",
        "A charset beside the content type is refused.",
        replaced("content-type-is-form", _without_charset),
        {"REQ-MEDIA-TYPE": "violated"},
    ),
)

VARIATIONS = _PAGES + _CODES + _ID_TOKENS
