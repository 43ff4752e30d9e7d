"""Being in a room: one connection after the other, until told to stop.

Join, change and reconnect are one path. What is kept from one connection to the next is the view
with its cursor, the `resume` secret, the presses without an answer, and the time.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from pushback.coming_back import SHARE, STEADY, Tries, ending
from pushback.errors import Refused, Stopped, Unreachable
from pushback.frames import Frame
from pushback.line import Line, Lost, opened
from pushback.news import News
from pushback.presses import Presses
from pushback.timekeeper import Timekeeper
from pushback.view import NOTHING, merged
from pushback.ways import Secret, Way
from pushback.wishes import Wishes
from pushback.world import World

WIRE = 1


class Staying:
    """One person's, or machine's, place in a room."""

    def __init__(self, way: Way, world: World) -> None:
        self.way = way
        self.world = world
        self.view = NOTHING
        self.person: str | None = None
        self.presses = Presses()
        self.wishes = Wishes()
        self.time = Timekeeper(world)
        self.news = News()
        self.stopped: Stopped | None = None
        self.line: Line | None = None
        """The connection that lives; None while there is none."""
        self._tries = Tries()
        self._woken = asyncio.Event()
        self._resume = ""
        self._why = ""
        """Why the last `hello` was refused, which says more than the close code."""
        self._is_first_sight = False

    async def stay(self) -> None:
        """Until it is over for good, and `stopped` says why."""
        why = Stopped("fault")
        try:
            while True:
                await self._pause(await self._one())
        except Stopped as stopped:
            why = stopped
        except asyncio.CancelledError:
            why = Stopped("left")
            raise
        finally:
            self.stopped = why
            self.presses.abandon(why)
            self.news.tell()

    async def say(self, frame: Frame) -> None:
        """Send it if there is a connection; a press that is not sent is sent by the next one."""
        if self.line is not None:
            self.time.ask_soon()
            self.line.doubt()
            with contextlib.suppress(Lost):
                await self.line.say(frame)

    def wake(self) -> None:
        """The machine is online again: no waiting, unless the server asked for it."""
        if not self._tries.is_too_early(self.world.steady()):
            self._woken.set()

    # One connection ------------------------------------------------------------------------

    async def _one(self) -> float:
        """From try to end; milliseconds until the next. Raises `Stopped`."""
        began = self.world.steady()
        try:
            lost = await _until_lost(self._connected())
        finally:
            self.line = None
        end = ending(lost.code)
        if end.needs_ticket:
            self._resume = ""
        if not end.comes_back:
            raise Stopped(self._why or end.reason)
        self.news.tell()
        now = self.world.steady()
        if now - began > STEADY:
            self._tries.lived()
        return self._tries.failed(now, self.world.chance(), end.within, lost.after)

    async def _pause(self, ms: float) -> None:
        self._woken.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), ms / 1000)

    async def _connected(self) -> None:
        """Always ends by `Lost` or `Stopped`."""
        self._why = ""
        try:
            async with asyncio.timeout(self.world.patience.welcome) as joining:
                secret = await self._secret()
                async with opened(self.way, self.world.patience) as line:
                    await line.say(self._hello(secret))
                    while self.line is not line:
                        await self._hear(line, await line.hear())
                    joining.reschedule(None)
                    await self._live(line)
        except TimeoutError:
            raise Lost from None

    async def _secret(self) -> Secret:
        if self._resume:
            return {"resume": self._resume}
        try:
            return await self.way.secret()
        except Unreachable:
            raise Lost from None
        except Refused as refused:
            if refused.retry:
                raise Lost(after=refused.after_ms) from None
            raise Stopped(refused.code) from refused

    def _hello(self, secret: Secret) -> Frame:
        hello: Frame = {"t": "hello", "room": self.way.room, "wire": WIRE, **secret}
        at = self.view.cursor
        return hello if at is None else hello | {"cursor": at}

    async def _live(self, line: Line) -> None:
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(_until_lost(self.time.keep(line)))
            reading = tasks.create_task(_until_lost(self._read(line)))
            lost = await reading
            keeping.cancel()
        self.line = None
        raise lost

    async def _read(self, line: Line) -> None:
        while True:
            await self._hear(line, await line.hear())

    # Hearing -------------------------------------------------------------------------------

    async def _hear(self, line: Line, frame: Frame) -> None:
        before = self.view
        self.view = merged(before, frame)
        self.time.hear(frame)
        does = HEARD.get(frame["t"])
        if does is not None:
            await does(self, line, frame)
        if self.view is not before:
            self.news.tell(str(name) for name in frame.get("because", ()))

    async def _welcome(self, line: Line, frame: Frame) -> None:
        self._resume = frame["resume"]
        self.person = frame.get("person")
        self.line = line
        self._is_first_sight = True
        for press in self.presses.back():
            await line.say(press)

    async def _state(self, line: Line, frame: Frame) -> None:
        self.wishes.hear(self.view.sections)
        # A frame without a seq comes after all that was missed.
        if "seq" in frame or not self._is_first_sight:
            return
        self._is_first_sight = False
        for press in self.presses.meant(self.view.sections):
            await line.say(press)
        for wish in self.wishes.repeated():
            await line.say({"t": "do", "id": self.world.uuid(), "type": wish})

    async def _answer(self, line: Line, frame: Frame) -> None:
        if frame["t"] == "refused" and frame.get("id") is None and self.line is not line:
            self._why = frame["code"]
        self.presses.hear(frame)

    async def _sync(self, _line: Line, _frame: Frame) -> None:
        self.news.tell()

    async def _ping(self, line: Line, frame: Frame) -> None:
        await line.say({"t": "pong", "n": frame["n"]})
        if self.time.has_slept() or frame["seq"] > self.view.seq:
            raise Lost
        await self.time.ask(line)

    async def _drain(self, line: Line, frame: Frame) -> None:
        """The server leaves: to another, not everybody at once, before it closes who is left."""
        if frame["within_ms"] > 0:
            line.goes(self.world.chance() * frame["within_ms"] * SHARE / 1000)


async def _until_lost(work: Awaitable[None]) -> Lost:
    try:
        await work
    except Lost as lost:
        return lost
    raise AssertionError("it goes on until the connection is over")


HEARD: dict[str, Callable[[Staying, Line, Frame], Awaitable[None]]] = {
    "welcome": Staying._welcome,
    "state": Staying._state,
    "done": Staying._answer,
    "refused": Staying._answer,
    "sync": Staying._sync,
    "ping": Staying._ping,
    "drain": Staying._drain,
}
"""What each kind of frame does beside the view; others are ignored."""
