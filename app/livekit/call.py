"""A LiveKit server as the call of this node's rooms: locks made true and read back, and let in.

Tries (`app/calls/tries.py`) do not come from here: LiveKit removes what is locked, and tells nobody
of an own unmute; to come, or to publish, is no wish to speak.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import groupby

from app.calls.capabilities import Capabilities, Identity, Strength, Tested
from app.calls.ports import Asking, CallUnavailable, Closed, Entrance, Report, Why
from app.calls.wanted import Desired
from app.livekit.guard import Guard
from app.livekit.hooks import Hooks
from app.livekit.places import Act, Change, Place, closed, due, smugglers, unmatched, whose
from app.livekit.server import Server
from app.livekit.tokens import Tokens
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Bus, Clock, Hint, Share

CAN = Capabilities(
    Strength.GUARDED, Strength.GUARDED, Strength.GUARDED, Strength.GUARDED, Identity.BOUND,
    release_opens=False, tested=Tested.CONTRACT,
)  # fmt: skip
PAUSES = (0.0, 0.0, 0.05, 0.1, 0.2, 0.4)
"""Seconds before each look at what came of it: a server of several nodes lists a change later than
it has made it."""
OF_A_CALL = ""
"""The epoch of a hint that is of no log."""

Hear = Callable[[], None]


class LiveKitCall:
    """One node's `Call` and `LettingIn`, while `run` runs."""

    def __init__(
        self, url: str, key: str, secret: str, node: str, asking: Asking, bus: Bus, clock: Clock
    ) -> None:
        self._asking = asking
        self._bus = bus
        self._clock = clock
        self._server = Server(url, key, secret)
        self._tokens = Tokens(url, key, secret)
        self._hooks = Hooks(key, secret)
        self._guard = Guard(clock)
        self._trial = RoomId(f"guard-of-{node}")
        self._followers: dict[RoomId, list[Hear]] = {}
        self._silenced: dict[RoomId, frozenset[PersonId]] = {}
        """Who has sent sound as a camera while locked: until they are not, they send nothing."""
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled: what this node asks the server, and what the other nodes hear of it."""
        stop = self._bus.subscribe(self._hear)
        try:
            async with self._server.session(), asyncio.TaskGroup() as self._tasks:
                await asyncio.get_running_loop().create_future()
        finally:
            self._tasks = None
            stop()

    # Call

    async def probe(self) -> Capabilities:
        """What LiveKit can do, with the guard; that it is there says `open`."""
        return CAN

    async def open(self, room: RoomId) -> None:
        """Make the room, or adopt it; raises `CallUnavailable`."""
        await self._server.make(room)
        self._try_guard()

    async def apply(self, room: RoomId, desired: Desired) -> Report:
        """Make it so, and say what LiveKit lists afterwards. Raises `CallUnavailable`."""
        self._try_guard()
        places, left, stay = await self._made_so(room, desired)
        if any(change.act is Act.FREE for change in left):
            raise CallUnavailable(Why.REFUSED)
        report = self._report(room, places, desired)
        return replace(report, unremoved=stay if any(map(_is_out, left)) else None)

    def follow(self, room: RoomId, hear: Hear) -> Hear:
        """Call `hear` when LiveKit says that something has happened there, to whichever node."""
        self._followers.setdefault(room, []).append(hear)

        def stop() -> None:
            followers = self._followers.get(room, [])
            if hear in followers:
                followers.remove(hear)
            if not followers:
                self._followers.pop(room, None)
                self._silenced.pop(room, None)

        return stop

    async def close(self, room: RoomId) -> None:
        """End the room's call: every lock ends with the places that it closed."""
        await self._server.end(room)

    # LettingIn

    async def let_in(self, room: RoomId, person: PersonId) -> Entrance | None:
        """A token as the floor is now; None for whoever may not be in the call.

        Raises `CallUnavailable`, `RoomError`.
        """
        await self._server.make(room)
        wanted = await self._asking.wanted(room, person)
        if wanted is None:
            return None
        return self._tokens.entrance(room, person, wanted, self._clock.now())

    async def told(self, proof: str, body: bytes) -> None:
        """A webhook: a reason to look, here and where the room is driven. Raises `NotGenuine`."""
        heard = self._hooks.heard(proof, body, self._clock.now())
        self._stir(heard.room, heard.at)
        if heard.room is not None:
            self._bus.publish(_reason_to_look(heard.room, heard.at))

    # Looking

    def _hear(self, message: Hint | Share) -> None:
        if isinstance(message, Hint) and message.epoch == OF_A_CALL:
            self._stir(message.room, Instant(-message.seq))

    def _stir(self, room: RoomId | None, at: Instant) -> None:
        """Whoever waits for the guard looks too, wherever it was that something happened."""
        rooms = tuple(self._followers) if self._guard.heard(at) else (room,)
        for one in rooms:
            for hear in tuple(self._followers.get(one, ())) if one is not None else ():
                hear()

    def _try_guard(self) -> None:
        """Have LiveKit say something, where it has not for a while; nothing waits for it."""
        if self._tasks is not None and self._guard.is_to_be_tried():
            self._tasks.create_task(self._have_it_say_something())

    async def _have_it_say_something(self) -> None:
        """That a room of nobody's began, and ended."""
        with contextlib.suppress(CallUnavailable):
            await self._server.make(self._trial)
            await self._server.end(self._trial)

    # Making it so

    async def _made_so(
        self, room: RoomId, desired: Desired
    ) -> tuple[tuple[Place, ...], tuple[Change, ...], Why | None]:
        """Who is there in the end, what could not be done, and why nobody could be put out, which
        is tried once."""
        stay: Why | None = None
        self._silenced[room] = self._silenced.get(room, frozenset()) & frozenset(desired.people)
        for pause in PAUSES:
            await asyncio.sleep(pause)
            places, left = await self._look(room, desired)
            to_do = [one for one in left if stay is None or not _is_out(one)]
            if not to_do:
                return places, left, stay
            stay = await self._change(room, to_do) or stay
        return *await self._look(room, desired), stay

    async def _look(
        self, room: RoomId, desired: Desired
    ) -> tuple[tuple[Place, ...], tuple[Change, ...]]:
        places = await self._server.places(room)
        silenced = self._silenced.get(room, frozenset()) | smugglers(places, desired)
        self._silenced[room] = silenced
        return places, due(places, desired, silenced)

    async def _change(self, room: RoomId, changes: Collection[Change]) -> Why | None:
        """All that closes, then all that is put out, then all that is free again; what fails keeps
        nothing else from being done. Why somebody could not be put out; of all else raises
        `CallUnavailable`."""
        now = self._clock.now() // 1000
        stay: Why | None = None
        failures = []
        for act, group in groupby(changes, key=lambda one: one.act):
            came = await asyncio.gather(
                *(self._server.change(room, one, now) for one in group), return_exceptions=True
            )
            for failure in came:
                if act is Act.PUT_OUT and isinstance(failure, CallUnavailable):
                    stay = stay or failure.why
                elif failure is not None:
                    failures.append(failure)
        for failure in failures:
            raise failure
        return stay

    def _report(self, room: RoomId, places: Collection[Place], desired: Desired) -> Report:
        people = closed(places, desired, self._silenced.get(room, frozenset()))
        why = Why.NOT_CLOSED if Closed.FAILED in people.values() else None
        lingering = frozenset(whose(one, desired) for one in places) & desired.out
        strangers = unmatched(places, desired)
        if self._guard.is_sure:
            return Report(people, why, lingering, strangers)
        asked = {who: _unguarded(one) for who, one in people.items()}
        if Closed.ASKED in asked.values() or desired.out:
            why = why or Why.UNTOLD
        return Report(asked, why, None, strangers)


def _is_out(change: Change) -> bool:
    return change.act is Act.PUT_OUT


def _unguarded(found: Closed) -> Closed:
    return Closed.ASKED if found is Closed.CONFIRMED else found


def _reason_to_look(room: RoomId, at: Instant) -> Hint:
    """What tells other nodes, and of when: a log is always further than below nought, so that
    nobody reads it for this."""
    return Hint(room, OF_A_CALL, -at)
