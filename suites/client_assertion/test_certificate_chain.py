"""Chapter CA: the chain in x5c is whole, and each certificate is issued by the next one (iSHARE JWT, JWT Header)."""

from conformance.changes import Change, chain
from conformance.check import cases, requirement
from conformance.client import Client


@requirement("CA-X5C-WHOLE")
@cases(
    leaf_alone=chain(lambda material: list(material.forgeries.leaf_alone().x5c)),
    root_missing=chain(lambda material: list(material.forgeries.root_missing().x5c)),
    intermediate_missing=chain(lambda material: list(material.forgeries.intermediate_missing().x5c)),
)
def test_a_chain_with_a_certificate_left_out_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-X5C-CHAIN")
@cases(
    reversed=chain(lambda material: list(material.forgeries.reversed().x5c)),
    wrong_middle=chain(lambda material: list(material.forgeries.swapped_middle().x5c)),
    leaf_twice=chain(lambda material: list(material.forgeries.leaf_twice().x5c)),
    stranger_between=chain(lambda material: list(material.forgeries.stranger_between().x5c)),
)
def test_a_chain_whose_certificates_do_not_follow_each_other_is_refused(client: Client, change: Change) -> None:
    """The key that signs is the client's own, and its certificate is in the list: only the list is wrong."""
    client.asks(change).is_refused()
