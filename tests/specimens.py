"""Runs the whole suite over HTTP against one specimen of the reference endpoint, in this process and without sleeping.

`python -m tests.specimens NAME …` prints what a run found at each named specimen beside what it declares.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest

from conformance import plugin
from conformance.clock import Clock, MovedClock
from conformance.fixtures import certificates_directory
from conformance.plan_options import GENERATED
from conformance.reference.design import Design
from conformance.reference.fault import EVERY, Breaks
from conformance.reference.faults import all_faults
from conformance.reference.h2m import AUTHORISE_PATH, good_h2m
from conformance.reference.server import Address, running
from conformance.reference.setting_up import (
    APP,
    CLIENT,
    HUMANS,
    OTHER_APP,
    OTHER_CLIENT,
    PARTIES,
    REDIRECT_URIS,
    SECRETS,
    SERVER,
    fresh_world,
    good_design,
)
from conformance.reference.sign_ins import SUBSTANTIAL
from conformance.report.model import Report
from tests.flow_cases import cases_of
from tests.hastened import free_port, hastened, start_of_time

UNUSED = (
    *("terminal", "cacheprovider", "allure_pytest", "hypothesispytest"),
    # the pytest around these runs has them, and each of them looks at every phase of every check
    *("capture", "logging", "warnings", "unraisableexception", "threadexception", "faulthandler", "unittest"),
    *("doctest", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan", "legacypath", "recwarn"),
)
QUIET = [word for name in UNUSED for word in ("-p", f"no:{name}")]
ASKED_FOR = ("--conformance-wait-for-codes", "--conformance-dangerous")
"""What a run does only when asked: the clock of these runs waits for nothing, and nobody is harmed."""
INPUTS = 200
"""Generated inputs that find each slip which only they find."""
SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")
Pairs = set[tuple[str, str | None]]


@dataclass(frozen=True)
class Found:
    """What a run found: the report, and the pairs of requirement and case that were violated."""

    report: Report
    status: int
    crashes: tuple[str, ...]
    """Tracebacks of rules of the reference endpoint that crashed: none, if the specimen is what it says."""

    @property
    def violated(self) -> Pairs:
        """Requirement and case of every violated check (of any level)."""
        return {(one.requirement, one.case) for one in self.report.run.checks if one.outcome == "violated"}

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of every requirement of the profile."""
        return {row.requirement.id: row.outcome for row in self.report.targets[0].rows}


class WithClock:
    """Gives a run the clock that the reference endpoint has."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.config: pytest.Config | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.CLOCK] = self.clock
        self.config = config


def declared(breaks: Breaks, profile: str = "m2m") -> Pairs:
    """The pairs that a specimen declares to break in a flow."""
    return {(name, case) for name, cases in breaks.items() for case in _cases(name, cases, profile)}


def _cases(name: str, cases: object, profile: str) -> Sequence[str | None]:
    if cases is EVERY:
        # what is generated is sent only where a specimen names it
        return [case for case in cases_of(name, profile) if case != GENERATED]
    return list(cases)  # type: ignore[call-overload, no-any-return]


def inputs_for(breaks: Breaks) -> int:
    """How many inputs of each kind are generated to find what a specimen breaks: none where a named case finds it."""
    return INPUTS if any(cases is not EVERY and GENERATED in cases for cases in breaks.values()) else 0  # type: ignore[operator]


def run(design: Design, arguments: Sequence[str] = (), timeout: float = 10, inputs: int | None = 0) -> Found:
    """Run the suite against a design; time stands still but for what the run itself waits.

    inputs: how many every check generates that does so, from the same seed always; None leaves both to the arguments.
    """
    clock = MovedClock(start_of_time())
    world = fresh_world(clock, party=PARTIES[design.profile])
    with (
        hastened() as draws,
        running(design, clock=clock, world=world, port=free_port("first")) as address,
        _target(design, address, clock, timeout) as target,
    ):
        with_clock = WithClock(clock)
        suites = str(Path(__file__).parents[1] / "suites")
        drawn = [] if inputs is None else ["--conformance-inputs", str(inputs), "--seed", "1"]
        words = [suites, *QUIET, *ASKED_FOR, *drawn, "--target", str(target), *arguments]
        status = pytest.main(words, plugins=[plugin, with_clock, *draws])
    assert with_clock.config is not None
    report = with_clock.config.pluginmanager.get_plugin("ending").report  # type: ignore[union-attr]
    return Found(report, int(status), tuple(world.crashes))


@dataclass(frozen=True)
class Provider:
    """What a target file says of an identity provider: its authorise endpoint, its party, and a second provider."""

    authorise: str
    party: str = PARTIES["h2m"]
    other: Path | None = None
    request: str = "signed"


@contextlib.contextmanager
def _target(design: Design, address: Address, clock: Clock, timeout: float) -> Iterator[Path]:
    """A target file for a running design; at h2m with a second provider of the same design, another party."""
    with contextlib.ExitStack() as stack:
        provider = None
        if design.profile == "h2m":
            second = stack.enter_context(
                running(design, clock=clock, world=fresh_world(clock, party=SERVER), port=free_port("second"))
            )
            request = design.provider.request if design.provider else "signed"
            elsewhere = Provider(second.authorise, SERVER, request=request)
            file = stack.enter_context(target_file(second.endpoint, second.resource, timeout, "h2m", elsewhere))
            provider = Provider(address.authorise, other=file, request=request)
        yield stack.enter_context(target_file(address.endpoint, address.resource, timeout, design.profile, provider))


@contextlib.contextmanager
def target_file(
    endpoint: str, resource: str, timeout: float = 10, profile: str = "m2m", provider: Provider | None = None
) -> Iterator[Path]:
    """A target file that lives as long as the block."""
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "target.toml"
        target.write_text(target_text(endpoint, resource, timeout, profile, provider))
        yield target


def target_text(
    endpoint: str, resource: str, timeout: float = 10, profile: str = "m2m", provider: Provider | None = None
) -> str:
    """A target file for the reference endpoint, with everything that a run can use."""
    if profile in ("ciam", "basic"):
        return _with_secrets(endpoint, resource, timeout, profile)
    if profile == "h2m":
        provider = provider or Provider(urljoin(endpoint, AUTHORISE_PATH))
    certificates = certificates_directory()
    spoiled = "".join(
        f'[spoiled.{name}]\nkey = "{certificates}/{name}.key.pem"\nchain = "{certificates}/{name}.chain.pem"\n'
        for name in SPOILED
    )
    return f"""
