"""An endpoint that tells everybody what it was told, and a search that finds a secret however it is written."""

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, quote, quote_plus, unquote_plus

from conformance.reference.changes import answer_edited
from conformance.reference.design import Change
from conformance.reference.message import Incoming, Message, Outgoing

Canaries = set[str]
SHORTEST = 4
"""Characters of a secret below which it may be any word."""
NOBODYS = "no-secret-of-anybody"
"""What the checks send for a client that nobody has registered; it is in our own source."""
_RUN = re.compile(r"[A-Za-z0-9+/_-]{8,}")
_UNICODE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_BYTE = re.compile(r"\\+x([0-9a-fA-F]{2})")


def echoing(canaries: Canaries) -> Change:
    """Let every answer repeat the secrets of its request, in the body and in header fields, in every spelling."""

    def echo(message: Message, answer: Outgoing) -> Outgoing:
        if not isinstance(message, Incoming):
            return answer
        heard = [one for one in secrets_in(message) if _is_secret(one)]
        canaries.update(heard)
        said = [spelled for secret in heard for spelled in spellings(secret)]
        said += [message.body.decode("utf-8", "replace"), *message.all_headers("Authorization")]
        return replace(answer, body=_with(answer.body, said), headers=(*answer.headers, *_fields(said)))

    return answer_edited(echo)


def secrets_in(message: Incoming) -> Iterator[str]:
    """Every secret in a request, in its header as in its body."""
    for value in message.all_headers("Authorization"):
        user, _, secret = _decoded(value.rpartition(" ")[2]).partition(":")
        yield from (secret, unquote_plus(secret), *([f"{user}:{secret}"] if _is_secret(secret) else []))
    yield from parse_qs(message.body.decode("latin-1"), max_num_fields=None).get("client_secret", [])
    try:
        members = json.loads(message.body)
    except (ValueError, RecursionError):
        return
    if isinstance(members, dict) and isinstance(members.get("client_secret"), str):
        yield members["client_secret"]


def _is_secret(value: str) -> bool:
    return len(value) >= SHORTEST and NOBODYS not in value


def spellings(secret: str) -> list[str]:
    """The ways in which code writes a value into an answer, without thinking of what it is."""
    in_json, raw = json.dumps(secret), secret.encode("utf-8", "surrogatepass")
    in_html = html.escape(secret)
    return [
        f"wrong secret {secret}!",
        in_json,
        json.dumps(in_json),
        json.dumps(secret, ensure_ascii=False).replace("/", "\\/"),
        repr(secret),
        quote(raw, safe=""),
        quote_plus(raw).lower() if secret.islower() else quote_plus(raw),
        quote(quote(raw, safe="")),
        in_html,
        in_html.replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        html.escape(in_json, quote=False),
        raw.decode("latin-1"),
        secret.encode("ascii", "xmlcharrefreplace").decode(),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        quote(base64.b64encode(raw), safe=""),
    ]


def found_in(text: str, canaries: Canaries) -> Canaries:
    """The canaries that stand in a text, whatever was done to it on the way."""
    lines = "\n".join(dict.fromkeys(text.splitlines()))
    plain = flattened(lines)
    as_utf_8 = flattened(lines.encode("latin-1", "ignore").decode("utf-8", "ignore"))
    unpacked = flattened("\n".join(_unpacked(lines)))
    known = {canary: flattened(canary) for canary in canaries}
    return {canary for canary, flat in known.items() if any(flat in view for view in (plain, as_utf_8, unpacked))}


def flattened(text: str) -> str:
    """Take every escape out, several times over, and every backslash and blank."""
    for _ in range(3):
        text = unquote_plus(html.unescape(text))
        text = _BYTE.sub(lambda found: chr(int(found[1], 16)), _UNICODE.sub(lambda found: chr(int(found[1], 16)), text))
    return re.sub(r"[\\\s]", "", text)


def _unpacked(text: str) -> Iterator[str]:
    for run in set(_RUN.findall(text)):
        for start in range(4):
            yield _decoded(run[start:])


def _decoded(text: str) -> str:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/"))
    whole = letters[: len(letters) // 4 * 4 + (len(letters) % 4 if len(letters) % 4 > 1 else 0)]
    return base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", "replace")


def _with(body: bytes, said: list[str]) -> bytes:
    try:
        members = json.loads(body)
    except ValueError:
        return body
    return json.dumps({**members, "error_description": " ".join(said), "heard": said}).encode()


def _fields(said: list[str]) -> Iterator[tuple[str, str]]:
    for number, value in enumerate(said):
        yield f"X-Heard-{number}", re.sub(r"[\r\n\x00-\x1f]", " ", value)[:2000]
    if said:
        yield "Set-Cookie", f"last={quote(said[0])}"
