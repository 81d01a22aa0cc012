"""The command line of the plugin, and the targets that it names."""

from pathlib import Path

import pytest

from conformance.target import Target, TargetFaults, read_targets, target_from_options

_TEXTS = {
    "--endpoint": "URL of the token endpoint, for a run without a target file",
    "--profile": "flow of that endpoint: m2m, h2m, ciam or basic",
    "--client-id": "client id (m2m, h2m: the client's party id)",
    "--client-key": "file with the client's private key (m2m, h2m)",
    "--client-chain": "file with the client's certificate chain, leaf first (m2m, h2m)",
    "--client-secret-env": "name of the environment variable that holds the client secret (ciam, basic)",
    "--server-id": "party id of the server, the audience of assertions (m2m, h2m)",
    "--ca": "file with the certificates that TLS trusts",
    "--scope": "scope to ask for",
    "--ishare-version": "version of iSHARE, which decides the algorithms tried: 2.0, 2.1 or 2.2",
}


def add_options(parser: pytest.Parser) -> None:
    """Add the options of a conformance run to pytest's."""
    group = parser.getgroup("conformance", "token endpoint conformance")
    group.addoption(
        "--target", action="append", default=[], metavar="FILE", help="target file; may be given many times"
    )
    for option, text in _TEXTS.items():
        group.addoption(option, default=None, help=text)
    group.addoption(
        "--conformance-out", default=None, metavar="DIR", help="directory for results.json, junit.xml, summary.md, HAR"
    )
    group.addoption(
        "--conformance-strict", action="store_true", help="a violated recommendation fails the run like a requirement"
    )


def targets_of(config: pytest.Config) -> tuple[Target, ...]:
    """Read every target that the command line names; raise ``pytest.UsageError`` with all that is wrong."""
    try:
        found = read_targets([Path(name) for name in config.getoption("--target")])
        return (*found, _from_options(config)) if config.getoption("--endpoint") else found
    except TargetFaults as wrong:
        raise pytest.UsageError(str(wrong)) from None


def _from_options(config: pytest.Config) -> Target:
    value = config.getoption
    return target_from_options(
        endpoint=value("--endpoint"),
        profile=value("--profile"),
        client_id=value("--client-id"),
        client_key=value("--client-key"),
        client_chain=value("--client-chain"),
        client_secret_env=value("--client-secret-env"),
        server_id=value("--server-id"),
        ca=value("--ca"),
        scope=value("--scope"),
        version=value("--ishare-version"),
    )
