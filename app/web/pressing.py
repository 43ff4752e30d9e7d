"""A press from either edge: ask the room, answer. And what happens without the database.

Law L10 does not wait for a database: while it is away, the presenter's own way back opens the lock
at once, as an overlay that only opens; the press is kept, recorded when the database is back, and
only then answered `done`.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from app.access.service import Access
from app.rooms.capacities import known
from app.rooms.command_table import TABLE
from app.rooms.commands import ComeBackIn, RemovePerson, Stay
from app.rooms.errors import RoomError, Unavailable
from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import Frame, refused
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable, Meter
from app.rooms.roles import person as actor_of
from app.rooms.service import Press, Rooms
from app.web.entry import Guest

People = frozenset[PersonId]
Reply = Callable[[Frame], None]

FREEING = (ComeBackIn, Stay)
LIFT_AFTER = 1.0
TRY_AGAIN = 1.0
MOST_KEPT = 1_000
"""Presses kept while the database is away, on the whole node."""


class Pressing:
    """Answers presses. `run` must run beside the server: it owes what was kept its end."""

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

    async def press(self, guest: Guest, pressed: Press) -> None:
        """The answer to a press goes to its connection, behind the state that it caused."""
        with self.meter.timing("answer"):
            answer = await self._answered(guest.live, guest.seat.answer, pressed)
        if answer is not None:
            guest.seat.answer(answer)

    async def press_unasked(self, live: LiveRoom, pressed: Press) -> None:
        """A press whose answer nobody waits for: a person's own, made in the call."""
        await self._answered(live, _unheard, pressed)

    def press_at_once(self, guest: Guest, pressed: Press) -> bool:
        """As `press` for what waits for nothing, and whether it was: not for what is recorded, nor
        for what is refused, which is asked again when the log has been read."""
        live = guest.live
        if (
            TABLE[type(pressed.ask.command)].durable
            or self.rooms.held.get(live.room.id) is not live
        ):
            return False
        try:
            with self.meter.timing("answer"):
                answer = self.rooms.hand_over(live, pressed)
        except RoomError:
            return False
        self.meter.count("commands")
        guest.seat.answer(Frame(answer))
        return True

    async def _answered(self, live: LiveRoom, reply: Reply, pressed: Press) -> Frame | None:
        """The answer; None where `reply` is called with it, once there is one."""
        freed = way_back(live, pressed)
        lifting = self._lift_soon(live, freed) if freed else None
        try:
            answer = Frame(await self.answer(live, pressed))
        except Unavailable as away:
            if self._keep(live, reply, pressed, freed):
                return None
            return self._refused(pressed, away)
        except RoomError as refusal:
            answer = self._refused(pressed, refusal)
        finally:
            if lifting is not None:
                lifting.cancel()
        self._recorded(live, freed)
        return answer

    async def answer(self, live: LiveRoom, pressed: Press) -> bytes:
        """The room's answer, with what it means at the door; raises `RoomError`."""
        answer = await self.rooms.do(live.room.id, pressed)
        self.meter.count("commands")
        command = pressed.ask.command
        if isinstance(command, RemovePerson):
            for person in selves(live, command.person):
                await self._forbid(live.room.id, person)
        return answer

    def _refused(self, pressed: Press, refusal: RoomError) -> Frame:
        self.meter.count("refused", refusal.code)
        return refused(pressed.id, refusal)

    # Without the database ------------------------------------------------------------------

    def _lift_soon(self, live: LiveRoom, freed: People) -> asyncio.TimerHandle:
        """A database that hangs is away as well: the way back does not wait for it to say so."""
        return asyncio.get_running_loop().call_later(LIFT_AFTER, self._lift, live, freed)

    def _lift(self, live: LiveRoom, freed: People) -> None:
        if not freed <= live.shares.opened:
            live.open_to(freed, self.rooms.clock.now())

    def _recorded(self, live: LiveRoom, freed: People) -> None:
        """The log has said what becomes of the lock."""
        if freed & live.shares.opened:
            live.close_to(freed, self.rooms.clock.now())

    def _keep(self, live: LiveRoom, reply: Reply, pressed: Press, freed: People) -> bool:
        if not freed:
            return False
        self._lift(live, freed)
        return self._later(self._record(live, reply, pressed, freed))

    def _later(self, owed: Coroutine[Any, Any, None]) -> bool:
        """Keep trying beside the server; False where nothing more can be kept."""
        if self.tasks is None or self.kept >= MOST_KEPT:
            owed.close()
            return False
        self.kept += 1
        self.tasks.create_task(owed).add_done_callback(self._kept_no_more)
        return True

    def _kept_no_more(self, _: asyncio.Task[None]) -> None:
        self.kept -= 1

    async def _record(self, live: LiveRoom, reply: Reply, pressed: Press, freed: People) -> None:
        answer: Frame | None = None
        while answer is None:
            await asyncio.sleep(TRY_AGAIN)
            try:
                answer = Frame(await self.answer(live, pressed))
            except Unavailable:
                continue
            except RoomError as refusal:
                answer = self._refused(pressed, refusal)
        self._recorded(live, freed)
        reply(answer)

    async def _forbid(self, room: RoomId, person: PersonId) -> None:
        try:
            await self.access.forbid(room, person)
        except LogUnavailable:  # the room has shown them out; their links end when they can
            self._later(self._forbid_later(room, person))

    async def _forbid_later(self, room: RoomId, person: PersonId) -> None:
        while True:
            await asyncio.sleep(TRY_AGAIN)
            with contextlib.suppress(LogUnavailable):
                await self.access.forbid(room, person)
                return


def _unheard(_: Frame) -> None:
    """Nobody waits for it."""


def way_back(live: LiveRoom, pressed: Press) -> People:
    """Whose own lock this press ends, if it is theirs: the presenter's, or nobody's."""
    presenter = live.room.presenter()
    is_own = presenter is not None and pressed.ask.by.person == presenter.id
    is_freeing = is_own and isinstance(pressed.ask.command, FREEING)
    return frozenset({presenter.id}) if presenter is not None and is_freeing else frozenset()


def selves(live: LiveRoom, person: PersonId) -> tuple[PersonId, ...]:
    """Everybody that this person has been here: themselves, and whoever was them again."""
    found = ((one, known(live.room, actor_of(one))) for one in live.room.people)
    return tuple(one for one, now in found if now is not None and now.id == person)
