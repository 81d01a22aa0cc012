"""Every fault of the reference endpoint, one file per chapter, each with its tuple `FAULTS`."""

from conformance.reference.fault import Fault
from conformance.reference.faults import (
    authorise,
    basic,
    basic_client,
    basic_scope,
    basic_tokens,
    client_assertion_algorithm,
    client_assertion_audiences,
    client_assertion_base64,
    client_assertion_certificates,
    client_assertion_chains,
    client_assertion_claim_set,
    client_assertion_confusion,
    client_assertion_critical,
    client_assertion_dates,
    client_assertion_header,
    client_assertion_key_source,
    client_assertion_kinds,
    client_assertion_malformed,
    client_assertion_none,
    client_assertion_objects,
    client_assertion_parameters,
    client_assertion_parties,
    client_assertion_replay,
    client_assertion_serialisation,
    client_assertion_signature,
    client_assertion_times,
    client_assertion_trust,
    error_response,
    error_response_body,
    error_response_codes,
    h2m,
    h2m_exchange,
    id_token,
    id_token_certificates,
    id_token_claims,
    id_token_dates,
    m2m,
    pseudonym,
    token_request,
    token_request_contents,
    token_request_parameters,
    token_request_robust,
    token_response,
    token_response_h2m,
    token_response_members,
    token_response_resource,
    token_response_tokens,
)
from conformance.reference.unseparated import Unseparated

CHAPTERS = (
    token_request,
    token_request_parameters,
    token_request_contents,
    token_request_robust,
    token_response,
    token_response_members,
    token_response_tokens,
    token_response_resource,
    error_response,
    error_response_body,
    error_response_codes,
    client_assertion_parameters,
    client_assertion_serialisation,
    client_assertion_base64,
    client_assertion_objects,
    client_assertion_algorithm,
    client_assertion_none,
    client_assertion_confusion,
    client_assertion_header,
    client_assertion_critical,
    client_assertion_key_source,
    client_assertion_signature,
    client_assertion_kinds,
    client_assertion_malformed,
    client_assertion_certificates,
    client_assertion_chains,
    client_assertion_trust,
    client_assertion_parties,
    client_assertion_audiences,
    client_assertion_claim_set,
    client_assertion_dates,
    client_assertion_replay,
    client_assertion_times,
    m2m,
    h2m,
    h2m_exchange,
    authorise,
    id_token,
    id_token_certificates,
    id_token_claims,
    id_token_dates,
    token_response_h2m,
    pseudonym,
    basic,
    basic_client,
    basic_scope,
    basic_tokens,
)


def all_faults(profile: str | None = None) -> tuple[Fault, ...]:
    """Every fault in the order of the chapters, or those of one profile; ValueError where two have one name."""
    faults = tuple(fault for chapter in CHAPTERS for fault in chapter.FAULTS)
    names = [fault.name for fault in faults]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"faults of one name: {', '.join(sorted(repeated))}")
    return tuple(fault for fault in faults if profile is None or profile in fault.profiles)


def all_unseparated() -> tuple[Unseparated, ...]:
    """Every row and case without a fault of its own, with the reason why none can exist."""
    return tuple(one for chapter in CHAPTERS for one in getattr(chapter, "UNSEPARATED", ()))
