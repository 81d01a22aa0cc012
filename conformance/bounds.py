"""How much of a run an endpoint may waste: seconds without an answer, bytes, and requests that meet a hiccup."""

MOST_HANGING = 3.0
"""How many times the limit of one answer a run spends in all on changed requests that are never answered.

Each of them is a finding; so few are enough to be heard, and a run that is to end within a minute has no time for more.
"""
BRIEF = 0.1
"""The part of that limit for which an answer to a changed request is waited for then; a slower one is no finding.

An endpoint whose grants take long has more time for it: see ``conformance.waiting``.
"""
AGAIN = 0.3
"""The part of that limit for which an answer is waited for once more, where the one before it did not come in time.

It tells an endpoint that has hung once, as one does that was asleep, from one that hangs; who is slow has more time.
"""
MOST_BRIEFLY = 0.5
"""How many times that limit a run spends on those, before changed requests are not sent any more."""
MOST_RECEIVED = 64_000_000
"""Bytes of answers that a run takes from an endpoint; a usual one is a hundredth of it."""
MOST_HICCUPS = 0.1
"""The part of a run's requests that may meet a hiccup before none of them is called a finding."""
TOO_MANY_HICCUPS = 0.2
"""The part of them with which nothing more is asked: most checks would have to be repeated, and some for ever."""
ENOUGH_REQUESTS = 100
"""Requests, or sign-ins, before that part says anything."""


def is_unsteady(hiccups: int, asked: int) -> bool:
    """Tell whether so many of the requests met a hiccup that a run makes no sense."""
    return asked >= ENOUGH_REQUESTS and hiccups > TOO_MANY_HICCUPS * asked


def waste(received: int, hiccups: int, asked: int) -> str | None:
    """Say why an endpoint is asked nothing more that has sent and lost so much; None where it is."""
    if received > MOST_RECEIVED:
        return f"the endpoint has sent {received / 1_000_000:,.0f} MB in all, more than any should"
    if is_unsteady(hiccups, asked):
        told = f"the way to the endpoint is not steady: {hiccups} of {asked} requests met a passing hiccup"
        return f"{told}; where most of them are 429, lower [limits] requests_per_second in the target file"
    return None
