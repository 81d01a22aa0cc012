"""docs/add-a-check.md can be followed literally: its blocks fit where it says that they go."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from conformance.catalogue import check_catalogue, requirements_directory
from conformance.reference.fault import Fault
from conformance.reference.faults import client_assertion_parties
from conformance.reference.setting_up import good_design
from suites.client_assertion import test_party

PAGE = (Path(__file__).parents[1] / "docs" / "add-a-check.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_requirement_fits_into_the_catalogue(tmp_path: Path) -> None:
    [block] = blocks("toml")
    copy = tmp_path / "requirements"
    shutil.copytree(str(requirements_directory()), copy)
    chapter = copy / "client_assertion.toml"
    assert f"conformance/requirements/{chapter.name}" in PAGE
    chapter.write_text(f"{chapter.read_text(encoding='utf-8')}\n{block}", encoding="utf-8")
    check_catalogue(copy)


def test_the_fault_and_the_check_fit_into_their_files() -> None:
    fault_block, check_block = blocks("python")
    assert "conformance/reference/faults/client_assertion_parties.py" in PAGE
    fault = eval(fault_block, dict(vars(client_assertion_parties)))
    assert isinstance(fault, Fault)
    assert fault.change(good_design("m2m")).profile == "m2m"
    names = dict(vars(test_party))
    exec(compile(check_block, "docs/add-a-check.md", "exec"), names)
    marks = names["test_an_issuer_with_a_space_in_front_is_refused"].pytestmark
    assert [mark.args for mark in marks if mark.name == "requirement"] == [tuple(fault.breaks)]
    assert "python -m tests.specimens good strips-the-issuer" in PAGE
    assert fault.name == "strips-the-issuer"
