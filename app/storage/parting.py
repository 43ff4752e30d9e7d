"""A visit that is over: one by itself, or all that end while the disk is busy, as in a storm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection, bindparam, update

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.storage.alike import Alike
from app.storage.many_rows import ManyRows
from app.storage.prepared import Prepared
from app.storage.schema import CONNECTION
from app.storage.writer import driver_of

_PART = Prepared(
    update(CONNECTION)
    .where(CONNECTION.c.room == bindparam("room_"), CONNECTION.c.person == bindparam("person_"))
    .where(CONNECTION.c.visit == bindparam("visit_"), CONNECTION.c.closed_at.is_(None))
    .values(closed_at=bindparam("now_"))
)
_PART_ALL = ManyRows(
    """
    UPDATE connection
    SET closed_at = gone.column4
    FROM (VALUES {rows}) AS gone
    WHERE connection.room = gone.column1 AND connection.person = gone.column2
        AND connection.visit = gone.column3 AND connection.closed_at IS NULL
    """.strip(),
    columns=4,
)


@dataclass(frozen=True, slots=True)
class Part(Alike[None]):
    """The socket of that visit closed; a later visit is untouched."""

    room: RoomId
    person: PersonId
    visit: int
    now: Instant

    def __call__(self, connection: Connection) -> None:
        """Write it, once."""
        who = {"room_": self.room, "person_": self.person}
        _PART.count(connection, {**who, "visit_": self.visit, "now_": self.now})

    @classmethod
    def together(cls, connection: Connection, works: Sequence[Self]) -> list[None] | None:
        """As `Alike.together`, in one statement; of one visit's two ends the first counts."""
        gone = {(work.room, work.person, work.visit): work.now for work in reversed(works)}
        _PART_ALL.count(driver_of(connection), [(*who, now) for who, now in gone.items()])
        return [None] * len(works)
