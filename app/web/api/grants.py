"""`POST /api/rooms/{room}/grants`: we sign what the caller's key could have signed without us."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.access import errors as access
from app.access.claims import LONGEST_LIFE, MOST_SUB, Claims
from app.phases.units import MINUTE, Millis
from app.rooms.errors import NotFound
from app.rooms.fields import Name, RoomId
from app.rooms.roles import Role
from app.web.api.rooms import OF_A_KEY
from app.web.askers import METERED, Held, KeyText, Machine, RoomPath
from app.web.problems import refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape, bounded

router = APIRouter(
    prefix="/api/rooms/{room}/grants",
    tags=["grants"],
    route_class=RepeatableRoute,
    dependencies=[METERED],
)
_Minutes = Annotated[float, Field(gt=0, le=LONGEST_LIFE / MINUTE, allow_inf_nan=False)]
_Role = Annotated[Role, Field(strict=False)]
_Name = bounded(Name)


class PersonGrantIn(Shape):
    """Lets one person in, once; `sub` is your own stable id of them, of which we keep a digest."""

    to: Literal["person"]
    sub: str = Field(min_length=1, max_length=MOST_SUB)
    name: _Name  # type: ignore[valid-type]  # made at run time
    role: _Role = Role.MEMBER
    minutes: _Minutes = 10


class MachineGrantIn(Shape):
    """Lets a machine read, show, lead or report for as long as it lives."""

    to: Literal["machine"]
    read: bool = False
    show: bool = False
    lead: bool = False
    report: bool = False
    minutes: _Minutes = 10


class GrantMade(BaseModel):
    """A new grant, good until `expires_at` (milliseconds since the epoch); kept nowhere here."""

    grant: str
    expires_at: int


@router.post(
    "",
    status_code=201,
    summary="Sign a grant",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, NotFound, access.GrantClaims, access.GrantForeign),
)
async def sign_grant(
    room: RoomPath,
    asked: Annotated[PersonGrantIn | MachineGrantIn, Field(discriminator="to")],
    parts: Held,
    by: Machine,
    key: KeyText,
) -> GrantMade:
    """For whoever has no library that signs. A person's needs the scope `operator`, a machine's
    the scopes that it hands on, or `operator`."""
    if not await parts.access.owning.is_of(by.organisation, room):
        raise NotFound
    await parts.check_room(room)
    lives = Millis(max(1_000, round(asked.minutes * MINUTE)))
    made = await parts.access.grants.sign(key, _claims(parts, room, asked), lives)
    return GrantMade(grant=made.text, expires_at=made.expires_at)


def _claims(parts: Held, room: RoomId, asked: PersonGrantIn | MachineGrantIn) -> Claims:
    said = asked.model_dump(exclude={"to", "minutes"})
    if isinstance(asked, PersonGrantIn):
        said["jti"] = parts.rooms.ids.secret()
    return Claims(iss="", room=room, exp=0, **said)
