"""Tells a finding from the shadow of another: a request may be granted because something else is not asked for."""

from conformance.client import Asked, Client
from conformance.outcome import NotApplicable, NotTestable
from conformance.request import Change
from conformance.verdict import Kind


def asked_unless(
    client: Client, change: Change, plain: Change, why: str, outcome: type[NotApplicable | NotTestable] = NotTestable
) -> Asked:
    """Ask with ``change``; raise ``outcome`` where it is granted and the plain fault ``plain`` is granted too.

    ``plain`` is a request that another row judges, such as one that lacks what ``change`` hides or spoils. Where that
    is granted, the grant of ``change`` says nothing about its own row; ``why`` names the other row to the reader.
    """
    asked = client.asks(change)
    if asked.kind is Kind.GRANTED and compared(client, plain).kind is Kind.GRANTED:
        raise outcome(why)
    return asked


def compared(client: Client, change: Change) -> Asked:
    """Ask with a change that is not judged itself: what it gets explains what another one got."""
    return client.tries(lambda send: send(change, purpose="request to compare with"))
