"""The reference endpoint's HTTP: exact bytes, strict reading, connections that live, and clients that hang up."""

import contextlib
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.clock import MovedClock
from conformance.fixtures import certificates_directory
from conformance.reference.changes import answer_edited, setting, wrapped
from conformance.reference.message import Outgoing
from conformance.reference.server import IDLE_SECONDS, Address, running
from conformance.reference.setting_up import good_design, tls_context
from tests.by_hand import Line, ask, form, request

NOW = 1_800_000_000.5


@pytest.fixture(name="address", scope="module")
def _address() -> Iterator[Address]:
    with running(good_design()) as address:
        yield address


def test_an_answer_is_written_byte_by_byte_as_it_stands() -> None:
    odd = Outgoing(
        299, (("x-B", "2"), ("X-a", "1"), ("x-B", ""), ("Date", "now"), ("content-LENGTH", "2")), b"ok", "So so"
    )
    with running(wrapped(lambda *_: odd)(good_design())) as address, Line(address) as line:
        line.send(request())
        wanted = b"HTTP/1.1 299 So so\r\nx-B: 2\r\nX-a: 1\r\nx-B: \r\nDate: now\r\ncontent-LENGTH: 2\r\n\r\nok"
        assert line.stream.read(len(wanted)) == wanted


def test_date_and_length_are_added_and_the_date_is_the_clocks() -> None:
    with running(good_design(), MovedClock(NOW)) as address:
        got = ask(address, request())
    assert got.header("Date") == "Fri, 15 Jan 2027 08:00:00 GMT"
    assert got.header("Content-Length") == str(len(got.body))
    assert got.header("Server") is None


def test_a_connection_serves_many_requests_and_each_stands_alone(address: Address) -> None:
    with Line(address) as line:
        statuses = [line.ask(request(body)).status for body in (form(), "", form(), form(client_assertion=...))]
    assert statuses == [200, 400, 200, 400]


def test_a_chunked_body_is_read(address: Address) -> None:
    body = form().encode()
    head = request().replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in (body[:1000], body[1000:]))
    assert ask(address, head + chunks + b"0\r\nX-Trailer: 1\r\n\r\n").status == 200


def test_a_body_that_waits_for_leave_gets_it(address: Address) -> None:
    head, _, body = request(form(), more="Expect: 100-continue\r\n").partition(b"\r\n\r\n")
    with Line(address) as line:
        line.send(head + b"\r\n\r\n")
        assert line.head() == b"HTTP/1.1 100 Continue\r\n"
        assert line.ask(body).status == 200


