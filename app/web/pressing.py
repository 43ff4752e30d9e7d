"""A press from either edge: parse, ask the room, answer. And what happens without the database.

Law L10 does not wait for a database: while it is away, the presenter's own way back opens the lock
at once, as an overlay that only opens; the press is kept, recorded when the database is back, and
only then answered `done`.
"""

import asyncio
from dataclasses import replace
from typing import Any

from app.access.service import Access
from app.rooms.commands import ComeBackIn, RemovePerson, Stay
from app.rooms.errors import RoomError, Unavailable
from app.rooms.fields import PersonId
from app.rooms.frames import Frame, refused
from app.rooms.live import LiveRoom
from app.rooms.ports import Meter
from app.rooms.seat import Seat
from app.rooms.service import Press, Rooms
from app.web import wire
from app.web.entry import Guest

FREEING = (ComeBackIn, Stay)
TRY_AGAIN = 1.0
MOST_KEPT = 1_000
"""Presses kept while the database is away, on the whole node."""


class Pressing:
    """Answers presses. `run` must run beside the server: it owes the kept presses their answer."""

    def __init__(self, rooms: Rooms, access: Access, meter: Meter) -> None:
        self.rooms = rooms
        self.access = access
        self.meter = meter
        self.tasks: asyncio.TaskGroup | None = None
        self.kept = 0

    async def run(self) -> None:
        """Until cancelled: keep trying what could not be recorded."""
        async with asyncio.TaskGroup() as self.tasks:
            await asyncio.get_running_loop().create_future()

    async def press(self, guest: Guest, found: dict[str, Any]) -> None:
        """One `do` frame of a connection; its answer goes behind the state it caused.

        Raises `Invalid` for a frame that is none.
        """
        pressed = wire.press(found, guest.by)
        with self.meter.timing("answer"):
            answer = await self._answered(guest, pressed)
        if answer is not None:
            guest.seat.answer(answer)

    async def _answered(self, guest: Guest, pressed: Press) -> Frame | None:
        try:
            return Frame(await self.answer(guest.live, pressed))
        except Unavailable as away:
            if self._keep(guest.live, guest.seat, pressed):
                return None
            return self._refused(pressed, away)
        except RoomError as refusal:
            return self._refused(pressed, refusal)

    async def answer(self, live: LiveRoom, pressed: Press) -> bytes:
        """The room's answer, with what it means at the door; raises `RoomError`."""
        answer = await self.rooms.do(live.room.id, pressed)
        self.meter.count("commands")
        command = pressed.ask.command
        if isinstance(command, RemovePerson):
            for person in selves(live, command.person):
                await self.access.forbid(live.room.id, person)
        return answer

    def _refused(self, pressed: Press, refusal: RoomError) -> Frame:
        self.meter.count("refused", refusal.code)
        return refused(pressed.id, refusal)

    # Without the database ------------------------------------------------------------------

    def _keep(self, live: LiveRoom, seat: Seat, pressed: Press) -> bool:
        presenter = live.room.presenter()
        is_own = presenter is not None and pressed.ask.by.id == presenter.id
        is_freeing = isinstance(pressed.ask.command, FREEING)
        if not (is_own and is_freeing) or self.tasks is None or self.kept >= MOST_KEPT:
            return False
        opened = live.moment.opened | {pressed.ask.by.person or seat.person}
        known = frozenset(p for p in opened if p is not None)
        live.refresh(self.rooms.clock.now(), replace(live.moment, opened=known))
        self.kept += 1
        self.tasks.create_task(self._record(live, seat, pressed))
        return True

    async def _record(self, live: LiveRoom, seat: Seat, pressed: Press) -> None:
        try:
            while True:
                await asyncio.sleep(TRY_AGAIN)
                try:
                    answer = Frame(await self.answer(live, pressed))
                except Unavailable:
                    continue
                except RoomError as refusal:
                    answer = self._refused(pressed, refusal)
                break
        finally:
            self.kept -= 1
        seat.answer(answer)


def selves(live: LiveRoom, person: PersonId) -> tuple[PersonId, ...]:
    """Everybody that this person has been here: themselves, and newcomers that were them again."""
    people = live.room.people.values()
    return (person, *(p.id for p in people if p.is_merged_into == person))
