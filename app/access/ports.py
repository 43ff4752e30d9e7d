"""What access needs from storage: rows within one transaction, and transactions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from app.access.endings import Ending
from app.access.introduced import Introduced
from app.access.keys import Key
from app.access.links import Link
from app.access.passes import Pass
from app.access.repeat import Repeat
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

    def find_key_for_change(self, key_id: str) -> Key | None:
        """The key of that id, which nobody else finds so meanwhile; in a `write` only."""
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

    def limit_key(self, key_id: str, until: Instant) -> None:
        """The key ends then, if it does not end before."""
        ...

    def own_room(self, room: RoomId, organisation: str) -> None:
        """The room is this organisation's."""
        ...

    def owner_of(self, room: RoomId) -> str | None:
        """Whose the room is, also once it is reduced; None where there is no such room."""
        ...

    def rooms_of(self, organisation: str) -> frozenset[RoomId]:
        """The organisation's rooms that have not been reduced."""
        ...

    def rooms_for_practice(self) -> frozenset[RoomId]:
        """The rooms of all halves for practice that have not been reduced."""
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

    def spend(self, spent: str, room: RoomId, expires_at: Instant) -> bool:
        """Whether this use of a grant is its first; of two at once one is."""
        ...

    def introduce(self, one: Introduced) -> Introduced:
        """Whoever is known by that digest in that room, else `one`, known from now on; they cannot
        end before this transaction does."""
        ...

    def look_at_introduced(self, room: RoomId, digest: bytes) -> Introduced | None:
        """Whoever is known by that digest, as it stands; it may end at any moment."""
        ...

    def end_introductions_of(
        self, room: RoomId, person: PersonId, at: Instant, ending: Ending
    ) -> None:
        """No grant lets this person in any more."""
        ...

    def begin_repeat(self, begun: Repeat) -> bool:
        """Whether nothing was begun under that id; of two at once one begins."""
        ...

    def find_repeat(self, row_id: str) -> Repeat | None:
        """What was begun under that id, which nobody else changes meanwhile; in a `write` only."""
        ...

    def finish_repeat(self, row_id: str, begun_at: Instant, sealed: bytes) -> None:
        """Its answer, if it is still the one that began then."""
        ...

    def drop_repeat(self, row_id: str, begun_at: Instant) -> None:
        """Nothing was begun under that id, if it is still the one that began then."""
        ...

    def add_ticket(self, ticket: Ticket) -> None:
        """A new ticket."""
        ...

    def tickets_there(self, ticket_ids: Sequence[str]) -> frozenset[str]:
        """Which of these tickets there are as yet; somebody may take them at any moment."""
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

    def list_revocations(self, since: Instant, until: Instant) -> list[Revocation]:
        """What ended from `since` to `until`, both included; what is to end later is not told."""
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
