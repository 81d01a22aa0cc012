"""No run sends more wrong secrets than its target file allows, however many workers it has and whatever it meets."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from conformance import plugin
from conformance.changes import parameter, without
from conformance.clock import SystemClock
from conformance.credentials import basic, of_unknown_client, with_secret, with_secret_of_other_client
from conformance.guesses import Share, credentials_in, is_guess
from conformance.outcome import NotTestable
from conformance.profiles import PROFILES
from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, wrapped
from conformance.reference.design import Answer, Rule
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.refusals import invalid_request
from conformance.reference.setting_up import APP, OTHER_APP, SECRETS
from conformance.reference.world import World
from conformance.request import Change, Json, Material, TokenRequest
from conformance.target import Party, Target
from conformance.wrong_secrets import _apart, share_of
from tests.scripted import GRANT, REFUSAL, Scripted, http, scripted
from tests.small_runs import Ended, ended, lay_out
from tests.specimens import ASKED_FOR, QUIET, good, run, target_text

CHECKS = """
from conformance.check import cases, locks, requirement
from conformance.credentials import with_secret

@requirement("BASIC-SECRET")
@locks
@cases({f"number-{number}": with_secret(lambda good, number=number: f"{number}{good}") for number in range(5)})
def test_a_wrong_secret_is_refused(client, change):
    client.asks(change).is_refused()

@requirement("BASIC-CLIENT")
def test_a_check_that_is_not_marked(client):
    client.asks(with_secret(str.swapcase)).is_refused()
