"""Codes by signing in: who signs in when, what is given up, and what a reader is told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from conformance.clock import MovedClock
from conformance.outcome import NotTestable
from conformance.request import Material
from conformance.sign_in.codes import SignedInCodes
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck
from conformance.target import Party, Target, User
from tests.login_pages import RETURN, provider_target

ALICE, BOB = User("alice", "one"), User("bob", "two")
Script = Callable[[Asked], Landed]


def reached(asked: Asked, **parameters: str) -> Landed:
    """The redirect URI with a code and the right state, but for what is said."""
    return Landed(RETURN, {"code": "the-code", "state": asked.state} | parameters, {}, 12.5, fresh_login=True)


@dataclass
class Scripted:
    """A way that answers as it is told and notes who came."""

    script: Script = reached
    logins: int = 0
    came: list[tuple[str, bool]] = field(default_factory=list)
    closed: bool = False

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        self.came.append((user.name, fresh))
        self.logins += fresh or len(self.came) == 1
        return self.script(asked)

    def close(self) -> None:
        self.closed = True


def material(*, other: bool = False, users: tuple[User, ...] = (ALICE, BOB)) -> Material:
    """Material of a target with two users, or of its other client."""
    target: Target = provider_target("https://provider.example", users=users)
    if other:
        target = replace(target, client=Party("other", redirect_uri=RETURN))
    return Material(target, MovedClock(100.0), None)


def failing(why: Stuck, page: str | None = None) -> Script:
    """A script that always fails."""

    def script(_: Asked) -> Landed:
        raise SignInFailed(why, "It did not go on.", page)

    return script


def test_the_first_user_signs_in_and_the_code_knows_its_sign_in() -> None:
    way = Scripted()
    code = SignedInCodes(lambda: way).fresh(material())
    assert way.came == [("alice", False)]
    assert (code.value, code.user, code.redirect_uri, code.login) == ("the-code", "alice", RETURN, 12.5)
    assert code.nonce


def test_another_user_and_a_fresh_login_on_demand() -> None:
    way = Scripted()
    assert SignedInCodes(lambda: way).code(material(), BOB, fresh=True).user == "bob"
    assert way.came == [("bob", True)]


def test_each_client_has_a_session_of_its_own() -> None:
    ways: list[Scripted] = []

    def opened() -> Scripted:
        ways.append(Scripted())
        return ways[-1]

    codes = SignedInCodes(opened)
    for asked in (material(), material(other=True), material()):
        codes.fresh(asked)
    assert [len(way.came) for way in ways] == [2, 1]
    codes.close()
    assert all(way.closed for way in ways)


@pytest.mark.parametrize("number, note", [(1, "sign-ins: 1 login, 1 code"), (3, "sign-ins: 1 login, 3 codes")])
def test_logins_and_codes_are_counted(number: int, note: str) -> None:
    codes = SignedInCodes(Scripted)
    assert not codes.notes
    for _ in range(number):
        codes.fresh(material())
    assert codes.notes == (note,)


def test_a_code_with_another_state_is_used_and_judged_elsewhere() -> None:
    way = Scripted(lambda asked: reached(asked, state="another"))
    assert SignedInCodes(lambda: way).fresh(material()).value == "the-code"


def test_an_error_at_the_redirect_uri_is_no_code() -> None:
    way = Scripted(lambda asked: reached(asked, error="access_denied"))
    with pytest.raises(NotTestable, match="access_denied"):
        SignedInCodes(lambda: way).fresh(material())


def test_the_page_is_shown_beside_the_reason() -> None:
    way = Scripted(failing(Stuck.NO_FORM, "Down\n for   maintenance " + "x" * 500))
    with pytest.raises(NotTestable) as raised:
        SignedInCodes(lambda: way).fresh(material())
    assert "It did not go on. The page says: Down for maintenance xxx" in raised.value.reason
    assert len(raised.value.reason) < 500


@pytest.mark.parametrize("why, tries", [(Stuck.CREDENTIALS, 1), (Stuck.NOBODY, 1), (Stuck.HANGS, 2)])
def test_nobody_is_asked_again_and_again(why: Stuck, tries: int) -> None:
    way = Scripted(failing(why))
    codes = SignedInCodes(lambda: way)
    for _ in range(5):
        with pytest.raises(NotTestable, match="It did not go on"):
            codes.fresh(material())
    assert len(way.came) == tries


def test_failures_between_codes_are_no_row() -> None:
    way = Scripted()
    codes = SignedInCodes(lambda: way)
    for _ in range(4):
        way.script = failing(Stuck.HANGS)
        with pytest.raises(NotTestable):
            codes.fresh(material())
        way.script = reached
        codes.fresh(material())
    assert len(way.came) == 8


def test_a_target_file_without_users() -> None:
    with pytest.raises(NotTestable, match="nobody is named"):
        SignedInCodes(Scripted).fresh(material(users=()))


# --- how many sign-ins a run may ask for ------------------------------------------------------------------------


def test_a_bounded_run_asks_for_no_more_sign_ins() -> None:
    way = Scripted()
    codes = SignedInCodes(lambda: way, 2)
    for _ in range(2):
        codes.fresh(material())
    with pytest.raises(NotTestable, match=r"the 2 sign-ins that this run may ask for are used up; .*\[sign_in\] codes"):
        codes.fresh(material())
    assert len(way.came) == 2


def test_one_check_does_not_take_most_of_the_sign_ins() -> None:
    codes = SignedInCodes(Scripted, 20)
    codes.require(10)
    with pytest.raises(NotTestable, match="it takes 11 more sign-ins, too many of the 20"):
        codes.require(11)
    SignedInCodes(Scripted).require(1_000)


@pytest.mark.parametrize(
    "how, given, most", [("manual", None, 20), ("manual", 3, 3), ("form", None, None), ("form", 9, 9)]
)
def test_a_human_is_not_asked_for_hundreds_of_sign_ins(how: str, given: int | None, most: int | None) -> None:
    sign_in = provider_target("https://provider.example", how=how, codes=given).sign_in
    assert sign_in is not None
    assert sign_in.most_sign_ins == most


def test_a_provider_that_hangs_is_asked_by_nobody_else_either() -> None:
    way = Scripted(failing(Stuck.HANGS))
    codes = SignedInCodes(lambda: way)
    for user in (ALICE, BOB, ALICE, BOB):
        with pytest.raises(NotTestable, match="It did not go on"):
            codes.code(material(), user)
    assert len(way.came) == 2
