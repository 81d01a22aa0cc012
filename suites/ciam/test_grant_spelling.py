"""Chapter CIAM: which of its page's two spellings of the grant an endpoint knows (reading A14)."""

from conformance.check import requirement
from conformance.client import Client
from conformance.outcome import NotTestable, Violated
from conformance.spelling import is_unknown, spellings_of, told_of
from conformance.verdict import Kind, described

EXPECTED = "granted: the grant_type client_credentials (the page's table) or client_credential (its text)"


@requirement("CIAM-GRANT-SPELLING")
def test_one_of_the_two_spellings_of_the_grant_is_granted(client: Client) -> None:
    """A refusal accuses only where both are called unsupported; any other may be about the credentials."""
    session = client.session
    looks = spellings_of(session)
    client.uses(*looks.values())
    client.says(f"grant_type {', then '.join(looks)}")
    if any(session.kind(look) is Kind.GRANTED for look in looks.values()):
        client.note(told_of(session))
        return
    actual = "; ".join(f"{spelling} {described(look, session.ordinary)}" for spelling, look in looks.items())
    if all(is_unknown(look) for look in looks.values()):
        raise Violated(EXPECTED, actual)
    raise NotTestable(f"neither spelling was granted, and not because both are unknown: {actual}")
