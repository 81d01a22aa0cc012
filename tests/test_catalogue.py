"""The catalogue that ships is whole, and the gate notices every way in which it could stop being so."""

import json
import re
import shutil
from pathlib import Path

import pytest

from conformance.catalogue import (
    CatalogueFault,
    Requirement,
    check_catalogue,
    load_catalogue,
    load_readings,
    read_catalogue,
    read_readings,
    requirements_directory,
)
from conformance.catalogue_model import CHAPTERS

ROWS = {
    "REQ": 16,
    "RES": 27,
    "ERR": 16,
    "CA": 47,
    "M2M": 4,
    "H2M": 10,
    "ID": 22,
    "PS": 8,
    "CIAM": 11,
    "BASIC": 19,
    "AZ": 8,
}
GITHUB_SLUGS_THAT_MOVE = re.compile(r"/blob/(master|main)/")


@pytest.fixture
def chapters(tmp_path: Path) -> Path:
    """A copy of the chapters that a test may spoil."""
    copy = tmp_path / "requirements"
    shutil.copytree(str(requirements_directory()), copy)
    return copy


def spoil(chapters: Path, name: str, old: str, new: str) -> None:
    file = chapters / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r} to spoil"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(chapters: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogueFault) as caught:
        check_catalogue(chapters)
    return caught.value.faults


def the_fault(chapters: Path) -> str:
    found = faults(chapters)
    assert len(found) == 1, found
    return found[0]


def row(name: str) -> Requirement:
    return load_catalogue()[name]


def test_the_catalogue_that_ships_has_no_fault() -> None:
    check_catalogue()


def test_every_chapter_has_all_its_rows_in_the_order_of_the_chapters() -> None:
    counted: dict[str, int] = {}
    for requirement in load_catalogue().values():
        counted[requirement.chapter] = counted.get(requirement.chapter, 0) + 1
    new = {chapter: number for chapter, number in counted.items() if ROWS.get(chapter) != number}
    assert not new, f"rows were added or taken away; if that is meant, write these numbers into ROWS above: {new}"
    assert list(counted) == list(ROWS)
    assert len(CHAPTERS) == len(ROWS)


def test_levels_differ_by_profile_where_the_rule_says_so() -> None:
    assert [row("REQ-METHOD-405").level(profile) for profile in ("m2m", "ciam")] == ["MUST", "SHOULD"]
    assert [row("REQ-MEDIA-TYPE").level(profile) for profile in ("h2m", "basic")] == ["SHOULD", "MUST"]
    assert row("ERR-CODE").level("basic") == "SHOULD"


def test_a_row_has_no_level_for_a_profile_it_does_not_belong_to() -> None:
    assert row("REQ-REPEATED").profiles == ("m2m", "h2m", "basic")
    with pytest.raises(KeyError):
        row("REQ-REPEATED").level("ciam")


def test_every_row_has_one_level_for_each_of_its_profiles() -> None:
    for requirement in load_catalogue().values():
        assert tuple(requirement.levels) == requirement.profiles, requirement.id


def test_only_what_nobody_can_see_from_outside_is_not_observable() -> None:
    hidden = {requirement.id for requirement in load_catalogue().values() if not requirement.observable}
    assert hidden == {"PS-NEVER-REASSIGNED", "PS-RESOLVABLE"}


def test_if_present_marks_the_rows_that_say_it() -> None:
    marked = {requirement.id for requirement in load_catalogue().values() if requirement.if_present}
    assert marked == {"RES-EXPIRES-IN", "RES-EXPIRES-RELATIVE", "ID-AZP", "BASIC-RES-SCOPE", "BASIC-OPTIONAL-TOKENS"}


def test_texts_come_without_the_line_breaks_of_the_file() -> None:
    for requirement in load_catalogue().values():
        for text in (requirement.title, requirement.rule, requirement.why, requirement.mend):
            assert text == " ".join(text.split()), requirement.id


def test_titles_have_no_modal_verb_and_no_full_stop() -> None:
    modal = re.compile(r"\b(must|shall|should|may|has to|have to)\b", re.IGNORECASE)
    for requirement in load_catalogue().values():
        assert not modal.search(requirement.title), requirement.id
        assert not requirement.title.endswith("."), requirement.id


