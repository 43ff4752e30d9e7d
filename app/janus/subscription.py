"""What one person hears and sees: everybody else's streams over one connection.

Janus is asked for more when somebody begins to publish, and takes away by itself what has ended;
either comes as an offer. We ask for nothing while one waits for its answer, but where several
people go at once Janus does not wait: each of its offers has its answer, in turn.

On a bad line a person may do without pictures: Janus then sends none, over the same connection.
"""

import asyncio
import contextlib
from collections.abc import Callable

from app.calls.ports import Say
from app.calls.refusals import NotAsked
from app.janus import videoroom
from app.janus.answers import JanusRefused, Said
from app.janus.line import Line
from app.janus.offers import Kind, refuse_bad_answer
from app.rooms.fields import PersonId, RoomId


class Subscription:
    """One person's. `ended` is called when the connection is over and nothing else is."""

    def __init__(self, line: Line, room: RoomId, say: Say, ended: Callable[[], None]) -> None:
        self.handle: int | None = None
        self._line = line
        self._room = room
        self._say = say
        self._ended = ended
        self._has: set[PersonId] = set()
        self._has_begun = False
        self._unanswered = 0
        self._are_pictures_on = True
        self._pictures: frozenset[str] = frozenset()
        self._kept_back: frozenset[str] = frozenset()
        self._is_as_wished = True
        self._turn = asyncio.Lock()

    async def settle(self, feeds: frozenset[PersonId]) -> None:
        """Ask for those of `feeds` that are not there yet; those that are gone are forgotten.

        Raises `CallUnavailable`.
        """
        self._has &= feeds
        async with self._turn:
            more = sorted(feeds - self._has)
            if more and not self._unanswered:
                await self._ask_for(more)
            await self._show()

    async def show(self, are_on: bool) -> None:
        """Whether others' pictures are sent from now on. Raises `CallUnavailable`."""
        if are_on == self._are_pictures_on:
            return
        self._are_pictures_on, self._is_as_wished = are_on, False
        async with self._turn:
            await self._show()

    async def answer(self, sdp: str) -> None:
        """The answer to the oldest offer. Raises `NotAsked`, `BadAnswer`, `CallUnavailable`."""
        if not self._unanswered or self.handle is None:
            raise NotAsked
        refuse_bad_answer(sdp)
        try:
            await self._ask(videoroom.start(), {"type": "answer", "sdp": sdp})
        except JanusRefused:
            raise NotAsked from None
        self._unanswered -= 1

    async def end(self) -> None:
        """Give the handle back."""
        handle, self.handle = self.handle, None
        if handle is not None:
            await self._line.detach(handle)

    async def _ask_for(self, more: list[PersonId]) -> None:
        try:
            said = await (self._more(more) if self._has_begun else self._first(more))
        except JanusRefused:  # who is gone since will be known to be: the room tells it
            return
        self._has |= set(more)
        self._offer(said)

    async def _show(self) -> None:
        """Have Janus do what is wished of pictures, where it may not be so."""
        if self._is_as_wished:
            return
        self._is_as_wished, are_on = True, self._are_pictures_on
        # A place in the connection is somebody else's later, and may be kept back still or no more.
        changing = self._pictures & self._kept_back if are_on else self._pictures
        if not changing:
            return
        with contextlib.suppress(JanusRefused):  # the next offer says what is there now
            await self._ask(videoroom.show(sorted(changing), are_on=are_on))
        self._kept_back = self._kept_back - changing if are_on else self._kept_back | changing

    async def _first(self, feeds: list[PersonId]) -> Said:
        self.handle = self.handle or await self._line.attach(self._hear)
        said = await self._ask(videoroom.subscribe_first(self._room, feeds))
        self._has_begun = True
        return said

    async def _more(self, feeds: list[PersonId]) -> Said:
        return await self._ask(videoroom.subscribe(feeds))

    async def _ask(self, body: videoroom.Body, sdp: dict[str, str] | None = None) -> Said:
        return await self._line.ask("message", handle=self.handle, body=body, sdp=sdp)

    def _hear(self, said: Said) -> None:
        if said.kind in ("hangup", "detached"):
            self._ended()
        else:
            self._offer(said)

    def _offer(self, said: Said) -> None:
        if said.sdp is not None:
            self._unanswered += 1
            streams = videoroom.incoming(said.data)
            self._pictures = frozenset(s["mid"] for s in streams if s["kind"] == Kind.VIDEO)
            self._is_as_wished = False
            self._say({"t": "offer", "sdp": said.sdp, "streams": streams})
