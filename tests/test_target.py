"""Reading target files: a good one becomes data, a bad one names every fault at once."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.places import certificates
from conformance.target import Limits, Target, TargetFaults, read_target, read_targets, target_from_options
from tests.target_files import CANARY, CONSUMER, OTHER, FaultsOf, Read, basic, client, faults_of, h2m, m2m, read

__all__ = ["faults_of", "read"]


def test_a_small_file_has_the_defaults_of_the_contract(read: Read) -> None:
    target = read(m2m())
    assert (target.name, target.profile, target.skew, target.version) == ("acme", "m2m", 10.0, None)
    assert target.limits == Limits(timeout=10.0, requests_per_second=50.0, wrong_secrets=8)
    assert (target.client.scope, target.client.credentials, target.expect.error_body) == ("iSHARE", "raw", "page")
    assert target.client.identity is not None
    assert target.client.identity.party == target.client.id == CONSUMER
    assert len(target.client.identity.chain) == 4
    assert (target.remarks, target.accepted, target.other_client, target.sign_in) == ((), (), None, None)


def test_every_key_of_the_contract_is_taken(read: Read, tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").write_text('[[accepted]]\nid = "REQ-ALONE"\nreason = "known"\nuntil = 2030-01-31\n')
    folder = certificates()
    head = f'name = "Acme staging"\nversion = "2.2"\nca = "{folder}/tls-ca.pem"\nskew = 5\naccepted = "accepted.toml"'
    tail = client("other_service_consumer", OTHER, "other_client")
    for name in ("expired", "not_yet_valid", "no_signature_usage", "weak_key"):
        tail += f'[spoiled.{name}]\nkey = "{folder}/{name}.key.pem"\nchain = "{folder}/{name}.chain.pem"\n'
    tail += '[expect]\nerror_body = "rfc6749"\n[limits]\ntimeout = 2.5\nrequests_per_second = 0\nwrong_secrets = 3\n'
    target = read(m2m(head, client() + 'scope = "iSHARE more"\n', tail))
    assert (target.name, target.version, target.ca, target.skew) == (
        "Acme staging",
        "2.2",
        Path(f"{folder}/tls-ca.pem"),
        5.0,
    )
    assert [(each.id, each.reason) for each in target.accepted] == [("REQ-ALONE", "known")]
    assert target.other_client is not None
    assert target.other_client.id == OTHER
    assert set(target.spoiled) == {"expired", "not_yet_valid", "no_signature_usage", "weak_key"}
    assert (target.expect.error_body, target.limits) == ("rfc6749", Limits(2.5, 0.0, 3))
    assert target.client.scope == "iSHARE more"
    assert [remark.split(": ", 1)[1] for remark in target.remarks] == [
        "[expect] error_body: The profile m2m does not use this."
    ]


def test_the_way_to_a_code_is_read(read: Read, tmp_path: Path) -> None:
    (tmp_path / "second.toml").write_text(h2m())
    text = h2m('pkce = true\ndeny = "decision=deny"\nother_provider = "second.toml"\nfields = { name = "user" }')
    sign_in = read(text).sign_in
    assert sign_in is not None
    assert (sign_in.method, sign_in.request, sign_in.scope, sign_in.how) == ("POST", "signed", "openid iSHARE", "form")
    assert (sign_in.pkce, sign_in.deny, sign_in.fields) == (True, "decision=deny", {"name": "user"})
    assert [user.name for user in sign_in.users] == ["alice"]
    assert isinstance(sign_in.other_provider, Target)
    assert sign_in.other_provider.sign_in is not None


def test_two_providers_that_name_each_other_come_to_an_end(read: Read) -> None:
    target = read(h2m('other_provider = "acme.toml"'))
    assert target.sign_in is not None
    assert target.sign_in.other_provider is not None
    assert target.sign_in.other_provider.sign_in is not None
    assert target.sign_in.other_provider.sign_in.other_provider is None


def test_paths_start_from_the_file(read: Read, tmp_path: Path) -> None:
    for kind in ("key", "chain"):
        source = certificates() / f"service_consumer.{kind}.pem"
        (tmp_path / f"own.{kind}.pem").write_bytes(source.read_bytes())
    table = f'[client]\nid = "{CONSUMER}"\nkey = "own.key.pem"\nchain = "own.chain.pem"\n'
    assert read(m2m(client_table=table)).client.identity is not None


@pytest.mark.parametrize("secret", ["plain", "environment", "file"])
def test_a_secret_has_three_forms(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ACME_SECRET", CANARY)
    (tmp_path / "secret.txt").write_text(f"{CANARY}\n")
    forms = {"plain": f'"{CANARY}"', "environment": '{ env = "ACME_SECRET" }', "file": '{ file = "secret.txt" }'}
    target = read(basic(secret=forms[secret]))
    assert target.client.secret == CANARY
    assert CANARY not in repr((target, target.client))
    assert CANARY not in str(target)


def test_a_password_is_never_shown(read: Read) -> None:
    target = read(h2m(user=f'name = "alice"\npassword = "{CANARY}"'))
    assert target.sign_in is not None
    assert target.sign_in.users[0].password == CANARY
    assert CANARY not in repr((target, target.sign_in))


def test_the_broken_file_of_the_issue_names_all_its_faults(faults_of: FaultsOf, tmp_path: Path) -> None:
    folder = certificates()
    (tmp_path / "directory.pem").mkdir()
    text = f"""
