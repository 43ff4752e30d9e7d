"""A call with people in it, without the web edge: what tests of the adapter begin with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Protocol

from app.calls.ports import CallUnavailable, Participant, Report
from app.calls.refusals import CallRefused
from app.calls.wanted import Desired, Wanted
from app.janus.call import JanusCall
from app.janus.line import Patience
from app.rooms.fields import PersonId, RoomId
from app.web.call_frames import call_frame
from tests.support.janus import ROOM_KEY, SECRET, URL

LOCKED = Wanted(microphone_locked=True)
QUICK = Patience(open=0.5, answer=0.2, ask_every=0.1)
"""For a Janus that does not answer."""
SDP = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
Tell = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]


class Page(Protocol):
    """A person's page: `tell` is given it when it takes part."""

    name: str
    tell: Tell

    def took(self, frame: dict[str, Any]) -> None:
        """A frame of the server's."""
        ...

    async def end(self) -> None:
        """It begins anew."""
        ...


class MutePage:
    """A page without media."""

    tell: Tell

    def __init__(self, name: str) -> None:
        self.name = name
        self.frames: list[dict[str, Any]] = []
        self._came = asyncio.Event()

    def took(self, frame: dict[str, Any]) -> None:
        """A frame of the server's."""
        self.frames.append(frame)
        self._came.set()

    async def end(self) -> None:
        """It begins anew."""
        self.frames.clear()

    async def until(self, frame: dict[str, Any]) -> None:
        """Wait until that frame has come."""
        await self.until_so(lambda frames: frame in frames)

    async def until_so(self, is_so: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Wait until what has come makes it so."""
        async with asyncio.timeout(8):
            while not is_so(self.frames):
                self._came.clear()
                await self._came.wait()


class TestFloor:
    """What the room wants, as a test says it."""

    __test__ = False

    def __init__(self) -> None:
        self.people: dict[PersonId, Wanted] = {}
        self.tries: list[PersonId] = []
        self.out: frozenset[PersonId] = frozenset()
        self.let_through_after = 99
        self.is_over = False

    async def has_ended(self, room: RoomId) -> bool:
        return self.is_over

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        return None if person in self.out else self.people.get(person, Wanted())

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        self.tries.append(person)
        is_through = len(self.tries) >= self.let_through_after
        if is_through:
            self.people.pop(person, None)
        return is_through


class Meeting:
    """One room on one node."""

    def __init__(self, call: JanusCall, floor: TestFloor, room: RoomId) -> None:
        self.call = call
        self.floor = floor
        self.room = room

    async def join(self, peer: Page) -> Participant:
        """A socket of this person's, as the edge would have it, of a page that is new."""
        await peer.end()
        part = await self.call.join(self.room, PersonId(peer.name), peer.took)

        async def tell(frame: dict[str, Any]) -> None:
            said = call_frame(frame)
            assert said is not None
            try:
                await part.hear(said)
            except CallRefused as refused:
                peer.took({"t": "refused", "code": refused.code})
            except CallUnavailable as lost:
                peer.took({"t": "refused", "code": lost.why})

        peer.tell = tell
        return part

    async def want(self, **people: Wanted) -> Report:
        """The room wants this of those people, and nothing of the others."""
        self.floor.people = {PersonId(name): wanted for name, wanted in people.items()}
        return await self.apply()

    async def apply(self, out: frozenset[PersonId] = frozenset()) -> Report:
        """Have the call do what the room wants."""
        self.floor.out = out
        desired = Desired(dict(self.floor.people), out)
        return await self.call.apply(self.room, desired)


@contextlib.asynccontextmanager
async def node(
    room: str, name: str = "n1", url: str = URL, patience: Patience = Patience()
) -> AsyncIterator[Meeting]:
    """A node with its line up, and a room that is its own."""
    floor = TestFloor()
    call = JanusCall(url, SECRET, ROOM_KEY, name, floor, patience)
    running = asyncio.create_task(call.run())
    meeting = Meeting(call, floor, RoomId(room))
    try:
        await until_up(meeting)
        yield meeting
        with contextlib.suppress(CallUnavailable):
            await call.close(meeting.room)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def until_up(meeting: Meeting) -> None:
    """Until the room is there."""
    async with asyncio.timeout(8):
        while True:
            try:
                await meeting.call.open(meeting.room)
                return
            except CallUnavailable:
                await asyncio.sleep(0.05)
