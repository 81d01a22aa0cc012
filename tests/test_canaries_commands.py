"""No secret in what the commands around a run write and print: lint, run, compare, bundle, verify, inspect."""

from pathlib import Path

from conformance.commands.calling import Status
from tests.canaries import by_the_tool
from tests.canaries_endpoint import telling
from tests.canaries_runs import scene
from tests.canaries_search import files_below


def test_the_commands_around_a_run_show_none(tmp_path: Path) -> None:
    with scene(tmp_path, telling, ("basic",)) as made:
        status, said = by_the_tool(made, ("-k", "REQ-QUERY or REQ-GRANT-MISSING"), night=1)
        assert status in (Status.VIOLATED, Status.INCOMPLETE), said[-3000:]
        assert made.found(said) == {}
        names = {name for name, _ in files_below(made.here)}
    assert {"night.zip", "night.zip: exchanges.har", "signed.zip: manifest.jws", "inspected/results.json"} <= names
