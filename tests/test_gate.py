"""What is forgotten when a requirement, a case, a check or a fault is added: each sentence names the next step."""

import re
from pathlib import Path

import pytest

from conformance.catalogue import load_catalogue
from tests import fault_table
from tests.specimens import declared

TOP = Path(__file__).parents[1]
profiles = pytest.mark.parametrize("profile", fault_table.BUILT)


@profiles
def test_every_observable_requirement_has_a_check(profile: str) -> None:
    without = [row.id for row in fault_table.rows(profile) if row.id not in fault_table.checks(profile)]
    assert not without, f"{profile}: write a check in suites/ for: {', '.join(without)}"


@profiles
def test_the_named_cases_are_the_parameters_of_the_checks(profile: str) -> None:
    wrong = []
    for row in fault_table.rows(profile):
        checked = fault_table.checks(profile).get(row.id, [])
        if sorted(map(str, checked)) != sorted(map(str, row.cases or (None,))):
            missing = sorted(set(map(str, row.cases)) - set(map(str, checked)))
            extra = sorted(set(map(str, checked)) - set(map(str, row.cases or (None,))))
            wrong.append(f"{row.id}: no check has the case {missing}; the catalogue does not list {extra}")
    assert not wrong, "cases in conformance/requirements and parameters in suites/ differ:\n" + "\n".join(wrong)


def test_no_check_names_an_unknown_requirement() -> None:
    known = load_catalogue()
    named = {
        (path.name, name)
        for path in (TOP / "suites").rglob("test_*.py")
        for name in re.findall(r"@requirement\(\"([^\"]+)\"\)", path.read_text())
    }
    unknown = sorted(f"{file}: {name}" for file, name in named if name not in known)
    assert not unknown, f"add to conformance/requirements/: {unknown}"


@profiles
def test_every_row_and_case_has_a_fault_of_its_own_or_a_reason(profile: str) -> None:
    own, apart = fault_table.own_faults(profile), fault_table.unseparated(profile)
    without = sorted(f"{name}[{case}]" for name, case in fault_table.pairs(profile) - set(own) - set(apart))
    assert not without, (
        "write a fault in conformance/reference/faults/ that this alone finds, or an Unseparated entry (why none can): "
        + ", ".join(without)
    )


@profiles
def test_no_reason_is_given_where_there_is_a_fault_or_no_row(profile: str) -> None:
    own, apart = fault_table.own_faults(profile), fault_table.unseparated(profile)
    stale = sorted(f"{name}[{case}]" for name, case in apart if (name, case) in own)
    unknown = sorted(f"{name}[{case}]" for name, case in apart if (name, case) not in fault_table.pairs(profile))
    assert not stale, f"has a fault of its own; take the Unseparated entry away: {stale}"
    assert not unknown, f"Unseparated names no row or case: {unknown}"


@profiles
def test_faults_break_rows_and_cases_that_exist(profile: str) -> None:
    known = fault_table.pairs(profile)
    unknown = [
        f"{fault.name}: {name}[{case}]"
        for fault in fault_table.slips(profile)
        for name, case in declared(fault.breaks, profile)
        if (name, case) not in known
    ]
    assert not unknown, f"a fault declares to break what the catalogue does not have: {unknown}"


def test_the_published_table_is_the_one_that_the_sources_make() -> None:
    page = TOP / "docs" / "fault-table.md"
    assert page.exists(), "run: make table"
    assert page.read_text() == "\n".join(fault_table.markdown()) + "\n", "docs/fault-table.md is old; run: make table"
