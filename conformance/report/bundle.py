"""The evidence of a run in one file that a certifier keeps: its reports, their SHA-256 sums, a signature over these.

Nothing goes in but what the reports already hold, and that is without secrets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from conformance import __version__
from conformance.report.archive import pack
from conformance.report.changes import Document
from conformance.report.former import read_results
from conformance.report.signing import Key, sign

MANIFEST, SIGNATURE, VERSIONS = "manifest.json", "manifest.jws", "versions.json"
REPORTS = (
    "results.json",
    "requirements.html",
    "summary.md",
    "exchanges.har",
    "junit.xml",
    "allure-report/index.html",
)
"""What a report directory may hold of it; results.json has to be there."""
FORMAT = 1


def make_bundle(directory: Path, key: Key | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Pack a report directory; the same files give the same bytes, up to a signature with an EC key.

    Gives the zip and the names of reports that are not there. Raises UnreadableResultsError where results.json is not
    what it should be, OSError where a file cannot be read, ValueError beyond 4 GB.
    """
    document = read_results(directory)
    members = {name: (directory / name).read_bytes() for name in REPORTS if (directory / name).is_file()}
    members[VERSIONS] = text_of(_versions(document)).encode("ascii")
    members[MANIFEST] = text_of(manifest_of(members, key)).encode("ascii")
    if key is not None:
        members[SIGNATURE] = sign(members[MANIFEST], key).encode("ascii")
    return pack(members), tuple(name for name in REPORTS if name not in members)


def manifest_of(members: Mapping[str, bytes], key: Key | None) -> Document:
    """Name every member with its size in bytes and its SHA-256, and the key that signs; itself and that it does not."""
    sums = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in members.items()
        if name not in (MANIFEST, SIGNATURE)
    }
    return {"format": FORMAT, "members": sums, "signed_by": key.thumbprint if key else None}


def text_of(document: Document) -> str:
    """Write a document in its one form."""
    return json.dumps(document, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _versions(document: Document) -> Document:
    """Say what the run and the bundle were made with."""
    tool = document["tool"]
    return {
        "run": {tool["name"]: tool["version"], **tool.get("versions", {})},
        "bundle": {"token-conformance": __version__, "format": str(FORMAT)},
    }
