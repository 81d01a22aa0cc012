"""What of a private key can stand in a text, should a crash or a library ever write it: PEM, numbers, a JWK's members.

No report and no request holds any of it. This is for texts that somebody else has made.
"""

import base64
from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from conformance.identity import Identity
from conformance.target import Target

LABEL = "private key"
_LINE = 48
"""Octets in a line of PEM."""
_FORMATS = (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)


def key_secrets(target: Target) -> dict[str, str]:
    """Give every spelling of the private keys that a target file names, each with its label."""
    parties = (target.client, target.other_client)
    identities = [one.identity for one in parties if one is not None and one.identity is not None]
    return {text: LABEL for one in (*identities, *target.spoiled.values()) for text in _spellings(one)}


def _spellings(identity: Identity) -> Iterator[str]:
    numbers = identity.key.private_numbers()
    for form in _FORMATS:
        written = identity.key.private_bytes(Encoding.DER, form, NoEncryption())
        # the modulus stands before it, and in the certificate as well
        whole = -(-written.find(_octets(numbers.d)) // _LINE)
        lines = [written[start : start + _LINE] for start in range(whole * _LINE, len(written), _LINE)]
        yield from (base64.b64encode(line).decode("ascii") for line in lines)
    for one in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp):
        octets = _octets(one)
        yield from (str(one), f"{one:x}", f"{one:X}", base64.urlsafe_b64encode(octets).decode("ascii").rstrip("="))


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
