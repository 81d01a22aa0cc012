"""The authorise endpoint of an identity provider, and which of its pages answers a request."""

from conformance.reference import pages
from conformance.reference.attempt import Attempt
from conformance.reference.browsing import Visit, open_ticket
from conformance.reference.design import Provider
from conformance.reference.login import consent, go_on, login
from conformance.reference.message import Incoming, Outgoing
from conformance.reference.sign_ins import Asked
from conformance.reference.world import World


def provider_answer(provider: Provider | None, world: World, incoming: Incoming) -> Outgoing | None:
    """The answer of the authorise endpoint or of a page; None where the request is for neither."""
    if provider is None:
        return None
    ways = {provider.settings.path: authorise, provider.login_path: login, provider.consent_path: consent}
    way = ways.get(incoming.path)
    return None if way is None else way(Visit(provider, world, incoming))


def authorise(visit: Visit) -> Outgoing:
    """Take an authorise request by its rules, and send its human to the login page, or on where one is signed in.

    What is refused gets the provider's own error page; nothing is sent to the redirect URI, as iSHARE has it.
    """
    attempt = Attempt(visit.incoming, visit.world, visit.provider.settings)
    for rule in visit.provider.rules:
        if not rule.holds(attempt):
            return pages.error_page(rule.refusal.description, rule.refusal.status, rule.refusal.headers)
    ticket, session = open_ticket(visit.provider, visit.world, asked_by(attempt)), visit.session()
    if session is not None:
        return go_on(visit, ticket, session)
    return pages.redirect(pages.with_query(visit.provider.login_path, (("ticket", ticket),)))


def asked_by(attempt: Attempt) -> Asked:
    """What the authorise request asks for."""
    return Asked(
        attempt.identity or "",
        attempt.asked("redirect_uri") or "",
        attempt.asked("response_type") or "",
        attempt.asked("scope") or "",
        attempt.asked("state") or "",
        attempt.asked("nonce") or "",
        tuple((attempt.asked("acr_values") or "").split()),
        attempt.asked("code_challenge"),
    )
