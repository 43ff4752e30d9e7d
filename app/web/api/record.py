"""The record: attendance for operators, the whole of it for leaders until the log is reduced."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from app.phases.phase import Phase
from app.rooms.errors import Forbidden, IllegalHere, NotFound
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import NoSuchRoom
from app.rooms.record import Record, record
from app.rooms.roles import Role
from app.rooms.state import CaseKind
from app.web.api.people import OF_A_PASS, PREFIX
from app.web.api.rooms import OF_A_KEY
from app.web.askers import METERED, Held, Owner, Reader, RoomPath
from app.web.entry import is_leader
from app.web.parts import Parts
from app.web.problems import refusals

router = APIRouter()


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
    is_test: bool
    opened_at: int | None
    ended_at: int
    is_confirmed: bool
    attendance: list[AttendanceOut]


class CaseHeldOut(BaseModel):
    """A case that was begun; who presented it and who led."""

    number: int
    kind: CaseKind
    presenter: PersonId | None
    leading: list[PersonId]


class PhaseSpentOut(BaseModel):
    """How long a phase lasted, over the whole meeting."""

    phase: Phase
    spent_ms: int


class WholeRecordOut(RecordOut):
    """One meeting as it will be kept: with its cases, in order, and the time of its phases.

    `follow_ups`: how many were told, apart from the cases.
    """

    cases: list[CaseHeldOut]
    phases: list[PhaseSpentOut]
    follow_ups: int


@router.get(
    "/api/rooms/{room}/record",
    tags=["rooms"],
    summary="Who was there",
    dependencies=[METERED],
    responses=refusals(*OF_A_KEY, NotFound, IllegalHere),
)
async def read_record(room: RoomPath, parts: Held, _: Owner) -> RecordOut:
    """Attendance once the meeting has ended. Cases, who presented and who led are told to leaders
    and owners only, and nobody is ever told who declined, withdrew, waited or was removed."""
    kept = await parts.record(room)
    return RecordOut(**_attended(room, kept or await _to_be_kept(parts, room)))


@router.get(
    f"{PREFIX}/record",
    tags=["people"],
    summary="Read the whole record as a leader",
    responses=refusals(*OF_A_PASS, NotFound, IllegalHere),
)
async def read_whole_record(parts: Held, held: Reader) -> WholeRecordOut:
    """What will be kept of the meeting that has ended, for leaders to know what they confirm by
    `confirm_attendance`. Once the log is reduced there are no passes to read it by."""
    live = await parts.room(held.room)
    if not is_leader(live.room, held.by):
        raise Forbidden("the whole record is for leaders")
    found = await _to_be_kept(parts, held.room)
    return WholeRecordOut(
        **_attended(held.room, found),
        cases=[
            CaseHeldOut(
                number=case.number,
                kind=case.kind,
                presenter=case.presenter,
                leading=list(case.leading),
            )
            for case in found.cases
        ],
        phases=[PhaseSpentOut(phase=one, spent_ms=ms) for one, ms in found.phases.items()],
        follow_ups=found.follow_ups,
    )


def _attended(room: RoomId, found: Record) -> dict[str, Any]:
    return {
        "room": room,
        "plan": found.plan,
        "is_rehearsal": found.is_rehearsal,
        "is_test": found.is_test,
        "opened_at": found.opened_at,
        "ended_at": found.ended_at,
        "is_confirmed": found.is_confirmed,
        "attendance": [
            AttendanceOut(
                person=one.person,
                name=one.name,
                role=one.role,
                present_ms=one.present,
                is_confirmed=one.is_confirmed,
            )
            for one in found.attendance
        ],
    }


async def _to_be_kept(parts: Parts, room: RoomId) -> Record:
    """The record as the log has it; raises `NotFound`, `IllegalHere` before the end."""
    try:
        log = await parts.rooms.log.read(room)
    except NoSuchRoom:
        raise NotFound from None
    try:
        return record(stored.event for stored in log.events)
    except ValueError:
        raise IllegalHere("the meeting has not ended") from None
