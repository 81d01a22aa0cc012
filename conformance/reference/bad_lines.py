"""Bad lines: the good endpoint at the end of a way on which requests get lost, by chance and not by what they hold."""

from conformance.reference.changes import wrapped
from conformance.reference.design import Answer, Around
from conformance.reference.fault import Oddity
from conformance.reference.message import Message, Outgoing, Wire
from conformance.reference.world import World

_BAD_GATEWAY = Outgoing(502, (("Content-Type", "text/html"),), b"<html><body>502 Bad Gateway</body></html>")


def _reset(wire: Wire, _: Outgoing) -> None:
    wire.reset()


def _lost(number: int) -> Around:
    """One request in so many meets a reset or 502: half of them on their way, half of them when all is done."""

    def around(world: World, message: Message, answer: Answer) -> Outgoing:
        if not world.by_chance(1 / number):
            return answer(message)
        if world.by_chance(1 / 2):
            answer(message)
        return Outgoing(0, write=_reset) if world.by_chance(1 / 2) else _BAD_GATEWAY

    return around


ONE_IN_FIFTY = Oddity(
    "loses-one-in-fifty",
    "One request in fifty, by chance, meets a reset or 502 in place of its answer.",
    wrapped(_lost(50)),
)
ONE_IN_THREE = Oddity(
    "loses-one-in-three",
    "One request in three, by chance, meets a reset or 502 in place of its answer.",
    wrapped(_lost(3)),
)


def all_bad_lines(profile: str | None = None) -> tuple[Oddity, ...]:
    """Every bad line, or those of one profile."""
    return tuple(each for each in (ONE_IN_FIFTY, ONE_IN_THREE) if profile is None or profile in each.profiles)
