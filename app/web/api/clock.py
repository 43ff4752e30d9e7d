"""`POST /api/rooms/{room}/clock`: a room for practice grows older, so that tests need not wait."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.phases.units import Millis
from app.rooms.commands import AdvanceClock
from app.rooms.deciding.timing import LEAST_ADVANCE, MOST_ADVANCE
from app.rooms.errors import Conflict, Forbidden, NotFound, RoomClosed
from app.rooms.fields import CommandId, RoomId
from app.web.api.rooms import OF_A_KEY
from app.web.askers import Held, Owner, RoomPath, metered
from app.web.problems import refusals
from app.web.repeatable import HEADER, OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape

router = APIRouter(prefix="/api/rooms/{room}/clock", tags=["rooms"], route_class=RepeatableRoute)


class AdvanceIn(Shape):
    """By how much, in milliseconds: a second to twelve hours."""

    advance_ms: Annotated[int, Field(ge=LEAST_ADVANCE, le=MOST_ADVANCE)]


class Advanced(BaseModel):
    """Done. `seq` is where the log stands with it, and with what fell due by it."""

    seq: int


def presses_metered(request: Request, room: RoomPath, parts: Held, grant: Owner) -> None:
    """Raises `RateLimited`: what a test room may be pressed, its clock may be."""
    metered(request, parts.presses, f"{room}/{grant.key}", parts.rooms.clock.now())


@router.post(
    "",
    summary="Advance a test room's clock",
    dependencies=[Depends(presses_metered), REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, NotFound, RoomClosed, Conflict),
)
async def advance(
    request: Request, room: RoomPath, asked: AdvanceIn, parts: Held, grant: Owner
) -> Advanced:
    """For test keys: whatever the room measures is so much older at once. Bands and the end of the
    minutes are recorded, graces are over; nothing moves by it, as by no clock."""
    if not grant.is_test:
        raise Forbidden("only a test key advances a clock, in a room for practice")
    live = await parts.room(room)
    by, wish = Millis(asked.advance_ms), request.headers.get(HEADER) or parts.rooms.ids.secret()
    await parts.rooms.issue(room, _name(room, grant.key, wish, by), AdvanceClock(by))
    await parts.rooms.issue_due(live)
    return Advanced(seq=live.room.seq)


def _name(room: RoomId, key: str, wish: str, by: Millis) -> CommandId:
    """What is sent again under the same `Idempotency-Key` is the same command, whatever became of
    the first: a room must not grow older twice because an answer was lost."""
    digest = hashlib.sha256(f"{key}/{by}/{wish}".encode()).hexdigest()
    return CommandId(f"advance:{room}:{digest}")
