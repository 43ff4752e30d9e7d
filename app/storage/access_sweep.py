"""Forgetting what has run out: some rows at a time, so that no hello waits for a sweep.

What has run out is kept for a while, because its holder may still ask what became of it.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.sql.elements import ColumnElement

from app.phases.units import HOUR, Instant, Millis, later
from app.storage.access_schema import CHAIN, KEY, LINK, PASS, REPEAT, REVOCATION, SPENT, TICKET

PASSES_KEPT = HOUR
REVOCATIONS_KEPT = HOUR
LINKS_KEPT = Millis(30 * 24 * HOUR)
KEYS_KEPT = Millis(30 * 24 * HOUR)

CHAINS_OF_PASS = delete(CHAIN).where(
    CHAIN.c.room == bindparam("of_room"), CHAIN.c.pass_id == bindparam("of_pass")
)


def forget_expired(connection: Connection, now: Instant, most: int) -> int:
    """Delete up to `most` rows of each kind; returns how many, without the chains of passes."""
    key_ended_at = func.coalesce(KEY.c.revoked_at, KEY.c.expires_at)
    return _forget_passes(connection, _before(now, PASSES_KEPT), most) + sum(
        _forget(connection, table, is_over, most)
        for table, is_over in (
            (TICKET, TICKET.c.expires_at <= now),
            (SPENT, SPENT.c.expires_at <= now),
            (REPEAT, REPEAT.c.expires_at <= now),
            (REVOCATION, REVOCATION.c.at <= _before(now, REVOCATIONS_KEPT)),
            (LINK, LINK.c.expires_at <= _before(now, LINKS_KEPT)),
            (KEY, key_ended_at <= _before(now, KEYS_KEPT)),
        )
    )


def _before(now: Instant, kept: Millis) -> Instant:
    return later(now, Millis(-kept))


def _forget(connection: Connection, table: Table, is_over: ColumnElement[bool], most: int) -> int:
    over = select(table.c.id).where(is_over).limit(most)
    return _delete(connection, table, connection.execute(over).scalars().all())


def _forget_passes(connection: Connection, before: Instant, most: int) -> int:
    over = select(PASS.c.id, PASS.c.room).where(PASS.c.expires_at <= before).limit(most)
    passes = connection.execute(over).all()
    if passes:
        # By room as well, for which chains have an index: it is the one their hellos pay for.
        of = [{"of_room": row.room, "of_pass": row.id} for row in passes]
        connection.execute(CHAINS_OF_PASS, of)
    return _delete(connection, PASS, [row.id for row in passes])


def _delete(connection: Connection, table: Table, ids: Sequence[str | int]) -> int:
    if not ids:
        return 0
    return connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount
