"""An endpoint that would rather attack the reader of its report than grant a token."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from conformance.commands.embedded import Named, served
from conformance.reference.changes import answer_edited, both, grant_with, refusal_edited, without
from conformance.reference.design import Design, Draft, Refusal
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.setting_up import good_design

MARK = "reached-from-the-report"
LONG = 900_000
"""Characters; an answer of more than a million bytes is not read to its end."""


@dataclass
class Listener:
    """Hears whether a page calls somebody. called: the first lines of what came."""

    address: str
    called: list[str] = field(default_factory=list)


@contextlib.contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port of this machine as long as the block."""
    opened = socket.create_server(("127.0.0.1", 0))
    listener = Listener(f"http://127.0.0.1:{opened.getsockname()[1]}")

    def hear() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = opened.accept()
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(2)
                    listener.called.append(connection.recv(200).decode("latin-1").partition("\r")[0])

    threading.Thread(target=hear, daemon=True).start()
    try:
        yield listener
    finally:
        opened.close()


def hostile_text(address: str) -> str:
    """Everything at once that could be alive in a page, in Markdown, in a terminal, in XML or in JSON."""
    return (
        f"<script>window.{MARK.replace('-', '_')}=1;fetch('{address}/{MARK}-1')</script>"
        f'<img src={address}/{MARK}-2 onerror="window.reached_from_the_report=1">'
        f'<svg onload="window.reached_from_the_report=1"><link rel=stylesheet href={address}/{MARK}-3>'
        f"<iframe src={address}/{MARK}-4></iframe><base href={address}/><style>@import '{address}/{MARK}-5'</style>"
        f"![picture]({address}/{MARK}-6) [link](javascript:window.reached_from_the_report=1) {address}/{MARK}-7 "
        "</script></style></title></textarea></template>{{7*7}}{% for x in y %}${7*7}<!--]]> "
        "\x1b[31mred\x1b]0;title\x07\x9b2J \u202eevil\u202c\u2066\u200f\u2028 \ud800 \udfff \x00\x08\r\n"
        "# heading | cell | **bold** @everyone"
    )


def hostile_header(address: str) -> str:
    """The same, as far as a header can carry it on one line in Latin-1."""
    text = hostile_text(address).replace("\x00", "").replace("\r\n", " ")
    return text.encode("latin-1", "ignore").decode("latin-1")


def hostile_design(address: str) -> Design:
    """Grants whoever the audience is, and answers in hostile words wherever a word can stand."""
    text, header, number = hostile_text(address), hostile_header(address), count()

    def refuse(_: Message, __: Refusal, draft: Draft) -> Draft:
        long = "A" * LONG if next(number) % 7 == 3 else ""
        members = {"error": text, "error_description": f"{text}{long}", "error_uri": text, text: text}
        return replace(draft, members=tuple(members.items()))

    def edit(message: Message, answer: Outgoing) -> Outgoing:
        if not isinstance(message, Incoming) or message.method != "POST":
            page = text.encode("utf-8", "surrogatepass")
            answer = replace(answer, headers=(("Content-Type", "text/html"), ("Allow", header)), body=page)
        hostile = (("WWW-Authenticate", f'Bearer realm="{header}"'), ("Location", header), ("X-Hostile", header))
        return replace(answer, headers=(*answer.headers, *hostile))

    granting = grant_with(token_type=text, scope=text, **{text: text})
    lax = without("audience-is-this-server")
    return both(lax, granting, refusal_edited(refuse), answer_edited(edit))(good_design())


@contextlib.contextmanager
def hostile_endpoint(address: str) -> Iterator[Path]:
    """Let it run as long as the block; its target file."""
    with tempfile.TemporaryDirectory() as folder, served(Named(hostile_design(address), None), Path(folder)) as here:
        yield here[0]
