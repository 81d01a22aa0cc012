"""Target files of ciam and basic: what is wrong is told in words, what is odd is remarked upon, no secret is shown."""

from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands.calling import Status
from conformance.reference.serve import Served, prepare
from conformance.reference.server import running
from conformance.reference.setting_up import APP, SECRETS, good_design
from tests.target_files import CANARY, FaultsOf, Read, faults_of, read

__all__ = ["faults_of", "read"]


def of(profile: str, client: str, tail: str = "") -> str:
    """A target file with these lines about the client."""
    head = f'name = "t"\nprofile = "{profile}"\nendpoint = "https://acme.example/token"\n'
    return f'{head}[client]\nid = "app"\n{client}\n{tail}'


def remarks_of(read: Read, text: str) -> list[str]:
    return [remark.partition(": ")[2] for remark in read(text).remarks]


@pytest.fixture(params=["ciam", "basic"])
def profile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_client_without_a_secret_is_told(profile: str, faults_of: FaultsOf) -> None:
    assert faults_of(of(profile, "")) == {"acme.toml: [client] secret": "This key is missing."}


@pytest.mark.parametrize("secret", ['{ env = "A", file = "b" }', '{ enf = "A" }', "{}", '""', "7", '["x"]'])
def test_a_secret_of_no_known_form_is_told(profile: str, secret: str, faults_of: FaultsOf) -> None:
    assert set(faults_of(of(profile, f"secret = {secret}"))) == {"acme.toml: [client] secret"}


def test_every_fault_of_both_clients_is_told_at_once(profile: str, faults_of: FaultsOf) -> None:
    client = 'secret = { file = "nowhere" }\nscope = 7\ncredentials = "base64"'
    places = faults_of(of(profile, client, '[other_client]\nid = "app"\n'))
    assert {place.partition(": ")[2] for place in places} == {
        "[client] secret",
        "[client] scope",
        "[client] credentials",
        "[other_client] secret",
        "[other_client] id",
    }


def test_keys_of_other_flows_are_remarked_upon_and_not_read(profile: str, read: Read) -> None:
    text = of(profile, f'secret = "{CANARY}"\nkey = "nowhere.pem"\nchain = "nowhere.pem"', '[server]\nid = "x"\n')
    assert remarks_of(read, text) == [
        f"[client] key: The profile {profile} does not use this.",
        f"[client] chain: The profile {profile} does not use this.",
        f"[server] id: The profile {profile} does not use this.",
    ]


def test_ciam_has_no_scope_no_header_and_no_error_body(read: Read) -> None:
    more = f'secret = "{CANARY}"\nscope = "read"\ncredentials = "raw"'
    tail = '[expect]\nerror_body = "rfc6749"\n'
    places = {remark.partition(": ")[0] for remark in remarks_of(read, of("ciam", more, tail))}
    assert places == {"[client] scope", "[client] credentials", "[expect] error_body"}
    assert remarks_of(read, of("basic", more, tail)) == []


ODD = {
    '"abc"': "It is too short to be hidden",
    '"canary-hunter2-Zq9\\n"': "It begins or ends with a blank",
    '" canary-hunter2-Zq9"': "It begins or ends with a blank",
}


@pytest.mark.parametrize("secret", ODD)
def test_an_odd_secret_is_remarked_upon_and_not_shown(profile: str, secret: str, read: Read) -> None:
    found = remarks_of(read, of(profile, f"secret = {secret}"))
    assert any(remark.startswith(f"[client] secret: {ODD[secret]}") for remark in found)
    assert not any("abc" in remark or CANARY in remark for remark in found)


def test_control_characters_are_remarked_upon_where_a_header_carries_them(read: Read) -> None:
    secret = 'secret = "canary\\u0000hunter2"'
    assert len(remarks_of(read, of("basic", secret))) == 1
    assert remarks_of(read, of("ciam", secret)) == []


def test_what_serve_writes_is_a_target_without_fault(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(good_design(profile)) as address:
        target = prepare(tmp_path, address, Served(profile))
        assert run_command_line(["lint", str(target)]) == Status.GOOD
    shown = capsys.readouterr().out
    assert "target.toml has no fault." in shown
    assert "look file" not in shown
    assert SECRETS[APP] not in shown
