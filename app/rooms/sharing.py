"""A node's ephemeral facts, told to the other nodes, and theirs taken in.

A share is told when it changes, every 10 s while there is something in it or somebody has just come
or gone, and when the bus is back. A room loaded anew asks once, and who has something answers.
Whatever gets lost on the way is told again; nothing of it is logged. A share also says that
somebody came or went: the rows of connection are read soon then, for they alone say who is
connected.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.devices import compared
from app.rooms.facts import Facts, stamped
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.outages import Outages
from app.rooms.ports import Hint, Share
from app.rooms.service import Rooms
from app.rooms.shares import SILENCE, Malformed, Told, share_of, understood

REPEAT = Millis(10 * SECOND)
TICK = Millis(SECOND)
PACE = 0.005
"""Seconds between two rounds of telling: what changes meanwhile is told at once."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Last:
    """What was last told of a room, and when; no facts until anything was. `came_at`: when it was
    first told that somebody had come or gone."""

    at: Instant = Instant(0)
    facts: Facts | None = None
    comings: int = 0
    came_at: Instant = Instant(0)

    def is_old(self, live: LiveRoom) -> bool:
        """Whether there is something else to tell."""
        is_same = self.facts is live.shares.own or self.facts == live.shares.own
        return not is_same or self.comings != live.comings

    def is_to_be_repeated(self, now: Instant) -> bool:
        """Whether the others would soon take this node for dead, or may not know who came here: a
        person who went on elsewhere would stay connected to both, for nothing else tells."""
        is_something = bool(self.facts) or now < later(self.came_at, SILENCE)
        return is_something and now >= later(self.at, REPEAT)


class Sharing:
    """This node's end of what passes. `stirred` hears of rooms whose rows are to be read."""

    def __init__(self, rooms: Rooms, node: str, *, stirred: Callable[[LiveRoom], None]) -> None:
        self.rooms = rooms
        self.node = node
        self._stirred = stirred
        self._last: dict[RoomId, Last] = {}
        self._due: set[RoomId] = set()
        self._ticked_at = Instant(0)
        self._outages = Outages(rooms.bus)
        self._nudge = asyncio.Event()
        rooms.changed.append(self._attend)

    async def run(self) -> None:
        """Until cancelled."""
        stop = self.rooms.bus.subscribe(self.hear)
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(TICK / 1000):
                        await self._nudge.wait()
                self._nudge.clear()
                self.tick()
                self.tell()
                await asyncio.sleep(PACE)
        finally:
            stop()

    # To the others -------------------------------------------------------------------------

    def tick(self) -> None:
        """Once a second: what is to be told again, and who has fallen silent."""
        now = self.rooms.clock.now()
        if now < later(self._ticked_at, TICK):
            return
        self._ticked_at = now
        self._tell_all_when_back()
        for room, last in tuple(self._last.items()):
            live = self.rooms.held.get(room)
            if live is None:
                del self._last[room]
                continue
            if last.is_to_be_repeated(now):
                self._due.add(room)
            try:  # as `_apart`; this is asked of every room each second
                live.forget_silent(now)
            except Exception as error:
                self._failed(error)

    def _tell_all_when_back(self) -> None:
        """Nobody has heard anything while the bus was away."""
        if self._outages.are_over():
            self._due.update(self._last)

    def tell(self) -> None:
        """Tell what is due, each room once however often it changed."""
        due, self._due = self._due, set()
        for room in due:
            live = self.rooms.held.get(room)
            if live is not None:
                with self._apart():
                    self._tell(room, live, self._last[room])

    def _tell(self, room: RoomId, live: LiveRoom, last: Last) -> None:
        asks, now = last.facts is None, self.rooms.clock.now()
        last.at = Instant(max(now, last.at + 1))
        last.came_at = now if last.comings != live.comings else last.came_at
        last.facts, last.comings = live.shares.own, live.comings
        told = Told(last.at, last.facts, last.comings, asks)
        self.rooms.bus.publish(share_of(room, self.node, told))

    @contextlib.contextmanager
    def _apart(self) -> Iterator[None]:
        """One room's fault must not keep the others from being told."""
        try:
            yield
        except Exception as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        _log.error("a room could not be shared: %s", type(error).__name__)
        self.rooms.meter.count("fault", type(error).__name__)

    def _attend(self, live: LiveRoom) -> None:
        """A room that is new here asks what the others know."""
        if live.passed is None:
            live.passed = self._offer
            before = self._last.get(live.room.id, Last())
            self._last[live.room.id] = Last(before.at)
            self._offer(live)

    def _offer(self, live: LiveRoom) -> None:
        if self._last[live.room.id].is_old(live):
            self._due.add(live.room.id)
            self._nudge.set()

    # From the others -----------------------------------------------------------------------

    def hear(self, message: Hint | Share) -> None:
        """What another node told of a room that is held here."""
        live = self.rooms.held.get(message.room)
        if not isinstance(message, Share) or message.node == self.node or live is None:
            return
        now = self.rooms.clock.now()
        try:
            told = understood(message, now)
        except Malformed:
            self.rooms.meter.count("share_malformed")
            return
        known = live.shares.others.get(message.node, Told(Instant(0)))
        if not live.hear(message.node, told, now):
            return
        if changes := compared(told.facts, live.seats_of, now):
            live.say(stamped(changes, live.stamp(now)), now)
        if told.comings != known.comings:
            live.is_stirred = True
            self._stirred(live)
        if told.asks and live.shares.own:
            self._due.add(live.room.id)
            self._nudge.set()
