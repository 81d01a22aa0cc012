"""Faults in the form of the client's chain: whole, in order, each issued by the next (CA-X5C-WHOLE, -CHAIN)."""

from itertools import pairwise

from conformance.reference.attempt import Attempt, Chain
from conformance.reference.certificates import is_authority, is_issued_by, is_own_issuer, is_signed_by, names_issuer
from conformance.reference.changes import both, relaxed, replaced, setting
from conformance.reference.fault import Fault


def _completed_behind_a_lone_leaf(attempt: Attempt, chain: Chain) -> Chain:
    return (*chain, *attempt.world.authorities) if len(chain) == 1 else chain


def _gaps_filled(attempt: Attempt, chain: Chain) -> Chain:
    """Between two certificates that do not fit, the issuer is put in that the endpoint knows."""
    filled = list(chain[:1])
    for each, following in pairwise(chain):
        if not names_issuer(each, following):
            filled += [known for known in attempt.world.authorities if is_issued_by(each, known)][:1]
        filled.append(following)
    return tuple(filled)


def _turned_round_from_the_root(_: Attempt, chain: Chain) -> Chain:
    return chain[::-1] if chain and is_own_issuer(chain[0]) else chain


def _each_once(_: Attempt, chain: Chain) -> Chain:
    return tuple(dict.fromkeys(chain))


def _one_root_alone(_: Attempt, chain: Chain) -> Chain:
    return (*(each for each in chain[:-1] if not is_own_issuer(each)), *chain[-1:])


def _path_among(_: Attempt, chain: Chain) -> Chain:
    """From the first certificate that is no CA, each time to any certificate that issued the one before."""
    path = [each for each in chain if not is_authority(each)][:1]
    while path and not is_own_issuer(path[-1]):
        issuers = [each for each in chain if each not in path and is_issued_by(path[-1], each)]
        if not issuers:
            break
        path.append(issuers[0])
    return tuple(path) or chain


def _is_leaf_from_the_own_store(attempt: Attempt) -> bool:
    known = [each for each in attempt.world.authorities if names_issuer(attempt.chain[0], each)] if attempt.leaf else []
    return any(is_signed_by(attempt.chain[0], each) for each in known)


def _ends_just_below_a_trusted_root(attempt: Attempt) -> bool:
    return any(is_issued_by(attempt.chain[-1], root) for root in attempt.world.roots)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "completes-a-lone-leaf",
        "Behind a single certificate the endpoint puts the issuers from its own store.",
        {"CA-X5C-WHOLE": {"leaf-alone"}},
        setting(arrange=_completed_behind_a_lone_leaf),
    ),
    Fault(
        "needs-no-root-in-x5c",
        "The last certificate may be the root, or one that a trusted root has issued, as in TLS.",
        {"CA-X5C-WHOLE": {"root-missing"}},
        both(
            relaxed("chain-ends-in-a-root", _ends_just_below_a_trusted_root),
            relaxed("root-is-trusted", _ends_just_below_a_trusted_root),
        ),
    ),
    Fault(
        "fills-gaps-in-the-chain",
        "Where the next certificate is not the issuer, the issuer is looked up in the endpoint's own store.",
        {"CA-X5C-WHOLE": {"intermediate-missing"}},
        setting(arrange=_gaps_filled),
    ),
    Fault(
        "takes-a-chain-in-either-direction",
        "A list that begins with a root is turned round, for some clients send it so.",
        {"CA-X5C-CHAIN": {"reversed"}},
        setting(arrange=_turned_round_from_the_root),
    ),
    Fault(
        "verifies-the-leaf-from-its-own-store",
        "The leaf is verified with the known CA of its issuer's name; what x5c holds beside it is compared by name.",
        {"CA-X5C-CHAIN": {"wrong-middle"}},
        replaced("chain-signatures-hold", _is_leaf_from_the_own_store),
    ),
    Fault(
        "drops-repeated-certificates",
        "The list is made a set that keeps its order, so that each certificate is walked once.",
        {"CA-X5C-CHAIN": {"leaf-twice"}},
        setting(arrange=_each_once),
    ),
    Fault(
        "skips-further-roots",
        "Self-signed certificates in front of the last one are skipped, for some clients send several roots.",
        {"CA-X5C-CHAIN": {"stranger-between"}},
        setting(arrange=_one_root_alone),
    ),
    Fault(
        "looks-for-a-path-among-the-certificates",
        "x5c is handed to a path builder as a bag of certificates, in which it finds its way in any order.",
        {"CA-X5C-CHAIN": {"reversed", "leaf-twice", "stranger-between"}},
        setting(arrange=_path_among),
    ),
)
