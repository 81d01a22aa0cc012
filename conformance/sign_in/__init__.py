"""Ways to an authorization code, chosen by ``how`` in the target file: form, browser, command, manual."""

from __future__ import annotations

from conformance.clock import Clock
from conformance.outcome import NotTestable
from conformance.sign_in.model import Way
from conformance.target import Target


def way_of(target: Target, clock: Clock, agent: str, share: float = 1.0) -> Way:
    """Give the way of signing in that the target file names; nothing is opened yet.

    agent: the User-Agent, which names the tool and the run; share: the part of the target's requests per second that
    this worker may use. Raises ``NotTestable`` where the target file has no [sign_in].
    """
    sign_in = target.sign_in
    if sign_in is None:
        raise NotTestable("it takes a sign-in: add [sign_in] and [[sign_in.user]] to the target file")
    # one way is taken in a run; the libraries of the others are not
    match sign_in.how:
        case "browser":
            from conformance.sign_in.browser import BrowserWay  # noqa: PLC0415

            return BrowserWay(target, sign_in, clock, agent)
        case "command":
            from conformance.sign_in.command import CommandWay  # noqa: PLC0415

            return CommandWay(target, sign_in, clock)
        case "manual":
            from conformance.sign_in.manual import ManualWay  # noqa: PLC0415

            return ManualWay(clock, most=sign_in.most_sign_ins)
    from conformance.sign_in.form import FormWay  # noqa: PLC0415

    return FormWay(target, sign_in, clock, agent, share)
