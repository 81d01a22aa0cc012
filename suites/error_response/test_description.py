"""Chapter ERR: what the Basic page has in the body of a refusal, or RFC 6749 at a generic endpoint (reading A16)."""

import re
from collections.abc import Mapping

from conformance.changes import Change
from conformance.check import locks_once, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN, of_unknown_client
from conformance.exchange import Exchange
from conformance.outcome import judge
from conformance.refusals import WRONG_SECRET, Refusals, answer_of, description_of, error_members, refusal_of
from conformance.strict_json import kind_of

DESCRIPTIONS = ("errorDescription", "error_description")


@requirement("ERR-BODY")
def test_the_error_body_has_the_members_of_the_page(client: Client, refusals: Refusals) -> None:
    description = description_of(client)

    def trouble(exchange: Exchange) -> str | None:
        members = error_members(exchange)
        if "error" not in members:
            return "no member error"
        wrong = (name for name in ("error", description) if not isinstance(members.get(name, ""), str))
        return next((f"{name} is {kind_of(members[name])}" for name in wrong), None)

    refusals.are(f"error, a string; and {description}, where it is there, a string", trouble)


@requirement("ERR-DESCRIPTION")
def test_a_refusal_explains_itself(client: Client, refusals: Refusals) -> None:
    description = description_of(client)
    refusals.are(
        f"{description} in every refusal",
        lambda exchange: None if description in error_members(exchange) else f"no member {description}",
    )


@requirement("ERR-SAME-ANSWER")
@locks_once
def test_a_wrong_secret_is_answered_like_an_unknown_client(client: Client) -> None:
    unknown, wrong = refusal_of(client, "unknown-client"), refusal_of(client, WRONG_SECRET)
    again = asked_again(client, of_unknown_client) or unknown
    first, second, third = (told_by(one) for one in (unknown, again, wrong))
    telling = [name for name in first if not is_alike(first[name], second[name], third[name])]
    actual = "; ".join(f"{name} {first[name]!r:.80} and {third[name]!r:.80}" for name in telling)
    judge(not telling, "the same status, code and description for both", actual)


def asked_again(client: Client, change: Change) -> Exchange | None:
    """Ask for the same refusal once more: what differs then is a trace number, and tells nobody anything."""
    asked = client.tries(lambda send: send(change, purpose="refusal to compare with"))
    client.uses(asked.exchange)
    return asked.exchange if asked.exchange.answer else None


def told_by(exchange: Exchange) -> Mapping[str, object]:
    """What a refusal tells: its status, its code and its description; which id was sent is no news to who sent it."""
    members, own = error_members(exchange), exchange.request.material.target.client.id
    texts = {name: without_ids(members.get(name), UNKNOWN, own) for name in ("error", *DESCRIPTIONS)}
    return {"status": answer_of(exchange).status} | texts


def without_ids(value: object, *ids: str) -> object:
    """Give a text with another word in the place of each id."""
    for one in ids:
        value = value.replace(one, "client") if isinstance(value, str) else value
    return value


def is_alike(first: object, again: object, other: object) -> bool:
    """Tell whether two answers say the same, but for words in which one of them does not repeat itself either."""
    words = [re.split(r"(\W+)", one) if isinstance(one, str) else [one] for one in (first, again, other)]
    if len({len(one) for one in words}) > 1:
        return False
    return all(one == third or one != second for one, second, third in zip(*words, strict=True))
