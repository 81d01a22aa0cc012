"""Which spelling of its grant a flow's endpoint knows, where its page has two of them (reading A14)."""

from conformance.exchange import Exchange
from conformance.outcome import NotTestable
from conformance.session import PAUSES, Session
from conformance.verdict import Kind

UNSUPPORTED = "unsupported_grant_type"


def settle_spelling(session: Session) -> Exchange | None:
    """Try each spelling, go on with the first that is granted, and give its exchange; None where there is one alone.

    Where none is granted, it is the first that the endpoint does not call unsupported.
    """
    spellings = session.profile.grant_types
    if len(spellings) < 2:
        return None
    limit, pauses = None, PAUSES
    for spelling in spellings:
        session.grant_type = spelling
        looked = session.patiently(f"a look at the spelling {spelling}", limit, pauses)
        session.spellings[spelling], limit = looked, session.waiting.behind(looked)
        # who was waited for in vain once is not waited for again with another spelling
        pauses = () if session.kind(looked) is Kind.HICCUP else PAUSES
    granted = [one for one in spellings if session.kind(session.spellings[one]) is Kind.GRANTED]
    known = [one for one in spellings if not is_unknown(session.spellings[one])]
    session.grant_type = (granted or known or spellings)[0]
    if granted:
        session.notes[told_of(session)] = None
    return session.spellings[session.grant_type]


def told_of(session: Session) -> str:
    """Say in one sentence which spellings were granted, and which one all good requests of the run have."""
    granted = [one for one, look in session.spellings.items() if session.kind(look) is Kind.GRANTED]
    which = "both are" if len(granted) > 1 else f"{granted[0]} alone is"
    return f"Of the two spellings of the grant on its page {which} granted; requests have {session.grant_type} (A14)."


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
