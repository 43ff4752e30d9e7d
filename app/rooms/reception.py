"""Taking and leaving a seat: join, change and reconnect are one path.

A hello brings a cursor `(epoch, view, seq)`; what is newer is sent, everything when the cursor is
of another epoch or view. The newest connection of a person wins.
"""

from dataclasses import dataclass

from app.phases.phase import Phase
from app.phases.units import Millis, later
from app.rooms.capacities import audience, known
from app.rooms.commands import Join
from app.rooms.errors import Forbidden, NotFound, RoomClosed, Unavailable
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.frames import Frame, frame
from app.rooms.live import LiveRoom
from app.rooms.ports import Connections, LogUnavailable, Meter
from app.rooms.roles import Audience, person
from app.rooms.seat import REPLACED, Seat, Sink
from app.rooms.service import Rooms
from app.rooms.state import Person, Standing
from app.rooms.watch import Watch

LINGER = Millis(60_000)
"""How long after the end sockets stay, to read that it has ended."""


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
        self.watch = watch
        self.connections = connections
        self.meter = meter
        self.node = node

    async def open(self, room_id: RoomId) -> LiveRoom:
        """The room, knowing who is connected; raises `NotFound`, `RoomClosed`, `Unavailable`."""
        is_new = room_id not in self.rooms.held
        live = await self.rooms.hold(room_id)
        if is_new:
            await self.watch.acquaint(live)
        room, now = live.room, self.rooms.clock.now()
        if room.phase is Phase.ENDED and now > later(room.ended_at or now, LINGER):
            raise RoomClosed
        return live

    async def take(
        self, live: LiveRoom, person_id: PersonId, sink: Sink, cursor: Cursor | None, resume: str
    ) -> Seat:
        """A person's seat, with `welcome` and everything newer than the cursor already sent.

        Raises `NotFound` for strangers, `Forbidden` for the removed, `Unavailable`.
        """
        one = self._known(live, person_id)
        room_id, now = live.room.id, self.rooms.clock.now()
        try:
            visit = await self.connections.arrive(room_id, one.id, self.node, now)
        except LogUnavailable:
            raise Unavailable from None
        name = CommandId(f"joined:{room_id}:{one.id}:{visit}")
        await self.rooms.system(room_id, name, Join(one.id, visit))
        after = await self._after(live, cursor)
        one = self._known(live, person_id)
        seat = Seat(room_id, one.id, audience(live.room, one), sink)
        seat.visit = visit
        for older in live.seats_of(one.id):
            live.leave(older)
            older.end(REPLACED)
        self._seat(live, seat, cursor, after, resume)
        self.watch.returned(live, one.id, self.rooms.clock.now())
        return seat

    async def take_for_machine(self, live: LiveRoom, sink: Sink, cursor: Cursor | None) -> Seat:
        """An integration's seat: it sees what integrations see and is nobody in the circle."""
        after = await self._after(live, cursor)
        seat = Seat(live.room.id, None, Audience.INTEGRATION, sink)
        self._seat(live, seat, cursor, after, "")
        return seat

    async def leave(self, live: LiveRoom, seat: Seat) -> None:
        """A connection is over; a later visit of the same person is untouched."""
        live.leave(seat)
        if seat.person is None or live.seats_of(seat.person):
            return
        now = self.rooms.clock.now()
        self.watch.parted(live, seat.person, now)
        try:
            await self.connections.part(seat.room, seat.person, seat.visit, now)
        except LogUnavailable:
            self.meter.count("part_lost")

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
        if cursor is None or cursor.view != live.view_name(seat):
            after = None
        now = self.rooms.clock.now()
        seat.pinged_at = seat.ponged_at = now
        seat.seq = after or 0
        seat.sink.write(self._welcome(live, seat, resume))
        live.sit(seat, after=after, now=now)
        live.flush_seat(seat, now)
        self.meter.count("resumed" if after is not None else "joined")

    def _welcome(self, live: LiveRoom, seat: Seat, resume: str) -> Frame:
        return frame(
            "welcome",
            room=live.room.id,
            epoch=live.room.epoch,
            view=live.view_name(seat),
            person=seat.person,
            now=self.rooms.clock.now(),
            ping_ms=20_000,
            resume=resume,
        )
