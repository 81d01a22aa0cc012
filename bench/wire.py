"""What went over the wire in a run, as data that another process can send again."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from conformance.assertion import Assertion
from conformance.exchange import Exchange

_SHORTEST_RSA = 300
"""Characters of the shortest text that is the base64url of an RSA signature; a MAC is far below."""


@dataclass(frozen=True)
class Sent:
    """One request as it went out, and whether a signature was made for it."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str | None
    """In base64."""
    signed: bool
    status: int | None
    """What was answered."""

    @property
    def content(self) -> bytes | None:
        """The bytes of the body."""
        return None if self.body is None else base64.b64decode(self.body)


def sent_in(log: Iterable[Exchange]) -> Iterator[Sent]:
    """Write down every exchange of a run; a request that was sent again was signed once."""
    known: set[int] = set()
    for exchange in log:
        request = exchange.request
        body = None if request.wire_body is None else base64.b64encode(request.wire_body).decode()
        signed = _is_signed(request.assertion) and id(request.assertion) not in known
        known.add(id(request.assertion))
        status = exchange.answer.status if exchange.answer else None
        yield Sent(request.method, request.wire_url, request.headers, body, signed, status)


def _is_signed(assertion: Assertion | None) -> bool:
    return (
        assertion is not None
        and "signed" in vars(assertion)
        and len(assertion.signed.rpartition(".")[2]) > _SHORTEST_RSA
    )


def write(path: Path, sent: Iterable[Sent]) -> None:
    """Keep requests in a file."""
    path.write_text(json.dumps([asdict(one) for one in sent]))


def read(path: Path) -> tuple[Sent, ...]:
    """Give the requests of a file."""
    return tuple(
        Sent(**one | {"headers": tuple((a, b) for a, b in one["headers"])}) for one in json.loads(path.read_text())
    )