@pytest.mark.parametrize("text", ["why", "mend", "rule", "title"])
def test_no_two_rows_share_a_text(text: str) -> None:
    texts = [getattr(requirement, text) for requirement in load_catalogue().values()]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("text", ["why", "mend"])
def test_no_explanation_begins_like_another(text: str) -> None:
    openings = [getattr(requirement, text)[:40] for requirement in load_catalogue().values()]
    assert len(set(openings)) == len(openings)


def test_a_link_to_a_repository_names_a_commit() -> None:
    links = [source.link for requirement in load_catalogue().values() for source in requirement.sources]
    assert not [link for link in links if link and GITHUB_SLUGS_THAT_MOVE.search(link)]


def test_every_reading_is_used_by_a_row_of_one_of_its_profiles() -> None:
    for name, reading in load_readings().items():
        rows = [requirement for requirement in load_catalogue().values() if name in requirement.readings]
        assert any(set(reading.profiles) & set(requirement.profiles) for requirement in rows), name


def test_readings_cite_at_least_one_side() -> None:
    assert list(load_readings()) == [f"A{number}" for number in range(1, 32)]
    assert all(reading.sides for reading in load_readings().values())


def test_a_repeated_id_is_a_fault(chapters: Path) -> None:
    spoil(chapters, "m2m.toml", 'id = "M2M-SCOPE-CASE"', 'id = "M2M-SCOPE"')
    assert the_fault(chapters) == "the id M2M-SCOPE occurs 2 times"


def test_a_repeated_id_is_noticed_when_loading_too(chapters: Path) -> None:
    spoil(chapters, "m2m.toml", 'id = "M2M-SCOPE-CASE"', 'id = "M2M-SCOPE"')
    with pytest.raises(CatalogueFault, match="M2M-SCOPE occurs 2 times"):
        read_catalogue(chapters)


def test_an_unknown_reading_is_a_fault(chapters: Path) -> None:
    spoil(chapters, "m2m.toml", 'readings = ["A1"]', 'readings = ["A99"]')
    assert the_fault(chapters) == "m2m.toml, M2M-SCOPE: the reading A99 is not in readings.toml"


def test_a_wrong_prefix_is_a_fault(chapters: Path) -> None:
    spoil(chapters, "m2m.toml", 'id = "M2M-SCOPE-CASE"', 'id = "CA-SCOPE-CASE"')
    assert "does not begin with the chapter's prefix M2M-" in the_fault(chapters)


def test_two_chapters_with_one_prefix_are_a_fault(chapters: Path) -> None:
    spoil(chapters, "h2m.toml", 'prefix = "H2M"', 'prefix = "M2M"')
    assert "the prefix M2M occurs 2 times" in faults(chapters)


@pytest.mark.parametrize("key", ["why", "mend", "rule", "level", "profiles", "sources", "title"])
def test_a_missing_key_is_a_fault(chapters: Path, key: str) -> None:
    chapter = chapters / "m2m.toml"
    before, first, after = chapter.read_text(encoding="utf-8").partition('id = "M2M-SCOPE"')
    chapter.write_text(before + first + after.replace(f"\n{key} = ", f"\nx{key} = ", 1), encoding="utf-8")
    assert any(key in fault and "M2M-SCOPE" in fault for fault in faults(chapters))


@pytest.mark.parametrize(
    "old, new, words",
    [
        pytest.param('level = "MUST"', 'level = "must"', "'must'", id="unknown-level"),
        pytest.param('profiles = ["m2m"]', 'profiles = ["m3m"]', "'m3m'", id="unknown-profile"),
        pytest.param('profiles = ["m2m"]', "profiles = []", "[]", id="no-profile"),
        pytest.param('link = "https://', 'link = "http://', "http://", id="link-without-tls"),
        pytest.param(
            'level = "MUST"', 'level = { h2m = "MUST" }', "the profiles are m2m", id="level-of-another-profile"
        ),
        pytest.param('level = "MUST"', 'level = "MUST"\nwhyy = "x"', "whyy", id="unknown-key"),
        pytest.param("cases = [", 'cases = ["a", "a", ', "non-unique", id="repeated-case"),
        pytest.param("cases = [", 'cases = ["An Hour", ', "An Hour", id="case-with-blanks"),
    ],
)
def test_a_wrong_value_is_one_fault_with_its_place(chapters: Path, old: str, new: str, words: str) -> None:
    spoil(chapters, "m2m.toml", old, new)
    fault = the_fault(chapters)
    assert fault.startswith("m2m.toml, M2M-SCOPE")
    assert words in fault


