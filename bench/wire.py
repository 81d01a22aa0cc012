"""What went over the wire in a run, as data that another process can send again."""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from conformance.exchange import Exchange

_SHORTEST_RSA = 300
"""Characters of the shortest text that is the base64url of an RSA signature; a MAC is far below."""


@dataclass(frozen=True)
class Sent:
    """One request as it went out, and whether a signature was made for it."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    content: bytes | None
    """The bytes of the body."""
    signed: bool
    status: int | None
    """What was answered."""


class Log(list[Exchange]):
    """The log of an endpoint, beside which everything is noted that ever stood in it, without keeping exchanges."""

    def __init__(self, sent: list[Sent]) -> None:
        """Begin empty, and note in ``sent``."""
        super().__init__()
        self._sent = sent
        self._signatures: set[str] = set()

    def append(self, exchange: Exchange) -> None:
        """Keep one, and note it."""
        self._note(exchange)
        super().append(exchange)

    def extend(self, exchanges: Iterable[Exchange]) -> None:
        """Keep several, and note them."""
        for one in exchanges:
            self.append(one)

    def _note(self, exchange: Exchange) -> None:
        request = exchange.request
        status = exchange.answer.status if exchange.answer else None
        signed = self._is_signed_anew(exchange)
        self._sent.append(Sent(request.method, request.wire_url, request.headers, request.wire_body, signed, status))

    def _is_signed_anew(self, exchange: Exchange) -> bool:
        """Tell whether the assertion was signed for this request: one that is sent again was signed once."""
        assertion = exchange.request.assertion
        if assertion is None or "signed" not in vars(assertion):
            return False
        signature = assertion.signed.rpartition(".")[2]
        is_new = signature not in self._signatures
        self._signatures.add(signature)
        return is_new and len(signature) > _SHORTEST_RSA


def write(path: Path, sent: Iterable[Sent]) -> None:
    """Keep requests in a file, one a line."""
    with path.open("w") as file:
        for one in sent:
            content = None if one.content is None else base64.b64encode(one.content).decode()
            file.write(json.dumps(asdict(one) | {"content": content}) + "\n")


def read(path: Path) -> tuple[Sent, ...]:
    """Give the requests of a file."""
    with path.open() as file:
        return tuple(map(_read, file))


def _read(line: str) -> Sent:
    one = json.loads(line)
    content = None if one["content"] is None else base64.b64decode(one["content"])
    return Sent(**one | {"content": content, "headers": tuple((name, value) for name, value in one["headers"])})
