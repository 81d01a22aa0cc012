"""A directory in place of target files: what in it is one, and what only lies beside them."""

from pathlib import Path

import pytest

from conformance.target import TargetFaults, list_targets, read_targets
from tests.target_files import basic


def lay(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)
    return folder


def test_every_target_file_is_taken_by_its_name(tmp_path: Path) -> None:
    lay(tmp_path, zebra=basic(), acme=basic())
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / ".hidden.toml").write_text(basic())
    (tmp_path / "deeper").mkdir()
    lay(tmp_path / "deeper", inner=basic())
    listed = list_targets([tmp_path])
    assert listed.files == (tmp_path / "acme.toml", tmp_path / "zebra.toml")
    assert listed.left_out == {}


def test_what_lies_beside_them_is_left_out_and_told(tmp_path: Path) -> None:
    way = '[sign_in]\nendpoint = "https://one.example/authorize"\n'
    lay(
        tmp_path,
        accepted='[[accepted]]\nid = "CA-EXP"\nreason = "known"\nuntil = 2030-01-31\n',
        one=f'profile = "h2m"\n{way}other_provider = "second.toml"\n',
        second=f'profile = "h2m"\n{way}',
    )
    listed = list_targets([tmp_path])
    assert listed.files == (tmp_path / "one.toml",)
    assert {path.name: why for path, why in listed.left_out.items()} == {
        "accepted.toml": "no target file: neither endpoint nor profile nor [client] is in it",
        "second.toml": "the second provider of another target",
    }


def test_two_that_are_each_others_second_provider_are_targets_both(tmp_path: Path) -> None:
    way = 'profile = "h2m"\n[sign_in]\nother_provider = '
    lay(tmp_path, one=f'{way}"two.toml"\n', two=f'{way}"one.toml"\n')
    assert [path.name for path in list_targets([tmp_path]).files] == ["one.toml", "two.toml"]


def test_a_file_that_cannot_be_read_is_no_reason_to_leave_it_out(tmp_path: Path) -> None:
    lay(tmp_path, good=basic(), broken='name = "half a te')
    with pytest.raises(TargetFaults, match=r"broken\.toml\n  At .* this is not TOML"):
        read_targets([tmp_path])


def test_a_slip_in_a_key_is_no_reason_to_leave_it_out(tmp_path: Path) -> None:
    lay(tmp_path, acme='profil = "basic"\nendpoint = "https://acme.example/token"\n')
    assert [path.name for path in list_targets([tmp_path]).files] == ["acme.toml"]


def test_a_directory_without_target_files_is_a_fault(tmp_path: Path) -> None:
    for name in ("empty", "other"):
        (tmp_path / name).mkdir()
    lay(tmp_path / "other", accepted="accepted = []\n")
    with pytest.raises(TargetFaults) as caught:
        list_targets([tmp_path / "empty", tmp_path / "other"])
    assert [fault.place for fault in caught.value.faults] == [str(tmp_path / "empty"), str(tmp_path / "other")]
    assert "No target file is in this directory." in str(caught.value)


def test_a_file_that_is_named_beside_its_directory_is_taken_once(tmp_path: Path) -> None:
    lay(tmp_path, acme=basic(), zebra=basic())
    listed = list_targets([tmp_path / "zebra.toml", tmp_path, tmp_path / "acme.toml"])
    assert listed.files == (tmp_path / "zebra.toml", tmp_path / "acme.toml")


def test_two_of_one_name_are_told_with_their_files(tmp_path: Path) -> None:
    lay(tmp_path, acme=basic('name = "Acme"'), zebra=basic('name = "Acme"'))
    with pytest.raises(TargetFaults) as caught:
        read_targets([tmp_path])
    assert [fault.place for fault in caught.value.faults] == [f"{tmp_path / n}.toml: name" for n in ("acme", "zebra")]
