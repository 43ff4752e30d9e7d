"""`/api/keys`: what machines bring in `Authorization`."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.access import errors as access
from app.access.grants import MOST_ROOMS, Scope
from app.access.keys import MOST_LABEL_CHARACTERS, Key
from app.access.links import LONGEST_LIFE
from app.phases.units import HOUR, Millis
from app.rooms.fields import RoomId
from app.rooms.ports import RoomLog
from app.web.api.links import ROW_ID
from app.web.api.rooms import OF_A_KEY
from app.web.askers import ID, Held, Operator
from app.web.problems import refusals
from app.web.requests import JsonRoute
from app.web.shapes import Shape

router = APIRouter(prefix="/api/keys", tags=["keys"], route_class=JsonRoute)
_Room = Annotated[str, Field(pattern=ID)]
_Scope = Annotated[Scope, Field(strict=False)]


class KeyIn(Shape):
    """`scopes` of rooms are for the `rooms` named, and for no others; `hours` null never ends."""

    label: str = Field(min_length=1, max_length=MOST_LABEL_CHARACTERS)
    scopes: list[_Scope] = Field(min_length=1, max_length=len(Scope))
    rooms: list[_Room] = Field(default=[], max_length=MOST_ROOMS)
    hours: float | None = Field(default=None, gt=0, le=LONGEST_LIFE / HOUR, allow_inf_nan=False)


class KeyOut(BaseModel):
    """A key, without its secret. `last_used_at` is right to a minute."""

    id: str
    label: str
    scopes: list[Scope]
    rooms: list[RoomId]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


class KeyMade(KeyOut):
    """A new key; `key` is what its holder brings, shown this once."""

    key: str


class KeyList(BaseModel):
    """All keys, oldest first."""

    keys: list[KeyOut]


@router.post(
    "",
    status_code=201,
    summary="Make a key",
    responses=refusals(*OF_A_KEY, access.BadTerms),
)
async def make_key(asked: KeyIn, parts: Held, _: Operator) -> KeyMade:
    """A key for a machine; its rooms are made before it."""
    rooms = frozenset(RoomId(room) for room in asked.rooms)
    if await not_there(parts.rooms.log, rooms):
        raise access.BadTerms("one of the rooms does not exist, or only its record is left")
    made = await parts.access.create_key(
        asked.label,
        frozenset(asked.scopes),
        rooms,
        expires_in=None if asked.hours is None else Millis(max(1, round(asked.hours * HOUR))),
    )
    return KeyMade(**_seen(made.key), key=made.text)


async def not_there(log: RoomLog, rooms: frozenset[RoomId]) -> list[RoomId]:
    """Those of the rooms that a key could open nothing of: whoever asked mistook an id."""
    return sorted(rooms - set(await log.heads(sorted(rooms)))) if rooms else []


@router.get("", summary="List keys", responses=refusals(*OF_A_KEY))
async def list_keys(parts: Held, _: Operator) -> KeyList:
    """All keys, the revoked ones too as long as they are kept."""
    return KeyList(keys=[KeyOut(**_seen(key)) for key in await parts.access.keys()])


@router.delete(
    "/{key}",
    status_code=204,
    summary="Revoke a key",
    responses=refusals(*OF_A_KEY, access.NoSuchKey),
)
async def revoke_key(key: Annotated[str, Path(pattern=ROW_ID)], parts: Held, _: Operator) -> None:
    """It opens nothing any more; what was connected by it is cut within 2 s."""
    await parts.access.revoke_key(key)


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
    }