def test_a_source_without_a_link_is_a_fault_unless_its_page_has_no_address(chapters: Path) -> None:
    spoil(chapters, "h2m.toml", ', link = "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3"', "")
    assert "'link' is a required property" in the_fault(chapters)
    assert any(source.link is None for source in row("CIAM-SECRET").sources)


@pytest.mark.parametrize("text", ["why", "mend"])
def test_an_explanation_used_twice_is_a_fault(chapters: Path, text: str) -> None:
    file = chapters / "m2m.toml"
    found = re.findall(rf'(?ms)^{text} = """.*?"""', file.read_text(encoding="utf-8"))
    spoil(chapters, "m2m.toml", found[1], found[0])
    assert the_fault(chapters) == f"M2M-SCOPE and M2M-SCOPE-CASE share the same {text}"


def test_broken_toml_is_a_fault_and_names_the_file(chapters: Path) -> None:
    spoil(chapters, "ciam.toml", "[chapter]", "[chapter")
    assert the_fault(chapters).startswith("ciam.toml: cannot be read")
    with pytest.raises(CatalogueFault, match=r"ciam\.toml"):
        read_catalogue(chapters)


def test_a_missing_chapter_is_a_fault(chapters: Path) -> None:
    (chapters / "basic.toml").unlink()
    assert the_fault(chapters).startswith("basic.toml: cannot be read")
    with pytest.raises(CatalogueFault, match=r"basic\.toml"):
        read_catalogue(chapters)


def test_a_chapter_that_nobody_reads_is_a_fault(chapters: Path) -> None:
    shutil.copy(chapters / "m2m.toml", chapters / "machine.toml")
    assert the_fault(chapters).startswith("machine.toml: no such chapter is known")


def test_a_reading_whose_side_says_nothing_is_a_fault(chapters: Path) -> None:
    spoil(chapters, "readings.toml", "\nsays = ", "\nsay = ")
    assert any("A1" in fault and "'says' is a required property" in fault for fault in faults(chapters))
    with pytest.raises(CatalogueFault, match="says"):
        read_readings(chapters)


def test_all_faults_are_told_at_once(chapters: Path) -> None:
    spoil(chapters, "m2m.toml", 'level = "MUST"', 'level = "must"')
    spoil(chapters, "ciam.toml", 'id = "CIAM-SECRET"', 'id = "CIAM-CLIENT"')
    spoil(chapters, "readings.toml", 'id = "A30"', 'id = "A29"')
    found = faults(chapters)
    assert {"the id CIAM-CLIENT occurs 2 times", "the reading A29 occurs 2 times"} <= set(found)
    assert len(found) >= 5  # A30 is missed by the rows that rest on it


def test_the_catalogue_is_data_that_json_can_hold() -> None:
    json.dumps([vars(requirement) for requirement in load_catalogue().values()], default=vars)


def test_a_flow_is_told_its_own_page_and_never_that_of_another() -> None:
    rows = [(profile, requirement) for requirement in load_catalogue().values() for profile in requirement.profiles]
    pages = {"ciam": "CIAM application token", "basic": "Basic auth token"}
    for profile, requirement in rows:
        named = {source.document for source in requirement.at(profile).sources}
        assert named, requirement.id
        others = {page for other, page in pages.items() if other != profile}
        assert not named & others or named == {source.document for source in requirement.sources}, requirement.id
    assert row("RES-NO-STORE").at("basic").sources[0].document == "RFC 6749"
    assert "H2M" in row("RES-NO-STORE").at("h2m").sources[0].document
