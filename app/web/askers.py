"""Who asks over HTTP: a machine by its key or grant, a browser by the pass in its cookie or memory.

Nobody gets a handler's attention without an asker in hand. Writes by cookie must come from an
allowed Origin and bring a header that no form and no foreign page can send.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Request, Security
from fastapi.requests import HTTPConnection
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from app.access.claims import is_signed
from app.access.errors import BadKey, PassInvalid
from app.access.grants import Grant, Scope
from app.access.service import Access
from app.phases.units import Instant
from app.rooms.errors import Forbidden, NotFound
from app.rooms.fields import ID_PATTERN, PersonId, RoomId
from app.rooms.roles import Actor, person
from app.web import cookies
from app.web.entry import integration
from app.web.envelope import QUOTA
from app.web.limits import place_of
from app.web.parts import Parts
from app.web.rates import Rates

ID = f"^{ID_PATTERN}$"
PROOF = "1"
"""What `X-Pushback` must say; that it is there is the point."""

RoomPath = Annotated[RoomId, Path(pattern=ID, description="a room's id")]
PersonPath = Annotated[PersonId, Path(pattern=ID, description="a person's id")]

_BEARER = HTTPBearer(
    scheme_name="key",
    description="An API key, from `POST /api/keys`, or a machine's grant that one has signed.",
    auto_error=False,
)
_IN_MEMORY = HTTPBearer(
    scheme_name="pass_in_memory",
    description="The `token` of `POST /api/enter/grant`, for a page that has no cookies.",
    auto_error=False,
)
_COOKIE = APIKeyCookie(
    name="pushback_",
    scheme_name="pass",
    description="The pass that `POST /api/enter` sets; its name differs by room and person.",
    auto_error=False,
)


def parts_of(request: Request) -> Parts:
    """What the application was made of."""
    parts: Parts = request.app.state.parts
    return parts


Held = Annotated[Parts, Depends(parts_of)]


def address_of(request: HTTPConnection) -> str:
    """Where the request counts as coming from, as far as the server believes it."""
    return place_of(request.client.host) if request.client else "unknown"


def open_metered(request: Request, parts: Held) -> None:
    """Raises `RateLimited` for an address that opens too much."""
    metered(request, parts.opens, address_of(request), parts.rooms.clock.now())


def metered(request: Request, rates: Rates, who: str, now: Instant) -> None:
    """One more of `who`, whose answer says what is left; raises `RateLimited`."""
    try:
        rates.take(who, now)
    finally:
        request.scope[QUOTA] = rates.quota(who, now)


# Machines ----------------------------------------------------------------------------------


async def keyholder(
    parts: Held, bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
) -> Grant:
    """A machine by its key; raises `BadKey`, `Unavailable`."""
    if bearer is None:
        raise BadKey("Bring a key: Authorization: Bearer pbk_…")
    return await parts.entry.machine(bearer.credentials)


Machine = Annotated[Grant, Depends(keyholder)]


def key_metered(request: Request, parts: Held, grant: Machine) -> None:
    """Raises `RateLimited` for a key that asks too much, by itself or by grants it has signed."""
    metered(request, parts.requests, grant.key, parts.rooms.clock.now())


METERED = Depends(key_metered)
"""On whatever a machine may ask that no other rate is taken for."""


async def key_text(
    _: Machine, bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
) -> str:
    """The secret of a machine that came by a key, not by a grant; raises `Forbidden`."""
    if bearer is None or is_signed(bearer.credentials):
        raise Forbidden("a grant signs no grants; bring a key")
    return bearer.credentials


KeyText = Annotated[str, Depends(key_text)]


def operator(grant: Machine) -> Grant:
    """A machine that makes rooms, links and keys; raises `Forbidden`."""
    if not grant.may(Scope.OPERATOR):
        raise Forbidden("this key is not an operator's")
    return grant


Operator = Annotated[Grant, Depends(operator)]


async def owner(parts: Held, grant: Operator, room: RoomPath) -> Grant:
    """An operator of this room; raises `Forbidden`, and `NotFound` for another organisation's."""
    if not await parts.access.owning.operates(grant, room):
        raise NotFound
    return grant


Owner = Annotated[Grant, Depends(owner)]


async def onlooker(parts: Held, grant: Machine, room: RoomPath) -> Grant:
    """An operator of this room, or a machine that may read it; raises `Forbidden`, `NotFound`."""
    if grant.may(Scope.ROOM_READ, room):
        return grant
    if not grant.may(Scope.OPERATOR):
        raise Forbidden("this key is not for that room")
    return await owner(parts, grant, room)


Onlooker = Annotated[Grant, Depends(onlooker)]


def conductor(grant: Machine, room: RoomPath) -> Actor:
    """A machine that may lead this room; raises `Forbidden`."""
    if not grant.may(Scope.ROOM_LEAD, room):
        raise Forbidden("this key does not lead that room")
    return integration(grant, room)


Conductor = Annotated[Actor, Depends(conductor)]


async def reporter(grant: Machine, room: RoomPath) -> Grant:
    """A machine that may speak of this room's call; raises `NotFound`."""
    if not grant.may(Scope.ROOM_REPORT, room):
        raise NotFound
    return grant


Reporter = Annotated[Grant, Depends(reporter)]


# Browsers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holder:
    """A browser with a good pass for this person of this room."""

    room: RoomId
    person: PersonId
    pass_id: str
    pass_text: str

    @property
    def by(self) -> Actor:
        """Whom it acts for."""
        return person(self.person)


async def holder(
    request: Request,
    parts: Held,
    room: RoomPath,
    person: PersonPath,
    _: Annotated[str | None, Security(_COOKIE)],
    memory: Annotated[HTTPAuthorizationCredentials | None, Security(_IN_MEMORY)],
) -> Holder:
    """A browser by its cookie, or by what its page holds in memory; raises `PassInvalid`,
    `PassExpired` or what ended the pass."""
    text = cookies.held(request, room, person) if memory is None else memory.credentials
    return await _checked(parts.access, text, room, person)


Reader = Annotated[Holder, Depends(holder)]


def same_place(
    parts: Held,
    origin: Annotated[str, Header(description="where the page was loaded from")] = "",
    x_pushback: Annotated[str, Header(description="`1`: this is no form")] = "",
) -> str:
    """The allowed Origin of a write by cookie; raises `Forbidden`."""
    if origin not in parts.origins:
        raise Forbidden("this page may not write here")
    if x_pushback != PROOF:
        raise Forbidden("the header X-Pushback is missing")
    return origin


SamePlace = Annotated[str, Depends(same_place)]


def writer(_: SamePlace, held: Reader) -> Holder:
    """A browser that may write, by its cookie and where it is."""
    return held


Writer = Annotated[Holder, Depends(writer)]


async def _checked(access: Access, text: str | None, room: RoomId, person: PersonId) -> Holder:
    if text is None:
        raise PassInvalid
    admission = await access.check_pass(text, room)
    if admission.person != person:
        raise PassInvalid
    return Holder(room, person, admission.pass_id, text)
