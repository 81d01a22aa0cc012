"""The same requests sent bare, in a process of its own: requests.Session, and as many signatures.

`python -m bench.bare TARGET SENT` sends what the file SENT holds to the endpoint of TARGET and prints what it took.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

from bench import wire
from conformance.target import read_targets


@dataclass(frozen=True)
class Took:
    """What it took, in seconds; ``alike`` counts the answers with the status that the run got."""

    seconds: float
    processor: float
    alike: int


def run(target_file: Path, sent: tuple[wire.Sent, ...]) -> Took:
    """Send everything one after another, signing where the run signed."""
    target = read_targets([target_file])[0]
    identity = target.client.identity
    if identity is not None:
        identity.sign(b"")  # the key object is made before the clock starts, as a run makes it before its first check
    there = urlsplit(target.endpoint)
    prepared = [(one, urlsplit(one.url)._replace(netloc=there.netloc).geturl(), one.content) for one in sent]
    session, alike = requests.Session(), 0
    begun, processor = time.perf_counter(), time.process_time()
    for one, url, content in prepared:
        if one.signed and identity is not None:
            identity.sign((content or b"")[:4000])
        alike += _status(session, one, url, content) == one.status
    return Took(time.perf_counter() - begun, time.process_time() - processor, alike)


def _status(session: requests.Session, one: wire.Sent, url: str, content: bytes | None) -> int | None:
    try:
        headers = dict(one.headers)
        return session.request(
            one.method, url, data=content, headers=headers, timeout=10, allow_redirects=False
        ).status_code
    except (requests.RequestException, ValueError, UnicodeError):
        return None


def main(target: str, sent: str) -> None:
    """Send, and say what it took."""
    print(json.dumps(asdict(run(Path(target), wire.read(Path(sent))))))


if __name__ == "__main__":
    main(*sys.argv[1:])
