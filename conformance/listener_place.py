"""Where a listener of the run can be reached: named by whoever starts the run, or found by looking towards a URL."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.outcome import NotTestable


@dataclass(frozen=True)
class Place:
    """Where a listener can be reached: the host that an endpoint is told, and the port; 0 for any that is free."""

    host: str
    port: int = 0
    is_given: bool = False
    """Whether it was named on the command line: then all addresses of the machine are listened on."""

    @property
    def is_loopback(self) -> bool:
        """Whether whoever can be reached there runs on this machine."""
        return self.host in ("::1", "localhost") or self.host.startswith("127.")


def place_of(text: str) -> Place:
    """Read HOST:PORT, an IPv6 address in brackets; raise ValueError where it is neither."""
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.path or parts.username is not None:
        raise ValueError(f"{text!r} is not HOST:PORT, such as 203.0.113.7:8400")
    return Place(parts.hostname, parts.port, is_given=True)


def place_towards(url: str) -> Place:
    """Find the address of this machine from which it reaches the host of ``url``; nothing is sent to find it."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_DGRAM)[0]
        with socket.socket(found[0], found[1]) as probe:
            probe.connect(found[4])
            return Place(str(probe.getsockname()[0]))
    except OSError as error:
        raise NotTestable(f"no address of this machine is known that the endpoint could call ({error})") from None
