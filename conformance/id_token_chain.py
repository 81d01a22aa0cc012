"""A chain of certificates, link by link: names, signatures, dates, CA flags, key usage, and where it ends (RFC 5280).

Written for the certificates of iSHARE: seals with the key usage non-repudiation, no server name, and an extended key
usage for e-mail. Whether one was revoked is not asked: no page demands it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Chain = Sequence[x509.Certificate]
Kind = TypeVar("Kind", bound=x509.ExtensionType)


@dataclass(frozen=True)
class Moment:
    """The time (Unix seconds) for which dates are judged, and the seconds around it that are not."""

    at: float
    skew: float = 0.0


def gap(chain: Chain) -> str | None:
    """Say where a certificate is not followed by that of its issuer, going by the names; None where all are."""
    for number, (one, following) in enumerate(pairwise(chain), 1):
        if one.issuer != following.subject:
            return (
                f"certificate {number} was issued by {_name(one.issuer)}, "
                f"and certificate {number + 1} is of {_name(following.subject)}"
            )
    return None


def is_root(certificate: x509.Certificate) -> bool:
    """Whether it names itself as its issuer."""
    return certificate.issuer == certificate.subject


def loose_end(chain: Chain, roots: Chain) -> str | None:
    """Say how a chain stops before a root; None where its end, or the issuer of its end, is a root.

    A trusted certificate counts as a root, though it may have an issuer of its own.
    """
    last = chain[-1]
    if is_root(last) or any(_is_same(last, root) or last.issuer == root.subject for root in roots):
        return None
    return f"it stops at certificate {len(chain)}; {_name(last.issuer)}, its issuer, is neither in it nor trusted"


def faults(chain: Chain, roots: Chain, moment: Moment) -> Iterator[str]:
    """Say everything that is wrong inside a chain, whoever may trust its end."""
    for place, certificate in enumerate(chain):
        name = f"certificate {place + 1}"
        yield from (f"{name} {fault}" for fault in _date_faults(certificate, moment))
        if not any(_is_same(certificate, root) for root in roots):  # nobody asks a trust anchor (RFC 5280, 6.1.1 d)
            yield from (f"{name} {fault}" for fault in _use_faults(chain, place))
        issuer = chain[place + 1] if place + 1 < len(chain) else certificate
        if (issuer is not certificate or is_root(certificate)) and not _is_signed_by(certificate, issuer):
            by = f"by certificate {place + 2}" if issuer is not certificate else "by itself, as it says"
            yield f"{name} is not signed {by}"


def distrust(chain: Chain, roots: Chain) -> str | None:
    """Say why no way leads from a chain to one of the trusted roots; None where one does."""
    last = chain[-1]
    if any(_is_same(certificate, root) for certificate in chain for root in roots):
        return None
    if any(_is_signed_by(last, root) for root in roots if root.subject == last.issuer):
        return None
    if not is_root(last):
        return f"it is not signed by the trusted root that it names, {_name(last.issuer)}"
    if any(root.subject == last.subject for root in roots):
        return f"its root has the name of a trusted one, {_name(last.subject)}, and another key"
    return f"its root {_name(last.subject)} is none of the {len(roots)} trusted"


def _date_faults(certificate: x509.Certificate, moment: Moment) -> Iterator[str]:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    day = datetime.fromtimestamp(moment.at, UTC).date()
    if end.timestamp() < moment.at - moment.skew:
        yield f"ended on {end.date()} (judged for {day})"
    if begin.timestamp() > moment.at + moment.skew:
        yield f"begins on {begin.date()} (judged for {day})"


def _use_faults(chain: Chain, place: int) -> Iterator[str]:
    """Say for what a certificate serves in a chain and may not."""
    try:
        extensions = chain[place].extensions
        usage = _extension(extensions, x509.KeyUsage)
        constraints = _extension(extensions, x509.BasicConstraints)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        yield "has extensions that cannot be read"
        return
    if place == 0:
        if usage and not (usage.digital_signature or usage.content_commitment):
            yield "has a key usage with neither digital signature nor non-repudiation"
        return
    if constraints is None or not constraints.ca:
        yield f"issued certificate {place} and is no CA"
    elif constraints.path_length is not None and constraints.path_length < _authorities_below(chain, place):
        yield f"allows {constraints.path_length} CAs below it, and has {_authorities_below(chain, place)}"
    if usage and not usage.key_cert_sign:
        yield f"issued certificate {place} with a key usage that does not allow it"


def _extension(extensions: x509.Extensions, kind: type[Kind]) -> Kind | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _authorities_below(chain: Chain, place: int) -> int:
    return sum(not is_root(certificate) for certificate in chain[1:place])


def _is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_same(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Whether both certify the same key for the same name: a trust anchor is these two (RFC 5280, section 6.1.1)."""
    return one == other or (one.subject == other.subject and _key(one) is not None and _key(one) == _key(other))


def _key(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _name(name: x509.Name) -> str:
    return name.rfc4514_string()[:120] or "a name without parts"
