"""One room of Janus: who publishes what, seen by a silent handle of ours, and what closes streams.

Requests to Janus may overtake each other inside it, so that all that closes or opens one person's
streams waits for its turn. Nothing here opens a stream but `open`, which only a person's own hand
leads to.
"""

import asyncio
import contextlib
import itertools
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

from app.calls.ports import CallUnavailable, Why
from app.janus import videoroom
from app.janus.answers import JanusRefused, Said
from app.janus.gateway import Gateway
from app.janus.line import Line
from app.janus.offers import Stream
from app.rooms.fields import PersonId, RoomId

Told = Callable[[], None]


class JanusRoom:
    """A room as this node knows it. `names` are ids for handles that nobody else has."""

    def __init__(self, gateway: Gateway, room: RoomId, key: str, names: Iterable[str]) -> None:
        self.id = room
        self.gateway = gateway
        self.secret = videoroom.room_secret(key, room)
        self.people: dict[PersonId, frozenset[Stream]] = {}
        self.is_over = False
        self._key = key
        self._names = iter(names)
        self._watcher: tuple[Line, int] | None = None
        self._opening = asyncio.Lock()
        self._turns: defaultdict[PersonId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._taking: Counter[PersonId] = Counter()
        """How many have a person's turn or wait for it."""
        self._listeners: dict[int, Told] = {}
        self._numbers = itertools.count()

    # Being there

    async def open(self) -> None:
        """Make it or take it over, and watch it; idempotent. Raises `CallUnavailable`."""
        line = self.gateway.line()
        async with self._opening:
            if self._watcher is not None and self._watcher[0] is line and not self.is_over:
                return
            await self.leave()
            with _as_refusals():
                watcher = await line.attach(self._hear)
                await self._make(line, watcher)
                joined = await self._ask(line, watcher, videoroom.join(self.id, next(self._names)))
            self.people, self.is_over = _streams(joined), False
            self._watcher = (line, watcher)
        self.told()

    async def leave(self) -> None:
        """Watch it no more; the room itself stays."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            await watcher[0].detach(watcher[1])

    async def destroy(self) -> None:
        """End it for everybody; raises `CallUnavailable`."""
        line, watcher = self._standing()
        with _as_refusals(), _but(videoroom.NO_SUCH_ROOM):
            await self._ask(line, watcher, videoroom.destroy(self.id, self.secret))

    def lost(self) -> None:
        """The line is gone, and with it every handle and whoever published."""
        self._watcher = None
        self.people = {}
        self.told()

    # Streams

    async def close(self, person: PersonId, streams: Iterable[Stream]) -> None:
        """Close these streams, each of which is there. Raises `CallUnavailable`."""
        async with self.turn(person):
            with _as_refusals():
                await self._moderate(person, streams, closed=True)

    async def close_if_there(self, person: PersonId, streams: Iterable[Stream]) -> None:
        """Close those that have not ended meanwhile. Raises `CallUnavailable`."""
        for one in streams:
            async with self.turn(person):
                with _as_refusals(), _but(videoroom.NO_SUCH_FEED):
                    await self._moderate(person, (one,), closed=True)

    async def unclose(
        self, person: PersonId, streams: Iterable[Stream], is_still_right: Callable[[], bool]
    ) -> bool:
        """Open them if that `is_still_right` when it is their turn; whether it was.

        Raises `CallUnavailable`.
        """
        async with self.turn(person):
            if not is_still_right():
                return False
            with _as_refusals():
                await self._moderate(person, streams, closed=False)
            return True

    async def read_back(self) -> Mapping[PersonId, videoroom.Seen]:
        """What Janus keeps closed of those who are audible or could be, as a newcomer is told it.

        There is no other way to read it. Raises `CallUnavailable`.
        """
        line = self.gateway.line()
        with _as_refusals():
            newcomer = await line.attach(lambda _: None)
            try:
                joined = await self._ask(line, newcomer, videoroom.join(self.id, next(self._names)))
            finally:
                await line.detach(newcomer)
        return videoroom.publishers(joined.data)

    async def present(self) -> frozenset[PersonId]:
        """Who is connected, at whichever node, and whether they publish or only hear.

        Raises `CallUnavailable`.
        """
        line, watcher = self._standing()
        with _as_refusals():
            listed = await self._ask(line, watcher, videoroom.participants(self.id))
        found = videoroom.present(listed.data)
        if found is None:
            raise CallUnavailable(Why.REFUSED)
        return found

    async def kick(self, person: PersonId) -> None:
        """Put somebody out, wherever they are connected; raises `CallUnavailable`."""
        line, watcher = self._standing()
        with _as_refusals(), _but(videoroom.NO_SUCH_FEED):
            await self._ask(line, watcher, videoroom.kick(self.id, self.secret, person))

    @contextlib.asynccontextmanager
    async def turn(self, person: PersonId) -> AsyncIterator[None]:
        """What is done to one person is done one after the other."""
        self._taking[person] += 1
        try:
            async with self._turns[person]:
                yield
        finally:
            self._taking[person] -= 1
            if not self._taking[person]:
                del self._taking[person], self._turns[person]

    # Telling

    def tell(self, listener: Told) -> Told:
        """Call `listener` when anything has changed; returns how to stop."""
        number = next(self._numbers)
        self._listeners[number] = listener
        return lambda: self._listeners.pop(number, None) and None

    def told(self) -> None:
        """Something has changed."""
        for listener in tuple(self._listeners.values()):
            listener()

    def _hear(self, said: Said) -> None:
        """What the silent handle is told of the room."""
        if said.kind in ("detached", "hangup"):
            return
        if said.data.get("videoroom") == "destroyed":
            self.is_over = True
        before = dict(self.people)
        self.people |= _streams(said)
        for gone in (said.data.get(word) for word in ("unpublished", "leaving", "kicked")):
            if videoroom.is_person(gone):
                self.people.pop(PersonId(str(gone)), None)
        if self.is_over or self.people != before:  # of what we do ourselves we are told as well
            self.told()

    # Janus

    async def _make(self, line: Line, watcher: int) -> None:
        with _but(videoroom.EXISTS):
            await self._ask(line, watcher, videoroom.create(self.id, self.secret, self._key))
        await self._ask(line, watcher, videoroom.check_secret(self.id, self.secret))

    async def _moderate(self, person: PersonId, streams: Iterable[Stream], *, closed: bool) -> None:
        line, watcher = self._standing()
        for one in streams:
            body = videoroom.moderate(self.id, self.secret, person, one.mid, closed=closed)
            await self._ask(line, watcher, body)

    @staticmethod
    async def _ask(line: Line, handle: int, body: videoroom.Body) -> Said:
        return await line.ask("message", handle=handle, body=body)

    def _standing(self) -> tuple[Line, int]:
        if self._watcher is None:
            raise CallUnavailable(Why.UNREACHABLE)
        return self._watcher


def _streams(said: Said) -> dict[PersonId, frozenset[Stream]]:
    return {one: frozenset(seen) for one, seen in videoroom.publishers(said.data).items()}


@contextlib.contextmanager
def _as_refusals() -> Iterator[None]:
    """What Janus refuses is our fault or its operator's: the call cannot do it."""
    try:
        yield
    except JanusRefused:
        raise CallUnavailable(Why.REFUSED) from None


@contextlib.contextmanager
def _but(number: int) -> Iterator[None]:
    """An error that says that it is so already."""
    try:
        yield
    except JanusRefused as refused:
        if refused.number != number:
            raise
