"""Rooms: one command from press to answer.

parse (elsewhere) -> lock room -> whatever fell due first -> `decide` -> append -> `evolve` -> lay
dirty sections into seats -> answer. The log is the only truth: a conflict means reload and decide
once more, so nobody owns a room. Before a refusal that depends on a room's state the log is read.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from app.phases.plan import Plan, check
from app.phases.units import Instant
from app.rooms.capacities import Here
from app.rooms.command_table import TABLE
from app.rooms.commands import Arrive, Command, SeatByName
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.due import due
from app.rooms.errors import Conflict, IdReused, NotFound, RoomError, Unavailable
from app.rooms.events import Event, RoomCreated
from app.rooms.evolve import born, fold
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.frames import done
from app.rooms.live import LiveRoom
from app.rooms.ports import (
    Accepted,
    Bus,
    Clock,
    CommandKnown,
    Hint,
    Ids,
    LogConflict,
    LogUnavailable,
    Meter,
    NoSuchRoom,
    RoomLog,
)
from app.rooms.roles import SYSTEM, Role
from app.rooms.signals import hear
from app.rooms.state import Agreement, CallKind, Room

MOST_TRIES = 5
"""How often a command is decided anew when others appended first."""


@dataclass(frozen=True, slots=True)
class Press:
    """An ask with its id and the digest of everything that was sent beside the id."""

    id: CommandId
    ask: Ask
    digest: bytes


class Rooms:
    """Every room this node holds. `changed` hears of each room after each change;
    `was_unwritten`: an append of any of them has failed since this node's last heartbeat."""

    def __init__(self, log: RoomLog, clock: Clock, ids: Ids, bus: Bus, meter: Meter) -> None:
        self.log = log
        self.clock = clock
        self.ids = ids
        self.bus = bus
        self.meter = meter
        self.held: dict[RoomId, LiveRoom] = {}
        self.was_unwritten = False
        self._loading: WeakValueDictionary[RoomId, asyncio.Lock] = WeakValueDictionary()
        self.changed: list[Callable[[LiveRoom], None]] = []

    async def create(
        self, plan: Plan, agreement: Agreement, *, is_rehearsal: bool = False,
        call: CallKind = CallKind.BESIDE, is_test: bool = False,
    ) -> RoomId:  # fmt: skip
        """A new room in `gathering`, `is_test` for practice; raises `PlanError`, `Unavailable`."""
        room_id = self.ids.room()
        event = RoomCreated(self.clock.now(), check(plan), agreement, is_rehearsal, call, is_test)
        try:
            await self.log.create(room_id, self.ids.epoch(), [event])
        except LogUnavailable:
            raise Unavailable from None
        return room_id

    async def hold(self, room_id: RoomId) -> LiveRoom:
        """The room, loaded if need be; raises `NotFound`, `Unavailable`."""
        live = await self._held(room_id)
        if live.is_suspect:
            await self.catch_up(live, live.room.seq)
        return live

    async def _held(self, room_id: RoomId) -> LiveRoom:
        live = self.held.get(room_id) or await self._load(room_id)
        live.asked_at = self.clock.now()
        return live

    async def _load(self, room_id: RoomId) -> LiveRoom:
        """Read the log once, however many ask for the room meanwhile."""
        async with self._loading.setdefault(room_id, asyncio.Lock()):
            live = self.held.get(room_id)
            if live is None:
                live = LiveRoom(await self.peek(room_id), self.meter)
                live.asked_at = self.clock.now()
                self.held[room_id] = live
                self._tell(live)
                await self.issue_due(live)
        return live

    def unload_idle(self, since: Instant) -> None:
        """Forget the rooms that nobody sits in and nobody has asked for after `since`."""
        for room_id, live in tuple(self.held.items()):
            if not live.seats and live.asked_at < since and not live.lock.locked():
                del self.held[room_id]

    async def peek(self, room_id: RoomId) -> Room:
        """The room as its log has it, without holding it; raises `NotFound`, `Unavailable`."""
        try:
            log = await self.log.read(room_id)
        except NoSuchRoom:
            raise NotFound from None
        except LogUnavailable:
            raise Unavailable from None
        first, *rest = (stored.event for stored in log.events)
        return fold(born(room_id, log.head.epoch, first), rest)

    async def arrive(
        self, room_id: RoomId, person: PersonId, name: str, role: Role, *, is_stranger: bool
    ) -> None:
        """Somebody came by a link and is at the door, once; raises `RoomError`, as `RoomFull`."""
        live = await self.hold(room_id)
        if person not in live.room.people:
            command = Arrive(person, name, role, needs_confirmation=is_stranger)
            await self.issue(room_id, CommandId(f"arrive:{room_id}:{person}"), command)

    # Commands ------------------------------------------------------------------------------

    async def do(self, room_id: RoomId, press: Press, *, here: Here | None = None) -> bytes:
        """The answer to a press: bytes stored with the command, or of a passing one.

        Raises `RoomError`. A repeat of an accepted id gets the stored bytes, whatever has happened
        since; the same id with another actor or body raises `IdReused`.
        """
        if not TABLE[type(press.ask.command)].durable:
            return await self._pass(self.held.get(room_id) or await self.hold(room_id), press)
        return await self.do_in_turn(await self._held(room_id), lambda: press, here=here)

    async def do_in_turn(
        self, live: LiveRoom, press: Callable[[], Press], *, here: Here | None = None
    ) -> bytes:
        """As `do`, of a durable press that is made when its turn has come."""
        async with live.lock:  # asked for once: who came first is served first
            if live.is_suspect:
                await self._catch_up(live)
            return await self._do(live, press(), here)

    async def issue(
        self, room_id: RoomId, command_id: CommandId, command: Command, *, here: Here | None = None
    ) -> None:
        """A command of the system, which takes effect once; raises `RoomError`."""
        await self.do(room_id, Press(command_id, Ask(command, SYSTEM), digest=b""), here=here)

    async def system(
        self, room_id: RoomId, command_id: CommandId, command: Command, *, here: Here | None = None
    ) -> bool:
        """As `issue`; whether it was accepted. What others did first is no error."""
        try:
            await self.issue(room_id, command_id, command, here=here)
        except RoomError:
            return False
        return True

    async def issue_due(self, live: LiveRoom) -> None:
        """Issue what fell due; raises `Unavailable`."""
        async with live.lock:
            await self._issue_due(live)

    async def catch_up(self, live: LiveRoom, seq: int) -> bool:
        """Read the log as far as `seq`; whether it reaches that far. Raises `Unavailable`."""
        async with live.lock:
            if live.is_suspect or live.room.seq < seq:
                await self._catch_up(live)
        return live.room.seq >= seq

    async def _pass(self, live: LiveRoom, press: Press) -> bytes:
        before = live.room
        try:
            return self.hand_over(live, press)
        except RoomError:
            async with live.lock:  # behind what was pressed before it
                if not await self._catch_up(live) and live.room is before:
                    raise
        return self.hand_over(live, press)

    def hand_over(self, live: LiveRoom, press: Press) -> bytes:
        """The answer to a passing press, by the room as this node has it; raises `RoomError`."""
        now, moment, room = self.clock.now(), live.moment, live.room
        lock, stamp = moment.lock_in(room), live.stamp(now)
        live.say(hear(moment.signals, room, press.ask, now=now, stamp=stamp, lock=lock), now)
        return done(press.id, None)

    async def _do(self, live: LiveRoom, press: Press, here: Here | None) -> bytes:
        for _ in range(MOST_TRIES):
            await self._issue_due(live)
            try:
                return await self._decide_once(live, press, here)
            except LogConflict:
                await self._catch_up(live)
            except RoomError:
                known = await self._answered(live, press)
                has_read = await self._catch_up(live)
                if known is not None:
                    return known
                if not has_read:
                    raise
        raise Conflict

    async def _decide_once(self, live: LiveRoom, press: Press, here: Here | None) -> bytes:
        ask = press.ask
        if isinstance(ask.command, SeatByName):  # chance enters here: the person's id
            ask = replace(ask, command=replace(ask.command, person=self.ids.person()))
        connected = live.here() if here is None else here
        events = decide(live.room, ask, now=self.clock.now(), here=connected)
        if not events and ask.by is SYSTEM:
            return b""
        answer = done(press.id, live.room.seq + len(events))
        accepted = Accepted(press.id, f"{ask.by.kind}:{ask.by.id}", press.digest, answer)
        try:
            await self._append(live, events, accepted)
        except CommandKnown as known:
            answer = self._same(known.accepted, press)
            await self._catch_up(live)  # its effect is in the view before the answer
        live.has_heard(ask.command, self.clock.now())
        return answer

    async def _issue_due(self, live: LiveRoom) -> None:
        while (found := due(live.room, self.clock.now())) is not None:
            press = Press(found[0], Ask(found[1], SYSTEM), digest=b"")
            with contextlib.suppress(LogConflict):
                await self._decide_once(live, press, None)
            if due(live.room, self.clock.now()) == found and not await self._catch_up(live):
                return

    async def _append(self, live: LiveRoom, events: tuple[Event, ...], accepted: Accepted) -> None:
        room = live.room
        try:
            await self.log.append(room.id, after=room.seq, events=events, accepted=accepted)
        except NoSuchRoom:
            raise NotFound from None
        except LogUnavailable:
            live.is_suspect = self.was_unwritten = True
            raise Unavailable from None
        except asyncio.CancelledError:
            live.is_suspect = True
            raise
        if events:
            self._advance(live, events)
            self.bus.publish(Hint(room.id, room.epoch, live.room.seq))

    def _advance(self, live: LiveRoom, events: tuple[Event, ...]) -> None:
        with self.meter.timing("delivery"):
            live.advance(fold(live.room, events), events, self.clock.now())
        self._tell(live)

    def _tell(self, live: LiveRoom) -> None:
        for tell in self.changed:
            tell(live)

    async def _catch_up(self, live: LiveRoom) -> bool:
        """Read what this node lacks; whether there was anything. Raises `Unavailable`."""
        try:
            log = await self.log.read(live.room.id, after=live.room.seq)
        except NoSuchRoom:
            raise NotFound from None
        except LogUnavailable:
            live.is_suspect = True
            raise Unavailable from None
        live.is_suspect = False
        events = tuple(stored.event for stored in log.events)
        if events:
            self._advance(live, events)
        return bool(events)

    async def _answered(self, live: LiveRoom, press: Press) -> bytes | None:
        try:
            known = await self.log.answered(live.room.id, press.id)
        except LogUnavailable:
            raise Unavailable from None
        return None if known is None else self._same(known, press)

    def _same(self, known: Accepted, press: Press) -> bytes:
        actor = f"{press.ask.by.kind}:{press.ask.by.id}"
        if (known.actor, known.digest) != (actor, press.digest):
            raise IdReused
        return known.answer
