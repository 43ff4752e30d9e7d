"""The rows of the way in within one transaction, on SQLite and PostgreSQL alike.

Statements are built once: building one costs as much as running it. A column stands where the
field of its value stands, so a row is the value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    LargeBinary,
    Row,
    String,
    Update,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from app.access.endings import Ending
from app.access.grants import Scope
from app.access.keys import Key
from app.access.links import Link
from app.access.passes import Pass
from app.access.resume import Chain
from app.access.revocations import Revocation
from app.access.tickets import Ticket
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.storage.access_schema import CHAIN, KEY, LINK, PASS, REVOCATION, ROOM_TABLES, TICKET
from app.storage.access_sweep import forget_expired
from app.storage.arriving import arrive
from app.storage.introduced_rows import IntroducedRows
from app.storage.owner_rows import OwnerRows
from app.storage.prepared import Prepared
from app.storage.repeat_rows import RepeatRows
from app.storage.ticket_rows import TicketRows

PASSES_AT_ONCE = 500


def _extended(some: ColumnElement[bool]) -> Update:
    living = select(PASS.c.id).where(some, PASS.c.ending.is_(None))
    shorter = living.where(PASS.c.expires_at < bindparam("until"))
    # Whoever holds a row renews or ends it; two nodes in wait could wait for each other.
    free = shorter.with_for_update(skip_locked=True)
    return update(PASS).where(PASS.c.id.in_(free)).values(expires_at=bindparam("until"))


FIND_PASS = Prepared(select(PASS).where(PASS.c.id == bindparam("pass_id")))
EXTEND_PASS = Prepared(_extended(PASS.c.id == bindparam("pass_id")))
LOOK_AT_LINK = select(LINK).where(LINK.c.id == bindparam("link_id"))
# FOR SHARE keeps a removal waiting until the pass that this link is about to give can be seen.
FIND_LINK = LOOK_AT_LINK.with_for_update(read=True)
ADD_TICKET = Prepared(insert(TICKET))
TAKE_TICKET = Prepared(
    delete(TICKET).where(TICKET.c.id == bindparam("ticket_id")).returning(TICKET)
)
_STARTED = insert(CHAIN).from_select(
    ["id", "pass_id", "room", "person", "newest"],
    select(
        bindparam("chain_id", type_=String),
        PASS.c.id,
        PASS.c.room,
        PASS.c.person,
        bindparam("first", type_=LargeBinary),
    )
    .where(PASS.c.id == bindparam("of_pass"))
    .where(PASS.c.ending.is_(None))
    .where(PASS.c.expires_at > bindparam("now")),
)
START_CHAIN = Prepared(_STARTED)
FIND_CHAIN = Prepared(
    select(CHAIN, PASS)
    .join(PASS, PASS.c.id == CHAIN.c.pass_id)
    .where(CHAIN.c.id == bindparam("chain_id"))
    .with_for_update(of=CHAIN)
)
MOVE_CHAIN = Prepared(
    update(CHAIN)
    .where(CHAIN.c.id == bindparam("chain_id"))
    .values(newest=bindparam("newest_"), presented=bindparam("presented_"))
)
CHAIN_FIELDS = len(CHAIN.c)
PASS_ROLE, PASS_NEW, PASS_ENDING = (
    list(PASS.c).index(PASS.c[name]) for name in ("role", "needs_confirmation", "ending")
)


class SqlAccessRows(IntroducedRows, OwnerRows, RepeatRows, TicketRows):
    """`AccessRows` over a connection whose transaction is somebody else's to end."""

    def add_key(self, key: Key) -> None:
        """A new key."""
        words = {"scopes": " ".join(sorted(key.scopes)), "rooms": " ".join(sorted(key.rooms))}
        self._connection.execute(insert(KEY), {**asdict(key), **words})

    def find_key(self, key_id: str) -> Key | None:
        """The key of that id."""
        row = self._connection.execute(select(KEY).where(KEY.c.id == key_id)).one_or_none()
        return None if row is None else _key(row)

    def find_key_for_change(self, key_id: str) -> Key | None:
        """The key of that id, which nobody else finds so meanwhile; in a `write` only."""
        found = select(KEY).where(KEY.c.id == key_id).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return None if row is None else _key(row)

    def list_keys(self) -> list[Key]:
        """All keys, oldest first."""
        rows = self._connection.execute(select(KEY).order_by(KEY.c.created_at, KEY.c.id))
        return [_key(row) for row in rows]

    def note_use(self, key_id: str, at: Instant) -> None:
        """The key was used."""
        self._connection.execute(update(KEY).where(KEY.c.id == key_id).values(last_used_at=at))

    def revoke_key(self, key_id: str, at: Instant) -> bool:
        """Whether there was such a key to revoke."""
        revoked_at = func.coalesce(KEY.c.revoked_at, at)
        done = update(KEY).where(KEY.c.id == key_id).values(revoked_at=revoked_at)
        return self._connection.execute(done).rowcount == 1

    def limit_key(self, key_id: str, until: Instant) -> None:
        """The key ends then, if it does not end before."""
        longer = or_(KEY.c.expires_at.is_(None), KEY.c.expires_at > until)
        done = update(KEY).where(KEY.c.id == key_id, longer).values(expires_at=until)
        self._connection.execute(done)

    def add_link(self, link: Link) -> None:
        """A new link."""
        self._connection.execute(insert(LINK), asdict(link))

    def find_link(self, link_id: str) -> Link | None:
        """The link, which cannot end before this transaction does; in a `write` only."""
        row = self._connection.execute(FIND_LINK, {"link_id": link_id}).one_or_none()
        return None if row is None else _link(row)

    def look_at_link(self, link_id: str) -> Link | None:
        """The link as it stands; it may end at any moment."""
        row = self._connection.execute(LOOK_AT_LINK, {"link_id": link_id}).one_or_none()
        return None if row is None else _link(row)

    def list_links(self, room: RoomId) -> list[Link]:
        """The room's links, oldest first."""
        of_room = select(LINK).where(LINK.c.room == room)
        ordered = of_room.order_by(LINK.c.created_at, LINK.c.id)
        return [_link(row) for row in self._connection.execute(ordered)]

    def end_link(self, room: RoomId, link_id: str, at: Instant, ending: Ending) -> Link | None:
        """The link opens no more; returns it as it is now, None if the room has none such."""
        done = (
            update(LINK)
            .where(LINK.c.id == link_id, LINK.c.room == room)
            .values(
                ended_at=func.coalesce(LINK.c.ended_at, at),
                ending=func.coalesce(LINK.c.ending, ending.value),
            )
        )
        row = self._connection.execute(done.returning(LINK)).one_or_none()
        return None if row is None else _link(row)

    def end_links_of(self, room: RoomId, person: PersonId, at: Instant, ending: Ending) -> None:
        """This person's links open no more."""
        of_person = update(LINK).where(LINK.c.room == room, LINK.c.person == person)
        # A removal outlasts a revocation: whoever was removed is told so, by any link they had.
        self._connection.execute(of_person.values(ended_at=at, ending=ending.value))

    def add_pass(self, held: Pass) -> None:
        """A new pass."""
        self._connection.execute(insert(PASS), asdict(held))

    def find_pass(self, pass_id: str) -> Pass | None:
        """The pass of that id."""
        row = FIND_PASS.one(self._connection, {"pass_id": pass_id})
        return None if row is None else _pass(row)

    def extend_pass(self, pass_id: str, until: Instant) -> None:
        """The pass is good until then, at least; an ended one stays ended."""
        EXTEND_PASS.count(self._connection, {"pass_id": pass_id, "until": until})

    def extend_passes(self, pass_ids: Sequence[str], until: Instant) -> None:
        """As `extend_pass`, for many at once."""
        for start in range(0, len(pass_ids), PASSES_AT_ONCE):
            some = PASS.c.id.in_(pass_ids[start : start + PASSES_AT_ONCE])
            self._connection.execute(_extended(some), {"until": until})

    def end_pass(self, pass_id: str, at: Instant, ending: Ending) -> None:
        """The pass is good no more, nor what hangs on it."""
        self._connection.execute(_ended(at, ending).where(PASS.c.id == pass_id))

    def end_passes_of(self, room: RoomId, person: PersonId, at: Instant, ending: Ending) -> None:
        """As `end_pass`, for all passes of a person."""
        of_person = _ended(at, ending).where(PASS.c.room == room, PASS.c.person == person)
        self._connection.execute(of_person)

    def end_passes_by(self, link_id: str, at: Instant, ending: Ending) -> list[str]:
        """As `end_pass`, for all passes that a link gave; returns the ids of those it ended."""
        by_link = _ended(at, ending).where(PASS.c.link == link_id).returning(PASS.c.id)
        return list(self._connection.execute(by_link).scalars())

    def add_ticket(self, ticket: Ticket) -> None:
        """A new ticket."""
        ADD_TICKET.count(self._connection, asdict(ticket))

    def take_ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket, gone with this one statement: of two takers one gets it."""
        row = TAKE_TICKET.one(self._connection, {"ticket_id": ticket_id})
        return None if row is None else Ticket(*row)

    def start_chain(self, chain: Chain, now: Instant) -> bool:
        """A new chain if its pass is good at `now`; whether it was."""
        values = {
            "chain_id": chain.id,
            "first": chain.newest,
            "of_pass": chain.pass_id,
            "now": now,
        }
        return START_CHAIN.count(self._connection, values) == 1

    def find_chain(self, chain_id: str) -> tuple[Chain, Pass] | None:
        """The chain, which nobody else follows meanwhile, and its pass; in a `write` only."""
        row = FIND_CHAIN.one(self._connection, {"chain_id": chain_id})
        return None if row is None else (Chain(*row[:CHAIN_FIELDS]), _pass(row[CHAIN_FIELDS:]))

    def move_chain(self, chain: Chain) -> None:
        """The chain's digests are these now."""
        digests = {"newest_": chain.newest, "presented_": chain.presented}
        MOVE_CHAIN.count(self._connection, {"chain_id": chain.id, **digests})

    def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """The person's next visit, at this node; 0 where there is no such room."""
        return arrive(self._connection, room, person, node, now) or 0

    def add_revocations(self, revocations: Iterable[Revocation]) -> None:
        """Something ended that other nodes must hear of."""
        values = [asdict(revocation) for revocation in revocations]
        if values:
            self._connection.execute(insert(REVOCATION), values)

    def list_revocations(self, since: Instant, until: Instant) -> list[Revocation]:
        """What ended from `since` to `until`, both included; what is to end later is not told."""
        named = [column for column in REVOCATION.c if column is not REVOCATION.c.id]
        ended = select(*named).where(REVOCATION.c.at.between(since, until))
        rows = self._connection.execute(ended.order_by(REVOCATION.c.at))
        return [Revocation(row.at, Ending(row.ending), *row[2:]) for row in rows]

    def forget_room(self, room: RoomId) -> None:
        """Nothing is left that names the room, but keys that do."""
        for table, column in ROOM_TABLES.items():
            self._connection.execute(delete(table).where(table.c[column] == room))

    def forget_expired(self, now: Instant, most: int) -> int:
        """Delete what nobody can use or ask about, up to `most` rows of each kind; how many."""
        return forget_expired(self._connection, now, most)


def _ended(at: Instant, ending: Ending) -> Update:
    return update(PASS).where(PASS.c.ending.is_(None)).values(ended_at=at, ending=ending.value)


def _key(row: Row[Any]) -> Key:
    fields = row._asdict()
    fields["scopes"] = frozenset(Scope(word) for word in row.scopes.split())
    fields["rooms"] = frozenset(RoomId(word) for word in row.rooms.split())
    return Key(**fields)


def _link(row: Row[Any]) -> Link:
    return Link(**{**row._asdict(), "role": Role(row.role), "ending": _ending(row.ending)})


def _pass(row: Sequence[Any]) -> Pass:
    fields = list(row)
    fields[PASS_ROLE] = Role(fields[PASS_ROLE])
    fields[PASS_NEW] = bool(fields[PASS_NEW])
    fields[PASS_ENDING] = _ending(fields[PASS_ENDING])
    return Pass(*fields)


def _ending(word: str | None) -> Ending | None:
    return None if word is None else Ending(word)
