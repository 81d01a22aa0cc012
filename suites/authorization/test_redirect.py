"""Chapter AZ: where the browser is sent, and with what (RFC 6749, sections 3.1.2, 4.1.2 and 10.3)."""

import secrets
from collections.abc import Callable

from conformance.authorization import asked_with, is_signed, ready, without_query
from conformance.check import each, requirement
from conformance.client import Client
from conformance.outcome import NotApplicable, NotTestable, judge
from conformance.sign_in.authorise import changed_parts, good_parts

SIGNS = "+ %2B&=/?~'\"<>"
"""What a second or a missing escaping would turn into something else."""


def _letters() -> str:
    return secrets.token_urlsafe(16)


def _signs() -> str:
    return f"{secrets.token_urlsafe(16)} {SIGNS}"


@requirement("AZ-STATE")
@each("make", letters=_letters, signs=_signs)
def test_state_comes_back_unchanged(client: Client, make: Callable[[], str]) -> None:
    state = make()
    client.says(f"state={state}")
    ended = asked_with(client, changed_parts(state=state))
    if ended.landed is None or ended.code is None:
        odd = NotApplicable if SIGNS in state else NotTestable
        raise odd(f"no code came back with which a state could come: {ended.told}")
    found = ended.landed.parameters.get("state")
    judge(found == state, f"state={state}", "no state" if found is None else f"state={found}")


def _another(_: str) -> str:
    return "https://token-conformance.example/return"


def _extension(good: str) -> str:
    return f"{good}.token-conformance.example"


def _another_scheme(good: str) -> str:
    scheme, _, rest = good.partition("://")
    return f"{'http' if scheme.lower() == 'https' else 'https'}://{rest}"


UNREGISTERED = (
    "the client has signed this redirect URI itself, and nothing shows that the provider knows any other: "
    "iSHARE registers none (reading A31)"
)
"""What a signed authorise request leaves undecided, where a code is sent wherever the client wants it."""


@requirement("AZ-REDIRECT")
@each("make", {"another": _another, "extension": _extension, "another-scheme": _another_scheme})
def test_a_redirect_uri_that_is_not_the_clients_never_receives_a_code(
    client: Client, make: Callable[[str], str]
) -> None:
    good = good_parts(ready(client)).redirect_uri
    if is_signed(client) and received_a_code(client, good, _another(good)):
        raise NotApplicable(UNREGISTERED)
    foreign = make(good)
    client.says(f"redirect_uri={foreign}")
    told = received_a_code(client, good, foreign)
    judge(not told, "no code at that address", told)


def received_a_code(client: Client, good: str, foreign: str) -> str:
    """Tell what came when a code was asked for at a foreign address, empty where none got there; once a worker."""

    def told() -> str:
        ended = asked_with(client, changed_parts(redirect_uri=foreign))
        return ended.told if ended.code is not None and ended.address != without_query(good) else ""

    return str(client.session.once(f"a code at {foreign}", told))


@requirement("AZ-RESPONSE-TYPE")
def test_no_token_is_put_into_the_redirect(client: Client) -> None:
    client.says("response_type=token")
    ended = asked_with(client, changed_parts(response_type="token"))
    judge(not ended.tokens, "no token, neither in the query nor in the fragment", ended.told)
