"""The rows of those whom integrators send, and of the grants by which they came."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.access.endings import Ending
from app.access.introduced import Introduced
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.storage.access_schema import INTRODUCED, SPENT
from app.storage.prepared import Prepared

SPEND = Prepared(
    postgresql.insert(SPENT).on_conflict_do_nothing(),
    on_sqlite=sqlite.insert(SPENT).on_conflict_do_nothing(),
)
INTRODUCE = Prepared(
    postgresql.insert(INTRODUCED).on_conflict_do_nothing(),
    on_sqlite=sqlite.insert(INTRODUCED).on_conflict_do_nothing(),
)
LOOK_AT_INTRODUCED = select(INTRODUCED).where(
    INTRODUCED.c.room == bindparam("room_"), INTRODUCED.c.digest == bindparam("digest_")
)
# FOR SHARE, as of links: a removal waits until the pass that is about to be given can be seen.
FIND_INTRODUCED = LOOK_AT_INTRODUCED.with_for_update(read=True)


class IntroducedRows:
    """That part of `AccessRows`, over a connection whose transaction is somebody else's to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spend(self, spent: str, room: RoomId, expires_at: Instant) -> bool:
        """Whether this use of a grant is its first; of two at once one is."""
        values = {"id": spent, "room": room, "expires_at": expires_at}
        return SPEND.count(self._connection, values) == 1

    def introduce(self, one: Introduced) -> Introduced:
        """Whoever is known by that digest in that room, else `one`, known from now on; they cannot
        end before this transaction does."""
        INTRODUCE.count(self._connection, asdict(one))
        asked = {"room_": one.room, "digest_": one.digest}
        return _introduced(self._connection.execute(FIND_INTRODUCED, asked).one())

    def look_at_introduced(self, room: RoomId, digest: bytes) -> Introduced | None:
        """Whoever is known by that digest, as it stands; it may end at any moment."""
        asked = {"room_": room, "digest_": digest}
        row = self._connection.execute(LOOK_AT_INTRODUCED, asked).one_or_none()
        return None if row is None else _introduced(row)

    def end_introductions_of(
        self, room: RoomId, person: PersonId, at: Instant, ending: Ending
    ) -> None:
        """No grant lets this person in any more."""
        of_person = INTRODUCED.c.room == room, INTRODUCED.c.person == person
        done = update(INTRODUCED).where(*of_person).values(ended_at=at, ending=ending.value)
        self._connection.execute(done)


def _introduced(row: Row[Any]) -> Introduced:
    ending = None if row.ending is None else Ending(row.ending)
    return Introduced(**{**row._asdict(), "ending": ending})
