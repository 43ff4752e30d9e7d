"""What access needs from storage: rows within one transaction, and transactions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from app.access.endings import Ending
from app.access.keys import Key
from app.access.links import Link
from app.access.passes import Pass
from app.access.resume import Chain
from app.access.revocations import Revocation
from app.access.tickets import Ticket
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId

T = TypeVar("T")


class AccessRows(Protocol):
    """The rows, seen within one transaction. What has ended stays ended: no method undoes it."""

    def add_key(self, key: Key) -> None:
        """A new key."""
        ...

    def find_key(self, key_id: str) -> Key | None:
        """The key of that id."""
        ...

    def list_keys(self) -> list[Key]:
        """All keys, oldest first."""
        ...

    def note_use(self, key_id: str, at: Instant) -> None:
        """The key was used."""
        ...

    def revoke_key(self, key_id: str, at: Instant) -> bool:
        """Whether there was such a key to revoke."""
        ...

    def add_link(self, link: Link) -> None:
        """A new link."""
        ...

    def find_link(self, link_id: str) -> Link | None:
        """The link, which cannot end before this transaction does; in a `write` only."""
        ...

    def look_at_link(self, link_id: str) -> Link | None:
        """The link as it stands; it may end at any moment."""
        ...

    def list_links(self, room: RoomId) -> list[Link]:
        """The room's links, oldest first."""
        ...

    def end_link(self, room: RoomId, link_id: str, at: Instant, ending: Ending) -> Link | None:
        """The link opens no more; returns it as it is now, None if the room has none such."""
        ...

    def end_links_of(self, room: RoomId, person: PersonId, at: Instant, ending: Ending) -> None:
        """This person's links open no more."""
        ...

    def add_pass(self, held: Pass) -> None:
        """A new pass."""
        ...

    def find_pass(self, pass_id: str) -> Pass | None:
        """The pass of that id."""
        ...

    def extend_pass(self, pass_id: str, until: Instant) -> None:
        """The pass is good until then, at least; an ended one stays ended."""
        ...

    def extend_passes(self, pass_ids: Sequence[str], until: Instant) -> None:
        """As `extend_pass`, for many at once."""
        ...

    def end_pass(self, pass_id: str, at: Instant, ending: Ending) -> None:
        """The pass is good no more, nor what hangs on it."""
        ...

    def end_passes_of(self, room: RoomId, person: PersonId, at: Instant, ending: Ending) -> None:
        """As `end_pass`, for all passes of a person."""
        ...

    def end_passes_by(self, link_id: str, at: Instant, ending: Ending) -> list[str]:
        """As `end_pass`, for all passes that a link gave; returns the ids of those it ended."""
        ...

    def add_ticket(self, ticket: Ticket) -> None:
        """A new ticket."""
        ...

    def take_ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket, gone with this one statement: of two takers one gets it."""
        ...

    def start_chain(self, chain: Chain, now: Instant) -> bool:
        """A new chain if its pass is good at `now`; whether it was."""
        ...

    def find_chain(self, chain_id: str) -> tuple[Chain, Pass] | None:
        """The chain, which nobody else follows meanwhile, and its pass; in a `write` only."""
        ...

    def move_chain(self, chain: Chain) -> None:
        """The chain's digests are these now."""
        ...

    def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """The person's next visit, at this node; 0 where there is no such room."""
        ...

    def add_revocations(self, revocations: Iterable[Revocation]) -> None:
        """Something ended that other nodes must hear of."""
        ...

    def list_revocations(self, since: Instant) -> list[Revocation]:
        """What ended at `since` or later."""
        ...

    def forget_room(self, room: RoomId) -> None:
        """Nothing is left that names the room, but keys that do."""
        ...

    def forget_expired(self, now: Instant, most: int) -> int:
        """Delete what nobody can use or ask about, up to `most` rows of each kind; how many."""
        ...


class AccessStore(Protocol):
    """Transactions over the rows. `work` may be run anew from its start, and keeps no rows."""

    async def write(self, work: Callable[[AccessRows], T]) -> T:
        """Run `work`, durable when this returns; what it raises undoes it and is raised here."""
        ...

    async def read(self, work: Callable[[AccessRows], T]) -> T:
        """Run `work`, which only looks."""
        ...
