"""Other right ways to read a client assertion: recommendations that many live endpoints do not follow."""

from conformance.reference.changes import without
from conformance.reference.fault import Variation

VARIATIONS: tuple[Variation, ...] = (
    Variation(
        "ignores-further-headers",
        "Headers beside alg, typ and x5c are ignored, as RFC 7515 has it; crit and b64 are refused.",
        without("headers-are-known"),
        {"CA-HEADERS": "violated"},
    ),
    Variation(
        "forgives-loose-base64",
        "Padding, either alphabet, white space and spare bits are forgiven in every segment.",
        without("segments-are-strict-base64url"),
        {"CA-COMPACT-STRICT": "violated"},
    ),
)
