"""`conformance inspect`: captured answers and JWTs, good ones, spoiled ones, and what is neither."""

import base64
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from conformance.catalogue import load_catalogue
from conformance.cli import run_command_line
from conformance.commands.calling import Status
from conformance.id_token_document import LARGEST, Document, Kind, NoDocument, read_document
from conformance.id_token_rows import JUDGEMENTS
from conformance.places import certificates
from tests.id_token_samples import CLAIMS, CLIENT, NOW, PROVIDER, claims, good, without

DATA = Path(__file__).parent / "data"
SEED, ASSERTION = DATA / "id_token.jwt", DATA / "client_assertion.jwt"
MOMENT = "2025-06-01"
SCHEMA = Draft202012Validator(json.loads((files("conformance") / "schemas" / "results.json").read_text("utf-8")))
FACTS = ("--client-id", CLIENT, "--server-id", PROVIDER, "--nonce", CLAIMS["nonce"], "--at", str(NOW + 1))
TRUST = ("--roots", str(certificates() / "roots.pem"))


@dataclass(frozen=True)
class Said:
    """What one call of the command did."""

    status: int
    out: str
    err: str
    rows: dict[str, dict[str, Any]]

    @property
    def violated(self) -> set[str]:
        return {name for name, row in self.rows.items() if row["outcome"] == "violated"}


Inspect = Callable[..., Said]


@pytest.fixture
def inspect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Inspect:
    """Calls the command with a file, or with what a file is to hold."""

    def call(document: Path | str | bytes, *options: str) -> Said:
        file, out = document, tmp_path / "out"
        if not isinstance(document, Path):
            file = tmp_path / "document"
            file.write_bytes(document.encode() if isinstance(document, str) else document)
        status = run_command_line(["inspect", str(file), "--out", str(out), *options])
        said = capsys.readouterr()
        results = out / "results.json"
        rows = json.loads(results.read_text())["targets"][0]["requirements"] if results.exists() else []
        return Said(status, said.out, said.err, {row["id"]: row for row in rows})

    return call


def seed_root(tmp_path: Path, jwt: Path) -> tuple[str, str]:
    """The root of a seed's own chain as the one that is trusted."""
    head = jwt.read_text().partition(".")[0]
    entries = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["x5c"]
    file = tmp_path / "root.pem"
    file.write_bytes(x509.load_der_x509_certificate(base64.b64decode(entries[-1])).public_bytes(Encoding.PEM))
    return "--roots", str(file)


# --- the page's own examples ----------------------------------------------------------------------------------------


def test_the_pages_id_token_verifies_and_its_string_dates_are_found(inspect: Inspect, tmp_path: Path) -> None:
    said = inspect(SEED, "--at", MOMENT, "--client-id", CLIENT, "--server-id", PROVIDER, *seed_root(tmp_path, SEED))
    assert said.status == Status.VIOLATED
    verified = ("ID-JWS", "ID-X5C", "ID-X5C-ROOT", "ID-CHAIN", "ID-PARTY", "ID-SIGNATURE", "ID-LIFETIME", "ID-AZP")
    assert {said.rows[name]["outcome"] for name in verified} == {"holds"}
    assert said.violated == {"ID-DATES", "ID-IAT"}  # it is of 2020
    assert "the example misleads" in " ".join(said.out.split())
    assert any("string of digits" in note for note in said.rows["ID-AUTH-TIME"]["notes"])


def test_the_pages_id_token_at_no_moment_in_particular_has_its_dates_as_strings_and_nothing_else(
    inspect: Inspect, tmp_path: Path
) -> None:
    said = inspect(SEED, *seed_root(tmp_path, SEED))
    assert said.violated - {"ID-CHAIN"} == {"ID-DATES"}  # its certificates end in November 2027
    assert said.rows["ID-IAT"]["outcome"] == "not-applicable"


def test_the_pages_client_assertion_is_taken_for_one_and_verifies(inspect: Inspect, tmp_path: Path) -> None:
    facts = ("--client-id", CLIENT, "--server-id", PROVIDER, "--at", MOMENT)
    said = inspect(ASSERTION, *facts, *seed_root(tmp_path, ASSERTION))
    assert "taken for a client assertion" in said.out
    assert said.violated == {"ID-IAT"}
    assert {said.rows[name]["outcome"] for name in ("ID-CHAIN", "ID-SIGNATURE", "ID-AUD", "ID-DATES")} == {"holds"}
    assert said.rows["ID-NONCE"]["reason"] == "a client assertion tells of no human's login"
    assert said.rows["ID-AUD"]["title"] == "aud is the server and nobody else"
    assert "id_token" not in said.rows["ID-CHAIN"]["title"]


