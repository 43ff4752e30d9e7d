"""A room's LiveKit call: what lets people in, and what LiveKit says by itself."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel

from app.access.errors import BadKey
from app.calls.ports import CallUnavailable, Entrance, LettingIn, NotGenuine
from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.errors import Forbidden, NotFound, RateLimited, RoomClosed, Unavailable
from app.rooms.state import CallKind, Room
from app.web.api.people import OF_A_PASS, PREFIX
from app.web.askers import Held, Writer, address_of, metered
from app.web.parts import Parts
from app.web.posting import actor
from app.web.problems import USUAL, refusals

WEBHOOKS = "/api/calls/livekit"

router = APIRouter(tags=["people"])


class WayBackOut(BaseModel):
    """For whoever is locked: from `good_from` on `token` lets them in with their microphone, so
    that nobody stays locked by a server that is gone. Ask for another before then, and come in by
    this one only if nobody answers."""

    token: str
    good_from: Instant


class EntranceOut(BaseModel):
    """Connect to `url` with `token`, before `until` (milliseconds since the epoch). It lets this
    person in, with what their floor lets them send now; `way_back` is null for whoever is free."""

    url: str
    token: str
    until: Instant
    way_back: WayBackOut | None


@router.post(
    f"{PREFIX}/call/token",
    summary="Draw a token for the room's LiveKit call",
    responses=refusals(*OF_A_PASS, NotFound, RoomClosed, RateLimited),
)
async def draw_token(request: Request, parts: Held, held: Writer) -> EntranceOut:
    """For whoever sits in the circle of a room that is heard through LiveKit, by their pass; nobody
    else is let in. It is good for a minute: draw one for each connection, and store none."""
    metered(request, parts.presses, f"{held.room}/{held.person}", parts.rooms.clock.now())
    live = await parts.room(held.room)
    by = await actor(parts, live, held)
    call = _call(parts, live.room)
    try:
        # Whoever turned out to be somebody else is let in as them, and locked with them.
        entrance = await call.let_in(held.room, by.person or held.person)
    except CallUnavailable:
        raise Unavailable from None
    if entrance is None:
        raise Forbidden("the call is for those who sit in the circle")
    return _out(entrance)


@router.post(
    WEBHOOKS,
    status_code=204,
    summary="Hear LiveKit's webhooks",
    responses=refusals(BadKey, NotFound, RateLimited, *USUAL),
)
async def hear(
    request: Request,
    parts: Held,
    authorization: Annotated[str, Header(description="LiveKit's signature of the body")] = "",
) -> None:
    """For the LiveKit server alone, which signs what it sends with the key that we have. A repeat
    is refused like what was never said; nothing said here is kept, it only has us look. What is
    genuine is never too much; whoever pretends is soon not looked at."""
    if parts.livekit is None:
        raise NotFound
    who, now = address_of(request), parts.rooms.clock.now()
    parts.unsigned.check(who, now)
    try:
        await parts.livekit.told(authorization, await request.body())
    except NotGenuine:
        parts.rooms.meter.count("not_livekit")
        metered(request, parts.unsigned, who, now)
        raise BadKey(
            "This was not signed by the LiveKit server, or has been said before."
        ) from None


def _call(parts: Parts, room: Room) -> LettingIn:
    if room.phase is Phase.ENDED:
        raise RoomClosed
    if parts.livekit is None or room.call is not CallKind.LIVEKIT:
        raise NotFound("this room is not heard through LiveKit")
    return parts.livekit


def _out(entrance: Entrance) -> EntranceOut:
    back = entrance.way_back
    return EntranceOut(
        url=entrance.url,
        token=entrance.token,
        until=entrance.until,
        way_back=None if back is None else WayBackOut(token=back.token, good_from=back.good_from),
    )
