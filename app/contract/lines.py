"""The sockets that vendors keep open to this node: told each new state, wherever it was made.

The database knows of each, so that whoever drives knows whether anybody is told. A socket of
another node than the driving one hears of a state within `LOOK_EVERY`.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

from app.calls.wanted import Version
from app.contract.errors import TooManySockets
from app.contract.floor import nothing_wanted
from app.contract.ports import ContractRows, ContractStore
from app.contract.vendor import standing
from app.contract.wire import FloorChanged
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, Ids, LogUnavailable, NoSuchRoom

LOOK_EVERY = 0.1
LIFE = Millis(15 * SECOND)
RENEW_EVERY = Millis(5 * SECOND)
MOST_OF_A_CALL = 8
"""Sockets, on all nodes together: each is a row that is renewed for as long as it is open."""
LET_GO_AFTER = Millis(15 * SECOND)
"""Without the database for so long every lock has lifted, whoever drives and cannot say so here."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Line:
    """One socket. `told`: the newest state of the row that it knows; `said`: what it heard last."""

    id: str
    room: RoomId
    say: Callable[[str], None] = field(repr=False)
    told: int = -1
    said: str | None = field(default=None, repr=False)
    renewed_at: Instant = Instant(0)


class Lines:
    """This node's, while `run` runs."""

    def __init__(self, store: ContractStore, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._lines: set[Line] = set()
        self._read_at = clock.now()

    def __len__(self) -> int:
        return len(self._lines)

    @contextlib.asynccontextmanager
    async def open(self, room: RoomId, say: Callable[[str], None]) -> AsyncIterator[Line]:
        """A socket, told by `say`, which never waits, for as long as the block lasts: the newest
        state at once. Raises `LogUnavailable`, `NoSuchRoom`, `TooManySockets`."""
        line = Line(self._ids.epoch(), room, say)
        try:
            await self._come(line)
            self._lines.add(line)
            await self._tell(line)
            yield line
        finally:
            self._lines.discard(line)
            with contextlib.suppress(LogUnavailable):  # it runs out by itself
                await self._store.write(lambda rows: rows.drop_line(room, line.id))

    def tell(self, room: RoomId, floor: str, told: int | None = None) -> None:
        """Tell this node's sockets of a room at once; `told`: which state of the row it is."""
        for line in self._of(room):
            line.told = line.told if told is None else told
            self._say(line, floor)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.look()
            except LogUnavailable:
                self.let_go()
            except Exception as error:  # one room's fault must not still the others
                _log.error("a call's makers could not be told: %s", type(error).__name__)

    async def look(self) -> None:
        """Once: tell whom there is something to tell, and say that they are there still."""
        if not self._lines:
            self._read_at = self._clock.now()
            return
        now, rooms = self._clock.now(), {line.room for line in self._lines}
        pulses = await self._store.read(lambda rows: rows.pulses(rooms))
        self._read_at = now
        for line in tuple(self._lines):
            if line.room in pulses and line.told != pulses[line.room].told:
                await self._tell(line)
        for line in tuple(self._lines):
            if now >= later(line.renewed_at, RENEW_EVERY):
                try:
                    await self._renew(line)
                except NoSuchRoom:  # nothing is left of the meeting to tell
                    self._lines.discard(line)

    def let_go(self) -> None:
        """The database is away: once it has been for long, tell everybody that nothing is wanted,
        under the version that they know (L10)."""
        now = self._clock.now()
        if now < later(self._read_at, LET_GO_AFTER):
            return
        for line in tuple(self._lines):
            state = None if line.said is None else FloorChanged.model_validate_json(line.said)
            if state is not None and state.participants:
                version = Version(state.version.seq, state.version.n)
                self._say(line, nothing_wanted(line.room, version, now).model_dump_json())

    def _say(self, line: Line, floor: str) -> None:
        line.said = floor
        line.say(floor)

    async def _tell(self, line: Line) -> None:
        known = await self._store.read(lambda rows: rows.find(line.room))
        if known.told > line.told:  # this node may have told a newer one meanwhile
            line.told = known.told
            self._say(line, standing(known, self._clock.now()))

    async def _come(self, line: Line) -> None:
        """Have a new one known, beside the others of its call."""
        now = self._clock.now()

        def work(rows: ContractRows) -> None:
            rows.hold(line.room)  # of two that come at once the second counts the first
            if rows.count_lines(line.room, now) >= MOST_OF_A_CALL:
                raise TooManySockets
            rows.renew_line(line.room, line.id, later(now, LIFE))

        await self._store.write(work)
        line.renewed_at = now

    async def _renew(self, line: Line) -> None:
        now = self._clock.now()

        def work(rows: ContractRows) -> None:
            rows.renew_line(line.room, line.id, later(now, LIFE))

        await self._store.write(work)
        line.renewed_at = now

    def _of(self, room: RoomId) -> Iterator[Line]:
        return (line for line in tuple(self._lines) if line.room == room)
