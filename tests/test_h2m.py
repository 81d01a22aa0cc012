"""Whole runs of the flow H2M beside those of the fault table: other ways to ask, and nobody who can sign in."""

import pytest

from conformance.reference.h2m import good_h2m
from tests import specimens
from tests.specimens import Found, run

A_FEW = ("-k", "h2m or test_redirect or test_request_object or test_human or test_granting")
OF_OBJECTS = {"AZ-REQUEST-SIGNED", "AZ-REQUEST-WINS", "AZ-REQUEST-ONCE"}


def run_with(monkeypatch: pytest.MonkeyPatch, replaced: dict[str, str], **design: object) -> Found:
    """Run some checks with a target file in which texts were replaced."""
    good = specimens.target_text

    def text(*arguments: object) -> str:
        written = good(*arguments)  # type: ignore[arg-type]
        for old, new in replaced.items():
            assert old in written
            written = written.replace(old, new)
        return written

    monkeypatch.setattr(specimens, "target_text", text)
    return run(good_h2m(consent=True, **design), A_FEW)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_plain_authorise_requests_have_no_request_object_to_judge(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    found = run_with(monkeypatch, {"[sign_in]\n": f'[sign_in]\nmethod = "{method}"\n'}, request="plain")
    outcomes = {check.requirement: check.outcome for check in found.report.run.checks}
    assert {row for row, outcome in outcomes.items() if outcome != "holds"} == OF_OBJECTS
    assert {outcomes[row] for row in OF_OBJECTS} == {"not-applicable"}
    assert not found.crashes


def test_without_pkce_nothing_is_said_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run_with(monkeypatch, {"pkce = true\n": ""})
    outcomes = {check.requirement: check.outcome for check in found.report.run.checks}
    assert {row for row, outcome in outcomes.items() if outcome != "holds"} == {"H2M-PKCE"}


def test_a_wrong_password_in_the_target_file_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run_with(monkeypatch, {'password = "correct-horse-17"': 'password = "wrong"'})
    assert {check.outcome for check in found.report.run.checks} == {"not-testable"}
    assert all("was not accepted" in str(check.reason) for check in found.report.run.checks)
    assert "sign-ins: 1 login, 0 codes" in found.report.run.targets[0].notes
    assert found.status == 10


@pytest.mark.parametrize(
    "replaced, words",
    [
        (
            {"pkce = true\n": 'pkce = true\nfields = { name = "user", password = "pin" }\n'},
            "name the fields of the right one",
        ),
        ({"/connect/authorize": "/connect/nowhere"}, "/connect/nowhere answered 404."),
        ({"client.example/return": "client.example/elsewhere"}, "The redirect URI is not registered for the client"),
        (
            {'[sign_in]\nendpoint = "http://127.0.0.1:': '[sign_in]\nendpoint = "http://nobody.invalid:'},
            "cannot be reached",
        ),
    ],
    ids=["unknown-field", "no-page", "no-redirect", "nobody-there"],
)
def test_a_sign_in_that_fails_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, replaced: dict[str, str], words: str
) -> None:
    found = run_with(monkeypatch, replaced)
    assert {check.outcome for check in found.report.run.checks} <= {"not-testable", "not-applicable"}
    told = [str(check.reason) for check in found.report.run.checks if check.outcome == "not-testable"]
    assert any(words in reason for reason in told), told[:1]
    assert not any("Traceback" in reason for reason in told)
    assert found.status == 10


def test_the_report_says_how_many_codes_were_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run_with(monkeypatch, {})
    assert [note for note in found.report.run.targets[0].notes if note.startswith("sign-ins: ")]
