"""Chapter CA: iat and exp are numbers, finite and positive ones, without a fraction (RFC 7519, section 2)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.changes import Change, claims, claims_text
from conformance.check import cases, requirement
from conformance.client import Client

WRONG: Mapping[str, Callable[[int], Any]] = {
    "string": str,
    "boolean": lambda _: True,
    "null": lambda _: None,
    "array": lambda good: [good],
    "nan": lambda _: float("nan"),
    "negative": lambda good: -good,
}
"""What stands in place of a right date, made of it: everything but the type and the sign is as it was."""
A_HALF = 0.5


def _becomes(name: str, make: Callable[[int], Any]) -> Change:
    return claims(**{name: lambda good: make(good[name])})


def _beyond_every_number(name: str) -> Change:
    """Write 1e400, which most parsers read as infinity."""
    return claims_text(lambda text: re.sub(rf'"{name}":\d+', f'"{name}":1e400', text))


def _later_by_a_half(*names: str) -> Change:
    return claims(**{name: lambda good, name=name: good[name] + A_HALF for name in names})


@requirement("CA-NUMERIC")
@cases(
    {f"{name}-{kind}": _becomes(name, make) for name in ("iat", "exp") for kind, make in WRONG.items()}
    | {f"{name}-1e400": _beyond_every_number(name) for name in ("iat", "exp")}
)
def test_a_date_that_is_no_sensible_number_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-NUMERIC-WHOLE")
@cases(
    iat_alone=_later_by_a_half("iat"),
    exp_alone=_later_by_a_half("exp"),
    iat_and_exp=_later_by_a_half("iat", "exp"),
)
def test_a_date_with_a_fraction_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
