"""`/api/keys`: what machines bring in `Authorization`."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.access import errors as access
from app.access.grants import MOST_ROOMS, Scope
from app.access.keys import MOST_LABEL_CHARACTERS, Key
from app.access.links import LONGEST_LIFE
from app.access.organisations import PATTERN, is_managed_by, is_practice, name_of, practice_of
from app.phases.units import HOUR, Millis
from app.rooms.errors import Forbidden
from app.rooms.fields import RoomId
from app.rooms.ports import RoomLog
from app.web.api.links import ROW_ID
from app.web.api.rooms import OF_A_KEY
from app.web.askers import ID, METERED, Held, Operator
from app.web.paging import MOST, After, Limit, Next, page
from app.web.problems import refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape

router = APIRouter(
    prefix="/api/keys", tags=["keys"], route_class=RepeatableRoute, dependencies=[METERED]
)
_Room = Annotated[str, Field(pattern=ID)]
_Scope = Annotated[Scope, Field(strict=False)]


class KeyIn(Shape):
    """`scopes` of rooms are for the `rooms` named, and for no others; `hours` null never ends.
    `organisation` is by default the asker's; the server's own keys may name any. `test`: a key for
    practice, which makes and sees test rooms alone; by one no other is made."""

    label: str = Field(min_length=1, max_length=MOST_LABEL_CHARACTERS)
    scopes: list[_Scope] = Field(min_length=1, max_length=len(Scope))
    rooms: list[_Room] = Field(default=[], max_length=MOST_ROOMS)
    organisation: str | None = Field(default=None, pattern=f"^{PATTERN}$")
    hours: float | None = Field(default=None, gt=0, le=LONGEST_LIFE / HOUR, allow_inf_nan=False)
    test: bool = False


class RotateIn(Shape):
    """`old_hours`: for how long the first is still good; null until it is revoked."""

    old_hours: float | None = Field(default=None, gt=0, le=LONGEST_LIFE / HOUR, allow_inf_nan=False)


class KeyOut(BaseModel):
    """A key, without its secret. `last_used_at` is right to a minute. `organisation` null: the
    server's own. `follows`: the key that this one was made to take over from. `is_test`: for
    practice."""

    id: str
    label: str
    scopes: list[Scope]
    rooms: list[RoomId]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    organisation: str | None
    follows: str | None
    is_test: bool


class KeyMade(KeyOut):
    """A new key; `key` is what its holder brings, shown this once."""

    key: str


class KeyList(BaseModel):
    """Keys, oldest first; `next` is what to bring as `after` for more, null at the end."""

    keys: list[KeyOut]
    next: Next


@router.post(
    "",
    status_code=201,
    summary="Make a key",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, access.BadTerms),
)
async def make_key(asked: KeyIn, parts: Held, grant: Operator) -> KeyMade:
    """A key for a machine; its rooms are made before it."""
    owner = grant.organisation if asked.organisation is None else asked.organisation
    if asked.test or grant.is_test:
        owner = practice_of(owner)
    if not is_managed_by(grant.organisation, owner):
        raise Forbidden("this key makes keys of its own organisation")
    rooms = frozenset(RoomId(room) for room in asked.rooms)
    seen = await parts.access.owning.seen(owner, rooms)
    if rooms - seen or await not_there(parts.rooms.log, rooms):
        raise access.BadTerms("one of the rooms does not exist, or only its record is left")
    made = await parts.access.create_key(
        asked.label,
        frozenset(asked.scopes),
        rooms,
        expires_in=_millis(asked.hours),
        organisation=owner,
    )
    return KeyMade(**_seen(made.key), key=made.text)


@router.post(
    "/{key}/rotate",
    status_code=201,
    summary="Make a key to take over from another",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, access.NoSuchKey, access.AlreadyRotated),
)
async def rotate_key(
    key: Annotated[str, Path(pattern=ROW_ID)], asked: RotateIn, parts: Held, grant: Operator
) -> KeyMade:
    """A second key with the label, scopes, rooms, organisation and end of the first. Give it to
    the machine, then revoke the first, or let it run out: of one purpose there are two at most."""
    made = await parts.access.rotate_key(
        key, by=grant.organisation, old_for=_millis(asked.old_hours)
    )
    return KeyMade(**_seen(made.key), key=made.text)


def _millis(hours: float | None) -> Millis | None:
    return None if hours is None else Millis(max(1, round(hours * HOUR)))


async def not_there(log: RoomLog, rooms: frozenset[RoomId]) -> list[RoomId]:
    """Those of the rooms that a key could open nothing of: whoever asked mistook an id."""
    return sorted(rooms - set(await log.heads(sorted(rooms)))) if rooms else []


@router.get("", summary="List keys", responses=refusals(*OF_A_KEY))
async def list_keys(
    parts: Held, grant: Operator, after: After = "", limit: Limit = MOST
) -> KeyList:
    """Keys, the revoked ones too as long as they are kept; an organisation's are its own."""
    found, mark = page(await parts.access.keys(grant.organisation), after, limit)
    return KeyList(keys=[KeyOut(**_seen(key)) for key in found], next=mark)


@router.delete(
    "/{key}",
    status_code=204,
    summary="Revoke a key",
    responses=refusals(*OF_A_KEY, access.NoSuchKey),
)
async def revoke_key(
    key: Annotated[str, Path(pattern=ROW_ID)], parts: Held, grant: Operator
) -> None:
    """It opens nothing any more; what was connected by it is cut within 2 s."""
    await parts.access.revoke_key(key, grant.organisation)


def _seen(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "label": key.label,
        "scopes": sorted(key.scopes),
        "rooms": sorted(key.rooms),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
        "organisation": name_of(key.organisation) or None,
        "follows": key.follows,
        "is_test": is_practice(key.organisation),
    }
