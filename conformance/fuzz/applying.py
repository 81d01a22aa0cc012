"""Makes the change of a recipe: it is applied to a good request at the moment at which that is sent."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from typing import Any

from conformance.assertion import Assertion, edited, written
from conformance.changes import assertion
from conformance.credentials import of_unknown_client
from conformance.fuzz.bodies import joined
from conformance.fuzz.recipe import steps_of
from conformance.fuzz.steps import Expected, Members, Recipe, Stage, Step
from conformance.request import Change, TokenRequest, write_form, write_json

_SECRET_MEMBERS = ("client_id", "client_secret")


def change_of(recipe: Recipe) -> Change:
    """Make the change of a recipe; ValueError for one that cannot be understood.

    Where it might spoil a shared secret, the good request is first made one of a client that nobody has registered:
    a wrong secret under a right client id can lock that client out.
    """
    steps = steps_of(recipe)

    def change(request: TokenRequest) -> TokenRequest:
        if any(_touches_secret(step, request.is_json) for step in steps):
            request = of_unknown_client(request)
        if request.assertion is not None:
            request = assertion(lambda good, _: _in_assertion(good, steps))(request)
        return _in_head(_in_body(_in_form(request, steps), steps), steps)

    return change


def _touches_secret(step: Step, is_json: bool) -> bool:
    if step.place == ("credentials",):
        return True
    if not is_json or step.expected is Expected.GRANTED:
        return False
    inside = step.place[1] if step.place[0] == "body" and len(step.place) > 1 else None
    return inside is None or inside in _SECRET_MEMBERS


def _made(value: Any, steps: Iterable[Step], stage: Stage) -> Any:
    """Make the steps of one stage, one after another."""
    return reduce(lambda so_far, step: step.apply(so_far), (step for step in steps if step.stage is stage), value)


def _text(good: Any, steps: tuple[Step, ...], part: str, members: Callable[[], Members]) -> Any:
    """Edit one JSON object, first its members and then its text; without any edit it stays what it was."""
    own = [step for step in steps if step.place[0] == part]
    if not own:
        return good
    pairs = _made(members(), own, Stage.MEMBERS)
    text = written(good)
    if any(step.stage is Stage.MEMBERS for step in own):
        text = ("{" + ",".join(f"{name}:{value}" for name, value in pairs) + "}").encode("utf-8", "surrogatepass")
    return _made(text, own, Stage.TEXT)


def _in_assertion(good: Assertion, steps: tuple[Step, ...]) -> Assertion:
    header = _text(good.header, steps, "header", lambda: _members_of(good.header))
    claims = _text(good.claims, steps, "claims", lambda: _members_of(good.claims))
    made = replace(good, header=header, claims=claims)
    if any(step.stage is Stage.COMPACT for step in steps):
        made = edited(made, lambda text: str(_made(text, steps, Stage.COMPACT)))
    return made


def _members_of(part: Any) -> Members:
    return tuple((_compact(name), _compact(value)) for name, value in part.items())


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _in_form(request: TokenRequest, steps: tuple[Step, ...]) -> TokenRequest:
    if request.is_json:
        return request
    request = replace(request, parameters=_made(request.parameters, steps, Stage.PARAMETERS))
    if not any(step.stage is Stage.PAIRS for step in steps):
        return request
    pairs = tuple(tuple(write_form((pair,)).split("=", 1)) for pair in request.parameters)
    return replace(request, body=joined(_made(pairs, steps, Stage.PAIRS)))


def _in_body(request: TokenRequest, steps: tuple[Step, ...]) -> TokenRequest:
    if request.is_json and any(step.place[0] == "body" for step in steps):
        good = write_json(request.parameters).encode("utf-8", "surrogatepass")
        request = replace(request, body=_text(good, steps, "body", lambda: _pairs_of(request)))
    if any(step.stage is Stage.BODY for step in steps):
        request = replace(request, body=_made(request.wire_body or b"", steps, Stage.BODY))
    return request


def _pairs_of(request: TokenRequest) -> Members:
    """The members of a JSON body as their texts, written as the good request writes them."""
    return tuple(
        (json.dumps(name), write_json(((name, value),))[len(json.dumps(name)) + 2 : -1])
        for name, value in request.parameters
    )


def _in_head(request: TokenRequest, steps: tuple[Step, ...]) -> TokenRequest:
    made: TokenRequest = _made(request, steps, Stage.HEAD)
    return made
