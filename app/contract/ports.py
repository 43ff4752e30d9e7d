"""What the contract needs from storage: the rows of a room's call, and transactions."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeVar

from app.calls.places import Ref
from app.contract.grants import JoinGrant
from app.contract.place import Place
from app.contract.vendor import Pulse, Vendor
from app.phases.units import Instant
from app.rooms.fields import RoomId

T = TypeVar("T")


class ContractRows(Protocol):
    """The rows, seen within one transaction. All of a room go with its log."""

    def hold(self, room: RoomId) -> Vendor:
        """The room's vendor, made if need be, which nobody else changes meanwhile; in a `write`
        only. Raises `NoSuchRoom` for a room that is not there or has been reduced."""
        ...

    def find(self, room: RoomId) -> Vendor:
        """The same as it stands; of nothing where nothing is known."""
        ...

    def keep(self, vendor: Vendor) -> None:
        """The vendor that is held is this now."""
        ...

    def owner(self, room: RoomId) -> str:
        """The organisation whose room it is."""
        ...

    def pulses(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Pulse]:
        """What tells that there is something new, of those of which anything is known."""
        ...

    def places(self, room: RoomId) -> dict[Ref, Place]:
        """The places of the room's call."""
        ...

    def put(self, room: RoomId, place: Place) -> None:
        """The place is this now."""
        ...

    def forget(self, room: RoomId, refs: Collection[Ref]) -> None:
        """These places are known no more."""
        ...

    def is_first(self, room: RoomId, event: str, number: int) -> bool:
        """Whether no event of that id was taken; it is now, as that number."""
        ...

    def taken(self, room: RoomId, events: Collection[str]) -> Collection[str]:
        """Which of these events were taken."""
        ...

    def forget_events(self, room: RoomId, before: int) -> None:
        """The ids of events of smaller numbers are known no more."""
        ...

    def add_grant(self, grant: JoinGrant, now: Instant) -> None:
        """A new grant; those of the room that have run out are gone."""
        ...

    def take_grant(self, grant: str) -> JoinGrant | None:
        """The grant of that id, which is gone now."""
        ...

    def renew_line(self, room: RoomId, line: str, until: Instant) -> None:
        """That socket of the vendor's is open until then, as far as is known; raises
        `NoSuchRoom`."""
        ...

    def drop_line(self, room: RoomId, line: str) -> None:
        """That socket is closed."""
        ...

    def has_line(self, room: RoomId, now: Instant) -> bool:
        """Whether the vendor has a socket open, on whichever node."""
        ...

    def count_lines(self, room: RoomId, now: Instant) -> int:
        """How many it has."""
        ...


class ContractStore(Protocol):
    """Transactions over the rows; raises `LogUnavailable`. `work` may be run anew from its start,
    and keeps no rows."""

    async def write(self, work: Callable[[ContractRows], T]) -> T:
        """Run `work`, durable when this returns; what it raises undoes it and is raised here."""
        ...

    async def read(self, work: Callable[[ContractRows], T]) -> T:
        """Run `work`, which only looks."""
        ...
