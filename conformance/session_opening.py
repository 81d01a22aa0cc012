"""Opens a session with a target: the only place that builds one."""

from conformance.clock import Clock
from conformance.endpoint import Endpoint
from conformance.forgery import Forger
from conformance.profiles import PROFILES
from conformance.session import Session
from conformance.target import Target


def open_session(target: Target, clock: Clock, agent: str, share: float) -> Session:
    """Make what a worker needs to ask ``target``; ``share`` is its part of the requests per second."""
    identity = target.client.identity
    endpoint = Endpoint(target, clock, agent, share)
    return Session(target, PROFILES[target.profile], endpoint, clock, Forger(identity) if identity else None)


def refusal_to_open(target: Target) -> str:
    """Say why this version cannot check a target, though its file is right; empty where it can."""
    if target.profile in PROFILES:
        return ""
    built = ", ".join(PROFILES)
    return f"{target.name}: the checks of profile {target.profile} are not in this version; it has those of {built}."
