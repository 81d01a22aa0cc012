"""results.json has every key of the contract, keeps its schema, and carries every outcome."""

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.catalogue import load_catalogue
from conformance.report.judgement import judge
from conformance.report.results_json import results_document, results_json
from tests.report_samples import FUTURE, HOSTILE, check, judged, requirement, run, target

SCHEMA = json.loads((files("conformance") / "schemas" / "results.json").read_text(encoding="utf-8"))
CONTRACT = {
    "": {"tool", "started", "seconds", "targets"},
    "target": {"name", "profile", "endpoint", "verdict", "requests", "requirements"},
    "requirement": {"id", "level", "source", "outcome", "accepted", "reading", "reason", "notes", "checks"},
    "check": {"id", "outcome", "expected", "actual", "exchanges"},
}


def rich_document() -> dict[str, Any]:
    rows = [
        requirement("REQ-GRANTED"),
        requirement("CA-EXP", cases=("a", "b"), readings=("A18", "A25")),
        requirement("CA-IAT"),
        requirement("PS-RESOLVABLE", observable=False),
        requirement("M2M-SCOPE-MORE", "SHOULD"),
    ]
    checks = [
        check(name="REQ-GRANTED"),
        check("violated", case="a", exchanges=(12, 13)),
        check("violated", name="M2M-SCOPE-MORE"),
    ]
    return results_document(judged(run(*checks, targets=[target("Acme", FUTURE)]), *rows))


def test_the_schema_is_one_and_the_document_keeps_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(rich_document())


@pytest.mark.parametrize("part", CONTRACT)
def test_the_schema_demands_every_key_of_the_contract(part: str) -> None:
    assert set((SCHEMA["$defs"][part] if part else SCHEMA)["required"]) == CONTRACT[part]


@pytest.mark.parametrize("part", CONTRACT)
def test_the_schema_describes_every_key_that_is_written(part: str) -> None:
    document = rich_document()
    requirement_document = document["targets"][0]["requirements"][1]
    written = {
        "": document,
        "target": document["targets"][0],
        "requirement": requirement_document,
        "check": requirement_document["checks"][0],
    }
    assert set(written[part]) == set((SCHEMA["$defs"][part] if part else SCHEMA)["properties"])


@pytest.mark.parametrize(
    "change",
    [
        lambda target: target.update(verdict="passes"),
        lambda target: target["requirements"][0].update(outcome="passed"),
        lambda target: target["requirements"][0].update(checks=[]),
        lambda target: target["requirements"][2].update(reason=None),
        lambda target: target["requirements"][1]["checks"][0].pop("exchanges"),
        lambda target: target["requirements"][1].update(accepted={"reason": "x"}),
        lambda target: target.update(requests=-1),
        lambda target: target.pop("requirements"),
    ],
)
def test_the_schema_refuses_what_is_wrong(change: Any) -> None:
    document = rich_document()
    change(document["targets"][0])
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_what_stands_in_it() -> None:
    document = rich_document()
    assert (document["tool"]["name"], document["tool"]["version"]) == ("token-conformance", "0.1.0")
    assert document["tool"]["versions"]["Python"].startswith("3.")
    assert document["started"] == "2026-11-21T12:00:00+00:00"
    found = {row["id"]: row for row in document["targets"][0]["requirements"]}
    assert {name: row["outcome"] for name, row in found.items()} == {
        "REQ-GRANTED": "holds",
        "CA-EXP": "violated",
        "CA-IAT": "not-testable",
        "PS-RESOLVABLE": "not-observable",
        "M2M-SCOPE-MORE": "violated",
    }
    finding = found["CA-EXP"]
    assert (finding["level"], finding["source"], finding["reading"]) == ("MUST", "iSHARE JWT", "A18, A25")
    assert finding["accepted"] == {"reason": "ticket 4711", "until": "2027-01-31"}
    assert finding["cases_that_did_not_run"] == ["b"]
    [one] = finding["checks"]
    assert (one["id"].partition("/")[0], one["exchanges"]) == ("suites", [12, 13])
    assert (one["expected"], one["actual"]) == ("a refusal", "200 with an access token")
    assert found["REQ-GRANTED"]["accepted"] is None


def test_hostile_texts_are_data_and_nothing_else() -> None:
    hostile = check("violated", expected=HOSTILE, actual=HOSTILE, notes=(HOSTILE,))
    text = results_json(results_document(judged(run(hostile))))
    assert text.isascii()
    assert all(character.isprintable() or character == "\n" for character in text)
    actual = json.loads(text)["targets"][0]["requirements"][0]["checks"][0]["actual"]
    assert actual == HOSTILE.replace("\ud800\udfff", "\\ud800\\udfff")


def test_the_whole_catalogue_of_each_profile_stands_in_it() -> None:
    for profile in ("m2m", "h2m", "ciam", "basic"):
        document = results_document(judge(run(targets=[target(profile=profile)]), load_catalogue()))
        Draft202012Validator(SCHEMA).validate(document)
        expected = [row.id for row in load_catalogue().values() if profile in row.profiles]
        assert [row["id"] for row in document["targets"][0]["requirements"]] == expected
