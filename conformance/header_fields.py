"""Header fields read by their grammar (RFC 9110): a word inside another word, or inside quotes, is not that word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WORD = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = r'"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*"'
_SPACE = r"[ \t]*"
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})*')
_DIRECTIVE = re.compile(rf"({_WORD})(?:=({_WORD}|{_QUOTED}))?\Z")
_PARAMETER = re.compile(rf"({_WORD}){_SPACE}={_SPACE}({_WORD}|{_QUOTED})\Z")
_SCHEME = re.compile(rf"({_WORD})(?:[ ]+(.*))?\Z", re.DOTALL)
_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*\Z")


class HeaderError(ValueError):
    """Why a header field does not follow its grammar."""


@dataclass(frozen=True)
class Challenge:
    """One challenge of ``WWW-Authenticate``: the scheme in lower case, and its parameters by name in lower case."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    token68: str | None = None


def directives(values: Iterable[str]) -> dict[str, str | None]:
    """Read the directives of ``Cache-Control`` or ``Pragma`` (RFC 9111, section 5.2), names in lower case.

    Several header fields count as one list. An element that does not follow the grammar is left out, as a cache does.
    """
    found = (_DIRECTIVE.match(element) for element in elements(values))
    return {match[1].lower(): _unquoted(match[2]) for match in found if match}


def challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """Read the challenges of ``WWW-Authenticate`` (RFC 9110, section 11.6.1); raise ``HeaderError`` where it has none.

    Commas separate both the challenges and the parameters of one: an element that is no parameter begins a challenge.
    """
    found: list[Challenge] = []
    for element in elements(values):
        parameter = _PARAMETER.match(element)
        if parameter and found and found[-1].token68 is None:
            found[-1] = _with(found[-1], parameter)
        elif parameter:
            raise HeaderError(f"the parameter {parameter[1]} has no scheme in front of it")
        else:
            found.append(_challenge(element))
    if not found:
        raise HeaderError("it is empty")
    return tuple(found)


def elements(values: Iterable[str]) -> list[str]:
    """Cut a list at its commas, but not inside quotes; empty elements are left out (RFC 9110, section 5.6.1)."""
    return [element for value in values for element in _cut(value) if element]


def _cut(value: str) -> Iterable[str]:
    place = 0
    while place <= len(value):
        match = _ELEMENT.match(value, place)
        end = match.end() if match else place
        if end < len(value) and value[end] == '"':  # a quote that never closes: the rest is one element
            end = len(value)
        yield value[place:end].strip(" \t")
        place = end + 1


def _challenge(element: str) -> Challenge:
    match = _SCHEME.match(element)
    if match is None:
        raise HeaderError(f"{element[:40]!r} is no challenge")
    scheme, rest = match[1].lower(), (match[2] or "").strip(" \t")
    if not rest:
        return Challenge(scheme)
    if _TOKEN68.match(rest) and not _PARAMETER.match(rest):
        return Challenge(scheme, token68=rest)
    parameter = _PARAMETER.match(rest)
    if parameter is None:
        raise HeaderError(f"{rest[:40]!r} is no parameter of the scheme {match[1]}")
    return _with(Challenge(scheme), parameter)


def _with(challenge: Challenge, parameter: re.Match[str]) -> Challenge:
    if parameter[1].lower() in challenge.parameters:
        raise HeaderError(f"the parameter {parameter[1]} stands there twice for the scheme {challenge.scheme}")
    more = {parameter[1].lower(): _unquoted(parameter[2]) or ""}
    return Challenge(challenge.scheme, {**challenge.parameters, **more})


def _unquoted(text: str | None) -> str | None:
    if text is None or not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1])
