"""Who a hello or a request is, and the seat they get: access meets rooms here."""

from dataclasses import dataclass, replace

from app.access.admission import Admission, Admitted
from app.access.claims import is_signed
from app.access.errors import Removed, TicketInvalid
from app.access.grants import Grant, Scope
from app.access.service import Access
from app.phases.units import Instant
from app.rooms.capacities import known
from app.rooms.errors import Forbidden, NotFound, Unavailable
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable
from app.rooms.reception import Cursor, Reception
from app.rooms.roles import Actor, Audience, Kind, Role, person
from app.rooms.seat import Seat, Sink
from app.rooms.state import Room, Standing
from app.web.wire import Hello, cursor

LISTENS = (
    (Scope.ROOM_READ, Audience.INTEGRATION),
    (Scope.ROOM_SHOW, Audience.SCREEN),
)
"""What a machine sees of a room, by its scope: the first that it has."""


@dataclass(slots=True, eq=False)
class Guest:
    """A connection past hello. `pass_id` is None for machines, `key_id` for people.

    `until` is when what it lives by ends by itself: a machine's key, or its grant. `stuck` is since
    when it has had too much unread, whether or not anything waits to be sent, and at which seq.
    `chain` is its tab's, where it came by one.
    """

    live: LiveRoom
    seat: Seat
    by: Actor
    pass_id: str | None = None
    key_id: str | None = None
    until: Instant | None = None
    stuck: tuple[Instant, int] | None = None
    chain: str = ""


class Entry:
    """Admits people by ticket or resume secret, machines by their key or a grant."""

    def __init__(self, access: Access, reception: Reception) -> None:
        self.access = access
        self.reception = reception

    async def by_hello(self, hello: Hello, origin: str, sink: Sink) -> Guest:
        """A person's seat; raises `AccessError`, `RoomError`."""
        room_id = RoomId(hello.room)
        admitted = await self._admitted(hello, room_id, origin)
        admission = admitted.admission
        async with self.reception.parting(room_id, admission.person, admission.visit):
            live = await self.reception.open(room_id)
            if admission.person not in live.room.people:
                await self.introduce(live, admission.pass_id)
            at, resume = cursor(hello.cursor), admitted.resume_text
            seat = await self.take(live, admission, sink, at, resume)
        by = person(seat.person or admission.person)
        return Guest(live, seat, by, pass_id=admission.pass_id, chain=admission.chain)

    async def to_call(self, room_id: RoomId, ticket: str, origin: str) -> Admission:
        """Who takes part in the room's call: somebody who sits in its circle.

        Raises `AccessError`, `NotFound`, `RoomClosed`, `Unavailable`, and `Forbidden` for whoever
        waits: behind a shut door nobody hears.
        """
        try:
            came = await self.access.admit_to_call(ticket, room=room_id, origin=origin)
        except LogUnavailable:
            raise Unavailable from None
        live = await self.reception.open(room_id)
        one = known(live.room, person(came.person))
        if one is None:
            raise NotFound
        if one.standing is Standing.REMOVED:
            raise Removed
        if one.standing is not Standing.SEATED:
            raise Forbidden("the call is for those who sit in the circle")
        return replace(came, person=one.id)

    async def _admitted(self, hello: Hello, room: RoomId, origin: str) -> Admitted:
        """By the secret that it brings, with the person's next visit."""
        node = self.reception.node
        try:
            if hello.resume is not None:
                return await self.access.admit_by_resume(hello.resume, room=room, node=node)
            if hello.ticket is not None:
                return await self.access.admit_by_ticket(
                    hello.ticket, room=room, origin=origin, node=node
                )
        except LogUnavailable:
            raise Unavailable from None
        raise TicketInvalid

    async def take(
        self, live: LiveRoom, admission: Admission, sink: Sink, at: Cursor | None, resume: str
    ) -> Seat:
        """Their seat; raises as `Reception.take`, but for somebody removed what the door says: the
        room may know before it does."""
        try:
            return await self.reception.take(
                live, admission.person, sink, at, resume, device=admission.pass_id,
                visit=admission.visit, arrived_at=admission.at,
            )  # fmt: skip
        except Forbidden:
            raise Removed from None

    async def introduce(self, live: LiveRoom, pass_id: str) -> None:
        """Put somebody at the door whose arrival was lost between pass and room; raises `RoomFull`,
        `Unavailable`."""
        try:
            held = await self.access.holder(pass_id)
        except LogUnavailable:
            raise Unavailable from None
        if held is None:
            return
        await self.reception.rooms.arrive(
            live.room.id, held.person, held.name, held.role, is_stranger=held.needs_confirmation
        )

    async def machine(self, text: str) -> Grant:
        """What an API key may do, or a grant that one has signed; raises `BadKey`, `Unavailable`,
        or as `Granting.machine`."""
        try:
            if is_signed(text):
                return await self.access.grants.machine(text)
            return await self.access.check_key(text)
        except LogUnavailable:
            raise Unavailable from None

    async def by_key(self, grant: Grant, hello: Hello, sink: Sink) -> Guest:
        """A machine's seat in a room it was granted; raises `Forbidden`, `RoomError`."""
        room_id = RoomId(hello.room)
        to = next((to for scope, to in LISTENS if grant.may(scope, room_id)), None)
        if to is None:
            raise Forbidden("this key is not for that room")
        live = await self.reception.open(room_id)
        seat = await self.reception.take_for_machine(live, sink, cursor(hello.cursor), to)
        by = integration(grant, room_id)
        return Guest(live, seat, by, key_id=grant.key, until=grant.until)


def is_leader(room: Room, by: Actor) -> bool:
    """Whether this is one of the meeting's leaders, here or not; whoever was removed is none."""
    one = known(room, by)
    return one is not None and one.role is Role.LEADER and one.standing is not Standing.REMOVED


def integration(grant: Grant, room: RoomId) -> Actor:
    """A key as an actor in one room."""
    return Actor(Kind.INTEGRATION, grant.key, may_lead=grant.may(Scope.ROOM_LEAD, room))
