"""`/api/rooms/{room}/events`: what must be seen as a sequence, read from the log while it lives."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.access.grants import Scope
from app.rooms.errors import NotFound
from app.rooms.ports import NoSuchRoom
from app.web.api.rooms import OF_A_KEY
from app.web.askers import METERED, Held, Onlooker, RoomPath
from app.web.problems import refusals
from app.web.shown_events import to_operator, to_reader

router = APIRouter(prefix="/api/rooms/{room}/events", tags=["rooms"], dependencies=[METERED])


class EventOut(BaseModel):
    """One fact. `seq` is its place in the log, which has gaps for whoever may not read all of it;
    `at` is in milliseconds since the epoch."""

    seq: int
    at: int
    type: str
    fields: dict[str, Any]


class EventList(BaseModel):
    """A stretch of the log. `next` is what to bring as `after`: for more, or for what comes."""

    events: list[EventOut]
    next: int
    has_more: bool


@router.get("", summary="Read what happened", responses=refusals(*OF_A_KEY, NotFound))
async def list_events(
    room: RoomPath,
    parts: Held,
    grant: Onlooker,
    after: Annotated[int, Query(ge=0, le=2**53, description="the last seq already read")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EventList:
    """Facts in order, without names, filtered by what the key may know; gone with the log."""
    try:
        log = await parts.rooms.log.read(room, after=after)
    except NoSuchRoom:
        raise NotFound from None
    page = log.events[:limit]
    shown = to_reader if grant.may(Scope.ROOM_READ, room) else to_operator
    return EventList(
        events=[EventOut(**seen) for stored in page if (seen := shown(stored)) is not None],
        next=page[-1].seq if page else after,
        has_more=len(log.events) > limit,
    )
