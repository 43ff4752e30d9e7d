"""`/api/calls/{call}`: the makers of a call keep the Call Control Contract with us."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.access.errors import BadKey, JoinGrantRefused
from app.contract.errors import NotByContract, NotSeated, TooManyPlaces, UnknownVersion
from app.contract.wire import (
    EventsSaid,
    FloorChanged,
    FloorReport,
    ParticipantsSaid,
    PersonIn,
)
from app.rooms.capacities import known
from app.rooms.errors import NotFound, RateLimited, RoomClosed
from app.rooms.fields import PersonId, RoomId
from app.rooms.live import LiveRoom
from app.rooms.roles import person
from app.rooms.state import CallKind, Standing
from app.web.askers import Held, Reporter, RoomPath, metered
from app.web.contract_frames import (
    EventsTaken,
    ParticipantsTaken,
    ReportTaken,
    take_events,
    take_participants,
    take_report,
)
from app.web.parts import Parts
from app.web.problems import USUAL, refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape
from app.webhooks.addresses import MOST_CHARACTERS
from app.webhooks.errors import AddressRefused

router = APIRouter(prefix="/api/calls/{room}", tags=["calls"], route_class=RepeatableRoute)
OF_A_CALL = (BadKey, NotFound, RoomClosed, NotByContract, RateLimited, *USUAL)
OF_A_POST = (*OF_A_CALL, *OF_A_REPEAT)


class WhereIn(Shape):
    """Where states are posted: as of webhooks, `https://` and a public name or number."""

    url: str = Field(min_length=1, max_length=MOST_CHARACTERS)


class WhereOut(BaseModel):
    """Where states are posted, and the secret that signs them, `whsec_…`, shown this once."""

    url: str
    secret: str


class JoinGrantIn(Shape):
    """For whom: somebody who sits in the circle."""

    person: PersonIn


class JoinGrantMade(BaseModel):
    """A join grant, good once and until `expires_at`."""

    grant: str
    expires_at: int


async def by_contract(parts: Parts, room: RoomId) -> LiveRoom:
    """The meeting, whose call is by contract; raises `NotFound`, `RoomClosed`, `NotByContract`,
    `Unavailable`."""
    live = await parts.reception.open(room)
    if live.room.call is not CallKind.CONTRACT:
        raise NotByContract
    return live


async def metered_call(request: Request, room: RoomPath, parts: Held, by: Reporter) -> LiveRoom:
    """A meeting whose call its makers may speak of, once more; raises `RateLimited` too."""
    metered(request, parts.reports, f"{by.key}:{room}", parts.rooms.clock.now())
    return await by_contract(parts, room)


OneCall = Annotated[LiveRoom, Depends(metered_call)]


@router.put("", summary="Have states posted", responses=refusals(*OF_A_CALL, AddressRefused))
async def register(room: RoomPath, asked: WhereIn, parts: Held, _: OneCall) -> WhereOut:
    """What the room wants of its call is posted there from now on, signed by a new secret."""
    return WhereOut(url=asked.url, secret=await parts.contract.register(room, asked.url))


@router.delete("", status_code=204, summary="Have nothing posted", responses=refusals(*OF_A_CALL))
async def unregister(room: RoomPath, parts: Held, _: OneCall) -> None:
    """Only sockets are told from now on."""
    await parts.contract.unregister(room)


@router.post(
    "/grants",
    status_code=201,
    summary="Make a join grant",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_POST, NotSeated),
)
async def grant(room: RoomPath, asked: JoinGrantIn, parts: Held, live: OneCall) -> JoinGrantMade:
    """Whoever brings it into the call, within a minute and once, is bound to that person."""
    one = known(live.room, person(PersonId(asked.person)))
    if one is None or one.standing is not Standing.SEATED:
        raise NotSeated
    made = await parts.contract.grant(room, one.id)
    return JoinGrantMade(grant=made.text, expires_at=made.expires_at)


@router.post(
    "/participants",
    summary="Say who is in the call",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_POST, JoinGrantRefused, TooManyPlaces),
)
async def participants(
    room: RoomPath, said: ParticipantsSaid, parts: Held, _: OneCall
) -> ParticipantsTaken:
    """All of them are taken, or none. Of whoever is not named nothing is said; that somebody has
    gone is an event."""
    return await take_participants(parts.contract, room, said)


@router.post(
    "/events",
    summary="Say what happened in the call",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_POST, TooManyPlaces),
)
async def events(room: RoomPath, said: EventsSaid, parts: Held, _: OneCall) -> EventsTaken:
    """Each is taken once, by its id. There is none that tells of speech, and no field for it."""
    return await take_events(parts.contract, room, said)


@router.post(
    "/floor-reports",
    summary="Say what became of a state",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_POST, UnknownVersion),
)
async def floor_report(room: RoomPath, said: FloorReport, parts: Held, _: OneCall) -> ReportTaken:
    """A report of an older state than the newest changes nothing, and is told so by `newest`."""
    return await take_report(parts.contract, room, said)


def floor_changed(state: FloorChanged) -> None:  # pragma: no cover  # described, never called
    """Posted to where the call's makers have registered, signed by Standard Webhooks: the complete
    state, on each change and every 10 s. Any 2xx says that it was received, and no more: what
    became of it is said by a floor report. An older version than the newest seen is to be ignored,
    the newest again is to be done again."""
