"""`…/stream`: the live view as server-sent events, by cookie or by key."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request

from app.access.admission import Admission
from app.rooms.errors import Conflict, Forbidden, NotFound, RateLimited, RoomClosed, RoomFull
from app.web import wire
from app.web.api.people import OF_A_PASS, PREFIX
from app.web.api.rooms import OF_A_KEY
from app.web.askers import METERED, Held, Holder, Machine, Reader, RoomPath, address_of
from app.web.entry import Guest
from app.web.event_stream import CURSOR, EventStream, cursor_of
from app.web.parts import Parts
from app.web.posting import actor
from app.web.problems import refusals
from app.web.sinks import StreamSink

FOREIGN = ("cross-site", "same-site")
OF_A_STREAM = (NotFound, Conflict, RoomFull, RoomClosed, RateLimited, "not_serving")
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events without end. `event` is the frame's `t`, `data` the frame as on a "
        "socket, `id` the cursor behind it. `bye` is the last; a client closes at its code.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(tags=["stream"])


def where(
    cursor: Annotated[
        str, Query(pattern=f"^$|{CURSOR}", description="the id of the last event merged")
    ] = "",
    last_event_id: Annotated[str, Header(description="the same, as browsers send it")] = "",
) -> wire.CursorShape | None:
    """Where the client's view stands; raises `Invalid`."""
    return cursor_of(last_event_id or cursor)


Where = Annotated[wire.CursorShape | None, Depends(where)]


def own_page(
    parts: Held,
    origin: Annotated[str, Header(description="brought by some browsers")] = "",
    sec_fetch_site: Annotated[str, Header(description="brought by browsers")] = "",
) -> None:
    """Raises `Forbidden` for a foreign page: a stream it opened would take the person's seat."""
    if origin not in parts.origins and (origin or sec_fetch_site in FOREIGN):
        raise Forbidden("this page may not listen here")


@router.get(
    f"{PREFIX}/stream",
    tags=["people"],
    summary="Listen as a person",
    dependencies=[Depends(own_page)],
    status_code=200,
    response_class=EventStream,
    responses=STREAM | refusals(*OF_A_PASS, *OF_A_STREAM),
)
async def listen(request: Request, parts: Held, held: Reader, at: Where) -> EventStream:
    """The person's seat, as on a socket, and a renewed pass; presses go by `POST …/commands`."""

    async def admit(sink: StreamSink) -> Guest:
        return await _as_person(parts, held, at, sink)

    return EventStream(parts, address_of(request), admit)


@router.get(
    "/api/rooms/{room}/stream",
    tags=["rooms"],
    summary="Listen as a machine",
    dependencies=[METERED],
    status_code=200,
    response_class=EventStream,
    responses=STREAM | refusals(*OF_A_KEY, *OF_A_STREAM),
)
async def overhear(
    request: Request, room: RoomPath, parts: Held, grant: Machine, at: Where
) -> EventStream:
    """What integrations see by `room:read` for this room; by `room:show` the phase and the clock,
    as a screen that anybody looks at shows them."""
    hello = wire.Hello(t="hello", room=room, cursor=at)

    async def admit(sink: StreamSink) -> Guest:
        return await parts.entry.by_key(grant, hello, sink)

    return EventStream(parts, address_of(request), admit)


async def _as_person(
    parts: Parts, held: Holder, at: wire.CursorShape | None, sink: StreamSink
) -> Guest:
    live = await parts.reception.open(held.room)
    by = await actor(parts, live, held)
    # As a hello does: the renewals of live connections are minutes apart, and may never come.
    await parts.access.renew_pass(held.pass_text)
    # A stream has no resume secret: its cookie brings it back.
    admission = Admission(held.room, held.person, held.pass_id)
    seat = await parts.entry.take(live, admission, sink, wire.cursor(at), "")
    return Guest(live, seat, by, pass_id=held.pass_id)
