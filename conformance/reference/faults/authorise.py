"""Faults on the way to a code: the authorise request, the redirect, and the human in between (chapter AZ)."""

from collections.abc import Callable
from urllib.parse import unquote_plus, urlsplit

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, replaced, setting, taking_algorithm, without
from conformance.reference.codes import random_code
from conformance.reference.design import Change, Parameters
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import asked_plainly, at_authorise, landing_edited, provider_with
from conformance.reference.sign_ins import Asked, Human
from conformance.reference.unseparated import Unseparated
from conformance.reference.world import World

H2M = ("h2m",)
REGISTERED = "redirect-uri-is-registered"


def _state(edit: Callable[[str], str]) -> Change:
    """The state is sent back as the function has it."""
    return landing_edited(lambda _, __, parameters: tuple((n, edit(v) if n == "state" else v) for n, v in parameters))


def _registered(fits: Callable[[str, str], bool]) -> Change:
    """A redirect URI also counts as registered where it fits a registered one like this."""

    def also(attempt: Attempt) -> bool:
        party, uri = attempt.world.parties.get(attempt.identity or ""), attempt.asked("redirect_uri") or ""
        return party is not None and any(fits(uri, one) for one in party.redirect_uris)

    return at_authorise(relaxed(REGISTERED, also))


def _merged(*names: str) -> Change:
    """These values are read from the parameters first; the registration is asked about the signed redirect URI."""

    def asked(attempt: Attempt, name: str) -> str | None:
        value = attempt.claim(name)
        signed = value if isinstance(value, str) and value else None
        return (attempt.parameter(name) if name in names else None) or signed

    def is_registered(attempt: Attempt) -> bool:
        party = attempt.world.parties.get(attempt.identity or "")
        return party is None or attempt.claim("redirect_uri") in party.redirect_uris

    return at_authorise(both(setting(asked=asked), replaced(REGISTERED, is_registered)))


def _token_in_the_redirect(world: World, asked: Asked, parameters: Parameters) -> Parameters:
    if asked.response_type != "token":
        return parameters
    rest = tuple((name, value) for name, value in parameters if name != "code")
    return (("access_token", random_code(world)), ("token_type", "Bearer"), *rest)


def _known_by_name(world: World, name: str, _: str) -> Human | None:
    return world.humans.get(name)


def _known_by_eight_characters(world: World, name: str, password: str) -> Human | None:
    human = world.humans.get(name)
    return human if human and human.password[:8] == password[:8] else None


REDIRECTS = (
    Fault(
        "forgets-the-state",
        "The state is not stored with the login, so that there is none to send back.",
        {"AZ-STATE": EVERY},
        landing_edited(lambda _, __, parameters: tuple(pair for pair in parameters if pair[0] != "state")),
        H2M,
    ),
    Fault(
        "unescapes-the-state-twice",
        "The state is unescaped once more behind the framework, which had done it.",
        {"AZ-STATE": {"signs"}},
        _state(unquote_plus),
        H2M,
    ),
    Fault(
        "sends-codes-anywhere",
        "Requests are plain, and their redirect URI is compared with nothing.",
        {"AZ-REDIRECT": EVERY},
        both(asked_plainly, at_authorise(without(REGISTERED))),
        H2M,
    ),
    Fault(
        "looks-redirect-uris-up-by-host",
        "Requests are plain, and a redirect URI is compared with those of its host; an unknown host has none.",
        {"AZ-REDIRECT": {"another"}},
        both(
            asked_plainly,
            _registered(lambda uri, one: not (urlsplit(uri).hostname or "").startswith(urlsplit(one).hostname or "")),
        ),
        H2M,
    ),
    Fault(
        "takes-what-begins-like-a-redirect-uri",
        "The registered redirect URI is compared by startsWith().",
        {"AZ-REDIRECT": {"extension"}},
        _registered(lambda uri, one: uri.startswith(one)),
        H2M,
    ),
    Fault(
        "compares-redirect-uris-without-the-scheme",
        "The redirect URI is compared without its scheme, since the tests run without TLS.",
        {"AZ-REDIRECT": {"another-scheme"}},
        _registered(lambda uri, one: uri.partition("://")[2] == one.partition("://")[2]),
        H2M,
    ),
    Fault(
        "serves-the-implicit-flow",
        "The implicit flow of the framework was never switched off.",
        {"AZ-RESPONSE-TYPE": EVERY},
        both(
            at_authorise(relaxed("response-type-is-code", lambda attempt: attempt.asked("response_type") == "token")),
            landing_edited(_token_in_the_redirect),
        ),
        H2M,
    ),
)

REQUEST_OBJECTS = (
    Fault(
        "decodes-the-request-object",
        "The request object is decoded by the function of the library that does not verify.",
        {"AZ-REQUEST-SIGNED": {"spoiled-signature"}},
        at_authorise(without("signature-is-right")),
        H2M,
    ),
    Fault(
        "takes-an-unsigned-request-object",
        "OpenID Connect permits request objects with the algorithm none, and the library follows it.",
        {"AZ-REQUEST-SIGNED": {"none"}},
        at_authorise(taking_algorithm("none", lambda attempt: attempt.signature == b"")),
        H2M,
    ),
    Fault(
        "takes-the-request-object-of-any-party",
        "Any member of the scheme may sign: the certificate is verified and not compared with the client.",
        {"AZ-REQUEST-SIGNED": {"another-party"}},
        at_authorise(without("leaf-is-the-clients")),
        H2M,
    ),
    Fault(
        "merges-the-request-object-with-the-form",
        "Request object and form are merged into one dictionary, the form last.",
        {"AZ-REQUEST-WINS": EVERY},
        _merged("state", "nonce", "redirect_uri"),
        H2M,
    ),
    *(
        Fault(
            f"takes-{name.replace('_', '-')}-from-the-form",
            f"{name} is read before the request object is opened, for the log, and that value is used later.",
            {"AZ-REQUEST-WINS": {name.replace("_", "-")}},
            _merged(name),
            H2M,
        )
        for name in ("state", "nonce", "redirect_uri")
    ),
    Fault(
        "takes-a-request-object-again",
        "Only the client assertions of the token endpoint are remembered.",
        {"AZ-REQUEST-ONCE": EVERY},
        at_authorise(without("assertion-is-new")),
        H2M,
    ),
)

HUMANS = (
    Fault(
        "signs-in-by-name",
        "The bypass of the test environment is switched on: every password is right.",
        {"AZ-PASSWORD": EVERY},
        provider_with(knows=_known_by_name),
        H2M,
    ),
    Fault(
        "compares-eight-characters-of-a-password",
        "The hash of an old Unix looks at eight characters and no more.",
        {"AZ-PASSWORD": EVERY},
        provider_with(knows=_known_by_eight_characters),
        H2M,
    ),
    Fault(
        "takes-either-button-for-consent",
        "The consent page asks whether a button was pressed, and not which.",
        {"AZ-DENY": EVERY},
        provider_with(allows=lambda decision: decision is not None),
        H2M,
    ),
)

FAULTS: tuple[Fault, ...] = (*REDIRECTS, *REQUEST_OBJECTS, *HUMANS)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("AZ-STATE", "letters", "Whatever spoils a state of letters spoils one with signs among them too.", H2M),
)