@pytest.mark.parametrize("seed", [SEED, ASSERTION], ids=["id_token", "assertion"])
@pytest.mark.parametrize("part", [0.001, 0.01, 0.3, 0.6, 0.9, 0.96, 0.999])
def test_a_jwt_that_is_cut_off_is_one_finding_or_a_sentence(inspect: Inspect, seed: Path, part: float) -> None:
    text = seed.read_text().strip()
    said = inspect(text[: int(len(text) * part)], "--at", MOMENT)
    assert "Traceback" not in said.out + said.err
    if said.status == Status.WRONG_INPUT:
        assert len(text) * part < 16
        assert "neither a token response" in said.err
    else:
        assert said.status == Status.VIOLATED
        assert said.violated & {"ID-JWS", "ID-SIGNATURE"}


# --- what it says -----------------------------------------------------------------------------------------------------


def response(id_token: object, **more: Any) -> str:
    members = {"id_token": id_token, "access_token": "aW2ys9NGE8RjHPZ4mytQivkWJO5H", "token_type": "Bearer"}
    return json.dumps(members | {"expires_in": 3600} | more)


@pytest.mark.parametrize("wrap", [str, response], ids=["bare", "response"])
def test_a_good_id_token_conforms(inspect: Inspect, wrap: Callable[[str], str]) -> None:
    said = inspect(wrap(good().text), *FACTS, *TRUST)
    assert said.status == Status.GOOD
    assert not said.violated
    judged = {name for name in JUDGEMENTS if said.rows[name]["outcome"] == "holds"}
    assert set(JUDGEMENTS) - judged == {"ID-JTI", "ID-AUTH-TIME", "ID-ACR-REQUESTED", "ID-AZP"}


def test_a_spoiled_id_token_in_a_response_violates_its_row_alone(inspect: Inspect) -> None:
    said = inspect(response(without("jti")(good()).text), *FACTS, *TRUST)
    assert (said.status, said.violated) == (Status.VIOLATED, {"ID-JTI"})
    assert "repeat   conformance inspect" in said.out
    assert " -k " not in said.out


@pytest.mark.parametrize("found", [5, None, ["a.b.c"], {}, ""])
def test_an_id_token_that_is_no_string_is_no_jws(inspect: Inspect, found: object) -> None:
    assert inspect(response(found)).violated == {"ID-JWS"}


def test_standard_input_is_read(inspect: Inspect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"\n{good().text}\n".encode())))
    monkeypatch.chdir(tmp_path)
    said = inspect(Path("-"), *FACTS)
    assert said.status == Status.GOOD
    assert said.out.startswith("standard input: a bare JWT, taken for an id_token, judged for 2026-05-28T20:26:41Z.")


def test_what_one_document_does_not_decide_is_told_with_what_would(inspect: Inspect) -> None:
    said = inspect(good().text)
    assert "ID-NONCE: not applicable: one document does not decide it: the nonce" in said.out
    assert "More can be judged with --at, --roots, --client-id, --server-id, --nonce." in said.out
    assert "More can be judged" not in inspect(good().text, *FACTS, *TRUST).out


def test_the_results_are_those_of_a_run(inspect: Inspect, tmp_path: Path) -> None:
    said = inspect(SEED, "--at", MOMENT)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "exchanges.har", "junit.xml", "requirements.html", "results.json", "summary.md",
    ]  # fmt: skip
    SCHEMA.validate(json.loads((tmp_path / "out" / "results.json").read_text()))
    assert list(said.rows) == [row.id for row in load_catalogue().values() if "h2m" in row.profiles]
    assert {row["outcome"] for name, row in said.rows.items() if name not in JUDGEMENTS} == {
        "not-applicable", "not-observable",
    }  # fmt: skip


def test_no_token_leaves_the_command(inspect: Inspect, tmp_path: Path) -> None:
    whole = good().text
    inside = claims(sub=whole, nonce=whole[:5000], aud=[whole])(good()).text
    for document in (whole, response(inside), inside[:-9], whole.replace(".", "")):
        said = inspect(document, *FACTS)
        written = "".join(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file())
        text = "".join((said.out + said.err + written).split())
        assert "aW2ys9NGE8RjHPZ4mytQivkWJO5H" not in text
        parts = (part for one in (whole, inside) for part in one.split("."))
        assert not [part[:100] for part in parts if part[:100] in text]


def test_nothing_of_a_hostile_claim_is_alive(inspect: Inspect) -> None:
    said = inspect(claims(iss="\x1b[31m\r\n[bold]x[/bold]", azp="\u202e")(good()).text, *FACTS)
    assert {"ID-ISS", "ID-AZP"} <= said.violated
    assert "\x1b[31m" not in said.out
    assert "\u202e" not in said.out
    assert "[bold]x[/bold]" in "".join(said.out.split())


