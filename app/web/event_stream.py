"""A live view as server-sent events, for where WebSockets are blocked; presses go by POST.

One connection is one seat, as on a socket: the newest wins, a slow reader conflates, one that does
not read is cut. A frame is pulled when the one before it was taken by the connection, and that is
the answer to a ping as well. The id of an event is the cursor behind it: nothing in it is secret.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
from starlette.responses import Response

from app.rooms.errors import Invalid, RateLimited
from app.rooms.frames import Frame, frame
from app.rooms.seat import Parting
from app.web.entry import Guest
from app.web.parts import Parts
from app.web.patience import Patience, within
from app.web.problems import problem
from app.web.sinks import StreamSink
from app.web.wire import CursorShape

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Admit = Callable[[StreamSink], Awaitable[Guest]]

COMMENT_EVERY: Final = 15.0
"""Seconds of silence after which a comment says that somebody is there."""
ADMIT_WITHIN: Final = Patience().admission
"""Seconds in which its guest is let in or refused."""
CLOSE_WITHIN: Final = 2.0
"""Seconds in which a reader may take the goodbye."""
COMMENT = b": still here\n\n"
FIRST = b"retry: 1000\n\n"
CURSOR = r"^[A-Za-z0-9-]{1,64}\.[A-Za-z0-9_.-]{1,64}\.[0-9]{1,15}$"


def cursor_of(text: str) -> CursorShape | None:
    """The cursor that an event's id was; None for none, `Invalid` for what never was one."""
    if not text:
        return None
    if not re.fullmatch(CURSOR, text):
        raise Invalid("the cursor is not the id of an event")
    epoch, _, rest = text.partition(".")
    view, _, seq = rest.rpartition(".")
    return CursorShape(epoch=epoch, view=view, seq=int(seq))


class EndingSink(StreamSink):
    """A stream's sink that says when it is to end, to whoever waits beside the reader."""

    __slots__ = ("ended",)

    def __init__(self) -> None:
        super().__init__()
        self.ended = asyncio.Event()

    def part(self, parting: Parting) -> None:
        """As `StreamSink.part`, and tell."""
        super().part(parting)
        self.ended.set()


class EventStream(Response):
    """The response; `admit` gives it its guest once it runs, so that no seat is ever left over."""

    media_type = "text/event-stream"

    def __init__(self, parts: Parts, address: str, admit: Admit) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self.parts = parts
        self.address = address
        self.admit = admit

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve until either side ends it; what `admit` refuses is raised before the response."""
        addresses = self.parts.addresses
        if self.parts.is_leaving():
            self.parts.pressing.meter.count("turned_away", "draining")
            await problem("not_serving", retry=True)(scope, receive, send)
            return
        reason = addresses.refusal(self.address, self.parts.rooms.clock.now())
        if reason is not None:
            self.parts.pressing.meter.count("turned_away", reason)
            raise RateLimited(after_ms=1000)
        addresses.opened(self.address)
        try:
            sink = EndingSink()
            try:
                guest = await within(ADMIT_WITHIN, self.admit(sink))
            finally:
                addresses.greeted(self.address)
            await self._serve(guest, sink, receive, send)
        finally:
            addresses.closed(self.address)

    async def _serve(self, guest: Guest, sink: EndingSink, receive: Receive, send: Send) -> None:
        sink.listener = guest.by
        self.parts.guests.add(guest)
        try:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            await self._until_over(Pump(self.parts, guest, sink, send), sink, receive)
        finally:
            self.parts.guests.drop(guest)
            await self.parts.reception.leave(guest.live, guest.seat)

    async def _until_over(self, pump: "Pump", sink: EndingSink, receive: Receive) -> None:
        """Whichever comes first: the peer goes, or the stream is to end and has a little time."""
        async with asyncio.TaskGroup() as tasks:
            pumping = tasks.create_task(pump.run())
            gone = tasks.create_task(_gone(receive))
            ended = tasks.create_task(sink.ended.wait())
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait((pumping, gone, ended), return_when=first)
            if sink.parting is not None:
                self.parts.pressing.meter.count("evicted", str(sink.parting.code))
                await asyncio.wait((pumping, gone), timeout=CLOSE_WITHIN, return_when=first)
            for task in (pumping, gone, ended):
                task.cancel()


class Pump:
    """Takes frames from the seat and gives them to the connection, one lot at a time."""

    def __init__(self, parts: Parts, guest: Guest, sink: StreamSink, send: Send) -> None:
        self.clock = parts.rooms.clock
        self.guest = guest
        self.sink = sink
        self.send = send
        self.view = ""

    async def run(self) -> None:
        """Until the seat parts."""
        await self._give(FIRST)
        seat = self.guest.seat
        while True:
            frames = await self._taken()
            if frames or self.sink.parting is None:
                await self._give(b"".join(map(self._event, frames)) or COMMENT)
            now = self.clock.now()
            seat.ponged_at = now
            self.guest.live.flush_seat(seat, now)
            if self.sink.parting is not None and not self.sink.frames:
                await self._give(self._event(farewell(self.sink.parting)), more=False)
                return

    async def _taken(self) -> list[Frame]:
        if self.sink.parting is not None and not self.sink.frames:
            return []
        try:
            async with asyncio.timeout(COMMENT_EVERY):
                return await self.sink.taken()
        except TimeoutError:
            return []

    async def _give(self, body: bytes, *, more: bool = True) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    def _event(self, said: Frame) -> bytes:
        found = orjson.loads(said.payload)
        self.view = found.get("view", self.view)
        if found["t"] != "state" or "seq" not in found:
            return b"event: %s\ndata: %s\n\n" % (found["t"].encode(), said.payload)
        cursor = f"{self.guest.live.room.epoch}.{self.view}.{found['seq']}"
        return b"id: %s\nevent: state\ndata: %s\n\n" % (cursor.encode(), said.payload)


def farewell(why: Parting) -> Frame:
    """The `bye` of a socket, word for word."""
    return frame("bye", code=why.code, reason=why.reason, retry=why.code < 4500)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