HEAD = b"POST /connect/token HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "status, sent",
    [
        pytest.param(501, HEAD + b"Transfer-Encoding: gzip\r\n\r\n", id="unknown-transfer-coding"),
        pytest.param(505, b"POST /connect/token HTTP/3.0\r\nHost: x\r\n\r\n", id="unknown-version"),
        pytest.param(400, b"POST /connect/token HTTP/x\r\nHost: x\r\n\r\n", id="no-version"),
        pytest.param(400, b"hello\r\n\r\n", id="no-http"),
        pytest.param(400, b"\x00\xff\x16 \x03 \x01\r\n\r\n", id="bytes"),
        pytest.param(400, b"POST /connect/token HTTP/1.1\r\n\r\n", id="no-host"),
        pytest.param(400, HEAD + b"Host: y\r\n\r\n", id="two-hosts"),
        pytest.param(400, HEAD + b"X: a\r\n b\r\n\r\n", id="folded-header"),
        pytest.param(400, HEAD + b"X: a\x00b\r\n\r\n", id="nul-in-header"),
        pytest.param(400, HEAD + b"no colon\r\n\r\n", id="no-colon"),
        pytest.param(400, HEAD + b"Content-Length: -1\r\n\r\n", id="negative-length"),
        pytest.param(400, HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", id="two-lengths"),
        pytest.param(
            400, HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="length-and-coding"
        ),
        pytest.param(400, HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", id="chunk-without-size"),
        pytest.param(414, b"POST /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", id="long-line"),
        pytest.param(431, HEAD + b"X: " + b"a" * 200_000 + b"\r\n\r\n", id="long-header"),
        pytest.param(431, HEAD + b"X: a\r\n" * 200 + b"\r\n", id="many-headers"),
        pytest.param(413, HEAD + b"Content-Length: 5000000\r\n\r\n" + b"a" * 5_000_000, id="large-body"),
        pytest.param(404, b"POST /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n", id="another-path"),
        pytest.param(405, b"BREW /connect/token HTTP/1.1\r\nHost: x\r\n\r\n", id="another-method"),
    ],
)
def test_a_spoiled_request_gets_the_status_that_fits(address: Address, status: int, sent: bytes) -> None:
    got = ask(address, sent)
    assert got.status == status
    assert got.members["error"] == "invalid_request"
    assert (got.header("Cache-Control"), got.header("Pragma")) == ("no-store", "no-cache")


def test_another_method_gets_405_and_head_no_body(address: Address) -> None:
    with Line(address) as line:
        for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
            got = line.ask(request(form(), method))
            assert (got.status, got.header("Allow")) == (405, "POST")
        assert line.ask(request("", "HEAD"), with_body=False).status == 405
        assert line.ask(request(form())).status == 200


def test_parameters_in_the_query_do_not_count(address: Address) -> None:
    assert ask(address, request("", path=f"/connect/token?{form()}")).status == 400
    assert ask(address, request(form(), path="/connect/token?scope=nothing")).status == 200


def test_clients_that_hang_up_do_no_harm(address: Address) -> None:
    for cut in (request(form())[:200], HEAD, HEAD + b"Content-Length: 500\r\n\r\nhalf", b"", b"POST"):
        with Line(address) as line:
            line.send(cut)
    with Line(address) as line:
        line.send(request(form()))
    assert ask(address, request(form())).status == 200


def test_an_end_of_connection_is_announced_and_kept(address: Address) -> None:
    with Line(address) as line:
        assert line.ask(request(form(), more="Connection: close\r\n")).status == 200
        assert line.rest() == b""
    with Line(address) as line:
        line.ask(request(form()).replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert line.rest() == b""


def test_limits_are_settings() -> None:
    with running(setting(body_limit=100, header_limit=100)(good_design())) as address:
        assert ask(address, request("a" * 101)).status == 413
        assert ask(address, HEAD + b"X: " + b"a" * 100 + b"\r\n\r\n").status == 431


def test_it_speaks_tls() -> None:
    context = ssl.create_default_context(cafile=certificates_directory() / "tls-ca.pem")
    with running(good_design(), tls=tls_context()) as address:
        assert address.endpoint == f"https://127.0.0.1:{address.port}/connect/token"
        with Line(address, context) as line:
            assert [line.ask(request(form())).status for _ in range(2)] == [200, 200]
        with Line(address) as plain:
            plain.send(request(form()))
            with contextlib.suppress(ConnectionResetError):
                assert not plain.rest().startswith(b"HTTP")


def test_the_server_waits_for_no_connection_that_is_open_when_it_ends() -> None:
    with contextlib.ExitStack() as kept:
        with running(good_design()) as address:
            line = kept.enter_context(Line(address))
            line.ask(request(form()))
            started = time.monotonic()
        assert time.monotonic() - started < IDLE_SECONDS / 2
        assert line.rest() == b""
        with pytest.raises(ConnectionRefusedError):
            Line(address)


def test_it_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    for _ in range(3):
        with running(good_design()) as address:
            ask(address, request(form()))
    time.sleep(0.05)
    assert threading.active_count() <= before


def test_a_crash_is_shown_and_never_hidden() -> None:
    crash = answer_edited(lambda _, answer: replace(answer, status=1 // 0))
    with running(crash(good_design())) as address:
        got = ask(address, request(form()))
    assert (got.status, got.body) == (500, b"")
