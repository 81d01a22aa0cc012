"""The evidence bundle: the same files give the same bytes, and not one byte of it can be changed unseen."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from conformance.cli import run_command_line
from conformance.places import certificates
from conformance.report.archive import pack, parts_of, unpack
from conformance.report.bundle import MANIFEST, SIGNATURE, make_bundle, text_of
from conformance.report.bundle_check import Checked, check_bundle
from conformance.report.files import write_all
from conformance.report.signing import signing_key, verifying_key
from tests.report_samples import check, exchange, judged, run

PEM, PKCS8, SPKI = Encoding.PEM, PrivateFormat.PKCS8, PublicFormat.SubjectPublicKeyInfo


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small report with a page in the place of the HTML report."""
    directory = tmp_path_factory.mktemp("reports") / "acme"
    write_all(judged(run(check(), exchanges=(exchange(),))), directory)
    (directory / "allure-report").mkdir()
    (directory / "allure-report" / "index.html").write_text("<p>a page")
    (directory / ".pytest_cache").mkdir()
    (directory / "secret.pem").write_text("not for anybody")
    return directory


def write_pair(folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> tuple[Path, Path]:
    private, public = folder / "key.pem", folder / "public.pem"
    private.write_bytes(key.private_bytes(PEM, PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(PEM, SPKI))
    return private, public


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_pair(tmp_path_factory.mktemp("keys"), ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="module")
def signed(report: Path, pair: tuple[Path, Path]) -> bytes:
    return make_bundle(report, signing_key(pair[0]))[0]


def contents(packed: bytes) -> dict[str, bytes]:
    return {stored.name: stored.content for stored in unpack(packed)}


def faults(checked: Checked) -> dict[str, str]:
    return {member.name: member.state for member in checked.members if member.state != "whole"}


def repacked(packed: bytes, **changes: bytes | None) -> bytes:
    """A bundle whose checksums fit again, with members changed, added or left out."""
    members: dict[str, bytes | None] = {**contents(packed), **changes}
    return pack({name: content for name, content in members.items() if content is not None})


def test_it_holds_the_reports_and_nothing_else(report: Path) -> None:
    packed, absent = make_bundle(report)
    assert absent == ()
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert archive.testzip() is None
    assert archive.namelist() == sorted([
        "allure-report/index.html", "exchanges.har", "junit.xml", "manifest.json", "requirements.html", "results.json",
        "summary.md", "versions.json",
    ])  # fmt: skip
    assert archive.read("results.json") == (report / "results.json").read_bytes()
    assert json.loads(archive.read("versions.json"))["run"]["token-conformance"] == "0.1.0"


def test_the_same_files_give_the_same_bytes(report: Path) -> None:
    assert make_bundle(report) == make_bundle(report)
    names = [stored.name for stored in unpack(make_bundle(report)[0])]
    assert names == sorted(names)


def test_what_nobody_changed_is_whole(report: Path, signed: bytes, pair: tuple[Path, Path]) -> None:
    checked = check_bundle(make_bundle(report)[0])
    assert (checked.whole, checked.signature) == (True, "none")
    checked = check_bundle(signed)
    assert (checked.whole, checked.signature) == (True, "unchecked")
    checked = check_bundle(signed, verifying_key(pair[1]))
    assert (checked.whole, checked.signature) == (True, "holds")
    assert checked.results is not None
    assert checked.results["targets"][0]["verdict"] == "conforms"


def test_one_byte_anywhere_is_seen_and_its_member_is_named(signed: bytes, pair: tuple[Path, Path]) -> None:
    key, at, members = verifying_key(pair[1]), 0, contents(signed)
    for part in parts_of(members):
        step = max(len(part.content) // 20, 1) if len(part.content) > 200 else 1
        for place in {*range(0, len(part.content), step), len(part.content) - 1}:
            for bit in (0x01 if place % 2 else 0x80,):
                spoiled = bytearray(signed)
                spoiled[at + place] ^= bit
                checked = check_bundle(bytes(spoiled), key)
                assert not checked.whole, (part.name, place)
                if part.name in members:
                    assert part.name in faults(checked), (part.name, place)
        at += len(part.content)
    assert at == len(signed)


def test_one_bit_in_any_member_is_seen_without_a_key(report: Path) -> None:
    packed, at = make_bundle(report)[0], 0
    for part in parts_of(contents(packed)):
        for place in (0, len(part.content) // 2, len(part.content) - 1):
            spoiled = bytearray(packed)
            spoiled[at + place] ^= 0x04
            assert not check_bundle(bytes(spoiled)).whole, (part.name, place)
        at += len(part.content)


@pytest.mark.parametrize("cut", [1, 10, 22, 23, 100, 1000])
def test_a_bundle_that_is_cut_off_or_goes_on_is_not_whole(signed: bytes, cut: int) -> None:
    assert not check_bundle(signed[:-cut]).whole
    assert not check_bundle(signed + b"x" * cut).whole
    assert not check_bundle(signed[:4] + signed[4 + cut :]).whole


def test_members_that_were_exchanged_are_named_though_the_zip_fits(signed: bytes, report: Path) -> None:
    assert faults(check_bundle(repacked(signed, **{"summary.md": b"conforms"}))) == {"summary.md": "changed"}
    assert faults(check_bundle(repacked(signed, **{"summary.md": None}))) == {"summary.md": "missing"}
    assert faults(check_bundle(repacked(signed, **{"more.md": b""}))) == {"more.md": "added"}
    assert faults(check_bundle(repacked(signed, **{MANIFEST: None}))) == {MANIFEST: "missing"}
    assert faults(check_bundle(repacked(signed, **{SIGNATURE: None}))) == {SIGNATURE: "missing"}
    unsigned = make_bundle(report)[0]
    assert faults(check_bundle(repacked(unsigned, **{SIGNATURE: b"e30..AA"}))) == {SIGNATURE: "added"}


def test_a_manifest_in_another_form_was_changed(signed: bytes) -> None:
    manifest = contents(signed)[MANIFEST]
    for other in (manifest + b" ", manifest.replace(b"\n", b""), b"", b"{}", b"[" * 9000, b"\xff", b"null"):
        assert faults(check_bundle(repacked(signed, **{MANIFEST: other}))) == {MANIFEST: "changed"}


def forged(packed: bytes) -> bytes:
    """A bundle with another summary, whose manifest fits: what a signature is for."""
    members = contents(packed)
    document = json.loads(members[MANIFEST])
    other = contents(make_summary(b"conforms"))
    document["members"]["summary.md"] = json.loads(other[MANIFEST])["members"]["summary.md"]
    return repacked(packed, **{"summary.md": b"conforms", MANIFEST: text_of(document).encode()})


def make_summary(text: bytes) -> bytes:
    from conformance.report.bundle import manifest_of

    return pack({"summary.md": text, MANIFEST: text_of(manifest_of({"summary.md": text}, None)).encode()})


def test_only_a_signature_finds_sums_out_that_somebody_made_anew(signed: bytes, pair: tuple[Path, Path]) -> None:
    assert check_bundle(forged(signed)).whole
    checked = check_bundle(forged(signed), verifying_key(pair[1]))
    assert (checked.signature, checked.whole) == ("broken", False)


def test_a_signature_of_another_key_does_not_hold(signed: bytes, tmp_path: Path) -> None:
    _, other = write_pair(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    assert check_bundle(signed, verifying_key(other)).signature == "broken"


@pytest.mark.parametrize("detached", [b"", b".", b"..", b"e30..", b"e30.e30.e30", b"\xff", b"eyJhbGciOiJub25lIn0.."])
def test_what_is_no_signature_does_not_hold(signed: bytes, pair: tuple[Path, Path], detached: bytes) -> None:
    checked = check_bundle(repacked(signed, **{SIGNATURE: detached}), verifying_key(pair[1]))
    assert (checked.signature, checked.whole) == ("broken", False)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: curve.name)
def test_every_curve_of_jws_signs(report: Path, tmp_path: Path, curve: ec.EllipticCurve) -> None:
    private, public = write_pair(tmp_path, ec.generate_private_key(curve))
    packed, _ = make_bundle(report, signing_key(private))
    assert check_bundle(packed, verifying_key(public)).signature == "holds"


def test_an_rsa_key_signs_the_same_bytes_and_its_certificate_verifies(report: Path, tmp_path: Path) -> None:
    key = signing_key(certificates() / "service_provider.key.pem")
    assert make_bundle(report, key) == make_bundle(report, key)
    public = verifying_key(certificates() / "service_provider.chain.pem")
    assert check_bundle(make_bundle(report, key)[0], public).signature == "holds"
    assert "PRIVATE" not in repr(key)


def call(*arguments: str | Path) -> int:
    return run_command_line([str(argument) for argument in arguments])


def test_the_commands_make_and_verify(
    report: Path, pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "acme.zip"
    assert call("bundle", report, "--sign", pair[0], "--out", bundle) == 0
    assert "Signed: ES256, key " in capsys.readouterr().out
    assert call("verify", bundle, "--key", pair[1]) == 0
    out = capsys.readouterr().out
    assert "ok       summary.md" in out
    assert "The signature holds: ES256" in out
    assert "Acme: conforms" in out
    spoiled = bytearray(bundle.read_bytes())
    spoiled[spoiled.index(b"# Acme: conforms") + 2] ^= 1
    bundle.write_bytes(spoiled)
    assert call("verify", bundle) == 1
    assert "CHANGED  summary.md: Its SHA-256" in capsys.readouterr().out
    bundle.write_bytes(bundle.read_bytes()[:-3])
    assert call("verify", bundle) == 1
    assert "CHANGED  the zip itself" in capsys.readouterr().out


def test_an_unsigned_bundle_does_not_pass_where_a_key_is_given(
    report: Path, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("bundle", report) == 0
    bundle = report.with_name("acme.zip")
    assert call("verify", bundle) == 0
    assert call("verify", bundle, "--key", pair[1]) == 1
    assert "nobody vouches" in capsys.readouterr().out


def wrong_keys(folder: Path) -> Mapping[str, Path]:
    locked = rsa.generate_private_key(65537, 2048).private_bytes(PEM, PKCS8, BestAvailableEncryption(b"canary"))
    contents = {
        "passphrase": locked,
        "neither RSA nor EC": ed25519.Ed25519PrivateKey.generate().private_bytes(PEM, PKCS8, NoEncryption()),
        "1024 bits": rsa.generate_private_key(65537, 1024).private_bytes(PEM, PKCS8, NoEncryption()),
        "curve": ec.generate_private_key(ec.SECP256K1()).private_bytes(PEM, PKCS8, NoEncryption()),
        "no private key in PEM form": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    }
    for name, content in contents.items():
        (folder / name.replace(" ", "-")).write_bytes(content)
    return {name: folder / name.replace(" ", "-") for name in contents} | {"cannot be read": folder / "nowhere"}


def test_bad_input_is_told_in_sentences(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, path in wrong_keys(tmp_path).items():
        assert call("bundle", report, "--sign", path, "--out", tmp_path / "x.zip") == 4
        assert words in capsys.readouterr().err
    (tmp_path / "text").write_text("hello")
    for arguments, words in {
        ("bundle", tmp_path / "nowhere"): "is not there",
        ("bundle", tmp_path / "text"): "is not JSON",
        ("bundle", report, "--out", tmp_path / "no" / "where.zip"): "No such file",
        ("verify", tmp_path / "nowhere"): "cannot be read",
        ("verify", tmp_path): "cannot be read",
        ("verify", tmp_path / "text"): "It is no bundle",
        ("verify", tmp_path / "text", "--key", tmp_path / "text"): "no public key",
    }.items():
        assert call(*arguments) == 4, arguments
        assert words in capsys.readouterr().err
    assert not (tmp_path / "x.zip").exists()


def test_a_zip_of_somebody_else_is_not_whole() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("results.json", "{}" * 100)
    assert not check_bundle(file.getvalue()).whole
