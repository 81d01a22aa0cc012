"""A published id never vanishes unnoticed, never changes its meaning unnoticed and is never used again."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import catalogue_lock
from conformance.catalogue import CatalogueFault, Requirement, load_catalogue, requirements_directory
from conformance.catalogue_lock import Published, fingerprint, lock_faults, lock_text, main, read_lock, renewed


def without(name: str) -> dict[str, Requirement]:
    return {key: row for key, row in load_catalogue().items() if key != name}


def with_rule(name: str, rule: str) -> dict[str, Requirement]:
    return {**load_catalogue(), name: replace(load_catalogue()[name], rule=rule)}


@pytest.fixture
def lock() -> Mapping[str, Published]:
    """A lock that is in step, so that one forgotten step is one failure: the first test below looks at the real one."""
    return renewed(load_catalogue(), read_lock(requirements_directory()))


def test_the_published_ids_are_those_of_the_catalogue() -> None:
    faults = lock_faults(load_catalogue(), read_lock(requirements_directory()))
    assert not faults, "\n".join(faults)


def test_an_id_that_vanished_is_named(lock: Mapping[str, Published]) -> None:
    (fault,) = lock_faults(without("CA-EXP"), lock)
    assert fault.startswith("CA-EXP was published and is gone")


def test_a_changed_rule_is_named(lock: Mapping[str, Published]) -> None:
    (fault,) = lock_faults(with_rule("CA-EXP", "Something else altogether."), lock)
    assert fault.startswith("CA-EXP changed its rule, levels or profiles")


def test_a_new_id_is_named_until_it_is_published(lock: Mapping[str, Published]) -> None:
    young = replace(load_catalogue()["CA-EXP"], id="CA-NEW")
    (fault,) = lock_faults({**load_catalogue(), "CA-NEW": young}, lock)
    assert fault.startswith("CA-NEW is not in the lock of published ids; renew the lock: python -m")


def test_level_and_profiles_are_part_of_the_meaning_and_explanations_are_not() -> None:
    row = load_catalogue()["CA-EXP"]
    assert fingerprint(replace(row, levels={**row.levels, "m2m": "SHOULD"})) != fingerprint(row)
    assert fingerprint(replace(row, profiles=("m2m",))) != fingerprint(row)
    assert fingerprint(replace(row, if_present=True)) != fingerprint(row)
    assert fingerprint(replace(row, why="better told", mend="better told", title="better told")) == fingerprint(row)


def test_renewing_keeps_a_vanished_id_as_withdrawn(lock: Mapping[str, Published]) -> None:
    after = renewed(without("CA-EXP"), lock)
    assert after["CA-EXP"] == Published(lock["CA-EXP"].meaning, withdrawn=True)
    assert renewed(without("CA-EXP"), after) == after
    assert lock_faults(without("CA-EXP"), after) == ()


def test_renewing_takes_a_changed_meaning(lock: Mapping[str, Published]) -> None:
    changed = with_rule("CA-EXP", "The same rule in better words.")
    assert lock_faults(changed, renewed(changed, lock)) == ()


def test_a_withdrawn_id_is_never_used_for_another_rule(lock: Mapping[str, Published]) -> None:
    withdrawn = renewed(without("CA-EXP"), lock)
    reused = with_rule("CA-EXP", "Something else altogether.")
    assert lock_faults(reused, withdrawn)[0].startswith("CA-EXP was withdrawn and is used again")
    with pytest.raises(CatalogueFault, match="never used for another rule"):
        renewed(reused, withdrawn)


def test_a_withdrawn_id_comes_back_with_its_own_meaning(lock: Mapping[str, Published]) -> None:
    assert renewed(load_catalogue(), renewed(without("CA-EXP"), lock)) == lock


def test_the_text_of_a_lock_is_read_as_it_was_written(lock: Mapping[str, Published], tmp_path: Path) -> None:
    after = renewed(without("CA-EXP"), lock)
    (tmp_path / catalogue_lock.LOCK).write_text(lock_text(after), encoding="utf-8")
    assert read_lock(tmp_path) == after
    assert read_lock(tmp_path / "nowhere") == {}


def test_the_command_rewrites_a_lost_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_lock, "requirements_directory", lambda: tmp_path)
    assert main(["check"]) == 1
    assert main(["lock"]) == 0
    assert main(["check"]) == 0
    assert read_lock(tmp_path).keys() == load_catalogue().keys()


def test_the_command_tells_its_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 4
    assert "check|lock" in capsys.readouterr().err


def test_the_command_prints_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue_lock, "requirements_directory", lambda: tmp_path)
    main(["check"])
    assert "CA-EXP is not in the lock of published ids" in capsys.readouterr().err
