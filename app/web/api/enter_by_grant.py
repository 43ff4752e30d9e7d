"""`POST /api/enter/grant`: a signed grant becomes a pass, in a cookie or in a page's memory."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Response
from pydantic import Field

from app.access import errors as access
from app.access.claims import MOST_CHARACTERS
from app.rooms.errors import Conflict, Forbidden, NotFound, RateLimited, RoomClosed, RoomFull
from app.rooms.fields import ID_PATTERN, RoomId
from app.web import cookies
from app.web.api.enter import Entered
from app.web.arrivals import arrived, refuse_after_end
from app.web.askers import Held, open_metered
from app.web.problems import USUAL, refusals
from app.web.requests import JsonRoute
from app.web.shapes import Shape

OF_A_GRANT = (
    access.BadGrant,
    access.GrantAlgorithm,
    access.GrantClaims,
    access.GrantExpired,
    access.GrantTooLong,
    access.GrantForeign,
)

router = APIRouter(tags=["way in"], route_class=JsonRoute)


class EnteringByGrant(Shape):
    """`grant` is what an integrator's key has signed. `room`, from the address's path, is refused
    where the grant is for another. `keep`: a page in somebody else's has no cookies, and keeps the
    pass in its memory."""

    grant: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    room: str | None = Field(default=None, pattern=f"^{ID_PATTERN}$")
    keep: Literal["cookie", "memory"] = "cookie"


class EnteredByGrant(Entered):
    """As by a link. `token`, where it is kept in memory, is the pass: bring it below `path` as
    `Authorization: Bearer`, and store it nowhere."""

    token: str | None


@router.post(
    "/api/enter/grant",
    summary="Come in by a grant",
    dependencies=[Depends(open_metered)],
    responses=refusals(
        *OF_A_GRANT,
        access.GrantUsed,
        access.Removed,
        Forbidden,
        NotFound,
        Conflict,
        RateLimited,
        RoomClosed,
        RoomFull,
        *USUAL,
    ),
)
async def enter_by_grant(
    asked: EnteringByGrant,
    response: Response,
    parts: Held,
    origin: Annotated[str | None, Header(description="brought by browsers")] = None,
) -> EnteredByGrant:
    """Exchange a person's grant, once, for a pass. The same `sub` is the same person of the room,
    on every device; they wait at the door and are let in as by a personal link."""
    if origin is not None and origin not in parts.origins:
        raise Forbidden("this page may not use grants here")
    grants = parts.access.grants
    who = await grants.introduction(asked.grant, None if asked.room is None else RoomId(asked.room))
    await refuse_after_end(parts, who.room, await grants.known(who), is_by_name=True)
    opened = await grants.enter(who)
    one = await arrived(parts, opened)
    is_kept = asked.keep == "cookie"
    if is_kept:
        cookies.keep(response, opened, is_secure=parts.is_secure)
    return EnteredByGrant(
        room=opened.room,
        person=opened.person,
        name=one.name,
        role=one.role,
        is_new=opened.is_new,
        needs_confirmation=one.needs_confirmation,
        path=cookies.path_of(opened.room, opened.person),
        expires_at=opened.expires_at,
        token=None if is_kept else opened.pass_text,
    )
