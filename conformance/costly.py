"""Requests that cost the sender little and a careless receiver much: what they are made of, and how that is seen.

Each is bounded: ten megabytes are unpacked, and a count goes up only while the one before took less than a second.
"""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from conformance.assertion import Assertion, edited, written
from conformance.changes import Change, assertion, body, both, http_header
from conformance.client import Asked, Client, Sender
from conformance.exchange import Exchange
from conformance.malformed import spoiled_body
from conformance.outcome import Violated
from conformance.request import TokenRequest
from conformance.serialisations import encrypted_by_password
from conformance.verdict import Kind

UNPACKED = 10_000_000
"""Bytes that a bomb is unpacked to: more than any token request needs, less than any server has."""
FEW = 1_000
"""The least count that RFC 7518 recommends (section 4.8.1.2)."""
COUNTS = (100_000, 1_000_000, 4_000_000, 10_000_000)
"""Counts that are sent one after another: each takes the endpoint ten seconds at most, for the one before took none."""
LONG = 1.0
"""Seconds from which an answer took long."""
TIMES = 5
"""How many times as long as with few iterations it took at the least."""


# --- what has to be derived -----------------------------------------------------------------------------------------


def _by_password(count: int) -> Change:
    return assertion(lambda good, _: edited(good, lambda _: encrypted_by_password(good, count)))


@dataclass(frozen=True)
class _Climb:
    """What the last of several counts got, and the longest time that a low count took, in seconds."""

    count: int
    asked: Asked
    few: float

    @property
    def seconds(self) -> float:
        return self.asked.exchange.seconds

    def took(self, least: float) -> bool:
        """Tell whether it took so many seconds, and many times as long as a low count."""
        return self.seconds >= max(least, TIMES * self.few)


def is_refused_without_deriving(client: Client) -> None:
    """Hold where an encrypted assertion with a high count is refused as quickly as one with a low count.

    What took long is sent once more: one long answer may be the way's.
    """
    counts: Sequence[int] = COUNTS
    while counts:
        first = last = _climbed(client, counts)
        if not first.took(LONG):
            break
        last = _climbed(client, (first.count,))
        # what took a second may take a little less the next time
        if last.took(LONG / 2):
            raise _took_long_twice(first, last)
        counts = [count for count in counts if count > first.count]
    last.asked.is_refused()


def _took_long_twice(first: _Climb, last: _Climb) -> Violated:
    few = max(first.few, last.few)
    told = f"with a p2c of {first.count:,} after {first.seconds:.1f} s, and again after {last.seconds:.1f} s"
    expected = f"refused as quickly as with a p2c of {FEW:,}, which took {few:.2f} s at the most"
    return Violated(expected, f"{last.asked.actual}, {told}")


def _climbed(client: Client, counts: Sequence[int]) -> _Climb:
    """Send these counts until one takes long, between low ones: some endpoints slow down whoever fails often."""
    few: list[float] = []
    sent: list[int] = []

    def steps(send: Sender) -> Exchange:
        few.clear()
        for _ in range(2):
            compared = _compared(send, few)
            if client.session.kind(compared) is not Kind.REFUSED:
                return compared
        for count in counts:
            sent.append(count)
            exchange = send(_by_password(count))
            if exchange.answer is None or exchange.seconds >= LONG:
                break
        if exchange.answer is not None and exchange.seconds >= LONG:
            _compared(send, few)
        return exchange

    asked = client.tries(steps)
    return _Climb(sent[-1] if sent else FEW, asked, max(few, default=0.0))


def _compared(send: Sender, few: list[float]) -> Exchange:
    exchange = send(_by_password(FEW), purpose="request to compare with")
    few.append(exchange.seconds)
    return exchange


# --- what has to be unpacked ----------------------------------------------------------------------------------------


def _compressed(good: Assertion) -> Assertion:
    """Compress the claims, with one behind them that nobody knows and that is ten megabytes long (RFC 1951)."""
    head = written(good.claims).removesuffix(b"}") + b',"padding":"'
    return replace(good, header=good.header | {"zip": "DEF"}, claims=_deflated(head) + _filling() + _end(b'"}'))


def _deflated(text: bytes) -> bytes:
    """Deflate a beginning so that other pieces may follow."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


@cache
def _filling() -> bytes:
    return _deflated(b"a" * UNPACKED)


def _end(text: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


compressed_claims: Change = assertion(lambda good, _: _compressed(good))
"""Claims in a payload of ten kilobytes, compressed as RFC 7516 has it for encryption, and signed as they stand."""


@cache
def _packed(front: bytes, behind: bytes) -> bytes:
    return gzip.compress(front + b"a" * UNPACKED + behind, mtime=0)


def _packed_body(request: TokenRequest) -> bytes:
    return _packed(b'{"client_id":"', b'"}') if request.is_json else _packed(b"client_id=", b"")


compressed_body = replace(
    spoiled_body(_packed_body), change=both(body(_packed_body), http_header("Content-Encoding", "gzip"))
)
"""A body of ten kilobytes that says to be gzip, and that holds a client id of ten megabytes alone."""
