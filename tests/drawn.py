"""Draws that are the same in every run: what comes out depends on the check that runs, and on how much it drew before.

A live run asks the system: there a repeated identifier would be a replay.
"""

import base64
import hashlib
import itertools
import uuid


class Drawn:
    """Takes the place of the module ``secrets``, and a plugin of pytest that tells which check runs.

    A check draws alike whatever those before it did: a specimen that makes one of them end otherwise changes that one.
    """

    def __init__(self, drawer: str) -> None:
        """Begin before the first check. Two drawers never draw the same."""
        self._drawer = drawer
        self.pytest_runtest_logstart("")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin another check."""
        self._place = f"{self._drawer}\0{nodeid}\0".encode()
        self._number = itertools.count()  # threads may draw at once

    def token_bytes(self, size: int) -> bytes:
        """Draw that many bytes."""
        return hashlib.shake_128(self._place + b"%d" % next(self._number)).digest(size)

    def token_hex(self, size: int) -> str:
        """Draw that many bytes, in hex."""
        return self.token_bytes(size).hex()

    def token_urlsafe(self, size: int) -> str:
        """Draw that many bytes, as base64url."""
        return base64.urlsafe_b64encode(self.token_bytes(size)).rstrip(b"=").decode("ascii")

    def choice(self, among: str) -> str:
        """Draw one of several characters."""
        return among[int.from_bytes(self.token_bytes(8)) % len(among)]

    def uuid4(self) -> uuid.UUID:
        """Draw a random UUID."""
        return uuid.UUID(bytes=self.token_bytes(16), version=4)
