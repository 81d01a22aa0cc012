"""Chapter ID: what the header and the certificates of an id_token have to be (iSHARE JWT, "JWT Header")."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from conformance.id_token import IdToken
from conformance.id_token_chain import Moment, distrust, faults, gap, is_root, loose_end
from conformance.id_token_facts import Expectations, Undecided, needing, said
from conformance.identity import belongs_to, party_ids_of
from conformance.outcome import NotTestable, Violated, judge

HASHES: Mapping[str, HashAlgorithm] = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}
"""The algorithms of an iSHARE JWT (reading A9), each with the digest that it signs."""
HEADERS = ("alg", "typ", "x5c")
LEAST_BITS = 2048


def is_signed_jws(token: IdToken, _: Expectations) -> None:
    """ID-JWS: a signed compact JWS whose header and payload are JSON objects."""
    judge(token.fault is None, "a signed compact JWS: three segments, two of them JSON objects", str(token.fault))


def has_algorithm(token: IdToken, _: Expectations) -> None:
    """ID-ALG: RS256, RS384 or RS512."""
    judge(_algorithm(token) is not None, f"alg is {' or '.join(HASHES)}", said(token.header, "alg"))


def has_type(token: IdToken, _: Expectations) -> str | None:
    """ID-TYP: JWT; its letter case is not judged (reading A19)."""
    found = token.header.get("typ")
    judge(isinstance(found, str) and found.upper() == "JWT", 'typ is "JWT"', said(token.header, "typ"))
    return None if found == "JWT" else f'{said(token.header, "typ")} and not "JWT": letter case is not judged (A19)'


def has_no_other_header(token: IdToken, _: Expectations) -> None:
    """ID-HEADERS: nothing beside alg, typ and x5c."""
    others = [name for name in token.header if name not in HEADERS]
    judge(not others, f"{', '.join(HEADERS)} and nothing else", f"beside them: {', '.join(others)[:200]}")


def has_chain(token: IdToken, known: Expectations) -> None:
    """ID-X5C: certificates from the leaf up to a root, or to the one just below it."""
    expected = "x5c holds DER in plain base64: the leaf, each time its issuer, up to a root"
    chain = token.x5c.certificates
    fault = token.x5c.fault or gap(chain)
    if fault is None and (stop := loose_end(chain, known.roots)):
        if not known.roots:
            raise Undecided("whether the issuer of the last certificate is a root; the trusted roots are not known")
        fault = stop
    judge(fault is None, expected, str(fault))


def has_root(token: IdToken, known: Expectations) -> None:
    """ID-X5C-ROOT: the last certificate is a self-signed root."""
    _need_chain(token, known)
    last = token.x5c.certificates[-1]
    actual = f"its issuer is left out: {last.issuer.rfc4514_string()[:120]}"
    judge(is_root(last), "the last certificate is a root", actual)


def has_trusted_chain(token: IdToken, known: Expectations) -> None:
    """ID-CHAIN: dates, CA flags, key usage and signatures hold, and the way ends in a trusted root."""
    _need_chain(token, known)
    expected = "a chain that holds link by link and ends in a trusted root"
    chain = token.x5c.certificates
    wrong = list(faults(chain, known.roots, Moment(known.at, known.skew)))
    judge(not wrong, expected, "; ".join(wrong[:5]))
    if not known.roots:
        raise Undecided("the trusted roots are not known; the chain holds in itself")
    doubt = distrust(chain, known.roots)
    judge(doubt is None, expected, str(doubt))


def is_of_party(token: IdToken, known: Expectations) -> None:
    """ID-PARTY: the leaf is the identity provider's; of an unknown one, that of the party that `iss` names."""
    leaf, party = token.leaf, known.signer or token.claims.get("iss")
    if leaf is None:
        raise NotTestable(f"it needs ID-X5C: {token.x5c.fault}")
    if not isinstance(party, str):
        raise NotTestable(f"it needs ID-ISS: {said(token.claims, 'iss')}")
    named = party_ids_of(leaf)
    actual = f"the leaf is of {named[0][:120]}" if named else "the leaf names no party"
    judge(belongs_to(leaf, party), f"the organizationIdentifier of the leaf is that of {party[:120]}", actual)


def is_signed_by_leaf(token: IdToken, _: Expectations) -> str | None:
    """ID-SIGNATURE: made over header and payload with the key of the leaf (RFC 7515, section 5.2)."""
    expected = "the signature verifies with the first certificate of x5c"
    name, leaf = _algorithm(token), token.leaf
    if name is None:
        raise NotTestable(f"it needs ID-ALG: {said(token.header, 'alg')}")
    if leaf is None:
        raise NotTestable(f"it needs ID-X5C: {token.x5c.fault}")
    try:
        key = leaf.public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise Violated(expected, f"{name} is of an RSA key, and the leaf has none")
    try:
        key.verify(token.signature, token.signed_part, PKCS1v15(), HASHES[name])
    except InvalidSignature:
        raise Violated(expected, "it does not: another key made it, or header or payload were changed") from None
    if key.key_size < LEAST_BITS:
        return f"the key of the leaf has {key.key_size} bits; RFC 7518, section 3.3, asks for {LEAST_BITS}"
    return None


def _algorithm(token: IdToken) -> str | None:
    found = token.header.get("alg")
    return found if isinstance(found, str) and found in HASHES else None


def _need_chain(token: IdToken, known: Expectations) -> None:
    try:
        has_chain(token, known)
    except Violated as fault:
        needing("ID-X5C", fault.actual)
    except Undecided:
        pass  # a chain may stop just below its root: what is there can be judged
