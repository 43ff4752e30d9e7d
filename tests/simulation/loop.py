"""A loop of ours on which time is a number: it jumps to whatever comes next, and nothing waits.

What runs belongs to a `Host`, by the context it was begun in: a host that is paused runs nothing
until it goes on, one that is dead never again, not even to tidy up. The order of what is ready is
the order in which it became ready, as with asyncio's own loop; chance enters only where the world
has some, as delays. So whatever happens here could happen to the service.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar

T = TypeVar("T")
MOST_STEPS = 400_000
"""Of one schedule; one that takes more goes round in circles."""


class Stuck(Exception):
    """Nothing will ever happen again, or something happens for ever."""


class Host:
    """A machine of its own: what runs in its `context` stops and dies with it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_paused = False
        self.is_dead = False
        self.held: list[Call] = []
        self.context = Context()
        self.context.run(HOST.set, self)


HOST: ContextVar[Host | None] = ContextVar("host", default=None)


class Call(asyncio.TimerHandle):
    """Something to run, now or at an instant."""

    __slots__ = ("args", "at", "callback", "context", "host", "is_cancelled")

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], context: Context, at: float
    ) -> None:
        self.callback = callback
        self.args = args
        self.context = context
        self.host = context.get(HOST)
        self.is_cancelled = False
        self.at = at

    def cancel(self) -> None:
        """Do not run it."""
        self.is_cancelled = True

    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.is_cancelled

    def when(self) -> float:
        """At which second."""
        return self.at

    def __repr__(self) -> str:
        return f"<Call {self.callback!r} at {self.at}>"


class VirtualLoop(asyncio.AbstractEventLoop):
    """Runs callbacks in order, and jumps to the next timer when none is ready.

    `troubles` are the exceptions that nobody caught, by their kind.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.steps = 0
        self.troubles: list[str] = []
        self.tasks: list[asyncio.Task[Any]] = []
        """All that were begun: a host that is dead must not be tidied up by the collector."""
        self._ready: deque[Call] = deque()
        self._timers: list[tuple[float, int, Call]] = []
        self._drawn = 0
        self._is_running = False

    # Hosts ---------------------------------------------------------------------------------

    def go_on(self, host: Host) -> None:
        """A host that was stopped does what it could not do, in order."""
        host.is_paused = host.is_dead = False
        self._ready.extend(host.held)
        host.held.clear()

    # Asyncio asks --------------------------------------------------------------------------

    def time(self) -> float:
        """Seconds since the beginning."""
        return self.now

    def call_soon(  # type: ignore[override]  # the stub's type variables say no more than this
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Call:
        """As asyncio."""
        call = Call(callback, args, copy_context() if context is None else context, self.now)
        self._ready.append(call)
        return call

    def call_later(  # type: ignore[override]  # as above
        self, delay: float, callback: Callable[..., object], *args: Any,
        context: Context | None = None,
    ) -> Call:  # fmt: skip
        """As asyncio."""
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]  # as above
        self, when: float, callback: Callable[..., object], *args: Any,
        context: Context | None = None,
    ) -> Call:  # fmt: skip
        """As asyncio."""
        call = Call(callback, args, copy_context() if context is None else context, when)
        self._drawn += 1
        heapq.heappush(self._timers, (when, self._drawn, call))
        return call

    def create_future(self) -> asyncio.Future[Any]:
        """As asyncio."""
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]  # as above
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None,
        context: Context | None = None, **_: Any,
    ) -> asyncio.Task[T]:  # fmt: skip
        """As asyncio."""
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self.tasks.append(task)
        return task

    def get_debug(self) -> bool:
        """Never: nobody reads it."""
        return False

    def is_running(self) -> bool:
        """Whether it runs."""
        return self._is_running

    def is_closed(self) -> bool:
        """Never: there is nothing to close."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep what nobody caught."""
        error = context.get("exception")
        self.troubles.append(f"{context.get('message')}: {type(error).__name__}")

    # Running -------------------------------------------------------------------------------

    def run_until_complete(self, future: Any) -> Any:
        """Run until it is done; raises what it raises, and `Stuck`."""
        task = asyncio.ensure_future(future, loop=self)
        before = asyncio._get_running_loop()
        asyncio._set_running_loop(self)
        self._is_running = True
        try:
            while not task.done():
                self._step()
        finally:
            self._is_running = False
            asyncio._set_running_loop(before)
        return task.result()

    def _step(self) -> None:
        while not self._ready:
            self._jump()
        call = self._ready.popleft()
        host = call.host
        if call.is_cancelled:
            return
        if host is not None and (host.is_paused or host.is_dead):
            host.held.append(call)
            return
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Stuck(f"more than {MOST_STEPS} steps")
        try:
            call.context.run(call.callback, *call.args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.call_exception_handler({"message": "a callback failed", "exception": error})

    def _jump(self) -> None:
        """To the next timer, and to all that are due with it."""
        if not self._timers:
            raise Stuck("nothing will ever happen again")
        self.now = max(self.now, self._timers[0][0])
        while self._timers and self._timers[0][0] <= self.now:
            call = heapq.heappop(self._timers)[2]
            if not call.is_cancelled:
                self._ready.append(call)
