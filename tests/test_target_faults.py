"""Each kind of fault of a target file, one by one; and that no sentence ever shows a secret."""

from pathlib import Path

import pytest

from conformance.target import TargetFaults, read_target
from tests.target_files import CANARY, FaultsOf, Read, basic, client, faults_of, h2m, m2m, read

__all__ = ["faults_of", "read"]


URLS = {
    "acme.example/token": "The URL has no scheme.",
    "localhost:8080/token": "The URL has no scheme.",
    "ftp://acme.example/token": "Its scheme is neither https nor http.",
    "https://acme.example/token#top": "The URL has a fragment, which is never sent.",
    "https:///token": "The URL names no host.",
    "https://acme.example:port/token": "This is not a URL: its host or port cannot be read.",
    "https://acme example/token": "The URL has blanks in it.",
    f"https://user:{CANARY}@acme.example/token": "The URL has a user name in it.",
}


@pytest.mark.parametrize("url", URLS)
def test_a_wrong_url_is_named(faults_of: FaultsOf, url: str) -> None:
    text = basic().replace("https://acme.example/token", url)
    assert faults_of(text) == {"acme.toml: endpoint": URLS[url]}


VALUES = {
    'version = "9"': "version",
    "version = 2.2": "version",
    "skew = -1": "skew",
    "skew = nan": "skew",
    'skew = "10"': "skew",
    "skew = true": "skew",
    'name = " "': "name",
    "name = 2026-01-31": "name",
    "accepted = []": "accepted",
    "client2 = 1": "client2",
}


@pytest.mark.parametrize("line", VALUES)
def test_a_wrong_value_is_named(faults_of: FaultsOf, line: str) -> None:
    assert list(faults_of(basic(line))) == [f"acme.toml: {VALUES[line]}"]


LIMITS = ["timeout = 0", "timeout = 301", "timeout = inf", "requests_per_second = -1", "wrong_secrets = 1.5"]


@pytest.mark.parametrize("line", LIMITS)
def test_limits_have_ranges(faults_of: FaultsOf, line: str) -> None:
    assert list(faults_of(basic(tail=f"[limits]\n{line}\n"))) == [f"acme.toml: [limits] {line.split(maxsplit=1)[0]}"]


def test_an_unknown_key_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(basic("Skwe = 10\nkey = 'x'\nzebra = 1", tail="[limit]\ntimeouts = 3\n"))
    with pytest.raises(TargetFaults) as raised:
        read_target(tmp_path / "acme.toml")
    repairs = {fault.place.split(": ")[1]: fault.repair for fault in raised.value.faults}
    assert repairs["Skwe"] == "Write skew; that is the nearest key there is."
    assert repairs["key"] == "Move it to [client]; that is where key belongs."
    assert repairs["zebra"].startswith("Take it out. Here stand: name, profile")
    assert repairs["limit"] == "Write limits; that is the nearest key there is."
    assert repairs["[limits] timeouts"] == "Write timeout; that is the nearest key there is."


def test_a_profile_is_guessed_from_its_nearest_name(faults_of: FaultsOf) -> None:
    assert list(faults_of(m2m().replace('"m2m"', '"M2M"'))) == ["acme.toml: profile"]


MISSING = {
    "m2m": {"[server] id", "[client] id", "[client] key", "[client] chain"},
    "h2m": {
        *("[server] id", "[server] roots", "[client] id", "[client] key", "[client] chain", "[client] redirect_uri"),
        *("[sign_in] endpoint", "[sign_in] user"),
    },
    "ciam": {"[client] id", "[client] secret"},
    "basic": {"[client] id", "[client] secret"},
}


@pytest.mark.parametrize("profile", MISSING)
def test_missing_keys_are_named_for_each_profile(faults_of: FaultsOf, profile: str) -> None:
    found = faults_of(f'profile = "{profile}"\n')
    assert set(found) == {f"acme.toml: {key}" for key in {"endpoint", *MISSING[profile]}}
    assert set(found.values()) == {"This key is missing."}


def test_an_empty_file_names_what_it_lacks(faults_of: FaultsOf) -> None:
    assert set(faults_of("")) == {"acme.toml: profile", "acme.toml: endpoint", "acme.toml: [client] id"}


SYNTAX = ["[client\n", "name = \n", 'name = "x\n', "name = 1\nname = 2\n", "x = " + "[" * 5000]


@pytest.mark.parametrize("text", SYNTAX, ids=range(len(SYNTAX)))
def test_wrong_toml_has_one_fault(faults_of: FaultsOf, text: str) -> None:
    assert list(faults_of(text)) == ["acme.toml"]


def test_a_fault_of_syntax_names_line_and_column(faults_of: FaultsOf) -> None:
    assert "line 3, column" in faults_of(f'a = 1\nsecret = "{CANARY}"\nc = ?{CANARY}\n')["acme.toml"]


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(TargetFaults, match="not UTF-8"):
        read_target(tmp_path / "acme.toml")


def test_a_byte_order_mark_is_forgiven(read: Read) -> None:
    assert read("\ufeff" + basic()).profile == "basic"


def test_the_other_client_is_another(faults_of: FaultsOf) -> None:
    assert list(faults_of(m2m(tail=client(table="other_client")))) == ["acme.toml: [other_client] id"]


