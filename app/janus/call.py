"""Janus as the call of this node's rooms: locks made true and read back, and who takes part."""

import asyncio
import itertools
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from app.calls.capabilities import Capabilities
from app.calls.ports import AskingMeeting, CallUnavailable, Closed, Report, Say, Why
from app.calls.wanted import Desired, Wanted
from app.janus.gateway import Gateway
from app.janus.line import Patience
from app.janus.offers import Kind, Stream
from app.janus.participant import COME_BACK, JanusParticipant
from app.janus.room import JanusRoom
from app.janus.shutter import is_locked
from app.janus.sounding import ANYBODYS
from app.janus.unused import Unused
from app.janus.videoroom import OURS, Seen
from app.rooms.fields import PersonId, RoomId
from app.rooms.seat import CLOSED, REPLACED, REVOKED

ROUNDS = 2
"""How often locks are asked for before it is said that they failed: somebody may have published
between the asking and the looking."""
PUT_OUT_WITHIN = 0.4
"""Seconds, each round; Janus answers in milliseconds. Who stays must not cost the locks, for all of
which there are two seconds, the word of them."""

Work = Callable[[], Coroutine[Any, Any, None]]
Here = dict[PersonId, JanusParticipant]

_log = logging.getLogger(__name__)


class JanusCall:
    """One node's `Call` and `TakingPart`, while `run` runs. `node` is an id that no other has."""

    def __init__(
        self, url: str, secret: str, room_key: str, node: str, asking: AskingMeeting,
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self._room_key = room_key
        self._node = node
        self._asking = asking
        self._gateway = Gateway(url, secret, node, self._came, self._went, patience)
        self._unused = Unused(self._gateway, room_key)
        self._rooms: dict[RoomId, JanusRoom] = {}
        self._driven: set[RoomId] = set()
        self._followed: Counter[RoomId] = Counter()
        self._here: dict[RoomId, Here] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled: keep the line, and everything that hangs on it."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._unused.run())
            try:
                await self._gateway.run()
            finally:
                self._tasks = None  # it takes nothing new while it ends

    # Call

    async def probe(self) -> Capabilities:
        """What this Janus can do, as found out when the line was made; raises `CallUnavailable`."""
        self._gateway.line()
        return self._gateway.can

    async def open(self, room: RoomId) -> None:
        """Make the room, or take it over, and drive it. Raises `CallUnavailable`."""
        self._driven.add(room)
        await self._opened(room)

    async def apply(self, room: RoomId, desired: Desired) -> Report:
        """Make it so, and say what Janus itself confirms. Raises `CallUnavailable`."""
        report, can = await self._applied(room, desired), self._gateway.can
        why = Why.ANYBODY if can is ANYBODYS and report.people and not report.why else report.why
        return replace(report, can=can, why=why)

    async def _applied(self, room: RoomId, desired: Desired) -> Report:
        """All of it, whatever fails: what is to be closed first, then who is to be put out."""
        found = await self._opened(room)
        for person in desired.out & self._here.get(room, {}).keys():
            self._here[room][person].part(REVOKED)  # or they would be told that they are free
        locked = {one: wanted for one, wanted in desired.people.items() if _locks(wanted)}
        report = Report()
        stay: Why | None = None
        for _ in range(ROUNDS):
            why = await self._close(found, desired.people, locked)
            stay = await self._put_out(found, desired.out)
            report = await self._read(found, locked)
            if Closed.FAILED not in report.people.values():
                break
            report = replace(report, why=why or Why.NOT_CLOSED)
        if stay is not None:
            return replace(report, unremoved=stay)
        if report.why is not None:
            return report
        return replace(report, lingering=await self._still_in(found, desired.out))

    async def read_back(self, room: RoomId) -> Mapping[PersonId, bool]:
        """Whose microphone Janus keeps closed, of those who publish one."""
        seen = await (await self._opened(room)).read_back()
        microphones = {
            one: [is_closed for stream, is_closed in streams.items() if stream.kind is Kind.AUDIO]
            for one, streams in seen.items()
        }
        return {one: all(closed) for one, closed in microphones.items() if closed}

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """Call `hear` when something has changed in the room or with the line. Whoever is the last
        to stop leaves the room to those who are in it."""
        untell = self._room(room).tell(hear)
        self._followed[room] += 1

        def stop() -> None:
            untell()
            self._followed[room] -= 1
            if not self._followed[room]:
                del self._followed[room]
                self._driven.discard(room)
                self._let_go(room)

        return stop

    async def close(self, room: RoomId) -> None:
        """End the room's call: every lock ends with the streams that it closed. Until that is done
        it is driven: whoever leaves it last would take away what destroys it, and whoever has not
        watched it yet, as where another node drove, begins to. Raises `CallUnavailable`."""
        for one in tuple(self._here.get(room, {}).values()):
            one.part(CLOSED)
        found = self._rooms.get(room)
        if found is not None:
            await found.open()
            await found.destroy()
        self._driven.discard(room)
        if found is not None:
            await self._forget(found)

    # TakingPart

    async def join(self, room: RoomId, person: PersonId, say: Say) -> JanusParticipant:
        """Let somebody take part; their older socket is put out. Raises `CallUnavailable`."""
        found, line = await self._opened(room), self._gateway.line()
        async with found.turn(person):
            older = self._here.get(room, {}).get(person)
            if older is not None:
                older.part(REPLACED)
                await older.leave()
            one = JanusParticipant(found, line, person, say, self._asking, self._left)
            self._here.setdefault(room, {})[person] = one
            try:
                await one.enter()
            except BaseException:
                await one.leave()
                raise
        one.tending = self._begin(one.tend)
        return one

    # The line

    def _came(self) -> None:
        for room in tuple(self._rooms.values()):
            self._begin(room.open)

    def _went(self) -> None:
        for here in tuple(self._here.values()):
            for one in tuple(here.values()):
                one.part(COME_BACK)
        for room in tuple(self._rooms.values()):
            room.lost()

    def _begin(self, work: Work) -> asyncio.Task[None]:
        if self._tasks is None:
            raise CallUnavailable(Why.UNREACHABLE)
        return self._tasks.create_task(_quietly(work))

    # Rooms

    def _room(self, room: RoomId) -> JanusRoom:
        found = self._rooms.get(room)
        if found is None:
            names = (f"{OURS}{self._node}.{n}" for n in itertools.count(1))
            found = self._rooms[room] = JanusRoom(self._gateway, room, self._room_key, names)
        return found

    async def _opened(self, room: RoomId) -> JanusRoom:
        found = self._room(room)
        await found.open()
        return found

    def _left(self, one: JanusParticipant) -> None:
        """A participant has left; the last one of a room that others drive takes it along."""
        room = one.room
        here = self._here.get(room.id, {})
        if here.get(one.person) is one:
            del here[one.person]
        self._let_go(room.id)

    def _let_go(self, room: RoomId) -> None:
        """A room in which this node has nobody, and which it does not drive, is not watched."""
        found = self._rooms.get(room)
        if self._here.get(room) or room in self._driven or found is None or self._tasks is None:
            return
        self._here.pop(room, None)
        self._begin(partial(self._forget, found))

    async def _forget(self, room: JanusRoom) -> None:
        if self._rooms.get(room.id) is room and not self._here.get(room.id):
            if room.id not in self._followed:
                del self._rooms[room.id]
            await room.leave()

    # Locks

    async def _put_out(self, room: JanusRoom, out: frozenset[PersonId]) -> Why | None:
        """Put out whoever is in the call and may not be; why they stay, where Janus would not."""
        try:
            async with asyncio.timeout(PUT_OUT_WITHIN):
                kicks = [room.kick(one) for one in await self._still_in(room, out)]
                return _first_why(await asyncio.gather(*kicks, return_exceptions=True))
        except CallUnavailable as lost:
            return lost.why
        except TimeoutError:
            return Why.LATE

    async def _still_in(self, room: JanusRoom, out: frozenset[PersonId]) -> frozenset[PersonId]:
        """Whoever is out and in the call: here, or at another node, where they may only hear."""
        here = self._here.get(room.id, {}).keys()
        return out & (await room.present() | here) if out else out

    async def _close(
        self, room: JanusRoom, people: Mapping[PersonId, Wanted], locked: Mapping[PersonId, Wanted]
    ) -> Why | None:
        """Ask for every lock; why not, where Janus would not."""
        here = self._here.get(room.id, {})
        streams: dict[PersonId, set[Stream]] = {
            one: {s for s in room.people.get(one, ()) if is_locked(s.kind, wanted)}
            for one, wanted in locked.items()
        }
        for person, one in here.items():
            own = one.take_up(people.get(person, Wanted()))
            streams.setdefault(person, set()).update(own)
        closing = [room.close_if_there(one, found) for one, found in streams.items() if found]
        came = await asyncio.gather(*closing, return_exceptions=True)
        for one in here.values():
            one.tell()
        return _first_why(came)

    async def _read(self, room: JanusRoom, locked: Mapping[PersonId, Wanted]) -> Report:
        """What Janus says of every lock."""
        try:
            seen = await room.read_back()
        except CallUnavailable as lost:
            return Report(dict.fromkeys(locked, Closed.ASKED), lost.why)
        return Report({one: _confirmed(seen.get(one, {}), locked[one]) for one in locked})


def _locks(wanted: Wanted) -> bool:
    return wanted.microphone_locked or wanted.camera_locked


def _first_why(came: Iterable[BaseException | None]) -> Why | None:
    """Why the first that Janus would not do was not done."""
    return next((one.why for one in came if isinstance(one, CallUnavailable)), None)


def _confirmed(seen: Seen, wanted: Wanted) -> Closed:
    """What Janus says of one person's lock; who sends nothing that it closes is not there."""
    found = [is_closed for stream, is_closed in seen.items() if is_locked(stream.kind, wanted)]
    if not found:
        return Closed.ABSENT
    return Closed.CONFIRMED if all(found) else Closed.FAILED


async def _quietly(work: Work) -> None:
    """One person's or room's fault is not everybody's; it is said by its kind."""
    try:
        await work()
    except CallUnavailable:
        pass  # said by the line already, and tried again when somebody asks
    except Exception as error:
        _log.error("a call could not be followed: %s", type(error).__name__)
