"""Calls that others make, in memory, under the same contract as in a database."""

import copy
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from app.calls.places import Ref
from app.contract.grants import JoinGrant
from app.contract.place import Place
from app.contract.ports import ContractRows
from app.contract.vendor import Pulse, Vendor
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import NoSuchRoom

T = TypeVar("T")


@dataclass(slots=True)
class MemoryContractRows:
    """`ContractRows` of the `rooms` that there are."""

    rooms: frozenset[RoomId]
    _vendors: dict[RoomId, Vendor] = field(default_factory=dict)
    _places: dict[tuple[RoomId, Ref], Place] = field(default_factory=dict)
    _taken: dict[tuple[RoomId, str], int] = field(default_factory=dict)
    _grants: dict[str, JoinGrant] = field(default_factory=dict)
    _lines: dict[tuple[RoomId, str], Instant] = field(default_factory=dict)

    def hold(self, room: RoomId) -> Vendor:
        """As `ContractRows.hold`."""
        self._check(room)
        return self._vendors.setdefault(room, Vendor(room))

    def find(self, room: RoomId) -> Vendor:
        """As `ContractRows.find`."""
        return self._vendors.get(room, Vendor(room))

    def keep(self, vendor: Vendor) -> None:
        """As `ContractRows.keep`."""
        self._vendors[vendor.room] = vendor

    def owner(self, room: RoomId) -> str:
        """As `ContractRows.owner`: nobody else's."""
        return ""

    def pulses(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Pulse]:
        """As `ContractRows.pulses`."""
        known = (self._vendors[room] for room in rooms if room in self._vendors)
        return {one.room: Pulse(one.told, one.stirred, one.reported) for one in known}

    def places(self, room: RoomId) -> dict[Ref, Place]:
        """As `ContractRows.places`."""
        found = {ref: place for (of, ref), place in self._places.items() if of == room}
        return dict(sorted(found.items()))

    def put(self, room: RoomId, place: Place) -> None:
        """As `ContractRows.put`."""
        self._places[room, place.ref] = place

    def forget(self, room: RoomId, refs: Collection[Ref]) -> None:
        """As `ContractRows.forget`."""
        for ref in refs:
            self._places.pop((room, ref), None)

    def is_first(self, room: RoomId, event: str, number: int) -> bool:
        """As `ContractRows.is_first`."""
        return self._taken.setdefault((room, event), number) == number

    def taken(self, room: RoomId, events: Collection[str]) -> Collection[str]:
        """As `ContractRows.taken`."""
        return frozenset(event for event in events if (room, event) in self._taken)

    def forget_events(self, room: RoomId, before: int) -> None:
        """As `ContractRows.forget_events`."""
        self._taken = {
            (of, event): number
            for (of, event), number in self._taken.items()
            if of != room or number >= before
        }

    def add_grant(self, grant: JoinGrant, now: Instant) -> None:
        """As `ContractRows.add_grant`."""
        self._grants = {
            name: one
            for name, one in self._grants.items()
            if one.room != grant.room or one.expires_at > now
        }
        self._grants[grant.id] = grant

    def take_grant(self, grant: str) -> JoinGrant | None:
        """As `ContractRows.take_grant`."""
        return self._grants.pop(grant, None)

    def renew_line(self, room: RoomId, line: str, until: Instant) -> None:
        """As `ContractRows.renew_line`."""
        self._check(room)
        self._lines[room, line] = until

    def drop_line(self, room: RoomId, line: str) -> None:
        """As `ContractRows.drop_line`."""
        self._lines.pop((room, line), None)

    def has_line(self, room: RoomId, now: Instant) -> bool:
        """As `ContractRows.has_line`."""
        return any(of == room and until > now for (of, _), until in self._lines.items())

    def count_lines(self, room: RoomId, now: Instant) -> int:
        """As `ContractRows.count_lines`."""
        return sum(of == room and until > now for (of, _), until in self._lines.items())

    def _check(self, room: RoomId) -> None:
        if room not in self.rooms:
            raise NoSuchRoom("there is no such room")


class MemoryContractStore:
    """`ContractStore` in one process, over the rooms that it is told of."""

    def __init__(self, *rooms: RoomId) -> None:
        self._rows = MemoryContractRows(frozenset(rooms))

    async def write(self, work: Callable[[ContractRows], T]) -> T:
        """As `ContractStore.write`: on a copy, which counts when nothing was raised."""
        rows = copy.deepcopy(self._rows)
        done = work(rows)
        self._rows = rows
        return done

    async def read(self, work: Callable[[ContractRows], T]) -> T:
        """As `ContractStore.read`."""
        return work(copy.deepcopy(self._rows))
