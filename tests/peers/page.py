"""The tables of findings that the page about peers shows."""

from collections.abc import Sequence

from conformance.catalogue import load_catalogue
from tests.peers.environment import HERE
from tests.peers.findings import LAYERS, Finding, Layer, known
from tests.peers.given import PROFILES

PAGE = HERE.parents[1] / "docs" / "peers.md"
PEERS = tuple(sorted(path.parent.name for path in HERE.glob("*/server.py")))
BEGIN, END = "<!-- python -m tests.peers: begin -->\n", "<!-- python -m tests.peers: end -->\n"


def tables(peers: Sequence[str]) -> str:
    """Give the tables of all peers as Markdown."""
    return "\n".join(table(peer) for peer in peers)


def with_tables(page: str, peers: Sequence[str]) -> str:
    """Put the tables between their marks in the page."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables(peers)}\n{END}{after}"


def table(peer: str) -> str:
    """Give the findings as Markdown, grouped by layer, in the catalogue's order."""
    findings = known(peer).findings
    by_layer = {layer: [one for one in findings if one.layer == layer] for layer in LAYERS}
    parts = [part for layer, ones in by_layer.items() for part in _part(peer, layer, ones)]
    rows = [f"| {row} | {outcome} | {reason} |" for row, (outcome, reason) in known(peer).unjudged.items()]
    head = [f"### {peer}: rows without a yes or no", "", "| requirement | outcome | why |", "|---|---|---|"]
    return "\n".join([*parts, *head, *rows, ""])


def _part(peer: str, layer: Layer, findings: Sequence[Finding]) -> list[str]:
    order = list(load_catalogue())
    lines = [_line(one, PROFILES[peer]) for one in sorted(findings, key=lambda one: order.index(one.requirement))]
    head = ["| requirement | level | cases | a hole | why |", "|---|---|---|---|---|"]
    return [f"### {peer}: {layer}", "", *head, *lines, ""]


def _line(finding: Finding, profile: str) -> str:
    level = load_catalogue()[finding.requirement].level(profile)
    cases = ", ".join(f"`{case}`" for case in finding.cases if case) or "the one check"
    return f"| {finding.requirement} | {level} | {cases} | {'yes' if finding.hole else 'no'} | {finding.explanation} |"
