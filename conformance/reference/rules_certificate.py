"""Rules about the certificates in the header `x5c` (chapter CA): their form, their chain, and whose they are."""

from collections.abc import Callable, Hashable
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.reference import certificates
from conformance.reference.attempt import Attempt
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_client


def _settled(question: Callable[[Attempt], bool]) -> Callable[[Attempt], bool]:
    """A question about the certificates alone: asked once for each chain, for most requests bring the same one."""
    return lambda attempt: attempt.world.settled((question, _name_of_chain(attempt)), lambda: question(attempt))


def _name_of_chain(attempt: Attempt) -> Hashable:
    """What tells one chain from another, made once for an attempt: to compare certificates takes much longer.

    A certificate of `x5c` is told by its place, another one by its bytes, which take a while to write.
    """
    if "chain" not in attempt.notes:
        places = {id(each): place for place, each in enumerate(attempt.certificates)}
        known = [(places.get(id(each)), each) for each in attempt.chain]
        told = tuple(each.public_bytes(Encoding.DER) if place is None else place for place, each in known)
        attempt.notes["chain"] = (attempt.x5c, told)
    name: Hashable = attempt.notes["chain"]
    return name


def _links(question: Callable[[x509.Certificate, x509.Certificate], bool]) -> Callable[[Attempt], bool]:
    return _settled(lambda attempt: all(question(each, issuer) for each, issuer in pairwise(attempt.chain)))


def _leaf(question: Callable[[Attempt, x509.Certificate], bool]) -> Callable[[Attempt], bool]:
    """Where there is no leaf at all, another rule says so."""
    return lambda attempt: attempt.leaf is None or question(attempt, attempt.leaf)


def ends_in_a_root(attempt: Attempt) -> bool:
    """The last certificate is its own issuer."""
    return not attempt.chain or (
        certificates.names_issuer(attempt.chain[-1], attempt.chain[-1])
        and certificates.is_signed_by(attempt.chain[-1], attempt.chain[-1])
    )


def ends_in_a_trusted_root(attempt: Attempt) -> bool:
    """The last certificate is, byte by byte, one of those that the endpoint trusts."""
    trusted = {root.public_bytes(Encoding.DER) for root in attempt.world.roots}
    return not attempt.chain or attempt.chain[-1].public_bytes(Encoding.DER) in trusted


def is_leaf_key_strong(attempt: Attempt, leaf: x509.Certificate) -> bool:
    """The leaf holds an RSA key of 2048 bits or more."""
    key = certificates.rsa_key(leaf)
    return key is not None and key.key_size >= attempt.settings.minimum_key_bits


def is_leaf_the_clients(attempt: Attempt, leaf: x509.Certificate) -> bool:
    """The party that the leaf names is the one that asks."""
    return attempt.identity is not None and certificates.names_party(leaf, attempt.identity)


def is_client_registered(attempt: Attempt) -> bool:
    """The party that asks is in the registry, and active."""
    party = attempt.world.parties.get(attempt.identity or "")
    return party is not None and party.active


CERTIFICATE_RULES = (
    Rule("certificates-are-present", lambda attempt: attempt.x5c != (), invalid_client("x5c is no list of strings")),
    Rule(
        "certificates-are-strict-base64",
        _settled(lambda attempt: all(certificates.is_strict_base64(entry) for entry in attempt.x5c)),
        invalid_client("An entry of x5c is no base64"),
    ),
    Rule(
        "certificates-are-readable",
        lambda attempt: None not in attempt.certificates,
        invalid_client("An entry of x5c is no certificate"),
    ),
    Rule(
        "chain-names-link",
        _links(certificates.names_issuer),
        invalid_client("A certificate in x5c does not name the next one as its issuer"),
    ),
    Rule(
        "chain-signatures-hold",
        _links(certificates.is_signed_by),
        invalid_client("A certificate in x5c is not signed by the next one"),
    ),
    Rule("chain-ends-in-a-root", _settled(ends_in_a_root), invalid_client("x5c does not end in a root")),
    Rule("root-is-trusted", _settled(ends_in_a_trusted_root), invalid_client("x5c ends in a root that is not trusted")),
    Rule(
        "issuers-are-authorities",
        _settled(lambda attempt: all(certificates.is_authority(each) for each in attempt.chain[1:])),
        invalid_client("A certificate in x5c was issued by one that may not"),
    ),
    Rule(
        "chain-has-begun",
        lambda attempt: all(certificates.has_begun(each, attempt.now) for each in attempt.chain),
        invalid_client("A certificate in x5c is not valid yet"),
    ),
    Rule(
        "chain-has-not-ended",
        lambda attempt: not any(certificates.has_ended(each, attempt.now) for each in attempt.chain),
        invalid_client("A certificate in x5c has expired"),
    ),
    Rule(
        "leaf-may-sign",
        _settled(_leaf(lambda _, leaf: certificates.may_sign(leaf))),
        invalid_client("The certificate is not for signing"),
    ),
    Rule(
        "leaf-key-is-strong",
        _settled(_leaf(is_leaf_key_strong)),
        invalid_client("The key of the certificate is too weak"),
    ),
)

PARTY_RULES = (
    Rule("leaf-is-the-clients", _leaf(is_leaf_the_clients), invalid_client("The certificate is another party's")),
    Rule("client-is-registered", is_client_registered, invalid_client("The client is not registered")),
)
