"""Who is connected, as every node reads it: one row per person, one heartbeat per node."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Executable,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import NoSuchRoom, Sign
from app.storage.database import Database
from app.storage.schema import CONNECTION, NODE, ROOM


class SqlConnections:
    """`Connections` over any `Database`; each call is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """As `Connections.arrive`."""
        values = {"room_": room, "person_": person, "node_": node, "now_": now}

        def work(connection: Connection) -> int | None:
            arrive = _STATEMENTS[connection.dialect.name].arrive
            found: int | None = connection.execute(arrive, values).scalar()
            return found

        visit = await self._database.write(work)
        if visit is None:
            raise NoSuchRoom("there is no such room")
        return visit

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        """As `Connections.part`."""
        values = {"room_": room, "person_": person, "visit_": visit, "now_": now}
        await self._database.write(lambda connection: _run(connection, _PART, values))

    async def renew(self, node: str, now: Instant) -> None:
        """As `Connections.renew`."""
        values = {"id": node, "renewed_at": now}

        def work(connection: Connection) -> None:
            _run(connection, _STATEMENTS[connection.dialect.name].renew, values)

        await self._database.write(work)

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        """As `Connections.signs`."""

        def work(connection: Connection) -> Sequence[Any]:
            signs = _STATEMENTS[connection.dialect.name].signs
            return connection.execute(signs, {"rooms_": json.dumps(rooms)}).all()

        rows = await self._database.read(work)
        return [_sign(row, Instant(now - dead_after)) for row in rows]


def _sign(row: Any, dead_at: Instant) -> Sign:
    heard = max(row.arrived_at, row.renewed_at or 0)
    is_connected = row.closed_at is None and heard > dead_at
    at = heard if row.closed_at is None else row.closed_at
    room, person = RoomId(row.room), PersonId(row.person)
    return Sign(room, person, row.visit, is_connected, Instant(at), Instant(row.arrived_at))


def _run(connection: Connection, statement: Executable, values: dict[str, Any]) -> None:
    connection.execute(statement, values)


@dataclass(frozen=True, slots=True)
class _Statements:
    """What the two databases spell differently."""

    arrive: Executable
    renew: Executable
    signs: Executable


def _arrive(insert: Callable[..., Any]) -> Executable:
    # The lock meets the one of the reduction: nobody arrives in a room while it is emptied.
    arriving = (
        select(
            ROOM.c.id,
            bindparam("person_", type_=Text),
            bindparam("node_", type_=Text),
            literal_column("1"),
            bindparam("now_", type_=CONNECTION.c.arrived_at.type),
            null(),
        )
        .where(ROOM.c.id == bindparam("room_"), ROOM.c.reduced_at.is_(None))
        .with_for_update(read=True, key_share=True)
    )
    into = insert(CONNECTION).from_select(
        ["room", "person", "node", "visit", "arrived_at", "closed_at"], arriving
    )
    again: Executable = into.on_conflict_do_update(
        index_elements=["room", "person"],
        set_={
            "visit": CONNECTION.c.visit + 1,
            "node": into.excluded.node,
            "arrived_at": into.excluded.arrived_at,
            "closed_at": None,
        },
    ).returning(CONNECTION.c.visit)
    return again


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


_PART = (
    update(CONNECTION)
    .where(CONNECTION.c.room == bindparam("room_"), CONNECTION.c.person == bindparam("person_"))
    .where(CONNECTION.c.visit == bindparam("visit_"), CONNECTION.c.closed_at.is_(None))
    .values(closed_at=bindparam("now_"))
)

_ROOMS = bindparam("rooms_", type_=Text)

_STATEMENTS = {
    "sqlite": _Statements(
        _arrive(sqlite.insert), _renew(sqlite.insert), _signs(func.json_each(_ROOMS))
    ),
    "postgresql": _Statements(
        _arrive(postgresql.insert),
        _renew(postgresql.insert),
        _signs(func.json_array_elements_text(cast(_ROOMS, JSON))),
    ),
}
