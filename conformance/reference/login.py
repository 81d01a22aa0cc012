"""The pages between an authorise request and its redirect: signing in, consent, and the way back to the client."""

import hmac

from conformance.reference import pages
from conformance.reference.browsing import Visit, name_human, open_session, take_ticket
from conformance.reference.codes import issue_code
from conformance.reference.design import Parameters
from conformance.reference.message import Headers, Outgoing
from conformance.reference.sign_ins import Human, Session, Ticket
from conformance.reference.world import World

_WRONG = "The user name or the password is wrong."
_OVER = "There is nothing to sign in for, or it took too long. Begin again at the service."


def knows(world: World, name: str, password: str) -> Human | None:
    """The human of that name where the password is right."""
    human = world.humans.get(name)
    wanted = human.password if human else ""
    is_right = hmac.compare_digest(wanted.encode(), password.encode("utf-8", "surrogatepass"))
    return human if is_right else None


def allows(decision: str | None) -> bool:
    """Whether the human pressed the button that allows."""
    return decision == "allow"


def login(visit: Visit) -> Outgoing:
    """The page or pages on which a human signs in."""
    ticket = visit.ticket()
    if visit.incoming.method not in {"GET", "POST"}:
        return pages.error_page("Use GET or POST", 405, (("Allow", "GET, POST"),))
    if ticket is None:
        return pages.error_page(_OVER)
    if visit.incoming.method == "GET":
        return _empty_page(visit)
    if visit.provider.login == "two-pages":
        return _two_pages(visit, ticket)
    if visit.provider.login == "script" and visit.field("proof") != visit.ticket_name[::-1]:
        return _empty_page(visit, "Signing in needs JavaScript.")
    return _signed_in(visit, visit.field("username"))


def _empty_page(visit: Visit, message: str = "") -> Outgoing:
    show = {"one-page": pages.one_page, "two-pages": pages.first_page, "script": pages.script_page}
    return show[visit.provider.login](visit.provider.login_path, visit.ticket_name, message)


def _two_pages(visit: Visit, ticket: Ticket) -> Outgoing:
    name = visit.field("username")
    if visit.field("password") is not None:
        return _signed_in(visit, ticket.name)
    if name is None:
        return _empty_page(visit, "The user name is missing.")
    name_human(visit, ticket, name)
    return pages.second_page(visit.provider.login_path, visit.ticket_name, name)


def _signed_in(visit: Visit, name: str | None) -> Outgoing:
    human = visit.provider.knows(visit.world, name or "", visit.field("password") or "")
    if human is None:
        return _again(visit, name)
    session, headers = open_session(visit, human)
    return go_on(visit, visit.ticket_name, session, headers)


def _again(visit: Visit, name: str | None) -> Outgoing:
    if visit.provider.login == "two-pages" and name is not None:
        return pages.second_page(visit.provider.login_path, visit.ticket_name, name, _WRONG)
    return _empty_page(visit, _WRONG)


def go_on(visit: Visit, ticket: str, session: Session, headers: Headers = ()) -> Outgoing:
    """What comes when the human is known: the question for consent, or the way back."""
    waiting = visit.world.sign_ins.tickets.get(ticket)
    known = waiting is not None and (session, waiting.asked.client) in visit.world.sign_ins.consents
    if visit.provider.consent and not known:
        return pages.redirect(pages.with_query(visit.provider.consent_path, (("ticket", ticket),)), headers)
    return _with_code(visit, ticket, session, headers)


def consent(visit: Visit) -> Outgoing:
    """The page on which the human who signed in allows or refuses."""
    ticket, session = visit.ticket(), visit.session()
    if visit.incoming.method not in {"GET", "POST"}:
        return pages.error_page("Use GET or POST", 405, (("Allow", "GET, POST"),))
    if ticket is None or session is None:
        return pages.error_page(_OVER)
    decision = visit.field("decision")
    if visit.incoming.method == "GET" or decision is None:
        return pages.consent_page(
            visit.provider.consent_path, visit.ticket_name, session.human.name, ticket.asked.client
        )
    if visit.provider.allows(decision):
        with visit.world.lock:
            visit.world.sign_ins.consents.add((session, ticket.asked.client))
        return _with_code(visit, visit.ticket_name, session)
    return _landed(visit, visit.ticket_name, (("error", "access_denied"),))


def _with_code(visit: Visit, name: str, session: Session, headers: Headers = ()) -> Outgoing:
    text, ticket = visit.provider.make_code(visit.world), visit.world.sign_ins.tickets.get(name)
    if ticket is not None:
        issue_code(visit.world, text, ticket.asked, session, visit.provider.code_life)
    return _landed(visit, name, (("code", text),), headers)


def _landed(visit: Visit, name: str, parameters: Parameters, headers: Headers = ()) -> Outgoing:
    """Back to the client with these parameters and its own state (RFC 6749, section 4.1.2)."""
    ticket = take_ticket(visit.world, name)
    if ticket is None:
        return pages.error_page(_OVER)
    parameters = (*parameters, ("state", ticket.asked.state))
    for edit in visit.provider.landing_edits:
        parameters = edit(visit.world, ticket.asked, parameters)
    return pages.redirect(pages.with_query(ticket.asked.redirect_uri, parameters), headers)
