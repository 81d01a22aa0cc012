"""What was changed in certificates and JSON texts is told in a line that names the change and nothing else."""

import json

import pytest

from conformance.difference_parts import short, told_chain, told_text
from conformance.fixtures import certificates_directory
from conformance.forgery import Forger
from conformance.identity import Identity, read_identity

GOOD = b'{"iss":"a","exp":30}'


@pytest.fixture(scope="module")
def client() -> Identity:
    directory = certificates_directory()
    party = "did:ishare:EU.NL.NTRNL-10000001"
    return read_identity(party, directory / "service_consumer.key.pem", directory / "service_consumer.chain.pem")


@pytest.mark.parametrize(
    "sent, told",
    [
        pytest.param(
            b'{"iss":"a","exp":30,"iss":"b"}', '\'…"a","exp":30…\' → \'…"a","exp":30,"iss":"b"…\'', id="added"
        ),
        pytest.param(b'{"iss":"a","exp":31}', '\'…:"a","exp":30…\' → \'…:"a","exp":31…\'', id="changed"),
        pytest.param(b'{"exp":30,"iss":"a"}', "members in the order exp, iss", id="another-order"),
        pytest.param(b"\xff", '\'{"iss":"a","exp":30}\' → \'\\xff\'', id="no-text-at-all"),
        pytest.param(b"", '\'{"iss":"a","exp":30}\' → \'\'', id="empty"),
        pytest.param(GOOD + b"\r\n", '\'…a","exp":30}\' → \'…a","exp":30}\\r\\n\'', id="line-end-behind"),
    ],
)
def test_a_text_is_shown_where_it_differs(sent: bytes, told: str) -> None:
    assert told_text(GOOD, sent) == told


def test_a_long_text_is_cut_and_stays_on_one_line() -> None:
    assert short("a\nb" * 100, longest=5) == "a\\nba\\n…"
    assert "\n" not in told_text(GOOD, json.dumps(json.loads(GOOD), indent=4).encode())


def test_the_clients_own_certificates_are_named_by_their_place(client: Identity) -> None:
    told = told_chain(client.x5c, list(Forger(client).leaf_twice().x5c))
    assert told.startswith("[1] the client's no. 1 ('Test Service Consumer'); [2] the client's no. 1 (")
    assert told.endswith("[5] the client's no. 4 ('Token Conformance Test Root')")


def test_a_forged_certificate_says_what_it_claims_and_who_signed_it(client: Identity) -> None:
    forged = told_chain(client.x5c, list(Forger(client).forged_leaf_with_real_root().x5c))
    assert forged.startswith(
        "[1] another of 'Test Service Consumer', in the name of issuer 'Token Conformance Test Root'"
    )
    assert "RSA of 2048 bits, not signed by the next; [2] the client's no. 4" in forged
    issued = told_chain(client.x5c, list(Forger(client).issued_by_leaf().x5c))
    assert "RSA of 2048 bits, signed by the next; [2] the client's no. 1" in issued


@pytest.mark.parametrize(
    "sent, told",
    [
        pytest.param([], "an empty list", id="empty"),
        pytest.param("MIIE", '"MIIE"', id="text"),
        pytest.param(None, "null", id="null"),
        pytest.param([1, None], "[1] no DER in base64: 1; [2] no DER in base64: null", id="no-texts"),
        pytest.param(["é", {}], '[1] no DER in base64: "\\u00e9"; [2] no DER in base64: {}', id="odd"),
    ],
)
def test_what_is_no_certificate_is_shown_as_it_is(client: Identity, sent: object, told: str) -> None:
    assert told_chain(client.x5c, sent) == told
