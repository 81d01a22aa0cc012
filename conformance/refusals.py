"""The chosen refusals of each profile, on which the rows about refusing answers are judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from conformance.changes import body, claims, flip_signature_bit, http_header, issued, parameter, without
from conformance.client import Asked, Client
from conformance.code_changes import like
from conformance.credentials import NO_SECRET, of_unknown_client, with_secret
from conformance.exchange import Answer, Exchange
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.request import Change
from conformance.strict_json import StrictJsonError, members_of
from conformance.verdict import Kind

AN_HOUR = 3600
REGISTERED_CODES = (
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
)
"""The error codes of a token endpoint (RFC 6749, section 5.2)."""

INVENTED_GRANT = "urn:example:oauth:grant-type:invented"
UNKNOWN_SCOPE = "scope-of-token-conformance"

FAILED_ASSERTIONS = ("expired-assertion", "wrong-audience", "spoiled-signature")
"""Refusals of an assertion that is there and fails: the client could not be authenticated."""

_OF_GRANT_TYPES: Mapping[str, Change] = {
    "no-grant-type": without("grant_type"),
    "wrong-grant-type": parameter("grant_type", INVENTED_GRANT),
}
_OF_ASSERTIONS: Mapping[str, Change] = {
    "expired-assertion": issued(ago=AN_HOUR),
    "wrong-audience": claims(aud=lambda good: good["iss"]),
    "spoiled-signature": flip_signature_bit,
    "no-assertion": without("client_assertion"),
    "no-assertion-type": without("client_assertion_type"),
    "no-client-id": without("client_id"),
    "unreadable-assertion": parameter("client_assertion", "this-is-no-assertion"),
}
CHOSEN: Mapping[str, Mapping[str, Change]] = {
    "m2m": {**_OF_GRANT_TYPES, "wrong-scope": parameter("scope", "openid"), **_OF_ASSERTIONS},
    "h2m": {**_OF_GRANT_TYPES, "wrong-code": parameter("code", like), **_OF_ASSERTIONS},
    "ciam": {
        **_OF_GRANT_TYPES,
        "unreadable-body": body(b'{"grant_type":'),
        "no-client-id": without("client_id"),
        "no-secret": without("client_secret"),
        "unknown-client": of_unknown_client,
    },
    "basic": {
        **_OF_GRANT_TYPES,
        "wrong-scope": parameter("scope", UNKNOWN_SCOPE),
        "no-credentials": http_header("Authorization", None),
        "unknown-client": of_unknown_client,
    },
}
"""By profile and the name of what is wrong with the request."""

WRONG_SECRET = "wrong-secret"  # noqa: S105 - the name of a refusal
GUESSED: Mapping[str, Change] = {WRONG_SECRET: with_secret(lambda _: NO_SECRET)}
"""Refusals that could lock a client out in the end: asked for by name, in checks that are marked so."""


@dataclass(frozen=True)
class Refusals:
    """The chosen refusals that came, by name, and why others cannot be judged."""

    found: Mapping[str, Exchange]
    untested: Mapping[str, str]

    def are(self, expected: str, trouble: Callable[[Exchange], str | None]) -> None:
        """Hold where ``trouble`` finds nothing in any refusal; it gives what is wrong, or None.

        ``trouble`` may raise ``NotTestable`` for a refusal in which another row is violated first, and
        ``NotApplicable`` for one that gives nothing to judge. Raises ``Violated`` before either of them.
        """
        faults: dict[str, list[str]] = {}
        untested, empty = dict(self.untested), {}
        for name, exchange in self.found.items():
            try:
                told = trouble(exchange)
            except NotTestable as reason:
                untested[name] = reason.reason
            except NotApplicable as reason:
                empty[name] = reason.reason
            else:
                faults.setdefault(told, []).append(name) if told else None
        self._end(expected, faults, untested, empty)

    def _end(
        self, expected: str, faults: Mapping[str, list[str]], untested: Mapping[str, str], empty: Mapping[str, str]
    ) -> None:
        if faults:
            raise Violated(expected, "; ".join(f"{told} ({self._names(names)})" for told, names in faults.items()))
        if untested:
            name, reason = next(iter(untested.items()))
            raise NotTestable(f"{name}: {reason}")
        if empty and len(empty) == len(self.found):
            raise NotApplicable(next(iter(empty.values())))

    def _names(self, names: list[str]) -> str:
        every = len(names) == len(self.found) > 1
        return f"all {len(names)} refusals" if every else ", ".join(name.replace("-", " ") for name in names)


def refusals_of(client: Client, *names: str) -> Refusals:
    """Ask for every chosen refusal (or for these) once a worker; one that was granted is left out: another row's."""
    found, untested = {}, {}
    for name in names or CHOSEN[client.target.profile]:
        try:
            found[name] = refusal_of(client, name)
        except NotTestable as reason:
            untested[name] = reason.reason
        except NotApplicable:
            continue
    if not found and not untested:
        raise NotApplicable("the endpoint refused none of the faulty requests; other rows judge that")
    return Refusals(found, untested)


def refusal_of(client: Client, name: str) -> Exchange:
    """Ask for one chosen refusal once a worker; raise ``NotApplicable`` where there is none to judge."""
    change = {**CHOSEN[client.target.profile], **GUESSED}.get(name)
    if change is None:
        raise NotApplicable("this flow has no such request")
    asked: Asked = client.session.once(f"refusal {name}", lambda: client.asks(change))
    if asked.kind is Kind.GRANTED:
        raise NotApplicable("the faulty request was granted; the row of that fault judges it")
    client.uses(asked.exchange)
    return asked.exchange


def description_of(client: Client) -> str:
    """Name the member that explains an error: the Basic page has a name of its own (reading A16)."""
    by_page = client.target.profile == "basic" and client.target.expect.error_body == "page"
    return "errorDescription" if by_page else "error_description"


def with_guesses(client: Client, refusals: Refusals) -> Refusals:
    """Add the refusals of wrong secrets that other checks of this worker have asked for: no guess is spent on it."""
    asked = {name: client.session.memory.get(f"refusal {name}") for name in GUESSED}
    refused = {name: one.exchange for name, one in asked.items() if isinstance(one, Asked) and one.kind is Kind.REFUSED}
    client.uses(*refused.values())
    return replace(refusals, found={**refusals.found, **refused})


def answer_of(exchange: Exchange) -> Answer:
    """Give the answer of a refusal; raise ``NotTestable`` where none came."""
    if exchange.answer is None:
        raise NotTestable(f"no answer: {exchange.met}")
    return exchange.answer


def error_members(exchange: Exchange) -> Mapping[str, object]:
    """Give the members of a refusal; raise ``NotTestable`` where ERR-JSON has something to say first."""
    try:
        members = members_of(answer_of(exchange))
    except StrictJsonError as fault:
        raise NotTestable(f"it needs ERR-JSON: {fault}") from None
    if wrapped_error(members) is not None:
        raise NotTestable("it needs ERR-JSON: error stands inside another member")
    return members


def wrapped_error(members: Mapping[str, object]) -> str | None:
    """Name the member that wraps the error, where it does not stand at the top level."""
    if "error" in members:
        return None
    return next((name for name, value in members.items() if _holds_error(value)), None)


def _holds_error(value: object) -> bool:
    if isinstance(value, list):
        return any(_holds_error(one) for one in value)
    return isinstance(value, dict) and "error" in value
