"""The tool itself: what verifies a stranger's words, and where a stranger's words can lead a file."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands.calling import Status
from conformance.commands.checking import file_name
from conformance.report.archive import pack
from conformance.report.bundle import make_bundle
from conformance.report.bundle_check import check_bundle
from conformance.report.files import HAR, WRITERS, write_all
from conformance.sign_in.page_reading import read_page
from tests.report_samples import check, exchange, judged, run
from tests.scripted import http, scripted
from tests.small_runs import CHECKS, Ended, ended, lay_out
from tests.test_architecture import SOURCES, SUITES, imports, name_of, within

CHECKOUT = Path(__file__).parents[1]
SIGNING_ONLY = {"conformance.identity", "conformance.report.signing", "conformance.reference.basic"}
VERIFYING = re.compile(
    r"\b(?:jws|jwt|jwe)\.(?:verify|decode|decrypt|get_unverified)|\bjose\b.*\bimport\b.*\b(?:verify|decode)"
)


# --- python-jose and ecdsa ------------------------------------------------------------------------------------------


def test_python_jose_is_where_something_is_signed_and_nowhere_else() -> None:
    users = {name_of(path) for path in SOURCES + SUITES if any(within(one, "jose") for one in imports(path))}
    assert users == SIGNING_ONLY


def test_nothing_of_ours_verifies_or_reads_by_python_jose() -> None:
    assert [name_of(path) for path in SOURCES + SUITES if VERIFYING.search(path.read_text("utf-8"))] == []
    assert VERIFYING.search("claims = jwt.decode(token, key)")


def test_nothing_imports_ecdsa_or_the_other_backends() -> None:
    forbidden = ("ecdsa", "rsa", "pyasn1", "Crypto")
    assert [name_of(path) for path in SOURCES + SUITES if any(within(one, *forbidden) for one in imports(path))] == []


def test_a_run_verifies_id_tokens_without_python_jose_and_without_ecdsa(tmp_path: Path) -> None:
    """Good ones hold, and one with a broken signature is found: what verifies them is not what was taken away."""
    words = ["--profile", "h2m", "good", "signs-the-claims-alone", "-k", "ID-SIGNATURE"]
    code = "import sys, tests.refusing_jose, tests.specimens; sys.exit(tests.specimens.main())"
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert "ok  the good endpoint" in done.stdout, done.stdout + done.stderr
    assert "ok  signs-the-claims-alone" in done.stdout, done.stdout + done.stderr


# --- where files go -------------------------------------------------------------------------------------------------

HOSTILE = (
    *("../../../etc/cron.d/evil", "/etc/passwd", "..", ".", "...", "a/b\\c", "C:\\Windows\\x", "\\\\host\\share"),
    *("con", "NUL.txt", "aux", "x" * 1900, "a\u0000b", "\u202e\u200b", "${HOME}`id`$(id)", "-rf", "*?[a]", "~root"),
    *("..\uff0f..\uff0fetc", "%2e%2e%2f", "", " ", "name.json/../../x", "a\nb\x1b[31m"),
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_the_name_of_one_file(name: str) -> None:
    written = file_name(name)
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", written) or re.fullmatch(r"[a-z0-9._-]+", written)
    assert len(written) <= 90
    assert not written.startswith((".", "-"))
    assert not written.endswith(".")
    assert written.partition(".")[0] not in ("con", "prn", "aux", "nul", "com1", "lpt9")
    assert Path("reports", written).parent == Path("reports")


def files_in(folder: Path) -> set[str]:
    """Every file below a folder but for what Python keeps of its own."""
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return {str(path.relative_to(folder)) for path in found if "__pycache__" not in path.parts}


CONTROL = re.compile(r"[\x00-\x1f]")
"""What no name in a target file may have: see tests/test_target.py."""
LEADING = "../../../../planted"
EVIL = json.dumps({"access_token": LEADING, "token_type": "Bearer", LEADING: LEADING, "error": f"file://{LEADING}"})


def leading(_: int, request: bytes) -> bytes:
    """Answers whose every word is a path that leads out of where it stands."""
    fields = (
        f'Content-Disposition: attachment; filename="{LEADING}"\r\nLocation: {LEADING}\r\nSet-Cookie: {LEADING}=1\r\n'
    )
    granted = b"scope=iSHARE&" in request
    fault = f"{LEADING}\x00.txt\nC:\\{LEADING}"
    body = EVIL if granted else json.dumps({"error": LEADING, "error_description": fault})
    return http(200 if granted else 400, body.encode(), extra=fields)


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A folder to work in that has others above it, in which nothing may change."""
    made = tmp_path / "a" / "b" / "c" / "d" / "here"
    made.mkdir(parents=True)
    return made


