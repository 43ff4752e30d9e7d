"""A press by POST: the `do` frame of a socket as a body, its answer as the response.

The body is read and answered as on a socket, by the same code: a repeat of an accepted id gets the
stored bytes, over whichever edge it was sent first. The answer leaves after the state that it
belongs to, which goes down the asker's own stream.
"""

import asyncio
import contextlib
from typing import Any, Final, Literal

import orjson
from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from app.rooms import errors as rooms
from app.rooms.capacities import known
from app.rooms.errors import Invalid, NotFound, RoomError
from app.rooms.frames import Frame, encode
from app.rooms.live import LiveRoom
from app.rooms.roles import Actor, Audience, person
from app.rooms.seat import Parting, Seat
from app.rooms.service import Press
from app.web import wire
from app.web.askers import Holder, metered
from app.web.entry import Guest
from app.web.parts import Parts
from app.web.problems import problem
from app.web.requests import is_json
from app.web.sinks import StreamSink

JSON = "application/json"
HAND_OVER_WITHIN: Final = 1.0
"""Seconds for which an answer waits for the asker's streams; a slower reader has it before them."""
OF_A_PRESS = (
    rooms.NotFound,
    rooms.Stale,
    rooms.ConfirmNeeded,
    rooms.IllegalHere,
    rooms.NoPresenter,
    rooms.NotReady,
    rooms.TooLate,
    rooms.BadPlan,
    rooms.RoomFull,
    rooms.RoomClosed,
    rooms.IdReused,
    rooms.Conflict,
    rooms.RateLimited,
)


class Done(BaseModel):
    """Accepted. `seq` is where the log stands with it, left out for what is not recorded."""

    t: Literal["done"]
    id: str
    seq: int | None = None


class Kept(BaseModel):
    """The presenter's own way back while the database is away: the lock is open, and the press is
    recorded as soon as it can be. Repeat it, with the same id, to read `done`."""

    t: Literal["kept"]
    id: str


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": Done, "description": "done"},
    202: {"model": Kept, "description": "in effect, and recorded later"},
}
COMMAND_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Command"}}},
    }
}


class AnswerSink:
    """Where the seat of one press leaves its answer."""

    def __init__(self) -> None:
        self.answer: Frame | None = None

    def write(self, frame: Frame) -> None:
        """Keep the answer."""
        self.answer = frame

    @property
    def is_open(self) -> bool:
        """Whoever asked waits for the answer."""
        return True

    @property
    def is_full(self) -> bool:
        """Nothing ever waits."""
        return False

    def part(self, parting: Parting) -> None:
        """There is nothing to close."""


async def post(parts: Parts, live: LiveRoom, by: Actor, request: Request) -> Response:
    """The answer to the press in the request's body; raises `Invalid`, `RateLimited`."""
    try:
        pressed = await _read(parts, live, by, request)
    except RoomError as refusal:
        parts.rooms.meter.count("refused", refusal.code)
        raise
    sink = AnswerSink()
    # A seat of its own, in no circle: the state that the press causes goes to the real ones.
    seat = Seat(live.room.id, by.person, Audience.WAITING, sink)
    await parts.pressing.press(Guest(live, seat, by), pressed)
    await _hand_over(live, by)
    return _response(sink.answer, pressed.id)


async def _read(parts: Parts, live: LiveRoom, by: Actor, request: Request) -> Press:
    who = f"{live.room.id}/{by.id}"
    metered(request, parts.presses, who, parts.rooms.clock.now())
    if not is_json(request):
        raise Invalid("the body is not JSON")
    return wire.press(wire.loads(await request.body()), by)


async def _hand_over(live: LiveRoom, by: Actor) -> None:
    """Let the asker's streams on this node give their connections what the press has changed."""
    streams = [s.sink for s in live.seats if isinstance(s.sink, StreamSink)]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HAND_OVER_WITHIN):
            for stream in streams:
                if stream.listener == by:
                    await stream.handed_over()


async def actor(parts: Parts, live: LiveRoom, held: Holder) -> Actor:
    """For whom this browser presses; raises `NotFound` for somebody the room does not know."""
    if held.person not in live.room.people:
        await parts.entry.introduce(live, held.pass_id)
    one = known(live.room, held.by)
    if one is None:
        raise NotFound
    return person(one.id)


def _response(answer: Frame | None, command_id: str) -> Response:
    if answer is None:
        # Law L10: the lock is open already; whoever repeats the press reads `done` in time.
        return Response(encode({"t": "kept", "id": command_id}), 202, media_type=JSON)
    said: dict[str, Any] = orjson.loads(answer.payload)
    if said["t"] == "done":
        return Response(answer.payload, media_type=JSON)
    return problem(said["code"], said["say"], retry=said["retry"], facts=said.get("facts"))
