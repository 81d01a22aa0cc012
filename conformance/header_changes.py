"""Changes of the header Authorization of a good request, and of the credentials that stand in it in base64."""

import base64
from collections.abc import Callable
from dataclasses import replace

from conformance.changes import http_header
from conformance.credentials import UNKNOWN, basic
from conformance.request import Change, TokenRequest

NAME = "Authorization"
OF_NOBODY = basic(UNKNOWN, "no-secret-of-anybody")
"""The header of a client that nobody has registered: no client is ever locked out by it."""


def authorization(edit: Callable[[str], str]) -> Change:
    """Write another value of the header; ``edit`` gets the good one, such as ``Basic dXNlcjpzZWNyZXQ=``."""

    def change(request: TokenRequest) -> TokenRequest:
        return http_header(NAME, edit(dict(request.headers)[NAME]))(request)

    return change


def scheme_named(edit: Callable[[str], str]) -> Change:
    """Write another scheme in front of the right credentials, or none where ``edit`` gives an empty one."""
    return authorization(lambda good: f"{edit(good.partition(' ')[0])} {good.partition(' ')[2]}".lstrip())


def credentials(edit: Callable[[bytes], bytes]) -> Change:
    """Write other credentials; ``edit`` gets the bytes of the good ones, which are ``id:secret``."""
    return authorization(lambda good: f"Basic {base64.b64encode(edit(decoded(good))).decode('ascii')}")


def decoded(good: str) -> bytes:
    """Give the credentials of a good header: id and secret, as they are before base64."""
    return base64.b64decode(good.partition(" ")[2])


def beside_nobody(first: bool) -> Change:
    """Send two headers: the right one, and behind it (or in front, if not ``first``) that of an unknown client."""

    def change(request: TokenRequest) -> TokenRequest:
        foreign = ((NAME, OF_NOBODY),)
        return replace(request, headers=(*request.headers, *foreign) if first else (*foreign, *request.headers))

    return change