def test_no_name_and_no_answer_leads_a_file_out_of_the_report(deep: Path, tmp_path: Path) -> None:
    names = tuple(json.dumps(name)[1:-1] for name in HOSTILE if name.strip() and not CONTROL.search(name))
    with scripted(leading) as endpoint:
        command = lay_out(deep, *[endpoint.url] * len(names), checks=CHECKS, names=names)
        before = files_in(tmp_path)
        loud = ["--alluredir", "out/allure-results", "-p", "no:cacheprovider", "-k", "case or scope"]
        done: Ended = ended(deep, [*command, *loud])
    assert done.status in (1, 10), done.said[-2000:]
    assert len(done.results["targets"]) == len(names)
    new = files_in(tmp_path) - before
    assert new
    assert {path for path in new if not path.startswith("a/b/c/d/here/out/")} == set()
    attachments = {path.rpartition("/")[2] for path in new if "attachment" in path}
    assert attachments
    assert all(re.fullmatch(r"[0-9a-f-]{36}-attachment\.(txt|json|png)", name) for name in attachments)


@pytest.mark.parametrize("name", ["../../../up", "x" * 1900])
def test_without_out_a_run_stays_below_reports(name: str, deep: Path, tmp_path: Path) -> None:
    with scripted(leading) as endpoint:
        lay_out(deep, endpoint.url, names=(name,))
        before = files_in(tmp_path)
        words = [sys.executable, "-m", "conformance.cli", "run", "target0.toml", "--", "-k", "REQ-GRANTED", "-q"]
        done = ended(deep, words)
    assert (deep / "reports").is_dir(), done.said
    assert {path for path in files_in(tmp_path) - before if not path.startswith("a/b/c/d/here/reports/")} == set()


def test_a_link_in_the_report_directory_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    report = judged(run(check(), exchanges=(exchange(),)))
    write_all(report, out)
    kept = json.loads((out / "results.json").read_text("utf-8"))["started"]
    for name in (*WRITERS, HAR, f"history/{re.sub(r'[^0-9T+-]', '-', kept)}.json"):
        (outside / name.replace("/", "-")).write_text("not yours")
        place = out / name
        place.parent.mkdir(exist_ok=True)
        if name != "results.json":
            place.unlink(missing_ok=True)
            place.symlink_to(outside / name.replace("/", "-"))
    write_all(report, out)
    assert {path.read_text("utf-8") for path in outside.iterdir()} == {"not yours"}
    assert [path for path in out.rglob("*") if path.is_symlink()] == []


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..\\evil", "results.json/../../evil", "a" * 300])
def test_verifying_a_bundle_writes_nothing_wherever_its_members_lead(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(judged(run(check(), exchanges=(exchange(),))), tmp_path / "report")
    packed, _ = make_bundle(tmp_path / "report")
    spoiled = pack({"results.json": b"{}", "manifest.json": b"{}", name: b"evil"})
    (tmp_path / "good.zip").write_bytes(packed)
    (tmp_path / "evil.zip").write_bytes(spoiled)
    monkeypatch.chdir(tmp_path)
    before = files_in(tmp_path)
    assert run_command_line(["verify", "good.zip"]) == Status.GOOD
    assert run_command_line(["verify", "evil.zip"]) == Status.VIOLATED
    assert files_in(tmp_path) == before
    assert not check_bundle(spoiled).whole


# --- what is read ---------------------------------------------------------------------------------------------------

BOMB = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY far SYSTEM "http://127.0.0.1:9/x">]>
<html><body>&d;&d;&d;&d;&d;&d;&d;&d; &file; &far;<form><input name="user"></form></body></html>"""


def test_entities_of_a_sign_in_page_are_not_expanded() -> None:
    page = read_page("http://x.example/", BOMB.encode())
    assert "a" * 1000 not in repr(page)
    assert Path("/etc/hostname").read_text("utf-8").strip() not in repr(page)
