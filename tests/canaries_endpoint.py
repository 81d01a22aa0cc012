"""Endpoints that tell everybody what they heard and what they gave, wherever in an answer a word can stand."""

import base64
import gzip
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import parse_qs, quote

from conformance.reference.changes import both, grant_with, wrapped
from conformance.reference.design import Answer, Change
from conformance.reference.message import Incoming, Message, Outgoing, Wire, head_bytes
from conformance.reference.setting_up import APP, HUMANS, OTHER_APP
from conformance.reference.world import World
from tests.canaries_search import Planted

_SECRET_PARAMETERS = {
    "client_assertion": "client assertion",
    "code": "authorization code",
    "code_verifier": "code verifier",
    "client_secret": "secret that was sent",
    "request": "request object",
}
_TOKENS = {"access_token": "access token", "refresh_token": "refresh token", "id_token": "id token"}
_JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
_NOBODYS = ("no-secret-of-anybody", "undefined", "null")
"""What checks send in the place of a secret, and what stands in our own source."""
_SHORTEST = 16
Place = Callable[[Outgoing, list[str]], Outgoing]


@dataclass(frozen=True)
class Heard:
    """Plants what goes by, and remembers it to tell it again later."""

    planted: Planted
    passwords: tuple[str, ...]

    def secrets_in(self, incoming: Incoming) -> list[str]:
        """Every secret of a request."""
        found = [(name, value) for name, values in _parameters(incoming).items() for value in values]
        told = []
        for name, value in found:
            if name in _SECRET_PARAMETERS and len(value) >= _SHORTEST and not _is_made_up(name, value):
                self._plant(_SECRET_PARAMETERS[name], value)
                told.append(value)
        return told + [value.partition(" ")[2] for value in incoming.all_headers("Authorization")]

    def tokens_in(self, answer: Outgoing) -> list[str]:
        """Every token of an answer that is still as it should be."""
        try:
            members = json.loads(answer.body)
        except ValueError:
            return []
        found = [(kind, members.get(name)) for name, kind in _TOKENS.items()] if isinstance(members, dict) else []
        for kind, value in found:
            if isinstance(value, str):
                self._plant(kind, value)
        return [value for _, value in found if isinstance(value, str)]

    def _plant(self, kind: str, value: str) -> None:
        # what is signed is no secret, and its beginning is the same in all of them
        is_jwt = _JWT.fullmatch(value) is not None
        planted = value.rpartition(".")[2] if is_jwt else value
        # one whose segments have changed places has its header at its end
        if not planted.startswith("eyJ") and (is_jwt or kind not in ("client assertion", "request object", "id token")):
            self.planted.add(kind, planted)


def _is_made_up(name: str, value: str) -> bool:
    """Whether a value is nobody's secret, not even nearly: checks make up thousands of them."""
    if any(one in value for one in _NOBODYS):
        return True
    known = [one.casefold()[:6] for one in CANARY_SECRETS.values()]
    return name == "client_secret" and not any(one in value.casefold() for one in known)


def _parameters(incoming: Incoming) -> dict[str, list[str]]:
    try:
        members: Any = json.loads(incoming.body)
    except (ValueError, RecursionError):
        members = None
    if isinstance(members, dict):
        return {name: [value] for name, value in members.items() if isinstance(value, str)}
    found: dict[str, list[str]] = {}
    for text in (incoming.query, incoming.body.decode("latin-1")):
        for name, values in parse_qs(text, max_num_fields=None).items():
            found.setdefault(name, []).extend(values)
    return found


# --- where it is told -------------------------------------------------------------------------------------------------


def _in_members(answer: Outgoing, said: list[str]) -> Outgoing:
    return replace(answer, body=_with(answer.body, error_description=" and ".join(said), heard=said))


