"""`POST /api/rooms/{room}/clock`: a room for practice grows older, so that tests need not wait."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.phases.units import Millis
from app.rooms.commands import AdvanceClock
from app.rooms.deciding.timing import LEAST_ADVANCE, MOST_ADVANCE
from app.rooms.errors import Conflict, Forbidden, NotFound, RoomClosed
from app.rooms.fields import CommandId
from app.web.api.rooms import OF_A_KEY
from app.web.askers import Held, Owner, RoomPath
from app.web.problems import refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape

router = APIRouter(prefix="/api/rooms/{room}/clock", tags=["rooms"], route_class=RepeatableRoute)


class AdvanceIn(Shape):
    """By how much, in milliseconds: a second to twelve hours."""

    advance_ms: Annotated[int, Field(ge=LEAST_ADVANCE, le=MOST_ADVANCE)]


class Advanced(BaseModel):
    """Done. `seq` is where the log stands with it, and with what fell due by it."""

    seq: int


@router.post(
    "",
    summary="Advance a test room's clock",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, NotFound, RoomClosed, Conflict),
)
async def advance(room: RoomPath, asked: AdvanceIn, parts: Held, grant: Owner) -> Advanced:
    """For test keys: whatever the room measures is so much older at once. Bands and the end of the
    minutes are recorded, graces are over; nothing moves by it, as by no clock."""
    if not grant.is_test:
        raise Forbidden("only a test key advances a clock, in a room for practice")
    live = await parts.room(room)
    name = CommandId(f"advance:{room}:{parts.rooms.ids.epoch()}")
    await parts.rooms.issue(room, name, AdvanceClock(Millis(asked.advance_ms)))
    await parts.rooms.issue_due(live)
    return Advanced(seq=live.room.seq)
