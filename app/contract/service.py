"""What a vendor tells us of its call, on whichever node it asks.

Every method is one transaction; what it changes wakes the node that drives, by the room's row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.calls.ports import Asking
from app.calls.wanted import Version
from app.contract import grants
from app.contract.errors import TooManyPlaces, UnknownVersion
from app.contract.outcomes import takes_back
from app.contract.place import (
    MOST_PLACES,
    Place,
    after,
    announced,
    forgettable,
    is_own_unmute,
    is_press,
    reported,
    undoes,
)
from app.contract.ports import ContractRows, ContractStore
from app.contract.vendor import Vendor
from app.contract.wire import (
    EventSaid,
    EventsSaid,
    FloorChanged,
    FloorReport,
    ParticipantsSaid,
)
from app.phases.units import Instant
from app.rooms.errors import NotFound
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Clock, Ids, NoSuchRoom
from app.webhooks.addresses import Reach
from app.webhooks.endpoint import draw_secret
from app.webhooks.errors import AddressRefused

T = TypeVar("T")

EVENTS_KNOWN = 2_000
"""Ids of a room's newest events, by which one that comes again is known."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A new join grant: `text` is what its holder brings."""

    text: str = field(repr=False)
    expires_at: Instant


class Contract:
    """The rooms' vendors over a store. `wake` is told of a room in which something is new."""

    def __init__(
        self, store: ContractStore, asking: Asking, clock: Clock, ids: Ids, reach: Reach,
        wake: Callable[[RoomId], None],
    ) -> None:  # fmt: skip
        self._store = store
        self._asking = asking
        self._clock = clock
        self._ids = ids
        self._reach = reach
        self._wake = wake

    async def register(self, room: RoomId, url: str) -> str:
        """States are posted there from now on; the new secret that signs them, to be shown this
        once. Raises `AddressRefused`, `NotFound`."""
        if not self._reach.allows(url):
            raise AddressRefused
        secret = draw_secret(self._ids)
        await self._changed(room, lambda known: replace(known, url=url, secret=secret))
        return secret

    async def unregister(self, room: RoomId) -> None:
        """States are posted nowhere; raises `NotFound`."""
        await self._changed(room, lambda known: replace(known, url=None, secret=None))

    async def grant(self, room: RoomId, person: PersonId) -> Granted:
        """A join grant for somebody who may be in the call; raises `NotFound`."""
        now = self._clock.now()
        made, fresh = grants.drawn(room, person, self._ids, now)

        def work(rows: ContractRows) -> None:
            rows.hold(room)
            rows.add_grant(made, now)

        await self._write(work)
        return Granted(fresh.text, made.expires_at)

    async def participants(self, room: RoomId, said: ParticipantsSaid) -> list[Place]:
        """Who is in the call, all of it or nothing; raises `JoinGrantRefused`, `TooManyPlaces`,
        `NotFound`."""
        now = self._clock.now()
        brought = [
            None if one.grant is None else grants.presented(one.grant) for one in said.participants
        ]

        def work(rows: ContractRows) -> list[Place]:
            vendor, known = rows.hold(room), rows.places(room)
            found, is_new = [], False
            for one, shown in zip(said.participants, brought, strict=True):
                bound = None
                if shown is not None:
                    bound = grants.check(rows.take_grant(shown.id), shown, room, now)
                place = announced(known.get(one.ref), one, bound)
                is_new = is_new or place != known.get(one.ref)
                found.append(replace(place, seen=vendor.heard))
            _put(rows, room, known, found)
            rows.keep(vendor.stirring(is_stirred=is_new))
            return found

        places = await self._write(work)
        self._wake(room)
        return places

    async def events(self, room: RoomId, said: EventsSaid) -> int:
        """What happened; how much of it was new.

        A try that fails has not been taken, so that it counts when it is told again; everything
        else of the same post has. Raises `TooManyPlaces`, `NotFound`, and what `Asking.tried` does.
        """
        left, trouble = await self._tried(room, said)
        rest = [one for one in said.events if one.id not in left]
        count = await self._write(lambda rows: _happened(rows, room, rest))
        self._wake(room)
        if trouble is not None:
            raise trouble
        return count

    async def _tried(self, room: RoomId, said: EventsSaid) -> tuple[set[str], Exception | None]:
        """Have everybody's tries answered: which events could not be, and the first reason."""
        left: set[str] = set()
        trouble = None
        if not any(map(is_press, said.events)):
            return left, trouble
        pressed = await self._store.read(lambda rows: _presses(rows, room, said.events))
        for person, ids in pressed.items():
            try:
                await self._asking.tried(room, person, ids[0])  # of a burst at most one is a try
            except Exception as error:  # the others in this post have pressed as well
                left.update(ids)
                trouble = trouble or error
        return left, trouble

    async def report(self, room: RoomId, said: FloorReport) -> Version:
        """What became of a state; the version of the newest. One of an older changes nothing.

        Raises `UnknownVersion`, `NotFound`.
        """

        now = self._clock.now()

        def work(rows: ContractRows) -> Version:
            vendor, version = rows.hold(room), said.version.version
            if version > vendor.version:
                raise UnknownVersion
            if version == vendor.version and vendor.floor is not None:
                for place in reported(rows.places(room), said, now):
                    rows.put(room, place)
                state = FloorChanged.model_validate_json(vendor.floor)
                is_less = takes_back(vendor.report, said, state)
                rows.keep(vendor.hearing(said).stirring(is_stirred=is_less))
            return vendor.version

        newest = await self._write(work)
        self._wake(room)
        return newest

    async def _write(self, work: Callable[[ContractRows], T]) -> T:
        try:
            return await self._store.write(work)
        except NoSuchRoom:
            raise NotFound from None

    async def _changed(self, room: RoomId, change: Callable[[Vendor], Vendor]) -> None:
        """The vendor is another now, and is told everything anew."""

        def work(rows: ContractRows) -> None:
            rows.keep(change(rows.hold(room)).stirring(is_stirred=True))

        await self._write(work)
        self._wake(room)


