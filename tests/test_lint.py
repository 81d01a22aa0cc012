"""Reaching for an endpoint: each step that can fail has its sentence, and nothing secret leaves the machine."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from conformance.clock import Clock, MovedClock, SystemClock
from conformance.lint import Step, is_reachable, probe
from conformance.places import certificates
from conformance.reference.server import running
from conformance.reference.setting_up import good_design, tls_context
from conformance.target import Limits, Party, Target

CANARY = "canary-hunter2-Zq9"
NOW = 1_800_000_000.0


def target_at(endpoint: str, ca: Path | None = None, timeout: float = 2.0) -> Target:
    client = Party("app", secret=CANARY)
    return Target("acme", "basic", endpoint, client, ca=ca, limits=Limits(timeout=timeout))


def steps_at(
    endpoint: str, ca: Path | None = None, timeout: float = 2.0, clock: Clock | None = None
) -> dict[str, Step]:
    return {step.name: step for step in probe(target_at(endpoint, ca, timeout), clock or SystemClock())}


@contextmanager
def answering(answer: bytes, heard: list[bytes] | None = None, *, hold: bool = False) -> Iterator[str]:
    """Serve one connection with these bytes; with ``hold`` it stays open and silent afterwards."""
    done = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            question = connection.recv(65_536)
            if heard is not None:
                heard.append(question)
            connection.sendall(answer)
            if hold:
                done.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/token"
    finally:
        done.set()
        thread.join()
        listener.close()


def answer(status: str = "400 Bad Request", date: str | None = None) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n" + (f"Date: {date}\r\n" if date else "")
    return f"{head}\r\n".encode()


def test_a_good_endpoint_is_reached() -> None:
    with running(good_design()) as address:
        steps = steps_at(address.endpoint)
    assert [step.name for step in steps.values()] == ["name", "connection", "TLS", "answer", "clock"]
    assert {name for name, step in steps.items() if step.state != "good"} == {"TLS"}
    assert is_reachable(tuple(steps.values()))


def test_tls_is_trusted_by_the_file_that_the_target_names() -> None:
    with running(good_design(), tls=tls_context()) as address:
        steps = steps_at(address.endpoint, certificates() / "tls-ca.pem")
    assert steps["TLS"].sentence.startswith("TLSv1.")
    assert steps["answer"].state == "good"


def test_a_certificate_that_nobody_vouches_for_is_named() -> None:
    with running(good_design(), tls=tls_context()) as address:
        steps = steps_at(address.endpoint)
    assert list(steps)[-1] == "TLS"
    assert "not trusted" in steps["TLS"].sentence
    assert not is_reachable(tuple(steps.values()))


def test_a_port_that_speaks_no_tls_is_named() -> None:
    with running(good_design()) as address:
        steps = steps_at(address.endpoint.replace("http:", "https:"))
    assert (steps["TLS"].state, "TLS does not begin" in steps["TLS"].sentence) == ("bad", True)


def test_a_closed_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    steps = steps_at(f"http://127.0.0.1:{port}/token")
    assert list(steps) == ["name", "connection"]
    assert steps["connection"].state == "bad"


def test_an_unknown_host_is_named() -> None:
    steps = steps_at("https://nowhere.invalid/token")
    assert list(steps) == ["name"]
    assert steps["name"].sentence == "No address is known for nowhere.invalid."


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 40", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_http_answer_is_named(said: bytes) -> None:
    with answering(said) as endpoint:
        assert steps_at(endpoint)["answer"].sentence == "A POST got no HTTP answer."


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_silence_has_an_end(said: bytes) -> None:
    with answering(said, hold=True) as endpoint:
        assert steps_at(endpoint, timeout=0.2)["answer"].sentence == "A POST got no answer within 0.2 seconds."


STATUSES = {
    "400 Bad Request": "good",
    "401 Unauthorized": "good",
    "302 Found": "remark",
    "404 Not Found": "remark",
    "500 Oops": "remark",
    "200 OK": "remark",
}


@pytest.mark.parametrize("status", STATUSES)
def test_an_odd_status_is_remarked_upon(status: str) -> None:
    with answering(answer(status, formatdate(usegmt=True))) as endpoint:
        steps = steps_at(endpoint)
    assert steps["answer"].state == STATUSES[status]
    assert is_reachable(tuple(steps.values()))


CLOCKS = {0: "good", 4: "good", -4: "good", 7: "remark", -7: "remark", 3600: "remark"}


@pytest.mark.parametrize("ahead", CLOCKS)
def test_clocks_that_differ_by_more_than_half_the_skew_are_remarked_upon(ahead: int) -> None:
    with answering(answer(date=formatdate(NOW + ahead, usegmt=True))) as endpoint:
        step = steps_at(endpoint, clock=MovedClock(NOW))["clock"]
    assert step.state == CLOCKS[ahead]
    assert step.state == "good" or ("ahead of" if ahead > 0 else "behind") in step.sentence


@pytest.mark.parametrize("date", [None, "yesterday", "\x1b[31m", "Fri, 99 Foo 2026 00:00:00 GMT"])
def test_an_answer_without_a_date_is_remarked_upon(date: str | None) -> None:
    with answering(answer(date=date)) as endpoint:
        step = steps_at(endpoint)["clock"]
    assert step.state == "remark"
    assert "\x1b" not in step.sentence


def test_the_request_is_harmless() -> None:
    heard: list[bytes] = []
    with answering(answer(), heard) as endpoint:
        steps_at(f"{endpoint}?tenant=ä b")
    text = heard[0].decode("ascii")
    assert text.startswith("POST /token?tenant=%C3%A4%20b HTTP/1.1\r\nHost: 127.0.0.1:")
    assert text.endswith("\r\n\r\n")
    assert "Authorization" not in text
    assert CANARY not in text


def test_a_certificate_for_another_host_is_named(tmp_path: Path) -> None:
    target = replace(target_at("https://127.0.0.1/token", certificates() / "tls-ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    folder = certificates()
    context.load_cert_chain(folder / "service_provider.chain.pem", folder / "service_provider.key.pem")
    with running(good_design(), tls=context) as address:
        steps = probe(replace(target, endpoint=address.endpoint, ca=folder / "roots.pem"), SystemClock())
    assert steps[-1].name == "TLS"
    assert steps[-1].state == "bad"
