"""No client secret in any output, in whatever way the endpoint repeats it (issue 4; design, "Secrets")."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import both, setting
from conformance.reference.design import Change, Design
from conformance.reference.rules_secret import header_credentials
from conformance.reference.server import running
from conformance.reference.setting_up import APP, OTHER_APP, PARTIES, fresh_world, good_design
from tests.echoing import Canaries, echoing, found_in

SUITES = str(Path(__file__).parents[1] / "suites")
SECRETS = {APP: 'Kä"n\\ö rv %41+r/:y&<7>', OTHER_APP: "ñT'o %C3%A9 \\u0041=x?#;"}
"""Both have what the next place may escape: quotes, backslashes, blanks, letters beyond ASCII, signs of HTML."""
OWN = set(SECRETS.values()) | {f"{app}:{secret}" for app, secret in SECRETS.items()}
A_FEW = ("-k", "granting or cause or no_store or REQ-GRANT-TYPE or BASIC-SECRET or CIAM-SECRET")


def outputs_of(profile: str, change: Change, directory: Path, *arguments: str, credentials: str = "raw") -> str:
    """Run a whole flow with every output on, and give all that was written and printed."""
    world = replace(fresh_world(party=PARTIES[profile]), secrets=SECRETS)
    with running(change(good_design(profile)), world=world) as address:
        target = directory / "target.toml"
        target.write_text(_target(profile, address.endpoint, address.resource, credentials), encoding="utf-8")
        secret = directory / "secrets"
        secret.mkdir()
        for app, value in SECRETS.items():
            (secret / app).write_text(value, encoding="utf-8")
        out = ["--conformance-out", str(directory / "out"), "--alluredir", str(directory / "out" / "allure")]
        junit = ["--junitxml", str(directory / "out" / "plain-junit.xml"), "-p", "no:cacheprovider"]
        words = [SUITES, "--target", str(target), *out, *junit, "-vv", "--tb=long"]
        environment = os.environ | {"COLUMNS": "4000"}
        command = [sys.executable, "-m", "pytest", *words, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=Path(SUITES).parent)
    written = [path.read_bytes() for path in (directory / "out").rglob("*") if path.is_file()]
    assert len(written) > 30
    return b"\n".join([done.stdout, done.stderr, *written]).decode("utf-8", "backslashreplace")


def _target(profile: str, endpoint: str, resource: str, credentials: str) -> str:
    scope = 'scope = "openid email"\n' if profile == "basic" else ""
    clients = "".join(
        f'[{table}]\nid = "{app}"\nsecret = {{ file = "secrets/{app}" }}\ncredentials = "{credentials}"\n{scope}'
        for table, app in (("client", APP), ("other_client", OTHER_APP))
    )
    head = f'name = "t"\nprofile = "{profile}"\nendpoint = "{endpoint}"\n[server]\nresource = "{resource}"\n'
    return f"{head}{clients}[limits]\nrequests_per_second = 0\nwrong_secrets = 100\n"


NOTHING_HIDDEN = ("-p", "conformance.plugin", "-p", "tests.nothing_hidden")
"""The plugin first: pytest warns of one that another has imported before it."""
RUNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ciam": ("ciam", "raw", A_FEW),
    "basic": ("basic", "raw", A_FEW),
    "basic, encoded, on two workers": ("basic", "encoded", ("-n", "2", *A_FEW)),
}


def _encoded_credentials(attempt: Attempt) -> Credentials | None:
    found = header_credentials(attempt)
    return Credentials(unquote_plus(str(found.client)), unquote_plus(str(found.secret))) if found else None


def _as_it_is(design: Design) -> Design:
    return design


@pytest.mark.parametrize("name", RUNS)
def test_no_secret_that_an_endpoint_repeats_reaches_any_output(name: str, tmp_path: Path) -> None:
    profile, credentials, arguments = RUNS[name]
    canaries: Canaries = set()
    reading = setting(credentials=_encoded_credentials) if credentials == "encoded" else _as_it_is
    text = outputs_of(profile, both(reading, echoing(canaries)), tmp_path, *arguments, credentials=credentials)
    assert len(canaries) > 5
    assert "violated" in text
    assert found_in(text, canaries | OWN) == set()


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_no_secret_reaches_any_output_of_a_good_run(profile: str, tmp_path: Path) -> None:
    text = outputs_of(profile, _as_it_is, tmp_path, *A_FEW)
    assert " characters" in text
    assert found_in(text, OWN) == set()


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_without_redaction_the_search_finds_them(profile: str, tmp_path: Path) -> None:
    canaries: Canaries = set()
    text = outputs_of(profile, echoing(canaries), tmp_path, *NOTHING_HIDDEN, *A_FEW)
    assert {SECRETS[APP]} <= found_in(text, canaries)
