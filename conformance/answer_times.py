"""What an answer's header says about time: the endpoint's clock, and how long it asks to wait."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from conformance.exchange import Exchange

LONGEST_PAUSE = 5.0
"""Seconds that are waited at most where an endpoint asks for a pause."""


def ahead_of(exchange: Exchange) -> float | None:
    """Seconds by which the endpoint's Date is ahead of the middle of the exchange; None without a readable Date."""
    values = exchange.answer.values("Date") if exchange.answer else []
    try:
        told = _in_utc(parsedate_to_datetime(values[0])).timestamp() if values else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # Date tells whole seconds: on average it lies half a second back
    return None if told is None else told + 0.5 - (exchange.started + exchange.seconds / 2)


def _in_utc(moment: datetime) -> datetime:
    """Read a date that names no zone, or -0000, as what RFC 9110 (section 5.6.7) makes of every date: UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def retry_after(exchange: Exchange) -> float:
    """Seconds that the endpoint asks to wait, within reason; 0 when it does not."""
    values = exchange.answer.values("Retry-After") if exchange.answer else []
    is_number = bool(values) and values[0].isascii() and values[0].isdigit()
    return min(float(values[0]), LONGEST_PAUSE) if is_number else 0.0
