"""A room as a program holds it: what is seen, what happens, and what one may ask for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, NamedTuple, Self

from pushback.address import address, link_of
from pushback.changes import Changes
from pushback.clock import left
from pushback.commands import CommandName
from pushback.errors import Refused, Stopped, Unreachable
from pushback.expect import confirmed, expected, in_turn
from pushback.frames import Frame
from pushback.presses import USUAL, Press
from pushback.staying import Staying
from pushback.view import View
from pushback.ways import ByKey, ByLink, ByTicket, Way
from pushback.world import THIS, World


class Done(NamedTuple):
    """The answer to a press. `seq`: where the log stands with it; None for what is not recorded."""

    id: str
    seq: int | None


class Room:
    """A room, for as long as one `async with` lasts: it comes back by itself, and what was pressed
    is sent again. Entering the block waits for the first sight of the room, and raises `Refused`,
    `Stopped`, or after 30 s `Unreachable`."""

    def __init__(self, way: Way, world: World = THIS) -> None:
        self._way = way
        self._staying = Staying(way, world)
        self._world = world
        self._task: asyncio.Task[None] | None = None

    # What is seen --------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The room's id."""
        return self._way.room

    @property
    def person(self) -> str | None:
        """Who we are in it; None for a machine."""
        return self._staying.person

    @property
    def view(self) -> View:
        """What is seen; a new object after each change."""
        return self._staying.view

    @property
    def is_live(self) -> bool:
        """Whether that is true now; else it is what was seen last."""
        return self._staying.line is not None

    @property
    def stopped(self) -> Stopped | None:
        """Why the connection is over for good; None while it is not."""
        return self._staying.stopped

    def now(self) -> float:
        """The server's instant, in milliseconds since the Unix epoch."""
        return self._staying.time.now()

    def error(self) -> float:
        """By how many milliseconds `now` may be wrong."""
        return self._staying.time.clock.error(self._world.steady())

    def left(self) -> float | None:
        """Milliseconds left of the step, below zero past its time; None where there is nothing to
        tell. Draw it as often as you like: nothing ticks over the wire."""
        return left(self.view.sections.get("clock"), self.now())

    # What happens --------------------------------------------------------------------------

    def changes(self) -> Changes:
        """What is seen now, then again after each change: of the connection too (`is_live`), and
        whenever the time is better known (`error`)."""
        return Changes(self._staying)

    async def until(self, holds: Callable[[View], object]) -> View:
        """The first view of which it holds; raises `Stopped` if none will come. Bound it with
        `asyncio.timeout`."""
        async for view, _ in self.changes():
            if holds(view):
                return view
        assert self.stopped is not None, "changes end with the connection"
        raise self.stopped.again()

    # What one may ask for ------------------------------------------------------------------

    async def do(self, type_: CommandName, /, *, seen: View | None = None, **fields: Any) -> Done:
        """Press, and wait for the answer; raises `Refused` with its code, or `Stopped`.

        It brings in `expect` what was `seen`, the present view if nothing is said. Without a
        connection it waits for one and is then sent, under the same id: `asyncio.timeout` bounds
        that, and takes back what has not been sent. Done means durable, and its effect in `view`.
        """
        staying = self._staying
        if staying.stopped is not None:
            raise staying.stopped.again()
        sections = (seen or self.view).sections
        frame: Frame = {"t": "do", "id": self._world.uuid(), "type": type_}
        expect = in_turn(type_, expected(sections, type_), staying.presses.unanswered())
        frame |= confirmed(sections, type_) | ({"expect": expect} if expect else {}) | fields
        take_back = staying.wishes.press(type_)
        press = staying.presses.add(frame, sections)
        try:
            answer = await self._answered(press)
            if answer["t"] == "refused":
                raise _refused(answer)
        except BaseException:
            take_back()
            raise
        finally:
            staying.presses.drop(press)
        return Done(frame["id"], answer.get("seq"))

    async def _answered(self, press: Press) -> Frame:
        await self._staying.say(press.frame)
        while True:
            answer: Frame = await press.answer
            if answer["t"] != "refused" or not answer["retry"]:
                return answer
            press.is_resting = True
            press.answer = asyncio.Future()
            await asyncio.sleep((_refused(answer).after_ms or USUAL) / 1000)
            press.is_resting = False
            await self._staying.say(press.frame)

    def wake(self) -> None:
        """The machine is online again: come back at once, if not connected."""
        self._staying.wake()

    # The block -----------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        try:
            await self._way.begin()
            # A TaskGroup would wrap whatever the caller's block raises.
            self._task = asyncio.create_task(self._staying.stay())  # noqa: TID251  # ended below
            async with asyncio.timeout(self._world.patience.first):
                await self.until(lambda view: view.sections)
        except TimeoutError:
            await self.leave()
            raise Unreachable from None
        except BaseException:
            await self.leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Close the connection and come back no more; whatever waits is `Stopped`."""
        task, self._task = self._task, None
        try:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        finally:
            await self._way.close()


def _refused(answer: Frame) -> Refused:
    facts = answer.get("facts", {})
    return Refused(answer["code"], answer["say"], retry=answer["retry"], facts=facts)


# The ways in -------------------------------------------------------------------------------


def connect(link: str, *, name: str | None = None, world: World = THIS) -> Room:
    """As a person, by their link: `async with connect("https://…/r/…#pbl_…") as room`.

    `name` is for somebody new on a shared link, whom a leader then confirms. Raises `BadAddress`.
    """
    return Room(ByLink(link_of(link), name), world)


def connect_by_ticket(
    server: str,
    room: str,
    draw: Callable[[], Awaitable[str]],
    *,
    origin: str | None = None,
    world: World = THIS,
) -> Room:
    """As a person whose pass somebody else keeps. `draw` is asked for a new ticket whenever one is
    needed, and again later where it raises `OSError`, an `httpx.HTTPError` or a `Refused` that may
    be retried; `origin` is the one that it was drawn from, the server's own if nothing is said."""
    return Room(ByTicket(address(server), room, draw, origin), world)


def connect_by_key(server: str, room: str, key: str, *, world: World = THIS) -> Room:
    """As a machine, by an API key with `room:read` for it, and `room:lead` to press in it."""
    return Room(ByKey(address(server), room, key), world)
