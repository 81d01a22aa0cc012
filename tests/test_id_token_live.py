"""An id_token in a run: what is not known is not testable there, and notes reach the report."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.client import Client
from conformance.id_token import read_id_token
from conformance.id_token_dates import AS_STRING, MISLEADING
from conformance.id_token_live import LiveIdToken, expectations_of
from conformance.identity import load_certificates
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.places import certificates
from conformance.target import Party, Server, SignIn, Target
from tests.id_token_samples import CLIENT, LOW, NOW, PROVIDER, Change, both, claims, good, header, known


def live(*changes: Change) -> LiveIdToken:
    sample = both(*changes)(good())
    return LiveIdToken(read_id_token(sample.text), sample.known, cast("Client", Noted()))


class Noted:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)


def test_what_a_run_does_not_know_is_not_testable() -> None:
    with pytest.raises(NotTestable, match="the nonce of the authorise request is not known"):
        live(known(nonce=None)).judge("ID-NONCE")


def test_what_is_not_there_is_not_applicable() -> None:
    for row, change in (("ID-AZP", both()), ("ID-ACR-REQUESTED", known(acr=""))):
        with pytest.raises(NotApplicable):
            live(change).judge(row)


@pytest.mark.parametrize("row, change, note", [
    ("ID-AUTH-TIME", claims(auth_time=str(NOW - 120)), AS_STRING),
    ("ID-TYP", header(typ="jwt"), "A19"),
])  # fmt: skip
def test_a_note_of_a_row_that_holds_is_told(row: str, change: Change, note: str) -> None:
    token = live(change)
    token.judge(row)
    assert note in token.client.notes[0]


def test_a_note_of_an_undecided_row_is_told() -> None:
    token = live(claims(auth_time=str(NOW - 120)), known(login=None))
    with pytest.raises(NotTestable):
        token.judge("ID-AUTH-TIME")
    assert token.client.notes == [AS_STRING]


def test_a_violation_is_told_with_its_notes() -> None:
    token = live(claims(iat=str(NOW)))
    with pytest.raises(Violated):
        token.judge("ID-DATES")
    assert token.client.notes == [MISLEADING]


def _target(**changes: Any) -> Target:
    server = Server(PROVIDER, certificates() / "roots.pem")
    sign_in = SignIn("https://idp.example/authorize", acr=LOW)
    target = Target("idp", "h2m", "https://idp.example/token", Party(CLIENT), server=server, sign_in=sign_in)
    return replace(target, **changes)


def _known(target: Target) -> Any:
    material = SimpleNamespace(target=target, ahead=2.0)
    exchange = SimpleNamespace(started=float(NOW), seconds=0.5, request=SimpleNamespace(material=material))
    return expectations_of(target, cast("Any", exchange), nonce="n", login=1.0, others=())


def test_a_target_file_and_an_exchange_tell_what_to_expect() -> None:
    found = _known(_target(skew=4))
    assert (found.at, found.arrived) == (NOW + 2.5, NOW + 2.5)
    assert (found.signer, found.audience, found.skew) == (PROVIDER, CLIENT, 4)
    assert (found.nonce, found.login, found.others, found.acr) == ("n", 1.0, (), LOW)
    assert found.roots == load_certificates((certificates() / "roots.pem").read_bytes())


def test_a_level_that_was_not_asked_for_is_known_not_to_be() -> None:
    assert _known(_target(sign_in=SignIn("https://idp.example/authorize"))).acr == ""
