"""Which spelling of its grant a flow's endpoint knows, where its page has two of them (reading A14)."""

from conformance.exchange import Exchange
from conformance.outcome import NotTestable
from conformance.session import Session
from conformance.verdict import Kind

UNSUPPORTED = "unsupported_grant_type"


def settle_spelling(session: Session) -> Exchange | None:
    """Try each spelling, go on with the first that is granted, and give its exchange; None where there is one alone.

    Where none is granted, the exchange of the last one is given.
    """
    spellings = session.profile.grant_types
    if len(spellings) < 2:
        return None
    for spelling in spellings:
        session.grant_type = spelling
        session.spellings[spelling] = session.patiently(f"a look at the spelling {spelling}")
    granted = [one for one in spellings if session.kind(session.spellings[one]) is Kind.GRANTED]
    session.grant_type = (granted or spellings)[0]
    if granted:
        refused = [one for one in spellings if one not in granted]
        session.notes[f"granted: {' and '.join(granted)}" + "".join(f"; not granted: {one}" for one in refused)] = None
    return session.spellings[session.grant_type]


def spellings_of(session: Session) -> dict[str, Exchange]:
    """Give what each spelling got when the session began; a session that has not begun begins now."""
    if not session.spellings:
        try:
            session.control("opening control")
        except NotTestable:
            # it is for the caller to tell an endpoint that knows no spelling from one that is away
            if not session.spellings:
                raise
    return session.spellings


def is_unknown(exchange: Exchange) -> bool:
    """Tell whether an endpoint says that it does not know the grant."""
    members = exchange.answer.members if exchange.answer else None
    return (members or {}).get("error") == UNSUPPORTED