profile  = "m2m"
endpoint = "acme.example/connect/token"
ca       = "directory.pem"
[server]
id = "did:ishare:EU.NL.NTRNL-10000003"
[clientt]
id    = "{CONSUMER}"
key   = "{folder}/other_service_consumer.key.pem"
chain = "{folder}/service_consumer.chain.pem"
[other_client]
id    = "{OTHER}"
key   = "{folder}/other_service_consumer.key.pem"
"""
    assert faults_of(text) == {
        "acme.toml: clientt": "This key is unknown.",
        "acme.toml: endpoint": "The URL has no scheme.",
        "acme.toml: ca": f"{tmp_path}/directory.pem is not a regular file.",
        "acme.toml: [client] key": (
            f"The private key is not the one of the first certificate in {folder}/service_consumer.chain.pem."
        ),
        "acme.toml: [other_client] chain": "This key is missing.",
    }


def test_several_files_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(basic("skew = -1"))
    (tmp_path / "two.toml").write_text(basic('version = "9"'))
    with pytest.raises(TargetFaults) as raised:
        read_targets([tmp_path / "one.toml", tmp_path / "two.toml", tmp_path / "three.toml"])
    places = [fault.place.removeprefix(f"{tmp_path}/") for fault in raised.value.faults]
    assert places == ["one.toml: skew", "two.toml: version", "three.toml"]


def test_two_targets_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(basic('name = "Acme"'))
    with pytest.raises(TargetFaults, match="the same name"):
        read_targets([tmp_path / "one.toml", tmp_path / "two.toml"])


def test_options_do_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_CLIENT_SECRET", CANARY)
    given = {"--endpoint": "https://acme.example/token", "--profile": "basic", "--client-id": "app"}
    target = target_from_options(given)
    assert (target.name, target.file, target.client.secret) == ("acme.example", None, CANARY)
    monkeypatch.setenv("ANOTHER", f"{CANARY}-2")
    assert target_from_options({**given, "--client-secret-env": "ANOTHER"}).client.secret == f"{CANARY}-2"


def test_options_name_key_and_chain() -> None:
    folder = certificates()
    given = {
        "--endpoint": "https://acme.example/token",
        "--profile": "m2m",
        "--client-id": CONSUMER,
        "--client-key": str(folder / "service_consumer.key.pem"),
        "--client-chain": str(folder / "service_consumer.chain.pem"),
        "--server-id": "did:ishare:EU.NL.NTRNL-10000003",
        "--ishare-version": "2.2",
        "--scope": None,
    }
    target = target_from_options(given)
    assert target.client.identity is not None
    assert (target.version, target.client.scope) == ("2.2", "iSHARE")


def test_faults_of_options_are_named_as_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONFORMANCE_CLIENT_SECRET", raising=False)
    given = {"--endpoint": "acme.example", "--profile": "m2m", "--client-id": CONSUMER, "--client-key": "nope.pem"}
    with pytest.raises(TargetFaults) as raised:
        target_from_options(given)
    places = {fault.place for fault in raised.value.faults}
    assert places == {"--endpoint", "--client-key", "--client-chain", "--server-id"}
    with pytest.raises(TargetFaults) as raised:
        target_from_options({"--endpoint": "https://a.example", "--profile": "ciam"})
    assert {fault.place for fault in raised.value.faults} == {"--client-id", "CONFORMANCE_CLIENT_SECRET"}


def test_dates_are_compared_with_the_moment_given(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(m2m())
    with pytest.raises(TargetFaults, match="expired on 2074"):
        read_target(tmp_path / "acme.toml", datetime(2090, 1, 1, tzinfo=UTC))
    with pytest.raises(TargetFaults, match="not valid before 2024"):
        read_target(tmp_path / "acme.toml", datetime(2020, 1, 1, tzinfo=UTC))


def test_a_target_is_frozen(read: Read) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read(m2m()).name = "other"  # type: ignore[misc]


def test_a_target_is_shown_by_its_name(read: Read) -> None:
    """Allure has it as the parameter of every check of a fleet, and tells the checks of earlier runs by it."""
    target = read(basic())
    assert repr(target) == f"{target.name} (basic)"
