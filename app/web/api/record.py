"""`/api/rooms/{room}/record`: who was there, and nothing else; for operators."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.rooms.errors import IllegalHere, NotFound
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import NoSuchRoom
from app.rooms.record import Record, record
from app.rooms.roles import Role
from app.web.api.rooms import OF_A_KEY
from app.web.askers import Held, Operator, RoomPath
from app.web.parts import Parts
from app.web.problems import refusals

router = APIRouter(prefix="/api/rooms/{room}/record", tags=["rooms"])


class AttendanceOut(BaseModel):
    """Somebody who was there, for how long; `is_confirmed`: a leader said so."""

    person: PersonId
    name: str
    role: Role
    present_ms: int
    is_confirmed: bool


class RecordOut(BaseModel):
    """One meeting. `opened_at` is null for one that never began."""

    room: RoomId
    plan: str
    is_rehearsal: bool
    opened_at: int | None
    ended_at: int
    is_confirmed: bool
    attendance: list[AttendanceOut]


@router.get("", summary="Who was there", responses=refusals(*OF_A_KEY, NotFound, IllegalHere))
async def read_record(room: RoomPath, parts: Held, _: Operator) -> RecordOut:
    """Attendance once the meeting has ended. Cases, who presented and who led are told to leaders
    and owners only, and nobody is ever told who declined, withdrew, waited or was removed."""
    found = await _found(parts, room)
    return RecordOut(
        room=room,
        plan=found.plan,
        is_rehearsal=found.is_rehearsal,
        opened_at=found.opened_at,
        ended_at=found.ended_at,
        is_confirmed=found.is_confirmed,
        attendance=[
            AttendanceOut(
                person=one.person,
                name=one.name,
                role=one.role,
                present_ms=one.present,
                is_confirmed=one.is_confirmed,
            )
            for one in found.attendance
        ],
    )


async def _found(parts: Parts, room: RoomId) -> Record:
    kept = await parts.record(room)
    if kept is not None:
        return kept
    try:
        log = await parts.rooms.log.read(room)
    except NoSuchRoom:
        raise NotFound from None
    try:
        return record(stored.event for stored in log.events)
    except ValueError:
        raise IllegalHere("the meeting has not ended") from None
