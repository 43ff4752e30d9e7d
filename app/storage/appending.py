"""An append to rooms in a SQLite file: one by itself, or all that came while the disk was busy.

By itself it says why nothing was written; together they only say whether each went well.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from app.phases.units import Instant
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import Accepted, CommandKnown, LogConflict, NoSuchRoom
from app.storage.alike import Alike
from app.storage.many_rows import ManyRows, inserting
from app.storage.prepared import sqlite_text
from app.storage.rows import EventRow, accepted_of
from app.storage.schema import COMMAND, EVENT, ROOM
from app.storage.writer import driver_of

EVENTS = inserting(EVENT)
HEAD = sqlite_text(
    select(ROOM.c.epoch, ROOM.c.head_seq).where(
        ROOM.c.id == bindparam("room"), ROOM.c.reduced_at.is_(None)
    )
)
_ADVANCE = sqlite_text(
    update(ROOM)
    .where(ROOM.c.id == bindparam("room"), ROOM.c.head_seq == bindparam("after"))
    .where(ROOM.c.reduced_at.is_(None))
    .values(head_seq=bindparam("head"), ended_at=func.coalesce(bindparam("ended"), ROOM.c.ended_at))
)
_ADVANCE_ALL = ManyRows(
    """
    UPDATE room
    SET head_seq = new.column3, ended_at = coalesce(new.column4, room.ended_at)
    FROM (VALUES {rows}) AS new
    WHERE room.id = new.column1 AND room.head_seq = new.column2 AND room.reduced_at IS NULL
    """.strip(),
    columns=4,
)
_INSERT_COMMAND = sqlite_text(insert_or(COMMAND).on_conflict_do_nothing())
_COMMANDS = inserting(COMMAND, "ON CONFLICT DO NOTHING")
_ANSWERED = sqlite_text(
    select(COMMAND.c.id, COMMAND.c.actor, COMMAND.c.digest, COMMAND.c.answer).where(
        COMMAND.c.room == bindparam("room"), COMMAND.c.id == bindparam("id")
    )
)


@dataclass(frozen=True, slots=True)
class Append(Alike[None]):
    """Rows after `after`, and the command that they came of."""

    room: RoomId
    after: int
    rows: Sequence[EventRow]
    accepted: Accepted | None
    ended: Instant | None

    @property
    def head(self) -> int:
        """Where the room's log stands after it."""
        return self.after + len(self.rows)

    def __call__(self, connection: Connection) -> None:
        """Write it; raises `NoSuchRoom`, `CommandKnown`, `LogConflict`."""
        driver = driver_of(connection)
        moved = {"room": self.room, "after": self.after, "head": self.head, "ended": self.ended}
        if driver.execute(_ADVANCE, moved).rowcount == 0:
            raise self._complaint(driver)
        if self.accepted is not None and not self._is_kept(driver, self.accepted):
            raise self._complaint(driver)
        EVENTS.count(driver, self.rows)

    @classmethod
    def together(cls, connection: Connection, works: Sequence[Self]) -> list[None] | None:
        """As `Alike.together`: one statement to a table. A room that has two of them in it moves
        once there, so that it counts as gone wrong."""
        driver = driver_of(connection)
        heads = [(work.room, work.after, work.head, work.ended) for work in works]
        if _ADVANCE_ALL.count(driver, heads) != len(works):
            return None
        kept = [work.kept(work.accepted) for work in works if work.accepted is not None]
        if _COMMANDS.count(driver, kept) != len(kept):
            return None
        EVENTS.count(driver, [row for work in works for row in work.rows])
        return [None] * len(works)

    def kept(self, accepted: Accepted) -> Sequence[Any]:
        """The row of the command."""
        a = accepted
        return self.room, a.command_id, a.actor, a.digest, a.answer, self.head

    def _is_kept(self, driver: sqlite3.Connection, accepted: Accepted) -> bool:
        row = dict(zip(COMMAND.columns.keys(), self.kept(accepted), strict=True))
        return driver.execute(_INSERT_COMMAND, row).rowcount == 1

    def _complaint(self, driver: sqlite3.Connection) -> Exception:
        """Why nothing was written: no room, a known command, or somebody was first."""
        if driver.execute(HEAD, {"room": self.room}).fetchone() is None:
            return NoSuchRoom("there is no such room")
        a = self.accepted
        known = None if a is None else answered(driver, self.room, a.command_id)
        return LogConflict("the log has grown") if known is None else CommandKnown(known)


def answered(driver: sqlite3.Connection, room: RoomId, command_id: CommandId) -> Accepted | None:
    """The accepted command of that id."""
    found = driver.execute(_ANSWERED, {"room": room, "id": command_id}).fetchone()
    return found and accepted_of(found)
