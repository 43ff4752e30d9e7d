"""`POST /api/enter`: a link becomes a pass in a cookie, and somebody at the door."""

import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, Field

from app.access import errors as access
from app.access.links import Link
from app.rooms.errors import Conflict, Forbidden, NotFound, RateLimited, RoomClosed, RoomFull
from app.rooms.fields import ID_PATTERN, Name, PersonId, RoomId
from app.rooms.roles import Role
from app.web import cookies
from app.web.arrivals import arrived, refuse_after_end
from app.web.askers import Held, open_metered
from app.web.parts import Parts
from app.web.problems import USUAL, refusals
from app.web.requests import JsonRoute
from app.web.shapes import Shape, bounded

router = APIRouter(tags=["way in"], route_class=JsonRoute)
NameIn: Any = bounded(Name)


class Entering(Shape):
    """`link` is what stands behind the `#` of a link's address. `room`, from the address's path,
    lets a browser that is known in that room stay the same person when the link is a shared one.
    `name` is for somebody new on a shared link."""

    link: str = Field(min_length=1, max_length=200)
    name: NameIn | None = None
    room: str | None = Field(default=None, pattern=f"^{ID_PATTERN}$")


class Entered(BaseModel):
    """Who came in. Below `path` the cookie acts for that person, until `expires_at` (milliseconds
    since the epoch) unless it is renewed."""

    room: RoomId
    person: PersonId
    name: str
    role: Role
    is_new: bool
    needs_confirmation: bool
    path: str
    expires_at: int


@router.post(
    "/api/enter",
    summary="Open a link",
    dependencies=[Depends(open_metered)],
    responses=refusals(
        Forbidden,
        NotFound,
        Conflict,
        RateLimited,
        RoomClosed,
        RoomFull,
        access.BadLink,
        access.LinkExpired,
        access.LinkRevoked,
        access.Removed,
        access.NameNeeded,
        *USUAL,
    ),
)
async def enter(
    asked: Entering,
    request: Request,
    response: Response,
    parts: Held,
    origin: Annotated[str | None, Header(description="brought by browsers")] = None,
) -> Entered:
    """Exchange a link for a pass: a cookie below `path`, and another one for this address.

    After the end a leader's personal link still opens, until the log is reduced: attendance is
    theirs to confirm. Everybody else gets `room_closed`.
    """
    if origin is not None and origin not in parts.origins:
        raise Forbidden("this page may not open links here")
    room = None if asked.room is None else RoomId(asked.room)
    held_pass = cookies.remembered(request, room)
    link = await parts.access.check_link(asked.link)
    visitor = await _led_to(parts, link, held_pass)
    await refuse_after_end(parts, link.room, visitor, is_by_name=link.person is not None)
    opened = await parts.access.open_link(asked.link, held_pass=held_pass, name=asked.name)
    one = await arrived(parts, opened)
    cookies.keep(response, opened, is_secure=parts.is_secure)
    return Entered(
        room=opened.room,
        person=opened.person,
        name=one.name,
        role=one.role,
        is_new=opened.is_new,
        needs_confirmation=one.needs_confirmation,
        path=cookies.path_of(opened.room, opened.person),
        expires_at=opened.expires_at,
    )


async def _led_to(parts: Parts, link: Link, held_pass: str | None) -> PersonId | None:
    """Whom the link leads to in this browser; None for somebody new."""
    if link.person is not None or held_pass is None:
        return link.person
    # As at the opening itself: a pass that is no good is of nobody.
    with contextlib.suppress(access.AccessError):
        return (await parts.access.check_pass(held_pass, link.room)).person
    return None
