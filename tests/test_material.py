"""What a request is made of: where the target file lacks something, the check is told which lines to add."""

from dataclasses import replace

import pytest

from conformance.clock import SystemClock
from conformance.identity import Identity
from conformance.outcome import NotTestable
from conformance.request import Material
from conformance.target import Party, Target
from tests.sessions import target_at

OTHER = Party("did:ishare:EU.NL.NTRNL-10000002")


@pytest.fixture(scope="module")
def target() -> Target:
    return replace(target_at("https://endpoint.invalid/token"), other_client=None, spoiled={})


def material(target: Target) -> Material:
    return Material(target, SystemClock(), None)


def test_a_spoiled_certificate_that_is_missing_is_asked_for_by_its_table(target: Target) -> None:
    with pytest.raises(NotTestable, match=r"add \[spoiled.expired\], key = .*, chain = "):
        material(target).spoiled("expired")


def test_a_spoiled_certificate_is_found_by_its_name(target: Target) -> None:
    identity = target.client.identity
    assert isinstance(identity, Identity)
    assert material(replace(target, spoiled={"expired": identity})).spoiled("expired") is identity


def test_a_second_client_without_a_key_cannot_sign(target: Target) -> None:
    with pytest.raises(NotTestable, match=r"add \[other_client\] with its id"):
        _ = material(target).other_identity
    with pytest.raises(NotTestable, match=r"\[other_client\] has no key and chain"):
        _ = material(replace(target, other_client=OTHER)).other_identity


def test_another_party_is_the_second_client_or_one_that_the_endpoint_knows_as_well(target: Target) -> None:
    alone, together = material(target), material(replace(target, other_client=OTHER))
    assert (together.another_party, together.another_server) == (OTHER.id, OTHER.id)
    assert alone.another_party == target.server.id
    assert alone.another_server == target.client.id
