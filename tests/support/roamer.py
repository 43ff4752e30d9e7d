"""A client with a bad connection, as a page is: it comes back, goes on from its cursor, and sends
again what it has no answer to, under the same id.
"""

import asyncio
import contextlib
import json
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

AGAIN_AFTER = 0.02
PATIENCE = 10.0
REVS = {"phase_rev": "phase", "case_rev": "phase", "timer_rev": "clock", "plan_rev": "room"}
SMALL_BUFFER = 2048
"""Bytes: a window that a frame or two fill. Who reads through it is slow also while it reads: the
kernel of whoever sends waits a fifth of a second for each few frames."""


@dataclass
class Roamer:
    """Somebody's page. `hold` stops reading, `cut` loses the connection without a word."""

    name: str
    url: str
    origin: str
    room: str
    ticket: Callable[[], Awaitable[str]]
    view: dict[str, Any] = field(default_factory=dict)
    view_name: str = ""
    epoch: str = ""
    seq: int = 0
    resume: str = ""
    heard: list[str] = field(default_factory=list)
    """Every frame of the server, as text."""
    open_presses: dict[str, str] = field(default_factory=dict)
    """Presses without an answer, by id."""
    done: dict[str, str] = field(default_factory=dict)
    """The answers of accepted presses, as text."""
    refused: dict[str, dict[str, Any]] = field(default_factory=dict)
    closes: list[int] = field(default_factory=list)
    welcomes: int = 0
    is_leaving: bool = False
    again_after: float = AGAIN_AFTER
    """Seconds from the end of one connection to the next."""
    buffer: int = SMALL_BUFFER
    raw: ClientConnection | None = None
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.reading.set()

    # The connection ------------------------------------------------------------------------

    async def run(self) -> None:
        """Until it leaves or is told not to come back."""
        while not self.is_leaving and not any(4500 <= code < 5000 for code in self.closes):
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._connect()
            self.raw = None
            self.changed.set()
            await asyncio.sleep(self.again_after)

    async def _connect(self) -> None:
        async with asyncio.timeout(PATIENCE):
            line = await _line(self.url, self.buffer)
            raw = await connect(
                self.url, origin=Origin(self.origin), sock=line, max_queue=1,
                ping_interval=None, close_timeout=0.2, max_size=2**20, compression=None,
            )  # fmt: skip
            way = {"resume": self.resume} if self.resume else {"ticket": await self.ticket()}
        cursor = {"epoch": self.epoch, "view": self.view_name, "seq": self.seq}
        hello: dict[str, Any] = {"t": "hello", "room": self.room, **way}
        try:
            await raw.send(json.dumps(hello | ({"cursor": cursor} if self.epoch else {})))
            self.raw = raw
            while self.raw is raw:
                await self.reading.wait()
                text = str(await raw.recv())
                if self.raw is raw:  # what had come before it was cut, nobody reads any more
                    await self._take(text)
        finally:
            code = raw.close_code
            if code is not None:
                self.closes.append(code)
            if code == 4200:  # the database came back without our chain's last step
                self.resume = ""
            raw.transport.abort()

    async def _take(self, text: str) -> None:
        self.heard.append(text)
        frame = json.loads(text)
        match frame["t"]:
            case "welcome":
                self.epoch, self.resume = frame["epoch"], frame["resume"]
                self.view_name = frame["view"]
                self.welcomes += 1
                for sent in tuple(self.open_presses.values()):
                    await self._send(sent)
            case "state":
                self._merge(frame)
            case "done":
                self.done[frame["id"]] = text
                self.open_presses.pop(frame["id"], None)
            case "refused" if frame["id"] is not None:
                self.refused[frame["id"]] = frame
                self.open_presses.pop(frame["id"], None)
            case "ping":
                await self._send(json.dumps({"t": "pong", "n": frame["n"]}))
            case _:
                pass
        self.changed.set()

    def _merge(self, frame: dict[str, Any]) -> None:
        if frame.get("full"):
            self.view, self.view_name = {}, frame["view"]
        self.view |= frame["set"]
        self.seq = frame.get("seq", self.seq)

    async def _send(self, text: str) -> None:
        if self.raw is not None:
            with contextlib.suppress(ConnectionClosed):
                await self.raw.send(text)

    def cut(self) -> None:
        """Lose the connection, at once and without a word."""
        if self.raw is not None:
            self.raw.transport.abort()
            self.raw = None

    def hold(self) -> None:
        """Read nothing more for now."""
        self.reading.clear()

    def go_on(self) -> None:
        """Read again."""
        self.reading.set()

    # Presses -------------------------------------------------------------------------------

    async def press(self, type_: str, **fields: Any) -> str:
        """Send a press and return its id; it is sent again until it has an answer."""
        name = str(uuid.uuid4())
        sent = {"t": "do", "id": name, "type": type_, "expect": self.expect(), **fields}
        self.open_presses[name] = json.dumps(sent)
        await self._send(self.open_presses[name])
        return name

    async def does(self, type_: str, patience: float = PATIENCE, /, **fields: Any) -> None:
        """A press that must be accepted."""
        name = await self.press(type_, **fields)
        await self.until(lambda: name not in self.open_presses, patience)
        assert name in self.done, self.refused.get(name)

    def expect(self) -> dict[str, int]:
        """The revisions in view."""
        seen = {r: self.view.get(s, {}).get(r) for r, s in REVS.items()}
        seen |= {r: self.view.get("you", {}).get(r, seen[r]) for r in REVS}
        return {r: n for r, n in seen.items() if n is not None}

    async def until(self, holds: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until it holds; `TimeoutError` if it never does."""
        async with asyncio.timeout(patience):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def settled(self, patience: float = PATIENCE) -> None:
        """Wait until it is connected and everything it pressed is answered."""
        await self.until(lambda: self.raw is not None and not self.open_presses, patience)


async def _line(url: str, buffer: int) -> socket.socket:
    """A connected socket that takes so many bytes before its reader reads."""
    found = urlsplit(url)
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    made.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(made, (found.hostname, found.port))
    except BaseException:
        made.close()
        raise
    return made


@asynccontextmanager
async def roaming(*roamers: Roamer, patience: float = PATIENCE) -> AsyncIterator[None]:
    """They are out and about for as long as the block lasts."""
    tasks = [asyncio.create_task(one.run()) for one in roamers]
    try:
        for one in roamers:
            await one.until(lambda one=one: one.view, patience)  # type: ignore[misc]  # bound here
        yield
    finally:
        for one in roamers:
            one.is_leaving = True
            one.go_on()
            one.cut()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
