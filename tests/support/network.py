"""A thread with a network of its own, for media: what runs there reaches nothing else.

Janus uses no loopback interface for media, so one end of a veth pair has an address of 127.0.0.0/8.
A network belongs to a thread: what is started from it, processes and threads, has the same.
"""

import asyncio
import contextlib
import ctypes
import os
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Future
from functools import wraps
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

MEDIA_ADDRESS = "127.77.0.1"
WITHIN = 100
"""Seconds for what is run there."""
CLONE_NEWNET = 0x40000000
# An address of IPv6 would come by itself a second later, and a browser then drops what it loads.
SET_UP = (
    "ip link set lo up",
    "ip link add media0 type veth peer name media1",
    "ip link set media0 addrgenmode none",
    "ip link set media1 addrgenmode none",
    f"ip addr add {MEDIA_ADDRESS}/32 dev media0",
    "ip link set media0 up",
    "ip link set media1 up",
)
NEEDED = (
    "tests of the call need a network of their own: run them as root, "
    "or under `unshare --user --map-root-user`, with `ip` of iproute2"
)


class NoNetwork(Exception):
    """This machine does not let us make one."""


class Apart:
    """The thread and its event loop, from `start` to `stop`; `set_up` makes its network."""

    def __init__(self, set_up: Sequence[str] = SET_UP) -> None:
        self._set_up = set_up
        self._loop = asyncio.new_event_loop()
        self._is_ready = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._live, name="apart", daemon=True)

    def start(self) -> None:
        """Raises `NoNetwork`."""
        self._thread.start()
        self._is_ready.wait()
        if self._error is not None:
            raise NoNetwork(NEEDED) from self._error

    def run(self, work: Coroutine[Any, Any, T], within: float = WITHIN) -> T:
        """Do it there, and wait for it here."""
        return self.begin(_in_time(work, within)).result()

    def begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Do it there, and go on here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    @property
    def thread(self) -> int:
        """As the system calls it, and its network with it."""
        assert self._thread.native_id is not None
        return self._thread.native_id

    def stop(self) -> None:
        """End the thread, and with it the network."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _live(self) -> None:
        try:
            _leave_network()
            ip(*self._set_up)
        except (OSError, subprocess.CalledProcessError) as error:
            self._error = error
            self._is_ready.set()
            return
        asyncio.set_event_loop(self._loop)
        self._is_ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())


def apart(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """A test that runs there: in the network of its fixture `there`."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        there = kwargs["there"]
        assert isinstance(there, Apart)
        there.run(test(*args, **kwargs))

    return run


def ip(*lines: str) -> None:
    """Run these commands in the network of this thread."""
    for line in lines:
        subprocess.run(line.split(), check=True, capture_output=True)


@contextlib.asynccontextmanager
async def behind(address: str, own: str) -> AsyncIterator[Apart]:
    """A second network that reaches this one at `address` alone, and has `own` there: nothing is
    passed on, in neither direction."""
    far = Apart(("ip link set lo up",))
    far.start()
    try:
        ip(
            f"ip link add near0 type veth peer name far0 netns {far.thread}",
            f"ip addr add {address}/24 dev near0",
            "ip link set near0 up",
        )

        async def set_up() -> None:
            ip(f"ip addr add {own}/24 dev far0", "ip link set far0 up")

        await asyncio.wrap_future(far.begin(set_up()))
        yield far
    finally:
        await asyncio.to_thread(far.stop)


async def _in_time(work: Awaitable[T], within: float) -> T:
    async with asyncio.timeout(within):
        return await work


def _leave_network() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
