"""What is done to codes and redirect URIs."""

import pytest

from conformance.code_changes import altered, like, other_case


@pytest.mark.parametrize("code", ["abcDEF123-_", "1234567890", "a", "x.y.z"])
def test_an_invented_code_looks_like_the_real_one(code: str) -> None:
    made = like(code)
    assert made != code
    assert [(one.isdigit(), one.islower(), one.isupper()) for one in made] == [
        (one.isdigit(), one.islower(), one.isupper()) for one in code
    ]


@pytest.mark.parametrize("code", ["abcDEF123-_", "1234567890", "ab--_--yz", "a"])
def test_one_character_is_altered(code: str) -> None:
    made = altered(code)
    assert len(made) == len(code)
    assert sum(one != other for one, other in zip(code, made, strict=True)) == 1


def test_a_code_without_letters_and_digits_stays() -> None:
    assert altered("-_-") == "-_-"
    assert altered("") == ""


@pytest.mark.parametrize(
    "address, written",
    [
        ("https://client.example/Return", "https://client.example/rETURN"),
        ("https://client.example/a?b=c", "https://client.example/A?B=C"),
        ("https://client.example", "HTTPS://CLIENT.EXAMPLE"),
        ("https://client.example/", "HTTPS://CLIENT.EXAMPLE/"),
    ],
)
def test_other_letter_case(address: str, written: str) -> None:
    assert other_case(address) == written
