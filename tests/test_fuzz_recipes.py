"""What a recipe says of itself holds: two readers of another make and the strict endpoint agree about each one."""

import pytest

from conformance.catalogue import load_catalogue
from conformance.fuzz.applying import change_of
from conformance.fuzz.kinds import KINDS
from conformance.fuzz.recipe import breaks, compatible, described, expected, is_harmless, owners, read, step_of, written
from conformance.fuzz.steps import Expected, is_apart
from conformance.fuzz.texts import TOKENS
from conformance.request import is_unchanged
from tests.fuzz_samples import SUBJECTS, Flow, drawn, flow_of
from tests.fuzz_strict import wrong_with
from tests.strict_json import WrongError, object_of

SMALL = 120


@pytest.fixture(params=SUBJECTS, ids="-".join)
def flow_and_subject(request: pytest.FixtureRequest) -> tuple[Flow, str]:
    profile, subject = request.param
    return flow_of(profile), subject


@pytest.mark.parametrize("profile", ["m2m", "h2m", "ciam", "basic"])
def test_the_readers_take_the_good_request(profile: str) -> None:
    flow = flow_of(profile)
    assert wrong_with(flow.good(), flow.right(), is_lenient=False) is None
    assert wrong_with(flow.good(), flow.right(), is_lenient=True) is None
    assert flow.status_of(flow.good()) == (400 if profile == "h2m" else 200), "no code was ever given at h2m"


def test_what_breaks_a_request_leaves_nobody_a_right_one(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    recipes = [one for one in drawn(flow.profile, subject) if breaks(one)]
    assert len(recipes) > SMALL // 2
    made = {described(one): change_of(one)(flow.good()) for one in recipes}
    assert not [words for words, request in made.items() if not wrong_with(request, flow.right(), is_lenient=True)]
    assert not [words for words, request in made.items() if not 400 <= flow.status_of(request) < 500]


@pytest.mark.parametrize("part", ["header", "claims", "body"])
def test_what_may_not_stand_between_two_tokens_is_wrong_at_each_of_them(part: str) -> None:
    text = b'{"typ": "JWT", "x5c": ["a", 1]}'
    made = {(place, token): step_of(("text.token", part, place, token)) for token in TOKENS for place in range(30)}
    assert not [at for at, step in made.items() if not _is_wrong(step.apply(text))]


def _is_wrong(text: bytes) -> bool:
    try:
        object_of(text, is_lenient=True)
    except WrongError:
        return True
    return False


def test_what_is_harmless_leaves_everybody_a_right_request(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    recipes = drawn(flow.profile, subject, harmless=True, examples=SMALL)
    assert len(recipes) == SMALL
    assert all(map(is_harmless, recipes))
    made = {described(one): change_of(one)(flow.good()) for one in recipes}
    assert not [words for words, request in made.items() if wrong_with(request, flow.right(), is_lenient=False)]
    if flow.profile != "h2m":
        assert not [words for words, request in made.items() if flow.status_of(request) != 200]


def test_no_input_crashes_the_strict_endpoint(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    open_ones = [one for one in drawn(flow.profile, subject) if expected(one) is Expected.EITHER]
    assert len(open_ones) > SMALL // 4
    assert {flow.status_of(change_of(one)(flow.good())) for one in open_ones} <= {200, 400, 401, 405, 413, 414, 431}


def test_every_kind_of_edit_is_drawn() -> None:
    recipes = [one for pair in SUBJECTS for harmless in (False, True) for one in drawn(*pair, harmless)]
    # those of segments are many, and each of them is drawn seldom
    recipes += drawn("m2m", "assertion", examples=1500)
    found = {edit[0] for one in recipes for edit in one}
    assert found == set(KINDS)


def test_a_recipe_changes_the_request(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    recipes = drawn(flow.profile, subject)
    unchanged = [described(one) for one in recipes if is_unchanged(good := flow.good(), change_of(one)(good))]
    assert len(unchanged) <= len(recipes) * 0.02, unchanged


def test_the_edits_of_a_recipe_lie_apart(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    for recipe in drawn(flow.profile, subject):
        assert 1 <= len(recipe) <= 3
        assert compatible(recipe) == recipe
        places = [step_of(edit).place for edit in recipe]
        assert all(is_apart(one, other) for at, one in enumerate(places) for other in places[:at])


def test_a_recipe_survives_its_file(flow_and_subject: tuple[Flow, str]) -> None:
    flow, subject = flow_and_subject
    for recipe in drawn(flow.profile, subject):
        text = written(recipe)
        assert text.isascii()
        assert read(text) == recipe
        assert len(text) < 1500


@pytest.mark.parametrize("text", ["1", "[1]", "[[]]", '[["no.such"]]', '[["text.cut"]]', '[["text.cut","nowhere",1]]'])
def test_what_is_no_recipe_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"no edit|a recipe is"):
        read(text)


def test_the_rows_of_a_recipe_are_in_the_catalogue() -> None:
    recipes = (one for pair in SUBJECTS for harmless in (False, True) for one in drawn(*pair, harmless))
    named = {row for one in recipes for edit in one for row in step_of(edit).rows}
    assert len(named) > 30
    assert named <= set(load_catalogue())


def test_a_grant_is_another_rows_matter_where_every_edit_is() -> None:
    audience, trailing = ("member.set", "claims", "aud", ("text", "a", 3)), ("text.add", "claims", "x", 1, False)
    assert owners((audience,)) == {"CA-AUD", "CA-AUD-SINGLE", "CA-AUD-STRING"}
    assert owners((trailing,)) == frozenset()
    assert owners((audience, ("segment.flip", 2, 40, 0))) >= {"CA-AUD", "CA-SIGNATURE"}
    assert owners((("member.order", "claims", 3),)) == {"CA-JSON-FORM"}