def _in_fields(answer: Outgoing, said: list[str]) -> Outgoing:
    # what the library takes for the end of a line would part the answer
    clean = [re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", one)[:6000] for one in said]
    fields = [(f"X-Heard-{number}", one) for number, one in enumerate(clean)]
    fields += [("Location", f"https://elsewhere.example/?heard={quote(one, safe='')[:6000]}") for one in clean[:1]]
    fields += [("Set-Cookie", f"heard={quote(one)[:6000]}; Path=/") for one in clean[-1:]]
    return replace(answer, headers=(*answer.headers, *fields))


def _in_names(answer: Outgoing, said: list[str]) -> Outgoing:
    """The names of members and of header fields, and the reason phrase."""
    names = [re.sub(r"[^A-Za-z0-9._~-]", "-", one)[:6000] for one in said]
    told = replace(answer, headers=(*answer.headers, *((name, "heard") for name in names if name)))
    reason = re.sub(r"[^ -~]", " ", said[0])[:6000] if said else None
    return replace(told, reason=reason, body=_with(answer.body, **dict.fromkeys(said, "heard")))


def _in_utf_16(answer: Outgoing, said: list[str]) -> Outgoing:
    told = _in_members(answer, said).body.decode("utf-8")
    return replace(answer, body=json.dumps(json.loads(told), ensure_ascii=False).encode("utf-16-le"))


def _packed(answer: Outgoing, said: list[str]) -> Outgoing:
    headers = (*answer.headers, ("Content-Encoding", "gzip"))
    return replace(answer, headers=headers, body=gzip.compress(_in_members(answer, said).body))


def _on_a_page(answer: Outgoing, said: list[str]) -> Outgoing:
    rows = "".join(f"<li title='{html.escape(one)}'>{one}</li>" for one in said)
    return replace(answer, headers=(("Content-Type", "text/html"),), body=f"<ul>{rows}</ul>".encode())


def _in_garbage(answer: Outgoing, said: list[str]) -> Outgoing:
    """A status line that is none."""
    words = " ".join(said).encode("latin-1", "replace")
    return replace(answer, write=lambda wire, _: wire.send(words[:60_000] + b"\r\n\r\n"))


def _in_bad_fields(answer: Outgoing, said: list[str]) -> Outgoing:
    """Lines of the header that are no fields: the HTTP library logs them."""
    words = re.sub(r"[:\x00-\x1f\x7f-\x9f]", " ", " ".join(said)).encode("latin-1", "replace")[:60_000]

    def write(wire: Wire, whole: Outgoing) -> None:
        head = head_bytes(whole).rstrip(b"\r\n")
        wire.send(head + b"\r\n" + words + b"\r\n\r\n" + whole.body)

    return replace(answer, write=write)


def _broken_off(answer: Outgoing, said: list[str]) -> Outgoing:
    """The connection ends in the middle of a secret."""
    told = _in_members(answer, said)

    def write(wire: Wire, whole: Outgoing) -> None:
        wire.send(head_bytes(replace(whole, headers=(*whole.headers, ("X-Heard", said[0][:300].split("\n")[0])))))
        wire.send(told.body[: len(told.body) - len(said[-1]) // 2 - 4])

    return replace(told, write=write) if said else told


def _flooded(answer: Outgoing, said: list[str]) -> Outgoing:
    """More than is read, and the limit lies within a secret."""
    return replace(answer, body=(" ".join(said).encode("utf-8", "surrogatepass") + b" ") * 300) if said else answer


GRANTED: tuple[Place, ...] = (_in_members, _in_fields, _in_names, _in_utf_16, _packed)
REFUSED: tuple[Place, ...] = (*GRANTED, _on_a_page, _in_bad_fields)
"""What is still an answer; a run can be judged by it."""
WRECKED: tuple[Place, ...] = (*REFUSED, _in_garbage, _broken_off, _flooded)


def _with(body: bytes, **members: Any) -> bytes:
    try:
        known = json.loads(body)
    except ValueError:
        return body
    return json.dumps({**members, **known} if isinstance(known, dict) else known).encode()


# --- in which spelling ------------------------------------------------------------------------------------------------


def spelled(secret: str, number: int) -> Iterator[str]:
    """A secret as it is, and in some of the ways in which code writes it: other ones for another number."""
    yield f"wrong: {secret}!"
    yield from (WAYS[(number + step) % len(WAYS)](secret) for step in range(3 if len(secret) < 200 else 1))


def _octets(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")


def _in_base64(shift: int, encode: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda secret: encode(b"\0" * shift + _octets(secret) + b"behind").decode().rstrip("=")


WAYS: list[Callable[[str], str]] = [
    str,
    json.dumps,
    lambda secret: "".join(f"\\u{ord(one):04x}" for one in secret if ord(one) < 0x10000),
    lambda secret: json.dumps(json.dumps(secret)).replace("/", "\\/"),
    repr,
    lambda secret: quote(_octets(secret), safe=""),
    lambda secret: quote(quote(_octets(secret))),
    lambda secret: "".join(f"%{one:02x}" for one in _octets(secret)),
    html.escape,
    lambda secret: "".join(f"&#x{ord(one):x};" for one in secret),
    lambda secret: _octets(secret).decode("latin-1"),
    lambda secret: _octets(secret).hex(),
    lambda secret: _octets(secret).hex().upper(),
    *(_in_base64(shift, encode) for shift in range(3) for encode in (base64.b64encode, base64.urlsafe_b64encode)),
    lambda secret: base64.b64encode(json.dumps({"heard": secret}).encode()).decode(),
]


# --- the endpoint -----------------------------------------------------------------------------------------------------


def telling(heard: Heard, granted: tuple[Place, ...] = GRANTED, refused: tuple[Place, ...] = REFUSED) -> Change:
    """Let every answer but those of the sign-in tell all secrets that are known by then."""
    numbers, former = count(), list[str]()

    def around(world: World, message: Message, answer: Answer) -> Outgoing:
        given = answer(message)
        if not isinstance(message, Incoming):
            return given
        sent = heard.secrets_in(message)
        known = [*sent, *heard.tokens_in(given)]
        if message.path.startswith(("/connect/authorize", "/connect/login", "/connect/consent")):
            return given
        number = next(numbers)
        said = [text for one in known if one for text in spelled(one, number)]
        said += [*heard.passwords[number % 2 : number % 2 + 1], *former[-2:]]
        # a token that is given in an answer which nobody reads to its end is known to nobody else
        former.extend(sent[-1:])
        places = granted if given.status < 300 else refused
        return places[number % len(places)](given, said)

    refreshing = grant_with(refresh_token=lambda attempt: attempt.notes["token"][::-1])
    return both(refreshing, wrapped(around))


def listening(heard: Heard) -> Change:
    """Plant what goes by, and tell nothing."""

    def around(world: World, message: Message, answer: Answer) -> Outgoing:
        given = answer(message)
        if isinstance(message, Incoming):
            heard.secrets_in(message)
            heard.tokens_in(given)
        return given

    return wrapped(around)


CANARY_SECRETS = {APP: 'Kä"n\\ö rv %41+r/:y&<7>Qx', OTHER_APP: "second/Client+Secret=4711-QzXw"}
PASSWORDS = {human.name: f"{human.name}'s <pass>&word %2B{number}-Q7x" for number, human in enumerate(HUMANS)}
