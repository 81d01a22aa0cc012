"""Identities that look like the client's and are worth nothing, made without the help of any CA.

Each is wrong in one way, the one that its function names. Whatever a careless endpoint may compare instead of verifying
(names, serial numbers, dates, key identifiers, extensions) is copied from the client's own chain as it stands.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from conformance.copied_certificate import certificate_like, key_identifier, new_key, new_key_identifier, renamed
from conformance.identity import Identity
from conformance.outcome import NotApplicable

_STRANGER = "Stranger"


class CannotForge(NotApplicable):
    """The client's chain is too short for this forgery; `reason` says which certificate it lacks."""


@dataclass(frozen=True)
class Forger:
    """Forges what the checks of `x5c` need (iSHARE JWT, header `x5c`; RFC 5280, section 6).

    Every function gives an identity of the client's own party id. Two RSA keys of 2048 bits are made when they are
    first needed, and kept: the stranger's, and that of a rogue authority.
    """

    identity: Identity

    def stranger_key(self) -> Identity:
        """The client's honest chain, and a key that is not the leaf's."""
        return replace(self.identity, key=self._stranger)

    def rogue_authority(self) -> Identity:
        """A whole chain that holds in itself, with the names of the real one, whose CAs are all the forger's."""
        return replace(self.identity, key=self._stranger, chain=self._rogue_chain)

    def rogue_authority_below_real_root(self) -> Identity:
        """The rogue chain with the trusted root in the place of its own: the root has not signed what is below it.

        CannotForge where no CA stands between the client's certificate and the root.
        """
        self._need(3, "an intermediate certificate")
        return replace(self.rogue_authority(), chain=(*self._rogue_chain[:-1], self.identity.chain[-1]))

    def forged_leaf_with_real_root(self, certificates: int = 2) -> Identity:
        """A leaf that no CA signed, followed by the real certificates from the root downwards.

        `certificates` is the length of the chain. The leaf claims to be issued by the certificate behind it; its
        signature is its own key's. CannotForge where the client's chain is shorter.
        """
        self._need(certificates, "the trusted root" if certificates == 2 else "an intermediate certificate")
        key, above = self._stranger, self.identity.chain[1 - certificates :]
        leaf = certificate_like(self._leaf, key, key, issuer=above[0].subject, authority=key_identifier(above[0]))
        return replace(self.identity, key=key, chain=(leaf, *above))

    def self_signed(self) -> Identity:
        """One certificate with the client's subject, issued by itself."""
        key = self._stranger
        leaf = certificate_like(self._leaf, key, key, issuer=self._leaf.subject, authority=key_identifier(self._leaf))
        return replace(self.identity, key=key, chain=(leaf,))

    def issued_by_leaf(self, *, own_subject: bool = False) -> Identity:
        """A leaf that the client's own end-entity certificate issued, followed by the client's whole chain.

        Every link of it holds; only that its issuer is no CA is wrong. The subject is the client's with another common
        name, so that the party id is right and the leaf does not look like its own issuer; `own_subject` leaves it.
        """
        subject = self._leaf.subject if own_subject else renamed(self._leaf.subject, _STRANGER)
        leaf = certificate_like(
            self._leaf,
            self._stranger,
            self.identity.key,
            subject=subject,
            issuer=self._leaf.subject,
            own=new_key_identifier(self._stranger),
            authority=key_identifier(self._leaf),
        )
        return replace(self.identity, key=self._stranger, chain=(leaf, *self.identity.chain))

    def reversed(self) -> Identity:
        """The honest chain, root first and leaf last."""
        self._need(2, "a second certificate")
        return self._with_chain(*reversed(self.identity.chain))

    def leaf_alone(self) -> Identity:
        """The honest leaf without its issuers."""
        self._need(2, "a second certificate")
        return self._with_chain(self._leaf)

    def root_missing(self) -> Identity:
        """The honest chain without its last certificate; of a chain of two, that is the leaf alone."""
        self._need(2, "a second certificate")
        return self._with_chain(*self.identity.chain[:-1])

    def intermediate_missing(self) -> Identity:
        """The honest chain without the leaf's issuer."""
        self._need(3, "an intermediate certificate")
        return self._with_chain(self._leaf, *self.identity.chain[2:])

    def swapped_middle(self) -> Identity:
        """The honest chain with a rogue CA of the same name in the place of the leaf's issuer."""
        self._need(3, "an intermediate certificate")
        return self._with_chain(self._leaf, self._rogue_chain[1], *self.identity.chain[2:])

    def leaf_twice(self) -> Identity:
        """The honest chain, its leaf given twice in a row."""
        self._need(2, "a second certificate")
        return self._with_chain(self._leaf, *self.identity.chain)

    def stranger_between(self) -> Identity:
        """The honest chain with the certificate of a CA that has nothing to do with it behind the leaf."""
        self._need(2, "a second certificate")
        leaf, *above = self.identity.chain
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _STRANGER)])
        own, key = new_key_identifier(self._stranger), self._stranger
        stranger = certificate_like(above[0], key, key, subject=name, issuer=name, own=own, authority=own)
        return self._with_chain(leaf, stranger, *above)

    @property
    def _leaf(self) -> x509.Certificate:
        return self.identity.chain[0]

    @cached_property
    def _stranger(self) -> rsa.RSAPrivateKey:
        return new_key()

    @cached_property
    def _rogue_chain(self) -> tuple[x509.Certificate, ...]:
        authority = new_key()
        leaf, *above = self.identity.chain
        return (
            certificate_like(leaf, self._stranger, authority),
            *(certificate_like(each, authority, authority) for each in above),
        )

    def _with_chain(self, *chain: x509.Certificate) -> Identity:
        return replace(self.identity, chain=chain)

    def _need(self, certificates: int, missing: str) -> None:
        if len(self.identity.chain) < certificates:
            raise CannotForge(f"the client's chain has {len(self.identity.chain)} certificates and lacks {missing}")
