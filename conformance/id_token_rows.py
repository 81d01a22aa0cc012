"""Chapter ID as a table: each row with the judgement that the suites and `conformance inspect` both use."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance import id_token_claims as claims
from conformance import id_token_dates as dates
from conformance import id_token_header as header
from conformance.id_token import IdToken
from conformance.id_token_facts import Expectations, Judgement, needing

IS_JWS = "ID-JWS"


def _of_a_jws(judgement: Judgement) -> Judgement:
    """Judge only what is a JWS: every row needs that one."""

    def judged(token: IdToken, known: Expectations) -> str | None:
        needing(IS_JWS, token.fault)
        return judgement(token, known)

    return judged


_OF_A_JWS: Mapping[str, Judgement] = {
    "ID-ALG": header.has_algorithm,
    "ID-TYP": header.has_type,
    "ID-HEADERS": header.has_no_other_header,
    "ID-X5C": header.has_chain,
    "ID-X5C-ROOT": header.has_root,
    "ID-CHAIN": header.has_trusted_chain,
    "ID-PARTY": header.is_of_party,
    "ID-SIGNATURE": header.is_signed_by_leaf,
    "ID-ISS": claims.has_issuer,
    "ID-SUB": claims.has_subject,
    "ID-AUD": claims.has_audience,
    "ID-AUD-STRING": claims.has_audience_as_string,
    "ID-JTI": claims.has_identifier,
    "ID-DATES": dates.has_dates,
    "ID-IAT": dates.is_issued_now,
    "ID-LIFETIME": dates.lives_thirty_seconds,
    "ID-AUTH-TIME": dates.has_login_time,
    "ID-NONCE": claims.has_nonce,
    "ID-ACR": claims.has_level,
    "ID-ACR-REQUESTED": claims.has_level_asked_for,
    "ID-AZP": claims.has_authorized_party,
}

JUDGEMENTS: Mapping[str, Judgement] = MappingProxyType(
    {IS_JWS: header.is_signed_jws} | {row: _of_a_jws(judgement) for row, judgement in _OF_A_JWS.items()}
)
"""Every row of the chapter, in the order of the catalogue."""
