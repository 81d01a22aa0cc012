"""What a check does with generated input, against a scripted server: judging, controls, findings, evidence, budgets."""

import contextlib
import time
from collections.abc import Collection

import pytest
from hypothesis.strategies import sampled_from

from conformance.client import JUDGED, Client
from conformance.fuzz.budgets import Budget
from conformance.fuzz.plan import Named, Plan, named
from conformance.fuzz.steps import Recipe
from conformance.fuzz.strategies import Source
from conformance.generating import GRANTED, Generator, crash
from conformance.input_sending import KEPT
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.verdict import Kind
from tests.scripted import GRANT, REFUSAL, Script, http, scripted
from tests.sessions import client_at
from tests.test_session import BROKEN, UNAVAILABLE, is_good

SMALL = Budget("small", 20, 20, 200, 10, "tests")
ROW = "REQ-ROBUST"
ROWS = (ROW, "REQ-GRANT-TYPE", "M2M-SCOPE", "M2M-SCOPE-WHOLE", "CA-EXP")
SCOPES: tuple[Recipe, ...] = tuple((("parameter.set", "scope", "a", count, False),) for count in range(1, 13))
OWNED: Recipe = (("parameter.set", "grant_type", "b", 2, False),)


def strict(_: int, request: bytes) -> bytes:
    return GRANT if is_good(request) else REFUSAL


def answering(answer: bytes | None, letters: bytes, times: int = 1000) -> Script:
    """Strict, but for requests that hold these letters, the first so many times."""
    left = times

    def script(number: int, request: bytes) -> bytes | None:
        nonlocal left
        if letters in request and left > 0:
            left -= 1
            return answer
        return strict(number, request)

    return script


def sends(client: Client, recipes: Collection[Recipe] = SCOPES, plan: Plan | None = None) -> None:
    generator = Generator(client, plan or Plan(SMALL, seed=1), ROW, ROWS)
    generator.is_refused(lambda _: Source(sampled_from(sorted(recipes))), "no 5xx", crash)


def test_what_is_refused_holds_and_the_reach_is_told() -> None:
    with scripted(strict) as server:
        client = client_at(server.url)
        sends(client)
    assert client.notes == ["12 generated inputs: status 400 (12); budget small, seed 1"]
    assert client.sent == "12 generated inputs"
    assert len([one for one in client.exchanges if one.purpose == JUDGED]) == KEPT


def test_a_crash_is_shown_between_its_controls_and_can_be_repeated() -> None:
    with scripted(answering(BROKEN, b"scope=aaaa&")) as server:
        client = client_at(server.url)
        with pytest.raises(Violated) as finding:
            sends(client)
        assert finding.value.actual == "neither granted nor refused: status 500"
        assert [one.answer and one.answer.status for one in client.exchanges] == [200, 500, 200]
        (name,) = client.findings
        assert named(name) == Named(ROW, SCOPES[3])
        again = client_at(server.url)
        with pytest.raises(Violated):
            sends(again, plan=Plan(SMALL, only=named(name)))
        assert again.findings == [name]
    with scripted(strict) as mended:
        sends(after := client_at(mended.url), plan=Plan(SMALL, only=named(name)))
    assert after.notes == ["the finding was sent again and is mended: 1 generated input: status 400 (1)"]


def test_a_finding_is_made_small_on_demand_alone() -> None:
    large: Recipe = (*SCOPES[3], ("parameter.add", "x-note", "q", 7))
    with scripted(answering(BROKEN, b"scope=aaaa&")) as server:
        for shrinking, expected in ((0, large), (30, SCOPES[3])):
            client = client_at(server.url)
            with pytest.raises(Violated):
                sends(client, (large,), Plan(SMALL, shrinking=shrinking))
            assert [named(one).recipe for one in client.findings] == [expected]
            assert [one.answer and one.answer.status for one in client.exchanges][1:] == [500, 200]


def test_findings_of_an_earlier_run_are_sent_first() -> None:
    with scripted(strict) as server:
        sends(client_at(server.url), SCOPES[:4], Plan(SMALL, kept={ROW: (SCOPES[11],)}))
        changed = [request for request in server.requests if b"scope=aa" in request]
    assert b"scope=aaaaaaaaaaaa&" in changed[0]


def test_a_grant_that_one_other_row_judges_is_booked_there() -> None:
    with scripted(answering(GRANT, b"grant_type=bb&")) as server:
        client = client_at(server.url)
        with pytest.raises(Elsewhere) as found:
            sends(client, (OWNED, *SCOPES))
    assert found.value.elsewhere == (
        ("REQ-GRANT-TYPE", f"{GRANTED}, which REQ-GRANT-TYPE forbids", "grant_type = 'bb'"),
    )
    assert client.findings


def test_a_hiccup_is_no_finding_and_one_that_repeats_is() -> None:
    with scripted(answering(None, b"scope=aaaa&", times=1)) as server:
        client = client_at(server.url)
        sends(client)
        assert client.session.hiccups == 1
    with scripted(answering(UNAVAILABLE, b"scope=aaaa&")) as server, pytest.raises(Violated, match="503"):
        sends(client_at(server.url))


