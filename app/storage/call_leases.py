"""Who drives a room's call: one row, taken and advanced by compare-and-set."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from app.calls.ports import Lease
from app.calls.wanted import Version
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import NoSuchRoom
from app.storage.database import Database

_TAKE = text(
    """
    INSERT INTO call_lease (room, node, fence, until, seq, n)
    SELECT id, :node, 1, :until, 0, 0 FROM room WHERE id = :room AND reduced_at IS NULL
    ON CONFLICT (room) DO UPDATE SET
        fence = call_lease.fence + CASE WHEN call_lease.node = excluded.node THEN 0 ELSE 1 END,
        node = excluded.node, until = excluded.until
    WHERE call_lease.node = excluded.node OR call_lease.until <= :now
    RETURNING node, fence, until, seq, n
    """
)
"""What stands there is kept while its holder lives; a room without a log gets none."""
_LOOK = text("SELECT node, fence, until, seq, n FROM call_lease WHERE room = :room")
_ADVANCE = text(
    """
    UPDATE call_lease SET seq = :seq, n = :n
    WHERE room = :room AND fence = :fence AND until > :now AND (seq, n) <= (:seq, :n)
    """
)
_GIVE_UP = text("UPDATE call_lease SET until = 0 WHERE room = :room AND fence = :fence")


class SqlLeases:
    """`Leases` over any `Database`; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        """As `Leases.take`."""
        asked = {"room": room, "node": node, "now": now, "until": until}

        def work(connection: Connection) -> Sequence[Any] | None:
            row = connection.execute(_TAKE, asked).one_or_none()
            return row or connection.execute(_LOOK, {"room": room}).one_or_none()

        row = await self._database.write(work)
        if row is None:
            raise NoSuchRoom("there is no such room")
        holder, fence, ends, seq, n = row
        return Lease(holder, fence, Instant(ends), Version(seq, n))

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        """As `Leases.advance`."""
        asked = {"room": room, "fence": fence, "now": now, "seq": version.seq, "n": version.n}
        return bool(await self._database.write(lambda c: c.execute(_ADVANCE, asked).rowcount))

    async def give_up(self, room: RoomId, fence: int) -> None:
        """As `Leases.give_up`."""
        asked = {"room": room, "fence": fence}
        await self._database.write(lambda c: c.execute(_GIVE_UP, asked).rowcount)
