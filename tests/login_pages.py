"""A small identity provider of our own, with the login pages that sign-ins are tested with."""

from __future__ import annotations

import contextlib
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.clock import SystemClock
from conformance.places import certificates
from conformance.request import Material
from conformance.sign_in.authorise import authorise
from conformance.sign_in.model import Asked
from conformance.target import Limits, Party, SignIn, Target, User

PASSWORD = 'w0nder-"land" & <more>'
ALICE = User("alice", PASSWORD, "alice@acme.example")


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What goes out."""

    status: int = 200
    body: str | bytes = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/html; charset=utf-8"


Route = Callable[[Request], Reply]


def page(body: str, title: str = "Acme", status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>", headers)


def redirect(url: str, *headers: tuple[str, str], status: int = 302) -> Reply:
    return Reply(status, "", (("Location", url), *headers))


FIELDS = "<input name=username><input type=password name=password><button>Log in</button>"
LOGIN = f'<form method=post action="/login">{FIELDS}</form>'


@dataclass
class Provider:
    """The provider as it runs.

    pages: of the login; consent: whether it asks; by_link: and is refused by a link; scripted: the login is a script.
    """

    url: str = ""
    pages: int = 1
    consent: bool = False
    by_link: bool = False
    scripted: bool = False
    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Mapping[str, str]] = field(default_factory=dict)
    logins: int = 0

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        own: dict[str, Route] = {
            "/authorize": self.authorize,
            "/resume": self.resume,
            "/login": self.login,
            "/password": self.password,
            "/consent": self.decide,
        }
        route = (own | self.routes).get(request.path)
        return route(request) if route else page("Nothing here.", status=404)

    # --- the good way -----------------------------------------------------------------------------------------------

    def authorize(self, request: Request) -> Reply:
        number = secrets.token_hex(4)
        self.asked[number] = {**request.query, **request.form}
        return redirect(f"/resume?transaction={number}")

    def resume(self, request: Request) -> Reply:
        transaction = request.query["transaction"]
        if self.sessions.get(request.cookies.get("session", "")) is None:
            return redirect(f"/login?transaction={transaction}")
        if self.consent:
            return self.ask(transaction)
        return self.done(transaction)

    def login(self, request: Request) -> Reply:
        transaction = request.query["transaction"]
        if request.method == "GET":
            token = secrets.token_hex(8)
            return page(
                self.form(transaction, token), "Sign in", 200, ("Set-Cookie", f"csrf={token}; Path=/; HttpOnly")
            )
        if request.form.get("token") != request.cookies.get("csrf"):
            return page("Forged.", status=403)
        if self.pages == 2:
            name = escape(request.form["username"])
            return page(
                f'<form method=post action="/password?transaction={transaction}"><input type=hidden name=username '
                f'value="{name}"><p>{name}</p><input type=password name=password><input type=submit value=Next></form>'
            )
        return self.password(request)

    def form(self, transaction: str, token: str) -> str:
        password = "" if self.pages == 2 else "<label for=p>Password</label><input id=p type=password name=password>"
        fields = f"<label>User name <input name=username></label>{password}<input type=checkbox name=remember>"
        hidden = f'<input type=hidden name=token value="{token}"><input type=hidden name=empty>'
        login = f'<form method=post action="/login?transaction={transaction}">{hidden}{fields}'
        login += "<button name=action value=cancel>Cancel</button><button name=action value=go>Log in</button></form>"
        search = '<form action="/search"><input name=q><button>Search</button></form>'
        if not self.scripted:
            return search + login
        return f"<div id=here>Wait.</div><script>setTimeout(() => {{ here.innerHTML = `{login}` }}, 50)</script>"

    def password(self, request: Request) -> Reply:
        transaction = request.query["transaction"]
        if (request.form["username"], request.form["password"]) != (ALICE.name, PASSWORD):
            return page(f"<p>Wrong: {escape(request.form['password'])}</p>{LOGIN}", status=401)
        self.logins += 1
        session = secrets.token_hex(8)
        self.sessions[session] = ALICE.name
        cookie = ("Set-Cookie", f"session={session}; Path=/; HttpOnly; SameSite=Lax")
        return redirect(f"/resume?transaction={transaction}", cookie, status=303)

    def ask(self, transaction: str) -> Reply:
        refusing = "<button name=decision value=deny>No</button>"
        if self.by_link:
            refusing = f'<p><a href="/consent?transaction={transaction}&amp;decision=deny">No, <b>thanks</b></a></p>'
        return page(
            f'<p>Give your pseudonym away?</p><form method=post action="/consent?transaction={transaction}">'
            f"{refusing}<button name=decision value=allow>Yes</button></form>"
            '<form method=post action="/logout"><button>Log out</button></form>'
        )

    def decide(self, request: Request) -> Reply:
        if request.form.get("decision") != "allow":
            return self.back(request.query["transaction"], error="access_denied")
        return self.done(request.query["transaction"])

    def done(self, transaction: str) -> Reply:
        self.codes.append(secrets.token_urlsafe(16))
        return self.back(transaction, code=self.codes[-1])

    def back(self, transaction: str, **parameters: str) -> Reply:
        asked = self.asked[transaction]
        return redirect(f"{asked['redirect_uri']}?{urlencode({**parameters, 'state': asked['state']})}")


RETURN = "https://client.example/return"


def provider_target(url: str, timeout: float = 5.0, **sign_in: Any) -> Target:
    """A target whose codes come from the provider at ``url``, by plain requests unless it is told otherwise."""
    way = SignIn(f"{url}/authorize", **({"request": "plain", "deny": "decision=deny"} | sign_in))
    client = Party("client", redirect_uri=RETURN)
    return Target("acme", "h2m", f"{url}/token", client, sign_in=way, limits=Limits(timeout, 0))


def asked_of(target: Target) -> Asked:
    """One authorise request of a target."""
    return authorise(Material(target, SystemClock(), None))


@contextlib.contextmanager
def serving(provider: Provider, tls: bool = False) -> Iterator[Provider]:
    """Serve a provider over HTTP, or HTTPS with the test parties' certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            cookies = {name: one.value for name, one in SimpleCookie(self.headers.get("Cookie", "")).items()}
            query, form = (dict(parse_qsl(text, keep_blank_values=True)) for text in (parts.query, body))
            request = Request(self.command, parts.path, query, form, cookies, dict(self.headers))
            self.reply(provider.answer(request))

        do_POST = do_GET  # noqa: N815

        def reply(self, reply: Reply) -> None:
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            for name, value in (*reply.headers, ("Content-Type", reply.content_type)):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates() / "tls.chain.pem", certificates() / "tls.key.pem")
        # the handshake waits for the thread of its connection
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    provider.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
