"""One person's part in the call, from one socket: what their page says, and what it is told.

A lock of the room's closes; only the person's own frame opens, and only while there is no lock at
the head of the room's log. What a page sends cannot reach Janus in any other way than through here.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from app.calls.frames import (
    Answer,
    Candidate,
    Frame,
    Publish,
    SetCamera,
    SetMicrophone,
    SetPictures,
    Way,
)
from app.calls.ports import AskingMeeting, CallUnavailable, Say, Why
from app.calls.refusals import BadOffer, Locked, NotAsked
from app.calls.wanted import Wanted
from app.janus.answers import Said
from app.janus.line import Line
from app.janus.offers import Kind, Stream, is_candidate, offered
from app.janus.publication import Publication, trickle
from app.janus.room import JanusRoom
from app.janus.shutter import FRAME, Shutter, is_locked
from app.janus.subscription import Subscription
from app.rooms.fields import PersonId
from app.rooms.seat import CLOSED, REPLACED, REVOKED, Parting

COME_BACK = Parting(4300, "come back")
"""The call went away under this connection; a new one begins anew, locked from its first packet."""

MOST_LOOKS = 3
"""How often the log is read anew because a lock came meanwhile; then the lock has the word."""


class JanusParticipant:
    """One person's. `tend` must run beside it until it is over."""

    def __init__(
        self, room: JanusRoom, line: Line, person: PersonId, say: Say, asking: AskingMeeting,
        gone: Callable[["JanusParticipant"], None],
    ) -> None:  # fmt: skip
        self.person = person
        self.is_over = False
        self.tending: asyncio.Task[None] | None = None
        self.room = room
        self._line = line
        self._page = say
        self._asking = asking
        self._gone = gone
        self._out = Publication(room, line, person, self._hear_own)
        self._in = Subscription(line, room.id, self._say, self._come_back)
        self._shutters = {kind: Shutter(kind) for kind in Kind}
        self._told: dict[Kind, str] = {}
        self._contested: set[Kind] = set()
        self._is_destroyed = False
        self._woken = asyncio.Event()
        self._untell = room.tell(self._woken.set)
        self._woken.set()

    # Coming and going

    async def enter(self) -> None:
        """Take the person's place in the room. Raises `CallUnavailable`."""
        await self._out.enter()
        self._take_up(await self._wanted())
        self.tell()

    async def leave(self) -> None:
        """They are gone; raises nothing."""
        self.is_over = True
        self._untell()
        self._gone(self)
        if self.tending is not None:
            self.tending.cancel()
        await self._in.end()
        await self._out.leave()

    def part(self, why: Parting) -> None:
        """It is over, and the page is told so; whoever has the socket then leaves."""
        if not self.is_over:
            self._say({"t": "bye", "code": why.code, "reason": why.reason})
            self.is_over = True

    async def tend(self) -> None:
        """Until cancelled or over: follow what the room and the call say."""
        try:
            while not self.is_over:
                await self._woken.wait()
                self._woken.clear()
                await self._settle()
        except Exception:
            self._come_back()
            raise

    # What the page says

    async def hear(self, frame: Frame) -> None:
        """One frame of the page. Raises `CallRefused`, `CallUnavailable`."""
        if self.is_over:
            raise CallUnavailable(Why.LOST)
        match frame:
            case Publish(sdp):
                await self._publish(sdp)
            case Answer(sdp):
                await self._in.answer(sdp)
                self._woken.set()
            case Candidate():
                await self._reach(frame)
            case SetMicrophone(is_open):
                await self._set(self._shutters[Kind.AUDIO], is_open)
            case SetCamera(is_open):
                await self._set(self._shutters[Kind.VIDEO], is_open)
            case SetPictures(are_on):
                await self._in.show(are_on)

    async def _publish(self, sdp: str) -> None:
        streams = offered(sdp)
        for shutter in self._shutters.values():
            shutter.is_open = False
        self._take_up(await self._wanted())
        answer = await self._out.publish(sdp, streams)
        self._say({"t": "answer", "sdp": answer})
        self.tell()
        self._woken.set()

    async def _reach(self, candidate: Candidate) -> None:
        if candidate.line and not is_candidate(candidate.line):
            raise BadOffer
        if candidate.of is Way.OUT:
            await self._out.candidate(candidate)
        elif self._in.handle is not None:
            await trickle(self._line, self._in.handle, candidate)
        else:
            raise NotAsked

    async def _set(self, shutter: Shutter, is_open: bool) -> None:
        if not is_open:
            shutter.shut()
            await self._close([shutter.kind])
            return
        if await self._is_locked(shutter):
            if shutter.kind is Kind.AUDIO and self._streams(shutter.kind):
                await self._asking.tried(self.room.id, self.person)
            if await self._is_locked(shutter):
                await self._close([shutter.kind])
                raise Locked
        shutter.is_wished = True
        await self._open(shutter)
        self.tell()

    # What the room wants

    def take_up(self, wanted: Wanted) -> tuple[Stream, ...]:
        """Remember what the room wants, and return the streams that must be closed for it."""
        self._take_up(wanted)
        return tuple(s for s in self._out.streams if self._shutters[s.kind].is_locked)

    def tell(self) -> None:
        """Tell the page what its microphone and camera are, where that has changed."""
        for kind, shutter in self._shutters.items():
            state = shutter.state
            if self._told.get(kind) != state:
                self._told[kind] = state
                self._say({"t": FRAME[kind], "is": state.value})

    async def _wanted(self) -> Wanted:
        """What the room wants of them at this moment; whoever may not be here any more is put out.

        Raises `CallUnavailable`, `RoomError`.
        """
        found = await self._asking.wanted(self.room.id, self.person)
        if found is None:
            self.part(REVOKED)
            raise CallUnavailable(Why.REFUSED)
        return found

    def _take_up(self, wanted: Wanted) -> None:
        for kind, shutter in self._shutters.items():
            if is_locked(kind, wanted):
                shutter.lock()
            else:
                shutter.free()

    async def _is_locked(self, shutter: Shutter) -> bool:
        """Whether the room locks it at the head of its log, also while that was being read."""
        for _ in range(MOST_LOOKS):
            locks = shutter.locks
            wanted = await self._wanted()
            if locks == shutter.locks or is_locked(shutter.kind, wanted):
                self._take_up(wanted)
                break
        return shutter.is_locked

    # Opening and closing

    async def _open(self, shutter: Shutter) -> None:
        """Open what is wished, once it can be sent; nothing where a lock came first."""
        streams = self._streams(shutter.kind)
        if not streams or not self._out.is_up or shutter.is_open:
            return
        locks = shutter.locks
        if await self.room.unclose(self.person, streams, lambda: shutter.may_open(locks)):
            shutter.is_open = shutter.may_open(locks)
            # Another node may have locked it, between what was read and what was opened.
            if await self._is_locked(shutter):
                await self._close([shutter.kind])

    async def _close(self, kinds: Iterable[Kind]) -> None:
        for kind in kinds:
            await self.room.close(self.person, self._streams(kind))
        self.tell()

    def _streams(self, kind: Kind) -> tuple[Stream, ...]:
        return tuple(one for one in self._out.streams if one.kind is kind)

    async def _settle(self) -> None:
        if self._is_destroyed:  # at its meeting's end, or when nobody seemed to be in it
            has_ended = await self._asking.has_ended(self.room.id)
            self.part(CLOSED if has_ended else COME_BACK)
            return
        contested, self._contested = self._contested, set()
        for kind in contested:  # whoever closed it: it is closed, and was not opened by its owner
            self._shutters[kind].shut()
            await self._is_locked(self._shutters[kind])
        await self._close(contested)
        for shutter in self._shutters.values():
            if shutter.is_wished and not shutter.is_open and self._out.is_up:
                if not await self._is_locked(shutter):
                    await self._open(shutter)
                self.tell()
        await self._in.settle(frozenset(self.room.people) - {self.person})

    # What Janus says

    def _hear_own(self, said: Said) -> None:
        data = said.data
        is_told = data.get("leaving") == "ok" and data.get("reason") == "kicked"
        if is_told or data.get("kicked") == self.person:  # that others were put out is said too
            self.part(REPLACED)
        elif data.get("videoroom") == "destroyed":
            self._is_destroyed = True
        elif said.kind == "detached":
            self._come_back()
        elif data.get("id") == self.person and data.get("moderation") == "muted":
            self._contested |= {
                s.kind
                for s in self._out.streams
                if s.mid == data.get("mid") and self._shutters[s.kind].is_open
            }
        self._woken.set()

    def _come_back(self) -> None:
        self.part(COME_BACK)

    def _say(self, frame: dict[str, Any]) -> None:
        if not self.is_over:
            self._page(frame)
