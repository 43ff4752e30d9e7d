"""Who is connected, as every node reads it: one row per person, one heartbeat per node."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Executable,
    Text,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import NoSuchRoom, Sign
from app.storage.arriving import arrive
from app.storage.database import Database
from app.storage.parting import Part
from app.storage.prepared import Prepared, Row
from app.storage.schema import CONNECTION, NODE


class SqlConnections:
    """`Connections` over any `Database`; each call is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """As `Connections.arrive`."""
        visit = await self._database.write(lambda c: arrive(c, room, person, node, now))
        if visit is None:
            raise NoSuchRoom("there is no such room")
        return visit

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        """As `Connections.part`."""
        await self._database.write(Part(room, person, visit, now))

    async def renew(self, node: str, now: Instant) -> None:
        """As `Connections.renew`."""
        values = {"id": node, "renewed_at": now}
        await self._database.write(lambda connection: _RENEW.count(connection, values))

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        """As `Connections.signs`."""
        wanted = {"rooms_": json.dumps(rooms)}
        rows = await self._database.read(lambda connection: _SIGNS.rows(connection, wanted))
        return [_sign(row, Instant(now - dead_after)) for row in rows]


def _sign(row: Row, dead_at: Instant) -> Sign:
    room, person, visit, arrived_at, closed_at, renewed_at = row
    heard = max(arrived_at, renewed_at or 0)
    is_connected = closed_at is None and heard > dead_at
    at = heard if closed_at is None else closed_at
    return Sign(
        RoomId(room), PersonId(person), visit, is_connected, Instant(at), Instant(arrived_at)
    )


def _renew(insert: Callable[..., Any]) -> Executable:
    into = insert(NODE)
    renewed: Executable = into.on_conflict_do_update(
        index_elements=["id"], set_={"renewed_at": into.excluded.renewed_at}
    )
    return renewed


def _signs(rooms: Any) -> Executable:
    return (
        select(
            CONNECTION.c.room,
            CONNECTION.c.person,
            CONNECTION.c.visit,
            CONNECTION.c.arrived_at,
            CONNECTION.c.closed_at,
            NODE.c.renewed_at,
        )
        .join_from(CONNECTION, NODE, NODE.c.id == CONNECTION.c.node, isouter=True)
        .where(CONNECTION.c.room.in_(select(rooms.table_valued("value").c.value)))
    )


_ROOMS = bindparam("rooms_", type_=Text)

_RENEW = Prepared(_renew(postgresql.insert), on_sqlite=_renew(sqlite.insert))
_SIGNS = Prepared(
    _signs(func.json_array_elements_text(cast(_ROOMS, JSON))),
    on_sqlite=_signs(func.json_each(_ROOMS)),
)
