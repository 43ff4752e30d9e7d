"""The rows of requests under an `Idempotency-Key`."""

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.access.repeat import Repeat
from app.phases.units import Instant
from app.storage.access_schema import REPEAT
from app.storage.prepared import Prepared

BEGIN = Prepared(
    postgresql.insert(REPEAT).on_conflict_do_nothing(),
    on_sqlite=sqlite.insert(REPEAT).on_conflict_do_nothing(),
)
# Of two who find the same row to be over, one begins anew; the other waits and finds that.
FIND = select(REPEAT).where(REPEAT.c.id == bindparam("row_id")).with_for_update()


class RepeatRows:
    """That part of `AccessRows`, over a connection whose transaction is somebody else's to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin_repeat(self, begun: Repeat) -> bool:
        """Whether nothing was begun under that id; of two at once one begins."""
        return BEGIN.count(self._connection, asdict(begun)) == 1

    def find_repeat(self, row_id: str) -> Repeat | None:
        """What was begun under that id, which nobody else changes meanwhile; in a `write` only."""
        row = self._connection.execute(FIND, {"row_id": row_id}).one_or_none()
        return None if row is None else Repeat(**row._asdict())

    def finish_repeat(self, row_id: str, begun_at: Instant, sealed: bytes) -> None:
        """Its answer, if it is still the one that began then."""
        mine = update(REPEAT).where(REPEAT.c.id == row_id, REPEAT.c.begun_at == begun_at)
        self._connection.execute(mine.values(sealed=sealed))

    def drop_repeat(self, row_id: str, begun_at: Instant) -> None:
        """Nothing was begun under that id, if it is still the one that began then."""
        mine = delete(REPEAT).where(REPEAT.c.id == row_id, REPEAT.c.begun_at == begun_at)
        self._connection.execute(mine)
