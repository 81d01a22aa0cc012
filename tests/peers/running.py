"""Starts a peer in its own environment and runs the whole suite against it over HTTP, by the real clock."""

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import pytest

from conformance import plugin
from conformance.clock import SystemClock
from conformance.reference.setting_up import SECRETS
from tests.peers.environment import HERE, python_of
from tests.peers.given import LOGINS, PROFILES, SCOPES, given
from tests.specimens import QUIET, Found, WithClock, target_text

DRAWN = ("--conformance-inputs", "100", "--seed", "1")
"""The same generated input each time: what it meets at a peer is explained."""
SUITES = HERE.parents[1] / "suites"


def run(peer: str, arguments: Sequence[str] = (), log: Path | None = None) -> Found:
    """Run the suite against a peer; ``log`` keeps what the peer says meanwhile.

    Raises:
        NoEnvironmentError: the peer's environment cannot be made.
    """
    with serving(peer, log) as endpoint, target_file(peer, endpoint) as target:
        with_clock = WithClock(SystemClock())
        status = pytest.main(
            [str(SUITES), *QUIET, *DRAWN, "--target", str(target), *arguments],
            plugins=[plugin, with_clock],
        )
    assert with_clock.config is not None
    report = with_clock.config.pluginmanager.get_plugin("ending").report  # type: ignore[union-attr]
    return Found(report, int(status), crashes=())


@contextlib.contextmanager
def serving(peer: str, log: Path | None = None) -> Iterator[str]:
    """Give the URL of the peer's token endpoint, which lives as long as the block."""
    # -I: nothing of this project or of the caller's environment reaches the peer
    program = HERE / peer / ("provider.py" if peer in LOGINS else "server.py")
    command = [str(python_of(peer)), "-I", str(program), *given(peer)]
    with (
        Path(log or os.devnull).open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            endpoint = process.stdout.readline().strip()
            assert endpoint, f"the peer {peer} did not start; its exit status is {process.wait()}"
            yield endpoint
        finally:
            process.terminate()


@contextlib.contextmanager
def target_file(peer: str, endpoint: str) -> Iterator[Path]:
    """A target file as a participant would write it for this peer."""
    text = _with_secrets(peer, endpoint) if PROFILES.get(peer) == "basic" else _with_assertions(peer, endpoint)
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / f"{peer}.toml"
        target.write_text(text)
        yield target


def _with_assertions(peer: str, endpoint: str) -> str:
    """Describe a peer of iSHARE; it has no protected resource."""
    text = target_text(endpoint, "", profile=PROFILES.get(peer, "h2m"))
    lines = [line for line in text.splitlines() if not line.startswith(("resource", "acr"))]
    text = "\n".join(lines).replace('name = "reference"', f'name = "{peer}"')
    return text.replace("[sign_in]", '[sign_in]\nrequest = "plain"\nmethod = "GET"\nhow = "form"')


def _with_secrets(peer: str, endpoint: str) -> str:
    """Describe a generic OAuth server: its errors are those of the standard, and credentials are encoded as forms."""
    scope = " ".join(SCOPES[:2])
    tables = zip(("client", "other_client"), SECRETS.items(), strict=True)
    clients = "".join(
        f"[{table}]\nid = {json.dumps(party)}\nsecret = {json.dumps(secret)}\n"
        f'credentials = "encoded"\nscope = "{scope}"\n'
        for table, (party, secret) in tables
    )
    return f"""name = "{peer}"
profile = "basic"
endpoint = "{endpoint}"
[server]
resource = "{urljoin(endpoint, "/resource")}"
[expect]
error_body = "rfc6749"
{clients}[limits]
requests_per_second = 0
"""
