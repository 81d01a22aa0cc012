"""Changes of a request that exchanges an authorization code."""

import secrets
import string
from dataclasses import replace

from conformance.codes import Code
from conformance.outcome import NotTestable
from conformance.request import Change, TokenRequest

_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


def with_code(code: Code) -> Change:
    """Exchange this code, with the redirect URI and the verifier that belong to it; all else is of the fresh one."""

    def change(request: TokenRequest) -> TokenRequest:
        own = {"code": code.value, "redirect_uri": code.redirect_uri, "code_verifier": code.verifier or ""}
        return replace(request, parameters=tuple((n, own.get(n, v)) for n, v in request.parameters))

    return change


def code_of(request: TokenRequest) -> Code:
    """Give the code that was given for a request; raise ``NotTestable`` where it has none."""
    if request.material.code is None:
        raise NotTestable("the request has no authorization code")
    return request.material.code


def like(code: str) -> str:
    """Invent a code that looks like another one: each character is drawn from the same kind."""
    return "".join(_another(character) for character in code)


def altered(code: str) -> str:
    """Put another character of the same kind in the place of one in the middle."""
    place = next((each for each in _from_the_middle(len(code)) if _kind_of(code[each])), None)
    return code if place is None else code[:place] + _another(code[place]) + code[place + 1 :]


def _from_the_middle(length: int) -> list[int]:
    return sorted(range(length), key=lambda place: abs(place - length // 2))


def _kind_of(character: str) -> str:
    return next((kind for kind in _KINDS if character in kind), "")


def _another(character: str) -> str:
    others = _kind_of(character).replace(character, "")
    return secrets.choice(others) if others else character


def other_case(address: str) -> str:
    """Write the path of an address in other letter case, or all of it where it has none: host names have no case."""
    _, slash, end = address.partition("://")[2].partition("/")
    if not slash or end.swapcase() == end:
        return address.swapcase()
    return address[: -len(end)] + end.swapcase()
