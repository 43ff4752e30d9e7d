"""What one person sends out: one place in the room under their own id, one connection at a time.

Every connection is new, its streams are closed before the page gets the answer without which it
cannot send, and none is added to it later: a stream that no lock knew of would be heard.
"""

import contextlib
from collections.abc import Callable

from app.calls.frames import Candidate
from app.calls.ports import CallUnavailable, Why
from app.calls.refusals import BadOffer
from app.janus import videoroom
from app.janus.answers import JanusRefused, Said
from app.janus.line import Line
from app.janus.offers import Stream
from app.janus.room import JanusRoom
from app.rooms.fields import PersonId

MOST_CLAIMS = 3
"""How often whoever else has the id is put out; the newest place wins."""

Hear = Callable[[Said], None]


class Publication:
    """One person's. `hear` is told what Janus says of it, when the streams are known."""

    def __init__(self, room: JanusRoom, line: Line, person: PersonId, hear: Hear) -> None:
        self.streams: tuple[Stream, ...] = ()
        self.is_up = False
        self._room = room
        self._line = line
        self._person = person
        self._told = hear
        self._handle: int | None = None
        self._has_left = False

    async def enter(self) -> None:
        """Take the person's place; whoever has it, on whichever node, is put out.

        Raises `CallUnavailable`.
        """
        handle = await self._attached()
        if self._has_left:  # or it would put out whoever came after
            await self._line.detach(handle)
            raise CallUnavailable(Why.LOST)
        self._handle = handle
        for _ in range(MOST_CLAIMS):
            try:
                await self._ask(handle, videoroom.join(self._room.id, self._person))
                return
            except JanusRefused as refused:
                if refused.number != videoroom.ID_TAKEN:
                    raise CallUnavailable(Why.REFUSED) from None
            await self._room.kick(self._person)
        raise CallUnavailable(Why.REFUSED)

    async def publish(self, sdp: str, streams: tuple[Stream, ...]) -> str:
        """The answer, when every stream has been closed. Raises `BadOffer`, `CallUnavailable`."""
        if self.streams:
            await self.end()
            await self.enter()
        handle = self._standing()
        self.streams = streams
        try:
            said = await self._line.ask(
                "message", handle=handle, body=videoroom.publish(),
                sdp={"type": "offer", "sdp": sdp},
            )  # fmt: skip
        except JanusRefused:
            raise BadOffer from None
        if said.sdp is None or not videoroom.mids(said.data) <= {one.mid for one in streams}:
            raise CallUnavailable(Why.REFUSED)
        await self._room.close(self._person, streams)
        return said.sdp

    async def candidate(self, candidate: Candidate) -> None:
        """A way to reach the page. Raises `CallUnavailable`."""
        await trickle(self._line, self._standing(), candidate)

    async def leave(self) -> None:
        """Give the place back for good; raises nothing."""
        self._has_left = True
        await self.end()

    async def end(self) -> None:
        """Give the place back; raises nothing."""
        handle, self._handle = self._handle, None
        self.streams, self.is_up = (), False
        if handle is None:
            return
        with contextlib.suppress(JanusRefused, CallUnavailable):  # who is gone has no place
            await self._ask(handle, videoroom.leave())
        await self._line.detach(handle)

    async def _attached(self) -> int:
        try:
            return await self._line.attach(self._hear)
        except JanusRefused:
            raise CallUnavailable(Why.REFUSED) from None

    async def _ask(self, handle: int, body: videoroom.Body) -> Said:
        return await self._line.ask("message", handle=handle, body=body)

    def _standing(self) -> int:
        if self._handle is None:
            raise CallUnavailable(Why.LOST)
        return self._handle

    def _hear(self, said: Said) -> None:
        if said.kind == "webrtcup":
            self.is_up = True
        elif said.kind == "hangup":
            self.is_up = False
        self._told(said)


async def trickle(line: Line, handle: int, candidate: Candidate) -> None:
    """Pass a way to reach the page on, in our own words. Raises `CallUnavailable`."""
    found: dict[str, str | int | bool] = {"completed": True}
    if candidate.line:
        found = {"candidate": candidate.line}
        if candidate.mid is not None:
            found["sdpMid"] = candidate.mid
        if candidate.index is not None:
            found["sdpMLineIndex"] = candidate.index
    with contextlib.suppress(JanusRefused):  # a way that is of no use is one less
        await line.ask("trickle", handle=handle, candidate=found)