name = "reference"
profile = "{profile}"
endpoint = "{endpoint}"
version = "2.2"
[server]
id = "{provider.party if provider else PARTIES[profile]}"
resource = "{resource}"
roots = "{certificates}/roots.pem"
{_client("client", CLIENT, "service_consumer", profile)}
{_client("other_client", OTHER_CLIENT, "other_service_consumer", profile)}
{spoiled}
{_sign_in(provider) if provider else ""}
[limits]
requests_per_second = 0
timeout = {timeout}
"""


def _with_secrets(endpoint: str, resource: str, timeout: float, profile: str) -> str:
    scope = 'scope = "openid email profile inspect"' if profile == "basic" else ""
    return f"""
name = "reference"
profile = "{profile}"
endpoint = "{endpoint}"
[server]
resource = "{resource}"
[client]
id = "{APP}"
secret = "{SECRETS[APP]}"
{scope}
[other_client]
id = "{OTHER_APP}"
secret = "{SECRETS[OTHER_APP]}"
{scope}
[limits]
requests_per_second = 0
timeout = {timeout}
"""


def _client(table: str, party: str, name: str, profile: str) -> str:
    path = certificates_directory() / name
    use = f'redirect_uri = "{REDIRECT_URIS[party]}"' if profile == "h2m" else 'scope = "iSHARE"'
    return f'[{table}]\nid = "{party}"\nkey = "{path}.key.pem"\nchain = "{path}.chain.pem"\n{use}'


def _sign_in(provider: Provider) -> str:
    users = "".join(
        f'[[sign_in.user]]\nname = "{human.name}"\npassword = "{human.password}"\nemail = "{human.email}"\n'
        for human in HUMANS
    )
    other = f'other_provider = "{provider.other}"\n' if provider.other else ""
    asked = f'request = "{provider.request}"\n' if provider.request == "plain" else ""
    way = f'[sign_in]\nendpoint = "{provider.authorise}"\n{asked}pkce = true\nacr = "{SUBSTANTIAL}"\n'
    return f'{way}deny = "decision=deny"\n{other}{users}'


def good(profile: str) -> Design:
    """The good endpoint of a profile, with all that its checks can look at."""
    return good_h2m(consent=True) if profile == "h2m" else good_design(profile)


def differences(found: Found, breaks: Breaks) -> list[str]:
    """Say what a run found too much and too little, compared with what a specimen declares."""
    wanted, got = declared(breaks, found.report.run.targets[0].profile), found.violated
    missing = [f"not found: {name}[{case}]" for name, case in sorted(wanted - got, key=str)]
    return missing + [f"found besides: {name}[{case}]" for name, case in sorted(got - wanted, key=str)]


def main() -> int:
    """Run the named faults (or all whose name or broken rows contain a word) and print the differences."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", help="names of faults, or beginnings of requirement ids; 'good' for none")
    parser.add_argument("--profile", default="m2m", choices=tuple(PARTIES), help="whose endpoint is run")
    parser.add_argument("-k", help="only the checks that match, as pytest's -k")
    chosen = parser.parse_args()
    arguments = ["-k", chosen.k] if chosen.k else []
    faults = [
        fault
        for fault in all_faults(chosen.profile)
        if any(name == fault.name or any(row.startswith(name) for row in fault.breaks) for name in chosen.names)
    ]
    wrong = 0
    if not chosen.names or "good" in chosen.names:
        wrong += _show("the good endpoint", run(good(chosen.profile), arguments), {})
    for fault in faults:
        wrong += _show(
            fault.name,
            run(fault.change(good(chosen.profile)), arguments, inputs=inputs_for(fault.breaks)),
            fault.breaks,
        )
    return min(wrong, 1)


def _show(name: str, found: Found, breaks: Breaks) -> int:
    lines = differences(found, breaks)
    untested = [row for row, outcome in found.outcomes.items() if outcome == "not-testable"]
    print(f"{'ok ' if not lines else 'BAD'} {name} ({found.report.run.seconds:.1f} s, exit {found.status})")
    for crash in found.crashes:
        print(f"      crashed: {crash.splitlines()[-1]}")
    for line in lines:
        print(f"      {line}")
    for check in found.report.run.checks:
        if check.outcome == "not-testable":
            print(f"      not testable: {check.id.partition('::')[2]}: {check.reason}")
    if untested:
        print(f"      rows not testable: {len(untested)}")
    return len(lines)


if __name__ == "__main__":
    sys.exit(main())
