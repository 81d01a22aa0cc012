"""Chapter CA: the assertion is one compact JWS (RFC 7515, sections 2, 5.2 and 7.1; iSHARE JWT, JWT Signing)."""

from conformance.assertion import edited
from conformance.changes import Change, after_signing, assertion, segments
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.serialisations import encrypted, flattened, general

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PLAIN = str.maketrans("-_", "+/")
GARBAGE = "☠ this is no assertion ☠"


def _with_spare_bit(segment: str) -> str:
    """Set the lowest bit of the last character where a decoder throws it away; else leave the segment as it is."""
    if len(segment) % 4 == 0:
        return segment
    return segment[:-1] + ALPHABET[ALPHABET.index(segment[-1]) | 1]


@requirement("CA-COMPACT")
@cases(
    one_segment=segments(lambda parts: parts[1:2]),
    two_segments=segments(lambda parts: parts[:2]),
    four_segments=segments(lambda parts: [*parts, "e30"]),
    five_segments=segments(lambda parts: ["e30", "e30", *parts]),
    trailing_dot=after_signing(lambda text: f"{text}."),
    json_flattened=after_signing(flattened),
    json_general=after_signing(general),
    encrypted=assertion(lambda good, _: edited(good, lambda _: encrypted(good))),
    garbage=after_signing(lambda _: GARBAGE),
)
def test_what_is_no_compact_jws_of_three_segments_is_refused(client: Client, change: Change) -> None:
    """The one segment is the payload's, the two are header and payload.

    The encrypted one holds the claims unsigned, under a key of zeros.
    """
    client.asks(change).is_refused()


@requirement("CA-COMPACT-STRICT")
@cases(
    padding=segments(lambda parts: [*parts[:2], parts[2] + ("=" * (-len(parts[2]) % 4) or "=")]),
    plain_alphabet=segments(lambda parts: [*parts[:2], parts[2].translate(PLAIN)]),
    space=segments(lambda parts: [*parts[:2], f"{parts[2][:76]} {parts[2][76:]}"]),
    line_break=segments(lambda parts: [*parts[:2], f"{parts[2][:76]}\r\n{parts[2][76:]}"]),
    spare_bits=segments(lambda parts: [*parts[:2], _with_spare_bit(parts[2])]),
)
def test_a_signature_in_loose_base64_is_refused(client: Client, change: Change) -> None:
    """The signature alone is spelled differently: header and payload stay as they were signed."""
    client.asks(change).is_refused()
