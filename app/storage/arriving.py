"""An arrival's row: the person's next visit, at this node."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Executable, Text, bindparam, literal_column, null, select
from sqlalchemy.dialects import postgresql, sqlite

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.storage.prepared import Prepared
from app.storage.schema import CONNECTION, ROOM


def arrive(
    connection: Connection, room: RoomId, person: PersonId, node: str, now: Instant
) -> int | None:
    """The visit, counted from 1; None where there is no such room."""
    values = {"room_": room, "person_": person, "node_": node, "now_": now}
    row = _ARRIVE.one(connection, values)
    return None if row is None else row[0]


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
            "visit": CONNECTION.c.visit + literal_column("1"),
            "node": into.excluded.node,
            "arrived_at": into.excluded.arrived_at,
            "closed_at": null(),
        },
    ).returning(CONNECTION.c.visit)
    return again


_ARRIVE = Prepared(_arrive(postgresql.insert), on_sqlite=_arrive(sqlite.insert))
