"""Chapter CA: the algorithm of the signature (iSHARE JWT, JWT Header; RFC 8725, sections 3.1 and 3.2)."""

from conformance.changes import Change, both, header, signed_by, unchanged, without_header
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.outcome import NotApplicable
from conformance.signers import by_pss, hmac_keyed, kept_from_rs256, nothing

HMAC_OF_THE_ID = hmac_keyed(lambda identity: identity.party.encode(), "the client's id")
SPELLINGS = {
    "lower-case": "none",
    "capitalised": "None",
    "upper-case": "NONE",
    "mixed-case": "nOnE",
    "leading-space": " none",
    "trailing-space": "none ",
    "trailing-line-break": "none\n",
    "trailing-null": "none\u0000",
}
UNSIGNED = {name: both(header(alg=alg), signed_by(nothing)) for name, alg in SPELLINGS.items()}
SIGNED = {f"{name}-signed": both(header(alg=alg), signed_by(kept_from_rs256)) for name, alg in SPELLINGS.items()}


@requirement("CA-ALG")
@cases(
    missing=without_header("alg"),
    null=header(alg=None),
    number=header(alg=1),
    unknown=header(alg="RS257"),
    ps256=both(header(alg="PS256"), signed_by(by_pss)),
    es256=header(alg="ES256"),
    hs256=both(header(alg="HS256"), signed_by(HMAC_OF_THE_ID)),
    letter_case=header(alg="rs256"),
)
def test_an_algorithm_outside_the_framework_is_refused(client: Client, change: Change) -> None:
    """PS256 is signed by PS256 and HS256 keyed with the client's id; the others carry a right RS256 signature.

    Covers the cases ASSERTION MISSING ALG and ASSERTION INVALID ALG of the official tool.
    """
    client.asks(change).is_refused()


@requirement("CA-ALG-GRANTED")
@each("algorithm", rs256="RS256", rs384="RS384", rs512="RS512")
def test_an_algorithm_of_the_framework_is_granted(client: Client, algorithm: str) -> None:
    """RS256 is the algorithm of the unchanged request."""
    if algorithm != "RS256" and client.target.version in (None, "2.0"):
        version = client.target.version or "no version"
        raise NotApplicable(f"{algorithm} came with version 2.1, and the target file says {version}")
    if algorithm == "RS256":
        client.tries(lambda send: send.granted(unchanged)).is_granted()
    else:
        client.asks(header(alg=algorithm)).is_granted()


@requirement("CA-ALG-NONE")
@cases(UNSIGNED | SIGNED)
def test_an_assertion_with_the_algorithm_none_is_refused(client: Client, change: Change) -> None:
    """The signature is empty, or the one that was made before the algorithm was changed.

    Filters that knew none in small letters alone were CVE-2020-28042 and others.
    """
    client.asks(change).is_refused()
