"""Nothing of a request is in a recipe, its words, its file or a note; and no generated input spoils a known secret."""

import base64
import re
import traceback

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from conformance.credentials import UNKNOWN
from conformance.fuzz.applying import change_of
from conformance.fuzz.recipe import described, expected, step_of, written
from conformance.fuzz.steps import Expected, Recipe
from conformance.reference.setting_up import APP, SECRETS
from conformance.request import TokenRequest
from tests.fuzz_samples import CODE, SUBJECTS, VERIFIER, drawn, flow_of, source

LONGEST_WORD = 16
"""Characters that a recipe itself may put in a segment's place; a secret is longer."""


def secrets_of(request: TokenRequest) -> set[str]:
    found = {CODE, VERIFIER, SECRETS[APP]}
    if request.assertion is not None:
        found |= set(request.assertion.compact.split("."))
    return found


@pytest.mark.parametrize("profile, subject", SUBJECTS)
def test_no_text_of_a_recipe_holds_a_secret(profile: str, subject: str) -> None:
    flow = flow_of(profile)
    for recipe in drawn(profile, subject):
        request = change_of(recipe)(flow.good())
        steps = [step_of(edit) for edit in recipe]
        texts = (repr(recipe), described(recipe), written(recipe), repr(steps), repr(request))
        assert not [one for one in secrets_of(request) for text in texts if len(one) > LONGEST_WORD and one in text]
        assert described(recipe).isascii()
        assert len(described(recipe)) < 600


def test_what_hypothesis_notes_holds_no_secret() -> None:
    flow = flow_of("h2m")
    seen: list[str] = []

    @seeded(1)
    @settings(
        max_examples=20,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(source("h2m", "request").drawn)
    def test(recipe: Recipe) -> None:
        request = change_of(recipe)(flow.good())
        seen.extend(secrets_of(request))
        raise AssertionError(f"{request} {described(recipe)}")

    with pytest.raises(AssertionError) as raised:
        test()
    text = "".join(traceback.format_exception(raised.value)) + repr(getattr(raised.value, "__notes__", ()))
    assert "recipe=" in text
    assert not [one for one in seen if len(one) > 8 and one in text]


def credentials_of(request: TokenRequest) -> list[bytes]:
    fields = [value.partition(" ")[2] for name, value in request.headers if name == "Authorization"]
    letters = [re.sub(r"[^A-Za-z0-9+/]", "", one) for one in fields]
    return [base64.b64decode(one[: len(one) // 4 * 4]) for one in letters if len(one) > 3]


def test_basic_credentials_are_right_or_nobodys() -> None:
    flow = flow_of("basic")
    right = credentials_of(flow.good())
    spoiled = 0
    for recipe in drawn("basic", "request"):
        request = change_of(recipe)(flow.good())
        found = credentials_of(request)
        spoiled += found != right
        assert found == right or not [one for one in found if one.startswith(APP.encode())], described(recipe)
    assert spoiled > 20


def test_a_secret_in_a_body_is_right_or_of_somebody_unknown() -> None:
    flow = flow_of("ciam")
    right = {pair for pair in flow.good().parameters if pair[0] != "grant_type"}
    spoiled = 0
    for recipe in drawn("ciam", "request"):
        request = change_of(recipe)(flow.good())
        is_safe = all(_spares_secret(edit) for edit in recipe)
        assert is_safe or SECRETS[APP].encode() not in (request.wire_body or b""), described(recipe)
        assert is_safe or ("client_id", UNKNOWN) in request.parameters
        assert not is_safe or right <= set(request.parameters)
        spoiled += not is_safe
    assert spoiled > 100


def _spares_secret(edit: tuple[object, ...]) -> bool:
    """By the names alone: what leaves every byte of both members as it was, or is as good as it was."""
    if expected((edit,)) is Expected.GRANTED:
        return True
    is_apart = str(edit[0]).startswith("member.") and edit[2] not in ("client_id", "client_secret")
    return (is_apart and step_of(edit).place != ("body",)) or step_of(edit).place == ("body", "*outside")
