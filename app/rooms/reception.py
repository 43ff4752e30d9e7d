"""Taking and leaving a seat: join, change and reconnect are one path.

A hello brings a cursor `(epoch, view, seq)`; what is newer is sent, everything when the cursor is
of another epoch or view. The newest connection of a person wins.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.phases.units import Instant, Millis, later
from app.rooms.acquainting import Acquainting
from app.rooms.capacities import audience, known
from app.rooms.commands import Join
from app.rooms.delivery import view_of
from app.rooms.errors import Conflict, Forbidden, NotFound, RoomClosed, Unavailable
from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import Frame, frame
from app.rooms.joining import Joining
from app.rooms.live import LiveRoom
from app.rooms.ports import Connections, LogUnavailable, Meter, NoSuchRoom
from app.rooms.roles import Audience, person
from app.rooms.seat import REPLACED, Seat, Sink
from app.rooms.service import Rooms
from app.rooms.state import Person, Room, Standing
from app.rooms.watch import Watch

LINGER = Millis(60_000)
"""How long after the end sockets stay, to read that it has ended."""


def is_over(room: Room, now: Instant) -> bool:
    """Whether nothing is left to read here."""
    return room.ended_at is not None and now >= later(room.ended_at, LINGER)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a client's view stands."""

    epoch: str
    view: str
    seq: int


class Reception:
    """Gives seats and takes them back."""

    def __init__(
        self, rooms: Rooms, watch: Watch, connections: Connections, meter: Meter, node: str
    ) -> None:
        self.rooms = rooms
        self.joining = Joining(rooms)
        self.acquainting = Acquainting(watch.acquaint)
        self.watch = watch
        self.connections = connections
        self.meter = meter
        self.node = node

    async def open(self, room_id: RoomId) -> LiveRoom:
        """The room, knowing who is connected; raises `NotFound`, `RoomClosed`, `Unavailable`."""
        live = await self.rooms.hold(room_id)
        try:
            await self.acquainting.meet(live)
        except LogUnavailable:
            raise Unavailable from None
        if is_over(live.room, self.rooms.clock.now()):
            raise RoomClosed
        return live

    async def take(
        self, live: LiveRoom, person_id: PersonId, sink: Sink, cursor: Cursor | None, resume: str,
        *, device: str = "", visit: int = 0, arrived_at: Instant = Instant(0),
    ) -> Seat:  # fmt: skip
        """A person's seat, with `welcome` and everything newer than the cursor already sent.

        `device` is what its connections have in common, such as a pass: leaders are told when a
        person goes on from another one. `visit` and `arrived_at` are those of the person's
        arrival where it has been taken already; 0 where it has not.

        A seat that a newer connection has replaced meanwhile is gone when it is returned. Raises
        `NotFound` for strangers, `Forbidden` for the removed, `Unavailable`.
        """
        one = self._known(live, person_id)
        seat = Seat(live.room.id, one.id, Audience.WAITING, sink)
        seat.device = device
        if visit and one.id != person_id:  # who is somebody we know arrives as them
            await self.watch.pulse.part(seat.room, person_id, visit, self.rooms.clock.now())
            visit = 0
        seat.arrived_at = arrived_at if visit else self.rooms.clock.now()
        seat.visit = visit or await self._arrive(live, one, seat.arrived_at)
        async with self.parting(seat.room, one.id, seat.visit):
            with contextlib.suppress(RoomClosed):  # one may come to read that it has ended
                await self.joining.join(live, Join(one.id, seat.visit))
            after = await self._after(live, cursor)
            one = self._known(live, one.id)
            if one.id != seat.person:
                raise Conflict("somebody said meanwhile that you are somebody we know")
            if not sink.is_open:  # told of now, it would put them out where they have gone on
                raise Conflict("nobody is there any more")
        seat.audience = audience(live.room, one)
        self._replace(live, seat)
        if not seat.is_gone:
            self._seat(live, seat, cursor, after, resume)
            self.watch.returned(live, one.id, self.rooms.clock.now())
        return seat

    @contextlib.asynccontextmanager
    async def parting(self, room: RoomId, person_id: PersonId, visit: int) -> AsyncIterator[None]:
        """A visit that comes to nothing is written down as over; 0 is none."""
        try:
            yield
        except BaseException:
            if visit:
                await self.watch.pulse.part(room, person_id, visit, self.rooms.clock.now())
            raise

    async def _arrive(self, live: LiveRoom, one: Person, now: Instant) -> int:
        try:
            return await self.connections.arrive(live.room.id, one.id, self.node, now)
        except LogUnavailable:
            raise Unavailable from None
        except NoSuchRoom:
            raise NotFound from None

    def _replace(self, live: LiveRoom, seat: Seat) -> None:
        """The highest visit wins, whichever of two hellos was served first."""
        for other in live.seats_of(seat.person) if seat.person else ():
            older = other if other.visit < seat.visit else seat
            older.end(REPLACED)
            live.leave(older)
            if other.device != seat.device:
                live.has_moved(other.person, self.rooms.clock.now())

    async def take_for_machine(
        self, live: LiveRoom, sink: Sink, cursor: Cursor | None, to: Audience
    ) -> Seat:
        """A machine's seat: it sees what `to` sees and is nobody in the circle."""
        after = await self._after(live, cursor)
        seat = Seat(live.room.id, None, to, sink)
        self._seat(live, seat, cursor, after, "")
        return seat

    async def leave(self, live: LiveRoom, seat: Seat) -> None:
        """A connection is over; a later visit of the same person is untouched, wherever it is."""
        live.leave(seat)
        if seat.person is None or seat.parting is REPLACED or live.seats_of(seat.person):
            return
        now = self.rooms.clock.now()
        await self.watch.pulse.part(seat.room, seat.person, seat.visit, now)
        if not live.seats_of(seat.person):
            self.watch.parted(live, seat.person, now)

    def _known(self, live: LiveRoom, person_id: PersonId) -> Person:
        one = known(live.room, person(person_id))
        if one is None:
            raise NotFound
        if one.standing is Standing.REMOVED:
            raise Forbidden("you are not part of this meeting any more")
        return one

    async def _after(self, live: LiveRoom, cursor: Cursor | None) -> int | None:
        """The cursor's seq if it means something here; the log is read before it is doubted."""
        if cursor is None or cursor.epoch != live.room.epoch:
            return None
        if cursor.seq > live.room.seq and not await self.rooms.catch_up(live, cursor.seq):
            self.meter.count("cursor_ahead")
            return None
        return cursor.seq

    def _seat(
        self, live: LiveRoom, seat: Seat, cursor: Cursor | None, after: int | None, resume: str
    ) -> None:
        if cursor is None or cursor.view != view_of(seat.audience):
            after = None
        now = self.rooms.clock.now()
        seat.pinged_at = seat.ponged_at = now
        seat.seq = after or 0
        seat.sink.write(self._welcome(live, seat, resume))
        live.sit(seat, after=after, now=now)
        live.flush(now)
        self.meter.count("resumed" if after is not None else "joined")

    def _welcome(self, live: LiveRoom, seat: Seat, resume: str) -> Frame:
        return frame(
            "welcome",
            room=live.room.id,
            epoch=live.room.epoch,
            view=view_of(seat.audience),
            person=seat.person,
            now=self.rooms.clock.now(),
            ping_ms=20_000,
            resume=resume,
        )