SECRETS = {
    '{ env = "NOT_SET_ANYWHERE" }': "NOT_SET_ANYWHERE is not set",
    '{ env = "SET_BUT_EMPTY" }': "SET_BUT_EMPTY is empty",
    f'{{ env = "{CANARY}" }}': "named here is not set",
    '{ file = "nope.txt" }': "does not exist",
    '{ file = "empty.txt" }': "is empty",
    '""': "three forms",
    "7": "three forms",
    f'{{ env = "A", file = "{CANARY}" }}': "three forms",
    f'{{ value = "{CANARY}" }}': "three forms",
    f'["{CANARY}"]': "three forms",
}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_cannot_be_had_is_named(
    faults_of: FaultsOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("SET_BUT_EMPTY", "")
    (tmp_path / "empty.txt").write_text("\n")
    found = faults_of(basic(secret=secret))
    assert list(found) == ["acme.toml: [client] secret"]
    assert SECRETS[secret] in found["acme.toml: [client] secret"]


SIGN_IN = {
    'how = "command"': "[sign_in] command",
    'how = "robot"': "[sign_in] how",
    "command = [1]": "[sign_in] command number 1",
    'deny = "no"': "[sign_in] deny",
    'endpoint2 = "x"': "[sign_in] endpoint2",
    'fields = { user = "x" }': "[sign_in.fields] user",
    'other_provider = "nope.toml"': "[sign_in] other_provider",
    "codes = 0": "[sign_in] codes",
    'codes = "many"': "[sign_in] codes",
    'method = "PUT"': "[sign_in] method",
    'request = "bare"': "[sign_in] request",
    'pkce = "yes"': "[sign_in] pkce",
    'acr = ""': "[sign_in] acr",
    'scope = "openid\\n"': "[sign_in] scope",
}


@pytest.mark.parametrize("line", SIGN_IN)
def test_a_wrong_way_to_a_code_is_named(faults_of: FaultsOf, line: str) -> None:
    assert list(faults_of(h2m(line))) == [f"acme.toml: {SIGN_IN[line]}"]


USERS = {
    'name = "alice"': "[[sign_in.user]] number 1, password",
    'password = "x"': "[[sign_in.user]] number 1, name",
    'name = "alice"\npassword = 1': "[[sign_in.user]] number 1, password",
    'name = "a"\npassword = "x"\n[[sign_in.user]]\nname = "a"\npassword = "x"': "[[sign_in.user]] number 2, name",
}


@pytest.mark.parametrize("user", USERS, ids=range(len(USERS)))
def test_a_wrong_user_is_named(faults_of: FaultsOf, user: str) -> None:
    assert list(faults_of(h2m(user=user))) == [f"acme.toml: {USERS[user]}"]


def test_a_user_needs_no_password_where_a_human_signs_in(read: Read) -> None:
    assert read(h2m('how = "manual"', user='name = "alice"')).sign_in is not None


def test_the_other_provider_has_its_faults_named(faults_of: FaultsOf, tmp_path: Path) -> None:
    (tmp_path / "second.toml").write_text(basic())
    assert list(faults_of(h2m('other_provider = "second.toml"'))) == ["acme.toml: [sign_in] other_provider"]
    (tmp_path / "second.toml").write_text(h2m(user='name = "bob"\npassword = "x"'))
    assert list(faults_of(h2m('other_provider = "second.toml"'))) == ["acme.toml: [sign_in] other_provider"]
    (tmp_path / "second.toml").write_text(h2m("pkce = 1"))
    assert list(faults_of(h2m('other_provider = "second.toml"'))) == ["second.toml: [sign_in] pkce"]


def test_what_a_profile_does_not_use_is_remarked_upon(read: Read) -> None:
    remarks = read(basic('version = "2.2"', tail='[server]\nid = "x"\n')).remarks
    assert [remark.split(": ", 1)[1] for remark in remarks] == [
        "version: The profile basic does not use this.",
        "[server] id: The profile basic does not use this.",
    ]


def test_a_scope_without_ishare_and_plain_http_are_remarked_upon(read: Read) -> None:
    text = m2m(client_table=client() + 'scope = "other"\n').replace("https://", "http://")
    assert len(read(text).remarks) == 2


def test_a_colon_in_an_id_that_is_sent_raw_is_remarked_upon(read: Read) -> None:
    text = basic().replace('[client]\nid = "', '[client]\nid = "urn:')
    assert "urn:" in text
    assert "[client] id" in read(text).remarks[0]
    assert not read(text.replace("[client]\n", '[client]\ncredentials = "encoded"\n')).remarks


WRONG_PLACES = [
    f'profile = "{CANARY}"',
    f'profile = "basic"\nendpoint = "{CANARY}"',
    f'profile = "basic"\n[client]\ncredentials = "{CANARY}"\nsecret = 1',
    f'profile = "m2m"\n[client]\nid = "x"\nkey = """-----BEGIN PRIVATE KEY-----\n{CANARY}"""',
    f'profile = "m2m"\n[client]\nid = "x"\nkey = "-----BEGIN PRIVATE KEY-----{CANARY}"',
    f'profile = "basic"\n[client]\nsecret = "{CANARY}"\nsecret = "{CANARY}"',
    f'profile = "h2m"\n[sign_in]\nhow = "{CANARY}"\n[[sign_in.user]]\nname = "a"\npassword = {{ "{CANARY}" = 1 }}',
]


@pytest.mark.parametrize("text", WRONG_PLACES, ids=range(len(WRONG_PLACES)))
def test_no_sentence_shows_a_secret(tmp_path: Path, text: str) -> None:
    (tmp_path / "acme.toml").write_text(text)
    with pytest.raises(TargetFaults) as raised:
        read_target(tmp_path / "acme.toml")
    assert CANARY not in str(raised.value)
    assert CANARY not in repr(raised.value.faults)
