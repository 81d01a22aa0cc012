"""An id_token that an endpoint has just issued, with all that a run knows about it, as the checks look at it."""

from dataclasses import dataclass

from conformance.client import Client
from conformance.exchange import Exchange
from conformance.id_token import IdToken
from conformance.id_token_facts import Expectations, Undecided
from conformance.id_token_rows import JUDGEMENTS
from conformance.identity import load_certificates
from conformance.outcome import NotTestable, Violated
from conformance.target import Target


@dataclass(frozen=True)
class LiveIdToken:
    """One id_token of a run; its judgements are those of `conformance inspect`."""

    token: IdToken
    known: Expectations
    client: Client

    def judge(self, row: str) -> None:
        """Judge one row of chapter ID; what a run does not know makes it not testable."""
        try:
            note = JUDGEMENTS[row](self.token, self.known)
        except Undecided as undecided:
            self._note(undecided.note)
            raise NotTestable(undecided.unknown) from None
        except Violated as violated:
            self._note(*violated.notes)
            raise
        self._note(note)

    def _note(self, *notes: str | None) -> None:
        for note in notes:
            if note:
                self.client.note(note)


def expectations_of(
    target: Target, exchange: Exchange, *, nonce: str | None, login: float | None, others: tuple[IdToken, ...]
) -> Expectations:
    """What a target file and the exchange of a code tell about an id_token.

    nonce: of the authorise request that led to the code; login: Unix time of the login that opened the session, by
    the endpoint's clock; others: id_tokens of other sign-ins.
    """
    arrived = exchange.started + exchange.seconds + exchange.request.material.ahead
    return Expectations(
        at=arrived,
        arrived=arrived,
        skew=target.skew,
        signer=target.server.id,
        audience=exchange.request.material.target.client.id,
        roots=load_certificates(target.server.roots.read_bytes()) if target.server.roots else (),
        nonce=nonce,
        acr=(target.sign_in.acr or "") if target.sign_in else None,
        login=login,
        others=others,
    )
