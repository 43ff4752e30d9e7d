"""What one person hears and sees: everybody else's streams over one connection.

Janus is asked for more when somebody begins to publish, and takes away by itself what has ended;
either comes as an offer. We ask for nothing while one waits for its answer, but where several
people go at once Janus does not wait: each of its offers has its answer, in turn.
"""

import asyncio
from collections.abc import Callable

from app.calls.ports import Say
from app.calls.refusals import NotAsked
from app.janus import videoroom
from app.janus.answers import JanusRefused, Said
from app.janus.line import Line
from app.janus.offers import refuse_bad_answer
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
        self._turn = asyncio.Lock()

    async def settle(self, feeds: frozenset[PersonId]) -> None:
        """Ask for those of `feeds` that are not there yet; those that are gone are forgotten.

        Raises `CallUnavailable`.
        """
        self._has &= feeds
        async with self._turn:
            more = sorted(feeds - self._has)
            if not more or self._unanswered:
                return
            try:
                said = await (self._more(more) if self._has_begun else self._first(more))
            except JanusRefused:  # who is gone since will be known to be: the room tells it
                return
            self._has |= set(more)
            self._offer(said)

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
            self._say({"t": "offer", "sdp": said.sdp, "streams": streams})
