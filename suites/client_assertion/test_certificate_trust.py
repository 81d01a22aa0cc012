"""Chapter CA: what a chain in x5c is trusted for (iSHARE JWT, JWT Header; RFC 5280, section 6.1)."""

from conformance.changes import Change, signed_as
from conformance.check import cases, requirement
from conformance.client import Client


@requirement("CA-X5C-TRUST")
@cases(
    rogue_authority=signed_as(lambda material: material.forgeries.rogue_authority()),
    rogue_authority_below_the_root=signed_as(lambda material: material.forgeries.rogue_authority_below_real_root()),
    forged_leaf_of_two=signed_as(lambda material: material.forgeries.forged_leaf_with_real_root(2)),
    forged_leaf_of_three=signed_as(lambda material: material.forgeries.forged_leaf_with_real_root(3)),
    forged_leaf_of_a_whole_chain=signed_as(
        lambda material: material.forgeries.forged_leaf_with_real_root(len(material.identity.chain))
    ),
    self_signed=signed_as(lambda material: material.forgeries.self_signed()),
)
def test_a_certificate_that_no_trusted_authority_issued_is_refused(client: Client, change: Change) -> None:
    """Each looks like the client's own in every name, number and date, and anybody can make it.

    Covers the case INVALID CERTIFICATE of the official tool.
    """
    client.asks(change).is_refused()


@requirement("CA-X5C-CA")
@cases(
    another_name=signed_as(lambda material: material.forgeries.issued_by_leaf()),
    own_name=signed_as(lambda material: material.forgeries.issued_by_leaf(own_subject=True)),
)
def test_a_certificate_that_an_end_entity_issued_is_refused(client: Client, change: Change) -> None:
    """Validators that read no basicConstraints were found again and again since CVE-2002-0862."""
    client.asks(change).is_refused()


@requirement("CA-X5C-DATES")
@cases(
    expired=signed_as(lambda material: material.spoiled("expired")),
    not_yet_valid=signed_as(lambda material: material.spoiled("not_yet_valid")),
)
def test_a_certificate_outside_its_dates_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-X5C-USAGE")
@cases(
    no_signature_usage=signed_as(lambda material: material.spoiled("no_signature_usage")),
    weak_key=signed_as(lambda material: material.spoiled("weak_key")),
)
def test_a_certificate_that_is_not_fit_for_signing_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
