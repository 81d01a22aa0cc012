"""Sends the same generated input to many endpoints in this process: drawn, made and signed once, judged by each.

It is judged as a run judges it, by the check of the suites and by what the session knows of its endpoint. What is left
out is the wire, the controls between inputs, and what else a run does to bear a bad line.
"""

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unittest import mock

from conformance.catalogue import load_catalogue
from conformance.client import JUDGED, Client
from conformance.clock import MovedClock
from conformance.exchange import Exchange
from conformance.fuzz.applying import change_of
from conformance.fuzz.plan import Plan
from conformance.fuzz.recipe import described
from conformance.fuzz.searching import Reach, Seen, search
from conformance.fuzz.steps import Recipe
from conformance.generating import Generator, Inputs, not_granted
from conformance.guesses import is_guess
from conformance.input_sending import LARGEST, Trouble
from conformance.reference import decoding, id_tokens, signatures
from conformance.reference.design import Design
from conformance.request import TokenRequest, is_unchanged
from conformance.verdict import Kind
from conformance.waiting import DEAD
from tests import remembered
from tests.fuzz_samples import START
from tests.in_process import Codes, client_of

RightDesign = tuple[str, Design, Sequence[str]]
"""The name of an endpoint that is right, what it is, and the rows that it does not follow, though it may."""
_ATTEMPTS = 4
"""Requests for one input at an endpoint that throttles now and then."""


@dataclass
class Overheard:
    """Stands in the place of a check's generator, and keeps what it would send and how it judges."""

    generator: Generator
    inputs: list[Inputs] = field(default_factory=list)
    wrong: list[Trouble] = field(default_factory=list)

    @property
    def client(self) -> Client:
        return self.generator.client

    def is_refused(self, inputs: Inputs, _: str, trouble: Trouble) -> None:
        self.inputs.append(inputs)
        self.wrong.append(self.generator.judging_odd(trouble))

    def is_granted(self, inputs: Inputs) -> None:
        self.inputs.append(self.generator.own_of(inputs))
        self.wrong.append(not_granted)


@dataclass
class Right:
    """An endpoint that is right. rows: those that it does not follow, though it may."""

    name: str
    design: Design
    rows: Sequence[str]
    client: Client
    wrong: dict[str, Trouble] = field(default_factory=dict)

    @property
    def kin(self) -> tuple[Any, ...]:
        """What a good request depends on: endpoints that agree in it are sent the same."""
        session, provider = self.client.session, self.design.provider
        return session.grant_type, session.ahead, provider and provider.make_code

    def meets(self, good: TokenRequest, changed: TokenRequest) -> tuple[Exchange, Kind]:
        session = self.client.session
        if isinstance(session.codes, Codes) and good.material.code is not None:
            session.codes.forget()
            session.codes.give(good.material.code.value, good.material)
        answer, failure, detail = session.endpoint._answered(changed, 10.0)
        exchange = Exchange(0, JUDGED, changed, answer, failure, detail, 0.0, 0.0, good)
        return exchange, session.kind(exchange)


def rights(designs: Iterable[RightDesign]) -> list[Right]:
    """Set every endpoint up, and let its session become acquainted with it; all live by one clock."""
    clock = MovedClock(START)
    found = [Right(name, design, rows, client_of(design, clock)) for name, design, rows in designs]
    for one in found:
        one.client.session.control("opening control")
    return found


class Asking:
    """Sends every recipe to each endpoint, and keeps what they were accused of, each thing once."""

    def __init__(self, requirement: str, asked: Sequence[Right]) -> None:
        self.requirement, self.asked = requirement, asked
        self.accused: dict[tuple[str, str], str] = {}

    def __call__(self, recipe: Recipe) -> Seen:
        made: dict[tuple[Any, ...], tuple[TokenRequest, TokenRequest] | None] = {}
        for one in self.asked:
            kin = one.kin
            if kin not in made:
                made[kin] = self._made(one, recipe)
            pair = made[kin]
            if pair is not None and (trouble := self._trouble(one, recipe, pair)):
                self.accused.setdefault((one.name, trouble), described(recipe))
        remembered.forget()
        return Seen("sent")

    def _made(self, one: Right, recipe: Recipe) -> tuple[TokenRequest, TokenRequest] | None:
        good = one.client.session.good()
        changed = change_of(recipe)(good)
        is_left_out = is_unchanged(good, changed) or changed.is_larger_than(LARGEST) or is_guess(changed)
        return None if is_left_out else (good, changed)

    def _trouble(self, one: Right, recipe: Recipe, pair: tuple[TokenRequest, TokenRequest] | None) -> str | None:
        for _ in range(_ATTEMPTS):
            if pair is None:
                return None
            exchange, kind = one.meets(*pair)
            if kind is not Kind.HICCUP and exchange.failure not in DEAD:
                return one.wrong[self.requirement](recipe, exchange, kind)
            pair = self._made(one, recipe)
        return "a hiccup each time"


@contextmanager
def reading_once() -> Iterator[None]:
    """Let endpoints that are asked the same one after another unescape and verify it once.

    Nobody verifies an id_token here, so none is signed.
    """
    with (
        mock.patch.object(id_tokens, "_signature", return_value=bytes(256)),
        mock.patch.object(decoding, "_octets", lru_cache(64)(decoding._octets)),
        mock.patch.object(decoding, "is_strict_form", lru_cache(64)(decoding.is_strict_form)),
        mock.patch.object(signatures, "is_signed_by", remembered.is_signed_by),
    ):
        yield


def asked_together(
    requirement: str, check: tuple[str, str], inputs: Inputs, endpoints: Sequence[Right], plans: Sequence[Plan]
) -> Asking:
    """Send what one check generates by these plans to all endpoints that follow its row.

    check: its module in the suites, and its name there.
    """
    asked = [one for one in endpoints if requirement not in one.rows]
    rows = [row.id for row in load_catalogue().values() if asked[0].design.profile in row.profiles]
    for one in asked:
        heard = Overheard(Generator(one.client, plans[0], requirement, rows))
        getattr(importlib.import_module(f"suites.{check[0]}"), check[1])(heard, inputs)
        (one.wrong[requirement],) = heard.wrong
    asking = Asking(requirement, asked)
    with reading_once():
        _search(asking, heard, plans)
    return asking


def _search(asking: Asking, heard: Overheard, plans: Sequence[Plan]) -> None:
    for plan in plans:
        source = heard.inputs[0](heard.client.target.profile)
        number = plan.budget.harmless if heard.wrong[0] is not_granted else plan.budget.malformed
        first = plan.first(asking.requirement, source.walked)
        search(source.drawn, plan.seed_of(asking.requirement), number, asking, Reach(), first=first)
