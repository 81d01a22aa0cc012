"""Faults in what a chain is trusted for: its root, the signatures on the way, and who may issue (CA-X5C-TRUST, -CA)."""

from itertools import pairwise

from conformance.reference.attempt import Attempt
from conformance.reference.certificates import is_authority, is_issued_by, is_own_issuer, is_signed_by, names_issuer
from conformance.reference.changes import before, both, relaxed, replaced, without
from conformance.reference.design import Rule
from conformance.reference.fault import EVERY, Fault
from conformance.reference.refusals import invalid_client


def _are_middle_ones_signed(attempt: Attempt) -> bool:
    below = attempt.chain[:-1]
    if not all(is_signed_by(each, issuer) for each, issuer in pairwise(below)):
        return False
    return len(below) < 2 or is_signed_by(below[-1], attempt.chain[-1])


def _are_signed_up_to_the_one_below_the_root(attempt: Attempt) -> bool:
    pairs = list(pairwise(attempt.chain))
    return all(is_signed_by(each, issuer) for each, issuer in (*pairs[:1], *pairs[1:-1]))


def _are_signed_below_the_first_that_the_root_signed(attempt: Attempt) -> bool:
    for each, issuer in pairwise(attempt.chain):
        if not is_own_issuer(issuer) and any(is_issued_by(issuer, root) for root in attempt.world.roots):
            return True
        if not is_signed_by(each, issuer):
            return False
    return True


def _are_signed_unless_the_issuer_is_approved_by_name(attempt: Attempt) -> bool:
    approved = attempt.world.authorities[:1]
    return all(
        is_signed_by(each, issuer) or (each is attempt.leaf and any(names_issuer(each, known) for known in approved))
        for each, issuer in pairwise(attempt.chain)
    )


def _ends_in_a_root_known_by_name(attempt: Attempt) -> bool:
    return any(attempt.chain[-1].subject == root.subject for root in attempt.world.roots)


def _are_issuers_of_others_authorities(attempt: Attempt) -> bool:
    return all(is_authority(issuer) or is_own_issuer(each) for each, issuer in pairwise(attempt.chain))


_LEAF_IS_NOT_SELF_SIGNED = Rule(
    "leaf-is-not-self-signed",
    lambda attempt: attempt.leaf is None or not is_own_issuer(attempt.leaf),
    invalid_client("The certificate names itself as its issuer"),
)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "knows-the-root-by-its-name",
        "The last certificate's subject is compared with those of the trusted roots.",
        {"CA-X5C-TRUST": {"rogue-authority"}},
        replaced("root-is-trusted", _ends_in_a_root_known_by_name),
    ),
    Fault(
        "verifies-the-top-of-the-middle-alone",
        "Leaf and middle are verified in a loop, then the last of the middle with the root; without a middle, nobody.",
        {"CA-X5C-TRUST": {"forged-leaf-of-two"}},
        replaced("chain-signatures-hold", _are_middle_ones_signed),
    ),
    Fault(
        "stops-where-the-root-begins",
        "The walk ends at a certificate that a trusted root has signed, before the link to it is verified.",
        {"CA-X5C-TRUST": {"forged-leaf-of-three"}},
        replaced("chain-signatures-hold", _are_signed_below_the_first_that_the_root_signed),
    ),
    Fault(
        "approves-the-issuing-ca-by-its-name",
        "A leaf that names an approved issuing CA counts as verified; only the certificates above it are walked.",
        {"CA-X5C-TRUST": {"forged-leaf-of-a-whole-chain"}},
        replaced("chain-signatures-hold", _are_signed_unless_the_issuer_is_approved_by_name),
    ),
    Fault(
        "never-asks-the-root-whom-it-signed",
        "The loop ends one link too early: nobody verifies that the root signed the certificate below it.",
        {"CA-X5C-TRUST": {"rogue-authority-below-the-root"}},
        replaced("chain-signatures-hold", _are_signed_up_to_the_one_below_the_root),
    ),
    Fault(
        "takes-a-self-signed-leaf",
        "A leaf that is its own issuer ends the walk before the root is compared with the trusted ones.",
        {"CA-X5C-TRUST": {"self-signed"}},
        relaxed("root-is-trusted", lambda attempt: is_own_issuer(attempt.chain[0])),
    ),
    Fault(
        "compares-names-in-place-of-signatures",
        "Each certificate names the next one as its issuer and the last is a trusted root: that was held to be enough.",
        {
            "CA-X5C-CHAIN": {"wrong-middle"},
            "CA-X5C-TRUST": {
                "forged-leaf-of-two",
                "forged-leaf-of-three",
                "forged-leaf-of-a-whole-chain",
                "rogue-authority-below-the-root",
            },
        },
        without("chain-signatures-hold"),
    ),
    Fault(
        "looks-at-the-last-certificate-alone",
        "Only the last certificate is compared, with the trusted roots; what stands below it is not asked.",
        {
            "CA-X5C-WHOLE": {"intermediate-missing"},
            "CA-X5C-CHAIN": {"wrong-middle", "leaf-twice", "stranger-between"},
            "CA-X5C-TRUST": {
                "forged-leaf-of-two",
                "forged-leaf-of-three",
                "forged-leaf-of-a-whole-chain",
                "rogue-authority-below-the-root",
            },
            "CA-X5C-CA": EVERY,
        },
        without("chain-names-link", "chain-signatures-hold", "issuers-are-authorities"),
    ),
    Fault(
        "never-checks-the-chain",
        "The key of the first certificate verifies the signature, and that is all that x5c is used for.",
        {
            "CA-X5C-WHOLE": EVERY,
            "CA-X5C-CHAIN": {"wrong-middle", "leaf-twice", "stranger-between"},
            "CA-X5C-TRUST": EVERY,
            "CA-X5C-CA": EVERY,
        },
        without(
            "chain-names-link",
            "chain-signatures-hold",
            "chain-ends-in-a-root",
            "root-is-trusted",
            "issuers-are-authorities",
        ),
    ),
    Fault(
        "exempts-self-issued-certificates",
        "Where a certificate has its issuer's name, as in a change of keys, the CA flag of the issuer is not asked.",
        {"CA-X5C-CA": {"own-name"}},
        replaced("issuers-are-authorities", _are_issuers_of_others_authorities),
    ),
    Fault(
        "refuses-self-signed-leaves-alone",
        "That the leaf is not its own issuer was held to be enough: basicConstraints of issuers are not read.",
        {"CA-X5C-CA": {"another-name"}},
        both(without("issuers-are-authorities"), before("chain-names-link", _LEAF_IS_NOT_SELF_SIGNED)),
    ),
    Fault(
        "ignores-basic-constraints",
        "The chain is walked with signatures and names; whether an issuer is a CA is not asked.",
        {"CA-X5C-CA": EVERY},
        without("issuers-are-authorities"),
    ),
)
