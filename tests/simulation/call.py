"""The call that everybody is in: it closes microphones as it is told, after a trip, or never.

It forgets who was closed now and then, as when somebody publishes anew, and says that something
happened. It obeys whoever asks: that nobody asks who may not, is what the laws are about.
"""

import asyncio
from collections.abc import Callable
from random import Random

from app.calls.capabilities import Capabilities
from app.calls.ports import CallUnavailable, Closed, Report, Why
from app.calls.wanted import Desired
from app.rooms.fields import RoomId
from app.rooms.places import Unmatched, Via
from tests.simulation.loop import Host
from tests.simulation.stages import PRESENTER, STRANGER, TELEPHONE
from tests.simulation.store import NOWHERE
from tests.support.pretend_call import FIRM

LEAST, MOST = 0.0005, 0.02
"""Seconds of a trip."""
LOST = 0.03
"""The share of what is asked that never arrives."""
SLIPS = 0.2
"""The share of answers behind which somebody publishes anew."""
SLIPS_WITHIN = 3.0


WHO = Unmatched("Paula", PRESENTER, Via.TELEPHONE)
"""What whoever is nobody's calls themselves."""


class Everybodys:
    """Which places are closed, by the call itself: people's own, by their ids, and those that only
    a leader can match. `closing` sees each that it closes."""

    def __init__(self, closing: Callable[[str], None]) -> None:
        self.closed: frozenset[str] = frozenset()
        self.is_slippery = True
        self._closing = closing
        self._ends: list[tuple[Host, Callable[[], None]]] = []

    def follow(self, host: Host, hear: Callable[[], None]) -> Callable[[], None]:
        """Have this node told of what happens."""
        end = (host, hear)
        self._ends.append(end)
        return lambda: self._ends.remove(end)

    def make(self, wanted: Desired) -> Report:
        """Close these and let go of all others."""
        theirs = {ref for ref in (TELEPHONE, STRANGER) if wanted.of_ref(ref).microphone_locked}
        before, self.closed = self.closed, frozenset(wanted.locked | theirs)
        for place in sorted(self.closed - before):
            self._closing(place)
        if self.closed != before:
            self._tell()
        people = dict.fromkeys(wanted.locked, Closed.CONFIRMED)
        unmatched = {ref: WHO for ref in (TELEPHONE, STRANGER) if wanted.refs.get(ref) is None}
        return Report(people, lingering=frozenset(), unmatched=unmatched)

    def slip(self) -> None:
        """Everybody publishes anew."""
        if not self.is_slippery:
            return
        self.closed = frozenset()
        self._tell()

    def _tell(self) -> None:
        loop = asyncio.get_running_loop()
        for host, hear in self._ends:
            loop.call_later(LEAST, hear, context=host.context)


class DistantCall:
    """One node's `Call`."""

    def __init__(self, everybodys: Everybodys, host: Host, chance: Random) -> None:
        self._everybodys = everybodys
        self._host = host
        self._chance = chance

    async def probe(self) -> Capabilities:
        """As `Call.probe`."""
        return FIRM

    async def open(self, room: RoomId) -> None:
        """As `Call.open`."""

    async def apply(self, room: RoomId, wanted: Desired) -> Report:
        """As `Call.apply`; what is on its way arrives, whatever becomes of whoever asked."""
        loop, chance = asyncio.get_running_loop(), self._chance
        answer: asyncio.Future[Report] = loop.create_future()
        there, back = chance.uniform(LEAST, MOST), chance.uniform(LEAST, MOST)
        is_lost, slips = chance.random() < LOST, chance.random() < SLIPS
        after = chance.uniform(0, SLIPS_WITHIN)

        def arrives() -> None:
            report = self._everybodys.make(wanted)
            loop.call_later(back, _answered, answer, report, context=self._host.context)
            if slips:
                loop.call_later(after, self._everybodys.slip, context=NOWHERE)

        if is_lost:
            loop.call_later(there, _failed, answer, context=self._host.context)
        else:
            loop.call_later(there, arrives, context=NOWHERE)
        return await answer

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """As `Call.follow`."""
        return self._everybodys.follow(self._host, hear)

    async def close(self, room: RoomId) -> None:
        """As `Call.close`."""
        self._everybodys.make(Desired())


def _answered(answer: "asyncio.Future[Report]", report: Report) -> None:
    if not answer.done():
        answer.set_result(report)


def _failed(answer: "asyncio.Future[Report]") -> None:
    if not answer.done():
        answer.set_exception(CallUnavailable(Why.LOST))
