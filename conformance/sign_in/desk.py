"""A small local page for ``how = "manual"``: it leads to the login, and takes the address that the browser ended on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from conformance.sign_in.landing import is_landing
from conformance.sign_in.model import Asked

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_READ = 65_536
_NOT_IT = "That address is not the redirect URI; it begins with"
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Arrival:
    """The redirect URI as a browser came to it, with the body of a form that was posted there."""

    url: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass
class Desk:
    """What serves one sign-in. address: of its page, which nobody else can guess; listens: at the redirect URI too."""

    asked: Asked
    address: str = ""
    listens: bool = False
    arrivals: SimpleQueue[Arrival] = field(default_factory=SimpleQueue)
    _path: str = field(default_factory=lambda: f"/{secrets.token_urlsafe(12)}")

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """Serve on the loopback until the block ends."""
        with ExitStack() as stack:
            port = stack.enter_context(_serving("127.0.0.1", 0, self._at_desk))
            self.address = f"http://127.0.0.1:{port}{self._path}"
            parts = urlsplit(self.asked.redirect_uri)
            if parts.scheme == "http" and parts.hostname in _LOOPBACK:
                try:
                    stack.enter_context(_serving(parts.hostname or "", parts.port or 80, self._at_redirect_uri))
                    self.listens = True
                except OSError:
                    # somebody else listens there, or we may not: then the address can still be pasted
                    self.listens = False
            yield self

    def take(self, text: str) -> bool:
        """Take a pasted address; False where it is not the redirect URI."""
        if not is_landing(self.asked, text.strip()):
            return False
        self.arrivals.put(Arrival(text.strip()))
        return True

    def arrived(self, seconds: float) -> Arrival | None:
        """Wait that long for somebody to arrive."""
        try:
            return self.arrivals.get(timeout=seconds)
        except Empty:
            return None

    def _at_redirect_uri(self, method: str, path: str, body: bytes) -> str | None:
        parts = urlsplit(self.asked.redirect_uri)
        url = f"{parts.scheme}://{parts.netloc}{path}"
        if not is_landing(self.asked, url):
            return None
        self.arrivals.put(Arrival(url, body if method == "POST" else None))
        return _page("<p>You have arrived. This window can be closed.</p>")

    def _at_desk(self, method: str, path: str, body: bytes) -> str | None:
        if path != self._path:
            return None
        if method != "POST":
            return self._start("")
        pasted = dict(parse_qsl(body.decode("utf-8", "replace"))).get("address", "")
        if self.take(pasted):
            return _page("<p>Thank you. This window can be closed.</p>")
        return self._start(f"<p><strong>{_NOT_IT} {escape(self.asked.redirect_uri)}</strong></p>")

    def _start(self, remark: str) -> str:
        way = f'<p><a href="{escape(self.asked.url)}" target="_blank" rel="noreferrer">To the login</a></p>'
        if self.asked.method == "POST":
            pairs = parse_qsl((self.asked.body or b"").decode("utf-8", "replace"), keep_blank_values=True)
            hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in pairs)
            way = f'<form method="post" action="{escape(self.asked.url)}" target="_blank">{hidden}'
            way += "<button>To the login</button></form>"
        paste = (
            f"<p>Then paste the whole address at which the browser ended; it begins with "
            f"{escape(self.asked.redirect_uri)} (that page need not exist).</p>"
            f'<form method="post" action="{escape(self._path)}"><textarea name="address" rows="4" cols="80"></textarea>'
            "<p><button>Done</button></p></form>"
        )
        return _page(f"{remark}{way}{paste}")


def _page(body: str) -> str:
    title = "Sign in for token-conformance"
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


Serve = Callable[[str, str, bytes], str | None]


@contextmanager
def _serving(host: str, port: int, serve: Serve) -> Iterator[int]:
    """Serve pages on the loopback, a 404 for None; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            length = self.headers.get("Content-Length", "0")
            body = self.rfile.read(min(int(length) if length.isdigit() else 0, _MOST_READ))
            found = serve(self.command, self.path, body)
            self.send_response(404 if found is None else 200)
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((found or _page("<p>Nothing here.</p>")).encode())

        do_POST = do_GET  # noqa: N815 - the server looks for this name

        def log_message(self, *_: object) -> None:
            # codes stand in the addresses
            return

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