def _presses(
    rows: ContractRows, room: RoomId, events: Sequence[EventSaid]
) -> dict[PersonId, list[str]]:
    """Who has pressed to open what is closed, by which events that were not taken yet."""
    places, taken = rows.places(room), rows.taken(room, [one.id for one in events])
    pressed: dict[PersonId, list[str]] = {}
    for one in events:
        if one.id not in taken:
            place = places[one.ref] = after(places.get(one.ref), one)
            if is_own_unmute(place, one) and place.person is not None:
                pressed.setdefault(place.person, []).append(one.id)
    return pressed


def _happened(rows: ContractRows, room: RoomId, events: Sequence[EventSaid]) -> int:
    """How many events were new."""
    vendor, known = rows.hold(room), rows.places(room)
    places, count, is_stirred = dict(known), 0, False
    for one in events:
        number = vendor.heard + count + 1
        if not rows.is_first(room, one.id, number):
            continue
        count += 1
        before = places.get(one.ref)
        place = after(before, one)
        is_stirred = is_stirred or undoes(one) or place != before
        places[one.ref] = replace(place, seen=number)
    changed = [place for ref, place in places.items() if place != known.get(ref)]
    _put(rows, room, known, changed)
    rows.forget_events(room, vendor.heard + count - EVENTS_KNOWN + 1)
    rows.keep(vendor.stirring(heard=count, is_stirred=is_stirred))
    return count


def _put(rows: ContractRows, room: RoomId, known: dict[str, Place], changed: list[Place]) -> None:
    """Keep these places; who has left long ago makes room. Raises `TooManyPlaces`."""
    places = known | {place.ref: place for place in changed}
    dropped = forgettable(places.values())
    if len(places) - len(dropped) > MOST_PLACES:
        raise TooManyPlaces
    for place in changed:
        if place.ref not in dropped:
            rows.put(room, place)
    rows.forget(room, dropped)
