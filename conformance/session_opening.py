"""Opens a session with a target: the only place that builds one."""

from conformance.acquaintance import become_acquainted, learn_refusals
from conformance.clock import Clock
from conformance.code_source import CodeSource
from conformance.endpoint import Endpoint
from conformance.forgery import Forger
from conformance.profiles import PROFILES
from conformance.session import Session
from conformance.target import Target


def open_session(target: Target, clock: Clock, agent: str, share: float) -> Session:
    """Make what a worker needs to ask ``target``; ``share`` is its part of the requests per second."""
    identity = target.client.identity
    endpoint = Endpoint(target, clock, agent, share)
    forger = Forger(identity) if identity else None
    codes = _codes(target, clock, agent, share)
    profile = PROFILES[target.profile]
    return Session(target, profile, endpoint, clock, forger, become_acquainted, learn_refusals, codes)


def _codes(target: Target, clock: Clock, agent: str, share: float) -> CodeSource | None:
    """Make what gives out authorization codes, where the target file says how to sign in."""
    if target.sign_in is None:
        return None
    # No run of another flow pays for loading what signs in.
    from conformance.sign_in import way_of  # noqa: PLC0415
    from conformance.sign_in.codes import SignedInCodes  # noqa: PLC0415

    return SignedInCodes(lambda: way_of(target, clock, agent, share), target.sign_in.most_sign_ins)