@pytest.mark.parametrize(
    "moment", ["2025-06-01T12:00:00Z", "2025-06-01T14:00:00+02:00", "2025-06-01T12:00", "1748779200"]
)
def test_a_moment_is_iso_8601_or_unix_seconds(inspect: Inspect, moment: str) -> None:
    assert "judged for 2025-06-01T12:00:00Z" in inspect(SEED, "--at", moment).out


# --- what is neither ------------------------------------------------------------------------------------------------

NEITHER: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "It is empty"),
    "blank": (b" \n\t", "It is empty"),
    "prose": (b"eyes are blue. Or green.", "neither a token response"),
    "binary": (bytes(range(256)), "not text in UTF-8"),
    "utf-16": ('{"id_token": "a"}'.encode("utf-16"), "not text in UTF-8"),
    "huge": (b"a" * (LARGEST + 1), "more than 1,000,000 bytes"),
    "html": (b"<html><body>502</body></html>", "neither a token response"),
    "json-cut-off": (b'{"id_token": "eyJhbGciOi', "no JSON object can be read"),
    "json-array": (b"[]", "an array in place of an object"),
    "json-nested": (b"[" * 100_000, "nested too deeply"),
    "refusal": (b'{"error": "invalid_grant"}', "an answer that refuses"),
    "no-id-token": (b'{"access_token": "a", "token_type": "Bearer"}', "no member id_token"),
    "with-headers": (b"HTTP/1.1 200 OK\r\n\r\n{}", "save the body"),
    "opaque": (b"aW2ys9NGE8RjHPZ4mytQivkWJO5HGQCYJ7VyMBGGDLIOw", "neither a token response"),
    "null": (b"\0" * 40, "neither a token response"),
}


@pytest.mark.parametrize("name", NEITHER)
def test_what_is_neither_a_response_nor_a_jwt_is_told_in_a_sentence(inspect: Inspect, name: str) -> None:
    content, words = NEITHER[name]
    said = inspect(content)
    assert (said.status, said.out, said.rows) == (Status.WRONG_INPUT, "", {})
    assert words in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("options, words", [
    (("--at", "yesterday"), "yesterday is neither ISO 8601"),
    (("--at", "nan"), "neither ISO 8601"),
    (("--at", "1e300"), "neither ISO 8601"),
    (("--roots", "nowhere.pem"), "nowhere.pem cannot be read"),
    (("--roots", str(SEED)), "holds no certificates"),
])  # fmt: skip
def test_a_wrong_option_is_told_in_a_sentence(inspect: Inspect, options: tuple[str, ...], words: str) -> None:
    said = inspect(SEED, *options)
    assert said.status == Status.WRONG_INPUT
    assert words in " ".join(said.err.split())
    assert "Traceback" not in said.err


@pytest.mark.parametrize("file", ["nowhere.jwt", ".", "nul\0.jwt"])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(inspect: Inspect, file: str) -> None:
    said = inspect(Path(file))
    assert said.status == Status.WRONG_INPUT
    assert "cannot be read" in said.err


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run_command_line(["inspect", str(SEED), "--out", str(tmp_path / "file")]) == Status.WRONG_INPUT
    assert "cannot be written: File exists" in capsys.readouterr().err


def test_help_teaches_by_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["inspect", "--help"]) == Status.GOOD
    assert "\n      conformance inspect response.json" in capsys.readouterr().out.replace("    conf", "      conf")


KINDS = {
    Kind.ASSERTION: claims(iss=CLIENT, sub=CLIENT, aud=PROVIDER),
    Kind.REQUEST: claims(iss=CLIENT, sub="urn:TBD", aud=PROVIDER, response_type="code"),
    Kind.ID_TOKEN: claims(sub=PROVIDER),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)
def test_the_claims_tell_which_jwt_it_is(kind: Kind) -> None:
    leave_out = without("nonce", "acr", "auth_time") if kind is Kind.ASSERTION else without()
    assert read_document(KINDS[kind](leave_out(good())).text.encode()).kind is kind


@settings(max_examples=100, deadline=None)
@given(some.binary(max_size=200) | some.text().map(lambda text: response(text).encode()) | some.text().map(str.encode))
def test_any_bytes_are_a_document_or_a_sentence(content: bytes) -> None:
    try:
        found: Document | str = read_document(content)
    except NoDocument as met:
        found = str(met)
    assert isinstance(found, Document) or found.endswith(".")
