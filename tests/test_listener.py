"""The listener of a run: which calls it notes, under which name, and where it can be reached."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from conformance import listener as listeners
from conformance.listener import Listener, listening
from conformance.listener_place import Place, place_of, place_towards
from conformance.outcome import NotTestable

HERE = Place("127.0.0.1")


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A listener of this machine alone."""
    with listening(HERE) as one:
        yield one


def fetched(address: str) -> http.client.HTTPResponse:
    """GET an address, without following anything."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request("GET", parts.path)
    return connection.getresponse()


def calls(listener: Listener, name: str) -> list[str]:
    """What was called under a name, as soon as anything was."""
    due = time.monotonic() + 5
    while not listener.calls(name) and time.monotonic() < due:
        time.sleep(0.01)
    return [call.what for call in listener.calls(name)]


def test_a_call_is_noted_under_the_name_of_its_address(listener: Listener) -> None:
    one, _ = listener.address("one"), listener.address("other")
    fetched(one)
    assert calls(listener, "one") == ["GET"]
    assert listener.calls("one")[0].sender == "127.0.0.1"
    assert listener.calls("other") == ()


def test_a_redirect_that_was_followed_is_told(listener: Listener) -> None:
    address = listener.address("one")
    answer = fetched(address)
    assert answer.status == 302
    parts = urlsplit(address)
    assert fetched(f"http://{parts.netloc}{answer.getheader('Location')}").status == 404
    assert calls(listener, "one") == ["GET", "where the redirect led"]


def test_who_knows_no_address_is_nobody(listener: Listener) -> None:
    parts = urlsplit(listener.address("one"))
    for path in ("/", "/keys", "/.well-known/jwks.json"):
        with contextlib.suppress(http.client.HTTPException, OSError):
            fetched(f"http://{parts.netloc}{path}")
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as silent:
        silent.sendall(b"SSH-2.0-scanner\r\n")
        silent.recv(1)
    assert listener.calls("one") == ()


def test_user_information_in_front_leads_here_all_the_same(listener: Listener) -> None:
    address = listener.address("one", "http", "idp.example:8443")
    assert address.startswith("http://idp.example:8443@127.0.0.1:")
    fetched(address)
    assert calls(listener, "one") == ["GET"]


def test_the_beginning_of_tls_counts_for_the_address_with_tls_that_was_given_last(listener: Listener) -> None:
    first, second = listener.address("first", "https"), listener.address("second", "https")
    listener.address("third")
    assert first.startswith("https://")
    parts = urlsplit(second)
    with (
        contextlib.suppress(ssl.SSLError, OSError),
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as plain,
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")
    assert calls(listener, "second") == ["the beginning of TLS"]
    assert listener.calls("first") == listener.calls("third") == ()


def test_tls_is_nobodys_where_no_address_with_tls_was_given(listener: Listener) -> None:
    parts = urlsplit(listener.address("one"))
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as scanner:
        scanner.sendall(b"\x16\x03\x01\x00\x01\x01")
        scanner.recv(1)
    assert listener.calls("one") == ()


def test_a_silent_caller_holds_nobody_up(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "READING", 60.0)
    address = listener.address("one")
    with socket.create_connection((urlsplit(address).hostname or "", urlsplit(address).port or 0)):
        fetched(address)
        assert calls(listener, "one") == ["GET"]


def test_no_address_is_given_twice(listener: Listener) -> None:
    assert len({listener.address("one") for _ in range(100)}) == 100


def test_a_port_that_another_worker_listens_on_is_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = place_of(f"localhost:{port}")
    first = Listener(place)
    threading.Timer(0.3, first.close).start()
    with listening(place) as second:
        fetched(second.address("one").replace("localhost", "127.0.0.1"))
        assert calls(second, "one") == ["GET"]


def test_a_port_that_stays_taken_is_not_testable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "BUSY", 0.2)
    with socket.create_server(("0.0.0.0", 0)) as taken:
        place = place_of(f"localhost:{taken.getsockname()[1]}")
        with pytest.raises(NotTestable, match="nothing can listen"), listening(place):
            pass


@pytest.mark.parametrize(
    "text, host, port",
    [
        ("203.0.113.7:8400", "203.0.113.7", 8400),
        ("[2001:db8::7]:1", "2001:db8::7", 1),
        ("a.example:80", "a.example", 80),
    ],
)
def test_a_place_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    assert place_of(text) == Place(host, port, is_given=True)


@pytest.mark.parametrize(
    "text", ["", "a.example", "a.example:", ":80", "a.example:0", "a:99999", "a:x", "u@a:80", "a:80/x"]
)
def test_what_is_no_place_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"HOST:PORT|[Pp]ort"):
        place_of(text)


def test_what_reaches_this_machine_is_called_from_this_machine() -> None:
    assert place_towards("http://127.0.0.1:80/token") == Place("127.0.0.1")
    assert place_towards("http://127.0.0.1:80/token").is_loopback
    assert not Place("203.0.113.7").is_loopback


def test_a_host_without_an_address_is_not_testable() -> None:
    with pytest.raises(NotTestable, match="no address of this machine"):
        place_towards("https://stranger.invalid/token")
