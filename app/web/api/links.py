"""`/api/rooms/{room}/links`: how people come into a room."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.access import errors as access
from app.access import secrets
from app.access.endings import Ending
from app.access.links import LONGEST_LIFE, Link, NewLink
from app.phases.units import HOUR, Millis
from app.rooms.errors import NotFound
from app.rooms.fields import Name, PersonId, RoomId
from app.rooms.roles import Role
from app.web.api.rooms import OF_A_KEY
from app.web.askers import METERED, Held, Owner, RoomPath
from app.web.paging import MOST, After, Limit, Next, page
from app.web.problems import refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape, bounded

ROW_ID = rf"^{secrets.ROW_ID}$"
DAY_HOURS = 24

router = APIRouter(
    prefix="/api/rooms/{room}/links",
    tags=["links"],
    route_class=RepeatableRoute,
    dependencies=[METERED],
)
_Name: Any = bounded(Name)
_Role = Annotated[Role, Field(strict=False)]
_Hours = Annotated[float, Field(gt=0, le=LONGEST_LIFE / HOUR, allow_inf_nan=False)]


class PersonalIn(Shape):
    """A link that is one person, on any number of devices."""

    kind: Literal["personal"]
    name: _Name
    role: _Role = Role.MEMBER
    hours: _Hours = DAY_HOURS


class SharedIn(Shape):
    """A link that makes a new person in each browser, whom a leader confirms by name."""

    kind: Literal["shared"]
    role: Literal["member", "observer"] = "member"
    hours: _Hours = DAY_HOURS


class LinkOut(BaseModel):
    """A link, without its secret. `person` and `name` are of a personal one."""

    id: str
    kind: Literal["personal", "shared"]
    role: Role
    person: PersonId | None
    name: str | None
    created_at: int
    expires_at: int
    revoked_at: int | None


class LinkMade(LinkOut):
    """A new link; `url` is shown this once."""

    url: str


class LinkList(BaseModel):
    """Links of a room, oldest first; `next` is what to bring as `after` for more, null at the
    end."""

    links: list[LinkOut]
    next: Next


@router.post(
    "",
    status_code=201,
    summary="Make a link",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, NotFound, access.BadTerms),
)
async def make_link(
    room: RoomPath,
    asked: Annotated[PersonalIn | SharedIn, Field(discriminator="kind")],
    parts: Held,
    _: Owner,
) -> LinkMade:
    """A personal link for somebody by name, or a shared one for members or observers."""
    await parts.check_room(room)
    expires_in = Millis(max(1, round(asked.hours * HOUR)))
    if isinstance(asked, PersonalIn):
        made = await parts.access.make_personal_link(
            room, name=asked.name, role=asked.role, expires_in=expires_in
        )
    else:
        role = Role(asked.role)
        made = await parts.access.make_shared_link(room, role=role, expires_in=expires_in)
    return LinkMade(**_seen(made.link), url=address(parts.base_url, room, made))


def address(base_url: str, room: RoomId, made: NewLink) -> str:
    """What people open: the secret stands behind the `#` and never reaches a server's log."""
    return f"{base_url}/r/{room}#{made.text}"


@router.get("", summary="List the links of a room", responses=refusals(*OF_A_KEY, NotFound))
async def list_links(
    room: RoomPath, parts: Held, _: Owner, after: After = "", limit: Limit = MOST
) -> LinkList:
    """Links of the room as long as they are kept."""
    await parts.check_room(room)
    found, mark = page(await parts.access.links(room), after, limit)
    return LinkList(links=[LinkOut(**_seen(link)) for link in found], next=mark)


@router.delete(
    "/{link}",
    status_code=204,
    summary="Revoke a link",
    responses=refusals(*OF_A_KEY, NotFound, access.NoSuchLink),
)
async def revoke_link(
    room: RoomPath, link: Annotated[str, Path(pattern=ROW_ID)], parts: Held, _: Owner
) -> None:
    """It opens no more; whoever came by a personal one is out within 2 s."""
    await parts.access.revoke_link(room, link)


def _seen(link: Link) -> dict[str, Any]:
    # Who was removed from a meeting is nobody's business: only an operator's own act is shown.
    is_revoked = link.ending is Ending.REVOKED
    return {
        "id": link.id,
        "kind": "shared" if link.person is None else "personal",
        "role": link.role,
        "person": link.person,
        "name": link.name,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "revoked_at": link.ended_at if is_revoked else None,
    }
