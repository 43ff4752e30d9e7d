"""Which of several tickets there are: one look for all who show one together."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Executable, Text, bindparam, cast, func, select

from app.storage.access_schema import TICKET
from app.storage.prepared import Prepared


class TicketRows:
    """The part of `AccessRows` that looks for tickets and takes none."""

    _connection: Connection

    def tickets_there(self, ticket_ids: Sequence[str]) -> frozenset[str]:
        """Which of these tickets there are as yet; somebody may take them at any moment."""
        wanted = {"ticket_ids": json.dumps(ticket_ids)}
        return frozenset(row[0] for row in _THERE.rows(self._connection, wanted))


def _there(wanted: Any) -> Executable:
    ids = select(wanted.table_valued("value").c.value)
    return select(TICKET.c.id).where(TICKET.c.id.in_(ids))


_TICKET_IDS = bindparam("ticket_ids", type_=Text)
_THERE = Prepared(
    _there(func.json_array_elements_text(cast(_TICKET_IDS, JSON))),
    on_sqlite=_there(func.json_each(_TICKET_IDS)),
)
