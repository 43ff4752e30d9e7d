"""Lists that grow, a page at a time: oldest first, so that what is made meanwhile comes at the end.

A mark is when a row was made, and its id: it is found after the row has gone.
"""

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query
from pydantic import Field

from app.access.secrets import ROW_ID
from app.phases.units import Instant

MARK = rf"^[0-9]{{1,15}}\.{ROW_ID}$"
MOST = 1_000

After = Annotated[str, Query(pattern=f"^$|{MARK}", description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Next = Annotated[str, Field(pattern=MARK)] | None
"""What to bring as `after` for more, null at the end."""


class Row(Protocol):
    """What a list is of."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def created_at(self) -> Instant:
        """When it was made."""
        ...


R = TypeVar("R", bound=Row)


def page(found: Sequence[R], after: str, limit: int) -> tuple[list[R], str | None]:
    """The rows behind the mark, oldest first, up to `limit`, and the mark of the last if there are
    more."""
    at, _, row_id = after.partition(".")
    behind = (int(at), row_id) if at else (-1, "")
    coming = sorted((one for one in found if _place(one) > behind), key=_place)
    shown = coming[:limit]
    is_last = len(coming) <= limit
    return shown, None if is_last else f"{shown[-1].created_at}.{shown[-1].id}"


def _place(row: Row) -> tuple[int, str]:
    return row.created_at, row.id
