"""`/api/rooms`: operators make rooms, machines read them and press in them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from app.access.errors import BadKey, BadTerms
from app.access.grants import Scope
from app.phases.phase import Phase
from app.phases.plan import Plan
from app.phases.shipped import DEFAULT, SHIPPED
from app.rooms.errors import BadPlan, Forbidden, NotFound, RateLimited
from app.rooms.fields import ID_PATTERN, RoomId
from app.rooms.frames import WIRE_VERSION, encode
from app.rooms.roles import Audience
from app.rooms.state import Agreement, CallKind, Room
from app.rooms.views import view
from app.web.askers import METERED, Conductor, Held, Onlooker, Operator, RoomPath
from app.web.outbound import EVERY
from app.web.plan_documents import PLAN_NAME, PlanDocument, plan_of
from app.web.posting import ANSWERS, COMMAND_BODY, OF_A_PRESS, post
from app.web.problems import USUAL, refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape

MOST_AGREEMENT = 4_000
FASTEST = 1_000
LATEST = 10**15
MARK = rf"^[0-9]{{1,15}}\.{ID_PATTERN}$"
"""A place in the list of rooms: when one was made, and its id."""
PlanName = Annotated[str, Field(pattern=PLAN_NAME)]
OF_A_KEY = (BadKey, Forbidden, RateLimited, *USUAL)

router = APIRouter(prefix="/api/rooms", tags=["rooms"], route_class=RepeatableRoute)


class AgreementIn(Shape):
    """The words that everybody accepts at the door."""

    text: str = Field(max_length=MOST_AGREEMENT)


class RehearsalIn(Shape):
    """A meeting `speed` times faster, in which nothing is meant."""

    speed: float = Field(ge=1, le=FASTEST, allow_inf_nan=False)


class RoomIn(Shape):
    """`plan` is the name of a shipped plan, or a document of one's own. `call`: what the meeting is
    heard through, by default the server's own call, if it has one."""

    plan: PlanName | PlanDocument = Field(default=DEFAULT, union_mode="left_to_right")
    agreement: AgreementIn = AgreementIn(text="")
    rehearsal: RehearsalIn | None = None
    call: Annotated[CallKind, Field(strict=False)] | None = None


class RoomMade(BaseModel):
    """A new room in `gathering`; nobody can come in until there are links."""

    room: RoomId


class RoomList(BaseModel):
    """Rooms, the newest first; `next` is what to bring as `after` for more, null at the end."""

    rooms: list[RoomId]
    next: Annotated[str, Field(pattern=MARK)] | None


class CursorOut(BaseModel):
    """Where this state stands: for `hello` and for the stream."""

    epoch: str
    view: str
    seq: int


class RoomOut(BaseModel):
    """A room. `cursor` and `sections` are for machines that may read it, null for operators."""

    room: RoomId
    plan: str
    title: str
    is_rehearsal: bool
    is_test: bool
    has_begun: bool
    has_ended: bool
    created_at: int
    opened_at: int | None
    ended_at: int | None
    cursor: CursorOut | None
    sections: EVERY[Audience.INTEGRATION] | None  # type: ignore[valid-type]  # made at run time


@router.post(
    "",
    status_code=201,
    summary="Make a room",
    dependencies=[METERED, REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, BadPlan, BadTerms, NotFound),
)
async def make_room(asked: RoomIn, parts: Held, grant: Operator, response: Response) -> RoomMade:
    """A room of its own for one meeting; `bad_plan` names the step to mend. A test key makes a
    room for practice."""
    plan = _plan(asked)
    agreement = Agreement(text=asked.agreement.text)
    is_rehearsal = asked.rehearsal is not None
    call = _call(asked.call, parts)
    room = await parts.rooms.create(
        plan, agreement, is_rehearsal=is_rehearsal, call=call, is_test=grant.is_test
    )
    await parts.access.owning.own(grant, room)
    response.headers["Location"] = f"/api/rooms/{room}"
    return RoomMade(room=room)


def _call(asked: CallKind | None, parts: Held) -> CallKind:
    has = {
        CallKind.BUILT_IN: parts.has_call,
        CallKind.LIVEKIT: parts.livekit is not None,
    }
    if asked is not None and not has.get(asked, True):
        raise BadTerms("This server has no such call: leave `call` out, or say `beside`.")
    return asked or parts.usual_call


def _plan(asked: RoomIn) -> Plan:
    if isinstance(asked.plan, PlanDocument):
        plan = plan_of(asked.plan)
    elif asked.plan in SHIPPED:
        plan = SHIPPED[asked.plan]
    else:
        raise NotFound("there is no plan of that name")
    return plan if asked.rehearsal is None else plan.divided(asked.rehearsal.speed)


@router.get("", summary="List rooms", dependencies=[METERED], responses=refusals(*OF_A_KEY))
async def list_rooms(
    parts: Held,
    grant: Operator,
    after: Annotated[
        str, Query(pattern=f"^$|{MARK}", description="`next` of the page before")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RoomList:
    """Rooms that have not been reduced to their record, the newest first; what is made meanwhile
    stands before the first page, and moves none of those that follow."""
    known = await parts.rooms.log.open_rooms()
    seen = await parts.access.owning.seen(grant.organisation, frozenset(known))
    coming = sorted(
        place
        for room, at in known.items()
        if room in seen and (place := (-at, room)) > _place(after)
    )
    page = coming[:limit]
    marks = [f"{-before}.{room}" for before, room in page]
    rooms = [room for _, room in page]
    return RoomList(rooms=rooms, next=marks[-1] if len(coming) > limit else None)


def _place(mark: str) -> tuple[int, str]:
    """Where a page begins: by when a room was made, so that it is found after the room has gone."""
    at, _, room = mark.partition(".")
    return (-int(at), room) if at else (-LATEST, "")


@router.get(
    "/{room}",
    summary="Look at a room",
    dependencies=[METERED],
    response_model_exclude_unset=True,
    responses=refusals(*OF_A_KEY, NotFound),
)
async def read_room(room: RoomPath, parts: Held, grant: Onlooker) -> RoomOut:
    """What an operator may know of it, and what an integration sees if the key may read it."""
    live = await parts.room(room)
    await parts.rooms.issue_due(live)
    sees = grant.may(Scope.ROOM_READ, room)
    return _room(live.room, sees=sees)


@router.post(
    "/{room}/commands",
    summary="Press as a machine",
    response_class=Response,
    responses=ANSWERS | refusals(*OF_A_KEY, *OF_A_PRESS),
    openapi_extra=COMMAND_BODY,
)
async def press(request: Request, room: RoomPath, parts: Held, by: Conductor) -> Response:
    """A `do` frame; the key needs `room:lead` for this room. A machine is no leader: it neither
    keeps a room led nor confirms a move against the leading one."""
    return await post(parts, await parts.room(room), by, request)


def _room(room: Room, *, sees: bool) -> RoomOut:
    to = Audience.INTEGRATION
    return RoomOut(
        room=room.id,
        plan=room.plan.name,
        title=room.plan.title,
        is_rehearsal=room.is_rehearsal,
        is_test=room.is_test,
        has_begun=room.opened_at is not None,
        has_ended=room.phase is Phase.ENDED,
        created_at=room.created_at,
        opened_at=room.opened_at,
        ended_at=room.ended_at,
        cursor=CursorOut(epoch=room.epoch, view=f"{to}.v{WIRE_VERSION}", seq=room.seq)
        if sees
        else None,
        sections=EVERY[to].model_validate_json(encode(view(room, to))) if sees else None,
    )
