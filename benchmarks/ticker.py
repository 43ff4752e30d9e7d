"""A schedule that is kept to the microsecond: event loops round their timers to milliseconds."""

import ctypes
import os
import struct
import sys
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable

CLOCK_MONOTONIC = 1
ABSOLUTE = 1


class Ticker:
    """Calls `due(nth, scheduled)` for each instant of a fixed schedule, never for one too early.

    The schedule does not wait for whoever is called: after a stall the missed instants come at
    once, each with the instant at which it should have come. `scheduled` is of `perf_counter`.
    """

    def __init__(
        self, loop: AbstractEventLoop, rate: float, count: int, due: Callable[[int, float], None]
    ) -> None:
        self.loop = loop
        self.every = 1 / rate
        self.count = count
        self.due = due
        self.nth = 0
        self.done = loop.create_future()
        self.began = time.perf_counter() + 0.05
        self._fd = _timer(self.began, self.every) if sys.platform == "linux" else None
        if self._fd is None:
            self._again()
        else:
            loop.add_reader(self._fd, self._readable)

    def _readable(self) -> None:
        if self._fd is not None:
            os.read(self._fd, 8)
            self._call()

    def _again(self) -> None:
        self._call()
        if self.nth < self.count:
            self.loop.call_later(0.001, self._again)

    def _call(self) -> None:
        now = time.perf_counter()
        while self.nth < self.count:
            scheduled = self.began + self.nth * self.every
            if scheduled > now:
                return
            self.due(self.nth, scheduled)
            self.nth += 1
        if self._fd is not None:
            self.loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None
        if not self.done.done():
            self.done.set_result(None)


def _timer(first: float, every: float) -> int:
    """A timer of the kernel's; `perf_counter` reads the same clock on Linux."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = int(libc.timerfd_create(CLOCK_MONOTONIC, os.O_NONBLOCK))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")
    spec = struct.pack("4l", int(every), int(every % 1 * 1e9), int(first), int(first % 1 * 1e9))
    if libc.timerfd_settime(descriptor, ABSOLUTE, ctypes.c_char_p(spec), None) < 0:
        os.close(descriptor)
        raise OSError(ctypes.get_errno(), "timerfd_settime")
    return descriptor