@pytest.mark.parametrize("times", [1, 9])
def test_an_answer_that_is_late_once_is_no_finding_and_one_that_is_late_again_is(times: int) -> None:
    late = 0

    def slow(number: int, request: bytes) -> bytes:
        nonlocal late
        if b"scope=aaaa&" in request and late < times:
            late += 1
            time.sleep(3)
        return strict(number, request)

    with scripted(slow) as server:
        client = client_at(server.url, timeout=1.5)
        with pytest.raises(Violated, match="no answer came in time") if times > 1 else contextlib.nullcontext():
            sends(client)
        assert client.session.hiccups


def test_an_endpoint_that_dies_of_an_input_is_not_testable() -> None:
    died = False

    def dying(number: int, request: bytes) -> bytes | None:
        nonlocal died
        died = died or b"scope=aaaa&" in request
        return None if died else strict(number, request)

    with scripted(dying) as server, pytest.raises(NotTestable, match="away or busy"):
        sends(client_at(server.url))


def test_a_control_that_is_refused_later_leaves_the_check_untested() -> None:
    def locking(number: int, request: bytes) -> bytes:
        return REFUSAL if number > 8 else strict(number, request)

    with scripted(locking) as server, pytest.raises(NotTestable, match="the unchanged request was refused"):
        sends(client_at(server.url))


def test_a_finding_stays_where_the_endpoint_goes_away_later() -> None:
    def going(number: int, request: bytes) -> bytes | None:
        if number > 25:
            return None
        return BROKEN if b"scope=aaaa&" in request else strict(number, request)

    many: tuple[Recipe, ...] = tuple((("parameter.set", "scope", "b", count, False),) for count in range(1, 60))
    with scripted(going) as server, pytest.raises(Violated, match="500"):
        sends(client_at(server.url), many, Plan(SMALL, kept={ROW: (SCOPES[3],)}))


def test_the_requests_of_the_budget_are_kept() -> None:
    tight = Budget("tight", 20, 20, 6, 10, "tests")
    with scripted(strict) as server:
        client = client_at(server.url)
        sends(client, plan=Plan(tight))
        assert len(server.requests) <= 3 + 6 + 1
    assert client.notes[0] == "the requests of the budget were used up before its inputs"


def test_nothing_is_sent_without_a_budget() -> None:
    with scripted(strict) as server:
        with pytest.raises(NotApplicable, match="no generated input"):
            sends(client_at(server.url), plan=Plan(Budget("none", 0, 0, 0, 0, "tests")))
        assert not server.requests


@pytest.mark.parametrize("is_found", [False, True])
def test_ctrl_c_leaves_what_was_judged(is_found: bool) -> None:
    judged: list[Recipe] = []

    def interrupting(recipe: Recipe, *_: object) -> str | None:
        judged.append(recipe)
        if len(judged) == 5:
            raise KeyboardInterrupt
        return "a slip" if is_found else None

    with scripted(strict) as server:
        client = client_at(server.url)
        generator = Generator(client, Plan(SMALL, shrinking=10), ROW, ROWS)
        outcome = Violated if is_found else NotTestable
        with pytest.raises(outcome, match="a slip" if is_found else "interrupted after 4 generated inputs"):
            generator.is_refused(lambda _: Source(sampled_from(SCOPES)), "nothing", interrupting)
    assert client.interrupted


def test_what_is_harmless_has_to_be_granted() -> None:
    harmless: Recipe = (("parameter.add", "x-note", "q", 7),)
    with scripted(answering(http(403, b'{"error": "invalid_request"}'), b"qqqqqqq")) as server:
        generator = Generator(client_at(server.url), Plan(SMALL), "REQ-UNKNOWN", (*ROWS, "REQ-UNKNOWN"))
        with pytest.raises(Violated, match="refused: status 403"):
            generator.is_granted(lambda *_: Source(sampled_from([harmless])))


def test_an_answer_that_is_right_for_the_request_is_no_crash() -> None:
    with scripted(answering(http(405, b""), b"scope=a&")) as server:
        sends(client_at(server.url))
    with scripted(answering(http(302, b""), b"scope=a&")) as server:
        sends(client_at(server.url))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CA-FUZZ",
        "CA-FUZZ.",
        ".eNqLjlZKLC5OLSrJzM_TK0otSE0sUdJRUIopNQACIMsgNhYA2TkK2Q",
        "CA-FUZZ.eNqLjlZK",
        "x.!!",
        "é.ü",
    ],
)
def test_what_names_no_finding_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="names no finding"):
        named(text)


def test_a_name_is_one_word_for_a_shell_and_holds_the_recipe() -> None:
    for recipe in (OWNED, *SCOPES):
        name = Named(ROW, recipe).name
        assert named(name) == Named(ROW, recipe)
        assert name.replace(".", "").replace("-", "").replace("_", "").isalnum()


def test_a_kind_of_answer_is_kept_a_few_times_alone() -> None:
    many: tuple[Recipe, ...] = tuple((("parameter.set", "scope", "b", count, False),) for count in range(1, 200))
    with scripted(strict) as server:
        client = client_at(server.url)
        sends(client, many, Plan(Budget("larger", 150, 1, 1000, 1, "tests")))
    assert len(client.session.endpoint.log) < 12
    assert client.session.kind(client.exchanges[-1]) in (Kind.REFUSED, Kind.GRANTED)
