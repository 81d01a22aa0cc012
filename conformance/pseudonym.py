"""Chapter PS as a table: each observable row with its judgement of the pseudonyms that were seen.

A judgement ends quietly where its row holds. It raises ``Violated``; ``NotTestable`` where too little was seen, with
what to add to the target file.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from conformance.id_token import IdToken
from conformance.id_token_facts import shown
from conformance.outcome import NotTestable, Violated, judge
from conformance.pseudonym_derivations import FAMILIES, derivation_of
from conformance.pseudonym_facts import Seen
from conformance.pseudonym_identity import identity_in
from conformance.pseudonym_series import why_counted, why_few_bits, why_timed

SECOND_HUMAN = 'add a second [[sign_in.user]] with name = "…" and password = { env = "…" }'
SECOND_CLIENT = 'add [other_client] with id = "…", key = "other.key.pem", chain = "other.chain.pem", redirect_uri = "…"'
SECOND_PROVIDER = (
    'add other_provider = "second-idp.toml" under [sign_in]: a target file of another identity provider, with a user '
    "of the same name"
)
IDENTITY_CASES = ("user-name", "e-mail", "part", "backwards")
"""The cases of PS-NO-IDENTITY: what of the human shows."""
Judgement = Callable[[Sequence[Seen], str], None]
"""Judges what was seen, in the case of that name (empty where the row has none)."""


def pseudonym_of(token: IdToken) -> str:
    """The pseudonym in an id_token; raise ``NotTestable`` where ID-JWS or ID-SUB has something to say first."""
    if token.fault is not None:
        raise NotTestable(f"it needs ID-JWS: {token.fault}")
    pseudonym = token.claims.get("sub")
    if not isinstance(pseudonym, str) or not pseudonym:
        raise NotTestable(f"it needs ID-SUB: sub is {shown(pseudonym) if 'sub' in token.claims else 'missing'}")
    return pseudonym


# --- what it depends on -----------------------------------------------------------------------------------------


def is_stable(seen: Sequence[Seen], _: str = "") -> None:
    """PS-STABLE: the same at every sign-in of one human at one client, also at those that begin a new session."""
    groups = [group for group in _by(seen, lambda one: (one.user, one.client, one.provider)) if len(group) > 1]
    changing = next((group for group in groups if len({one.pseudonym for one in group}) > 1), None)
    if changing:
        first, other = _first_two(changing)
        session = "a new session" if other.fresh_login else "the same session"
        actual = f"{_of(first)}, and in {session} {shown(other.pseudonym)}"
        raise Violated("one human has one pseudonym at one client, at every sign-in", actual)
    if not any(one.fresh_login for group in groups for one in group[1:]):
        raise NotTestable("nobody signed in again at the same client, with a login of its own")


def _first_two(group: Sequence[Seen]) -> tuple[Seen, Seen]:
    return group[0], next(one for one in group if one.pseudonym != group[0].pseudonym)


def depends_on_human(seen: Sequence[Seen], _: str = "") -> None:
    """PS-HUMAN: two humans at one client have two pseudonyms."""
    pairs = _pairs(seen, "user", lambda one: (one.client, one.provider))
    if not pairs:
        raise NotTestable(f"it takes two humans: {SECOND_HUMAN}")
    _differ(pairs, "two humans have two pseudonyms at one client")


def depends_on_client(seen: Sequence[Seen], _: str = "") -> None:
    """PS-CLIENT: one human has two pseudonyms at two clients."""
    pairs = _pairs(seen, "client", lambda one: (one.user, one.provider))
    if not pairs:
        raise NotTestable(f"it takes two clients: {SECOND_CLIENT}")
    _differ(pairs, "one human has another pseudonym at each client")


def depends_on_provider(seen: Sequence[Seen], _: str = "") -> None:
    """PS-PROVIDER: one human has two pseudonyms at two identity providers, for the same client."""
    pairs = _pairs(seen, "provider", lambda one: one.user)
    if not pairs:
        raise NotTestable(f"it takes two identity providers: {SECOND_PROVIDER}")
    _differ(pairs, "one human has another pseudonym at each identity provider")
    if not any(first.client == other.client for first, other in pairs):
        clients = " and ".join(shown(one.client) for one in pairs[0])
        raise NotTestable(
            f"the two target files name different clients ({clients}), so the provider may not be what tells the "
            "pseudonyms apart; let both have the same id in [client]"
        )


def _differ(pairs: Iterable[tuple[Seen, Seen]], expected: str) -> None:
    same = next((pair for pair in pairs if pair[0].pseudonym == pair[1].pseudonym), None)
    if same:
        raise Violated(expected, f"{_of(same[0])}, and so has {_whom(same[1])}")


def _pairs(seen: Sequence[Seen], differing: str, same: Callable[[Seen], Hashable]) -> list[tuple[Seen, Seen]]:
    """Two that differ in one thing, and are alike in another."""
    return [
        pair
        for group in _by(seen, same)
        for pair in combinations(group, 2)
        if getattr(pair[0], differing) != getattr(pair[1], differing)
    ]


def _by(seen: Sequence[Seen], key: Callable[[Seen], Hashable]) -> list[list[Seen]]:
    groups: dict[Hashable, list[Seen]] = {}
    for one in seen:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())


def _whom(one: Seen) -> str:
    return f"{one.user} at {one.client}, from {one.provider}"


def _of(one: Seen) -> str:
    return f"{_whom(one)} has {shown(one.pseudonym)}"


# --- what it must not be made of --------------------------------------------------------------------------------

_EXPECTED = {
    "digest": "it is no digest of what others know",
    "keyed-digest": "it is no HMAC of what others know, with a key that they know",
    "name-uuid": "it is no UUID of a name that others know",
    "encoding": "it is not written in another way what others know",
    "counter": "it is no counter",
    "clock": "it holds no clock",
    "few-bits": "it holds too many bits to be guessed",
}
UNPREDICTABLE_CASES = tuple(_EXPECTED)
"""The cases of PS-UNPREDICTABLE: ways in which somebody could know a pseudonym beforehand."""


def is_unpredictable(seen: Sequence[Seen], case: str) -> None:
    """PS-UNPREDICTABLE: nobody can compute it from what others know, nor guess the next one.

    Raises ``KeyError`` for a case that is not among ``UNPREDICTABLE_CASES``.
    """
    expected = _EXPECTED[case]
    for group in _by(seen, lambda one: one.provider):
        why = derivation_of(group, case) if case in FAMILIES else _pattern(group).get(case)
        if why is not None:
            raise Violated(expected, f"{_of(group[0])}: {why}")


def _pattern(seen: Sequence[Seen]) -> Mapping[str, str]:
    """The first pattern of a series, by its case: a counter has few bits too, and is said once."""
    reasons = {"counter": why_counted, "clock": why_timed, "few-bits": why_few_bits}
    return next(({case: told} for case, reason in reasons.items() if (told := reason(seen)) is not None), {})


def has_no_identity(seen: Sequence[Seen], case: str) -> None:
    """PS-NO-IDENTITY: neither the name nor the e-mail of the human shows, nor a part of them."""
    for one in seen:
        trace = identity_in(one)
        found = trace is not None and trace.kind == case
        judge(not found, "nothing of the human shows in the pseudonym", f"{_of(one)}: {trace.told if trace else ''}")


def not_tried(seen: Sequence[Seen]) -> tuple[str, ...]:
    """What a reader should know about an attack that did not have all facts."""
    without = sorted({one.user for one in seen if not one.email})
    return (f"no e-mail of {', '.join(without)} in the target file, so none was tried",) if without else ()


JUDGEMENTS: Mapping[str, Judgement] = MappingProxyType(
    {
        "PS-STABLE": is_stable,
        "PS-HUMAN": depends_on_human,
        "PS-CLIENT": depends_on_client,
        "PS-PROVIDER": depends_on_provider,
        "PS-UNPREDICTABLE": is_unpredictable,
        "PS-NO-IDENTITY": has_no_identity,
    }
)
"""Every observable row of the chapter, in the order of the catalogue."""