"""
RIGHT = basic(APP, SECRETS[APP]).encode()


def of_wrong_secret(request: bytes) -> bool:
    """Whether a request has the right id, and a secret that is not its own."""
    header = next((line for line in request.split(b"\r\n") if line.lower().startswith(b"authorization:")), b"")
    credentials = header.partition(b":")[2].strip()
    return base64.b64decode(credentials.partition(b" ")[2]).startswith(APP.encode()) and credentials != RIGHT


def refusing(_: int, request: bytes) -> bytes:
    """Grant what has the right secret and the right grant."""
    return GRANT if RIGHT in request and b"grant_type=client_credentials" in request else REFUSAL


def busy(number: int, request: bytes) -> bytes:
    """Say "not now" to every wrong secret."""
    return http(503, b"") if of_wrong_secret(request) else refusing(number, request)


def run_small(folder: Path, server: Scripted, limit: int, *arguments: str) -> Ended:
    command = lay_out(folder, server.url, checks=CHECKS)
    text = target_text(server.url, server.url, profile="basic") + f"wrong_secrets = {limit}\n"
    (folder / "target0.toml").write_text(text)
    return ended(folder, [*command, *arguments])


def sent_to(server: Scripted) -> int:
    return sum(of_wrong_secret(request) for request in server.requests)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two-workers"])
def test_what_is_over_the_limit_is_not_testable(tmp_path: Path, workers: tuple[str, ...]) -> None:
    with scripted(refusing) as server:
        found = run_small(tmp_path, server, 3, *workers)
    outcomes = [outcome for name, outcome in sorted(found.checks.items()) if "wrong_secret" in name]
    assert sent_to(server) == 3, found.said
    assert outcomes == ["holds"] * 3 + ["not-testable"] * 2
    assert "raise [limits] wrong_secrets in the target file, which is 3" in found.said


def test_a_check_that_is_not_marked_sends_no_wrong_secret(tmp_path: Path) -> None:
    with scripted(refusing) as server:
        found = run_small(tmp_path, server, 8, "-k", "not_marked")
    assert (sent_to(server), list(found.checks.values())) == (0, ["not-testable"])


@pytest.mark.parametrize("limit, sent", [(0, 0), (6, 6), (40, 15)])
def test_a_repeated_experiment_counts_each_time(tmp_path: Path, limit: int, sent: int) -> None:
    with scripted(busy) as server:
        run_small(tmp_path, server, limit, "-k", "wrong_secret")
    assert sent_to(server) == sent


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_a_whole_run_keeps_to_the_limit(profile: str) -> None:
    guessed = []

    def note(attempt: Attempt) -> bool:
        given = attempt.credentials
        if given and isinstance(given.client, str) and isinstance(given.secret, str) and given.secret:
            guessed.extend([given.client] * (given.secret != SECRETS.get(given.client)))
        return True

    noted = before("method-is-post", Rule("notes", note, invalid_request("")))
    assert run(noted(good(profile))).status == 0
    assert 5 <= guessed.count(APP) <= 8
    assert OTHER_APP not in guessed


# --- what is a guess --------------------------------------------------------------------------------------------------


def material_of(profile: str, written: str) -> Material:
    client, other = (Party(name, secret=SECRETS[name], credentials=written) for name in (APP, OTHER_APP))
    return Material(Target("here", profile, "http://127.0.0.1:9/", client, other_client=other), SystemClock(), None)


@pytest.fixture(params=["raw", "encoded"])
def requests(request: pytest.FixtureRequest) -> dict[str, TokenRequest]:
    return {profile: PROFILES[profile].good(material_of(profile, request.param)) for profile in ("ciam", "basic")}


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_what_a_request_brings_is_read_as_it_was_written(requests: dict[str, TokenRequest], profile: str) -> None:
    changed = with_secret(lambda _: "a:b%2F+c d/é")(requests[profile])
    assert list(credentials_in(changed)) == [(APP, "a:b%2F+c d/é")]


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_a_wrong_secret_that_is_lost_on_the_way_leaves_no_check_without_one(profile: str) -> None:
    lost: list[Message] = []

    def losing(_: World, message: Message, answer: Answer) -> Outgoing:
        if len(lost) < 2 and isinstance(message, Incoming) and _names_wrong_secret(message, profile):
            lost.append(message)
            return Outgoing(502, (), b"")
        return answer(message)

    found = run(
        wrapped(losing)(good(profile)),
        ["-k", "CIAM-SECRET or BASIC-SECRET or RES-NO-SECRET or ERR-STATUS or ERR-SAME-ANSWER"],
    )
    outcomes = {check.outcome for check in found.report.run.checks}
    assert len(lost) == 2
    assert outcomes <= {"holds", "not-applicable"}


def _names_wrong_secret(incoming: Incoming, profile: str) -> bool:
    if profile == "ciam":
        try:
            members = dict(json.loads(incoming.body))
        except (ValueError, TypeError, RecursionError):
            return False
        brought = (members.get("client_id"), members.get("client_secret"))
    else:
        header = incoming.header("Authorization") or ""
        text = base64.b64decode(header.partition(" ")[2] + "==").decode("utf-8", "replace")
        brought = (text.partition(":")[0], text.partition(":")[2])
    return brought[0] == APP and isinstance(brought[1], str) and brought[1] not in ("", SECRETS[APP])


def test_under_workers_every_check_has_a_part_of_its_own() -> None:
    for number, limit in ((8, 8), (8, 3), (5, 12)):
        shares = _apart([_ITEM] * number, limit)
        assert sum(share.left for share in shares) == limit
        assert len({id(share) for share in shares}) == number
        assert [share.left for share in shares] == sorted((share.left for share in shares), reverse=True)


_ITEM: Any = None
_GUESSES: dict[str, Change] = {"another": with_secret(str.swapcase), "of-the-other": with_secret_of_other_client}
_NO_GUESSES: dict[str, Change] = {
    "right": lambda request: request,
    "empty": with_secret(lambda _: ""),
    "unknown-client": of_unknown_client,
}


@pytest.mark.parametrize("profile", ["ciam", "basic"])
@pytest.mark.parametrize("name", [*_GUESSES, *_NO_GUESSES])
def test_a_wrong_secret_under_a_right_id_is_a_guess(requests: dict[str, TokenRequest], profile: str, name: str) -> None:
    assert is_guess((_GUESSES | _NO_GUESSES)[name](requests[profile])) is (name in _GUESSES)


@pytest.mark.parametrize("text", ["null", "1", '["x"]', '{"$ne": null}'])
def test_what_is_no_string_is_no_guess(requests: dict[str, TokenRequest], text: str) -> None:
    assert not is_guess(parameter("client_secret", Json(text))(requests["ciam"]))
    assert not is_guess(without("client_secret")(requests["ciam"]))


def test_a_share_is_spent_by_guesses_alone(requests: dict[str, TokenRequest]) -> None:
    share = Share(1, 8)
    for change in (of_unknown_client, with_secret(str.swapcase), of_unknown_client):
        share.spend(change(requests["basic"]))
    with pytest.raises(NotTestable, match=r"\[limits\] wrong_secrets in the target file, which is 8"):
        share.spend(with_secret(str.swapcase)(requests["basic"]))


# --- their place in a run ---------------------------------------------------------------------------------------------


class Order:
    """Notes in which order the checks of a run come, and the share of each."""

    def __init__(self) -> None:
        self.found: list[tuple[set[str], Share]] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.found = [({mark.name for mark in one.iter_markers()}, share_of(one)) for one in session.items]


@pytest.mark.parametrize("limit", [0, 3, 8, 20])
@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_checks_that_guess_come_late_and_share_the_limit(tmp_path: Path, profile: str, limit: int) -> None:
    file, order = tmp_path / "target.toml", Order()
    text = target_text("http://127.0.0.1:9/", "http://127.0.0.1:9/", profile=profile)
    file.write_text(f"{text}wrong_secrets = {limit}\n")
    suites = str(Path(__file__).parents[1] / "suites")
    pytest.main([suites, "--collect-only", *QUIET, *ASKED_FOR, "--target", str(file)], plugins=[plugin, order])
    late = [2 if "looks_back" in marks else int("locks" in marks) for marks, _ in order.found]
    assert late == sorted(late)
    shares = [share for marks, share in order.found if "locks" in marks]
    apart = list({id(share): share for share in shares}.values())
    assert len(shares) == len(apart) + 2, "three checks look at the answer to the plain wrong secret"
    assert sum(share.left for share in apart) + apart[0].spare.left == limit
    assert [share.left for share in apart] == [1] * min(limit, len(apart)) + [0] * (len(apart) - limit)
    assert not any(share.left or share.spare.left for marks, share in order.found if "locks" not in marks)
