"""Chapter CIAM: the names of the members: their letter case, and each of them once (RFC 8259, sections 4 and 8.3)."""

from conformance.changes import Change, parameters, repeated, without
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN
from conformance.needing import asked_unless

MEMBERS = {"grant-type": "grant_type", "client-id": "client_id", "client-secret": "client_secret"}
WRONG = {"grant_type": "password", "client_id": UNKNOWN, "client_secret": ""}
"""An empty secret is none that locks anybody out."""
WHY = "a request without the member is granted as well, so the letters of its name cannot be judged (CIAM-REQUIRED)"


def in_capitals(name: str) -> Change:
    """Write the name of one member in capital letters."""
    return parameters(lambda pairs: tuple((n.upper() if n == name else n, value) for n, value in pairs))


@requirement("CIAM-NAMES")
@each("name", MEMBERS)
def test_a_member_whose_name_is_in_other_letters_does_not_count(client: Client, name: str) -> None:
    asked_unless(client, in_capitals(name), without(name), WHY).is_refused()


@requirement("CIAM-NAMES-ONCE")
@cases({f"{case}-right-one-first": repeated(name, WRONG[name]) for case, name in MEMBERS.items()})
def test_two_members_of_one_name_with_the_right_value_first_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-NAMES-ONCE")
@cases({f"{case}-right-one-last": repeated(name, WRONG[name], first=True) for case, name in MEMBERS.items()})
def test_two_members_of_one_name_with_the_right_value_last_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
