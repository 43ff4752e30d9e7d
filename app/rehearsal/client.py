"""A small, complete client of the wire: read it to write your own.

A person opens a link over HTTP and gets a cookie. With it a tab draws a ticket, opens the WebSocket
and says `hello`. From then on there are three rules. Merge what `state` brings. Give every press an
id and send it again, the same, until it is answered. And when the connection is gone, come back
with the last `resume` secret and the cursor: join, change and reconnect are one path.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.rehearsal.address import Address
from app.rehearsal.clock import FIRST_SAMPLES, Sample, ServerClock
from app.rehearsal.page import Json, Page
from app.rooms.ports import Ids

PATIENCE = 10.0
"""Seconds to wait for an HTTP answer, a press's answer or a state."""
STOP = 4500
"""Close codes from here on are final; below it, and without one, come back."""
TICKET_BAD, EXPIRED = 4200, 4201
ROUTINE = range(4000, 4100)
BACK_OFF, MOST_BACK_OFF = 0.25, 15.0
MOST_TRIES = 5
TRY_AGAIN = 250
"""Milliseconds after which a press is sent again that the server could not take."""
MOST_BYTES = 2**20

Heard = Callable[[str, str], None]
"""Called with `>` and each text that was sent, `<` and each that came."""


class Refused(Exception):
    """The server does not let this client in, and says so; trying again would not help."""

    def __init__(self, code: str, say: str) -> None:
        super().__init__(f"{say} ({code})")
        self.code = code


class NeverSaw(Exception):
    """What was waited for did not come in time."""


def refuse_problem(answer: httpx.Response) -> None:
    """Raises `Refused` for a problem of RFC 9457, as the server answers every refusal."""
    if answer.is_error:
        try:
            body = answer.json()
            code, say = str(body["code"]), str(body["detail"])
        except (ValueError, KeyError, TypeError):
            code, say = str(answer.status_code), "The answer is not one of a Pushback server."
        raise Refused(code, say)


class Client:
    """One browser tab. `ticks` is its own monotonic clock in milliseconds."""

    def __init__(self, server: Address, ids: Ids, ticks: Callable[[], float], heard: Heard) -> None:
        self.server = server
        self.ids = ids
        self.ticks = ticks
        self.heard = heard
        self.page = Page()
        self.clock = ServerClock()
        self.room = ""
        self.path = ""
        self.parting: int | None = None
        self.online = asyncio.Event()
        self.online.set()
        self._http = httpx.AsyncClient(
            base_url=server.url,
            headers={"Origin": server.url, "X-Pushback": "1"},
            timeout=PATIENCE,
            trust_env=not server.is_here,
        )
        self._socket: ClientConnection | None = None
        self._said: dict[str, str] = {}
        self._unanswered: dict[str, asyncio.Future[Json]] = {}
        self._changed = asyncio.Event()
        self._is_staying = False
        self._is_leaving = False

    # The way in ----------------------------------------------------------------------------

    async def enter(self, link: str, name: str | None = None) -> None:
        """Open a link: what stands behind its `#` becomes a cookie. Raises `Refused`."""
        body = {"link": link.partition("#")[2] or link}
        answer = await self._http.post("/api/enter", json=body | ({"name": name} if name else {}))
        refuse_problem(answer)
        entered = answer.json()
        self.room, self.path = entered["room"], entered["path"]

    async def _hello(self) -> Json:
        """The first frame: the chain's secret if there is one, else a ticket, good for 30 s."""
        hello: Json = {"t": "hello", "room": self.room}
        if self.page.resume:
            hello["resume"] = self.page.resume
        else:
            answer = await self._http.post(f"{self.path}/ticket")
            refuse_problem(answer)
            hello["ticket"] = answer.json()["ticket"]
        return hello | ({"cursor": self.page.cursor} if self.page.cursor else {})

    # The connection ------------------------------------------------------------------------

    async def stay(self) -> None:
        """Be connected until `leave` or a final close code; raises `Refused`."""
        attempt = 0
        self._is_staying = True
        try:
            while not self._is_leaving:
                await self.online.wait()
                code = await self._connection()
                attempt = 0 if self.page.seq and code in ROUTINE else attempt + 1
                if code in (TICKET_BAD, EXPIRED):
                    self.page.resume = ""
                if code is not None and code >= STOP:
                    self.parting = code
                    break
                if self.online.is_set() and not self._is_leaving:
                    await asyncio.sleep(self._back_off(attempt))
        finally:
            self._give_up()
            await self._http.aclose()

    def _back_off(self, attempt: int) -> float:
        """Full jitter: clients that lost the same server do not come back in step."""
        most: float = min(MOST_BACK_OFF, BACK_OFF * 2.0**attempt)
        return most * int(self.ids.epoch(), 16) / 2**64

    async def _connection(self) -> int | None:
        """One connection, to its end; its close code, None if there was none."""
        socket: ClientConnection | None = None
        with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed, httpx.TransportError):
            hello = await self._hello()
            async with connect(
                self.server.socket_url,
                origin=self.server.url,  # type: ignore[arg-type]  # their NewType of str
                compression=None,
                max_size=MOST_BYTES,
                proxy=None if self.server.is_here else True,
            ) as socket:
                await self._say(socket, json.dumps(hello))
                async with asyncio.TaskGroup() as tasks:
                    asking = tasks.create_task(self._ask_the_time(socket))
                    try:
                        await self._read(socket)
                    finally:
                        asking.cancel()
        self._socket = None
        self._changed.set()
        return None if socket is None else socket.close_code

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in socket:
                self.heard("<", str(text))
                frame: Json = json.loads(text)
                self._take(frame)
                if frame["t"] == "welcome":
                    self._socket = socket
                    for press in tuple(self._unanswered):
                        await self._say(socket, self._said[press])
                if frame["t"] == "ping":
                    await self._say(socket, json.dumps({"t": "pong", "n": frame["n"]}))
                    await self._sync(socket)
                self._changed.set()

    def _take(self, frame: Json) -> None:
        self.page.take(frame)
        if frame["t"] == "sync":
            came = Sample(frame["c0"], frame["s1"], frame["s2"], self.ticks())
            self.clock = self.clock.with_sample(came)
        waiting = self._unanswered.pop(frame.get("id") or "", None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    async def _say(self, socket: ClientConnection, text: str) -> None:
        self.heard(">", text)
        with contextlib.suppress(ConnectionClosed):
            await socket.send(text)

    async def _ask_the_time(self, socket: ClientConnection) -> None:
        with contextlib.suppress(NeverSaw):
            await self.until(lambda _: self._socket is socket, "a welcome")
        began = self.ticks()
        for at in FIRST_SAMPLES:
            await asyncio.sleep(max(0.0, began + at - self.ticks()) / 1000)
            await self._sync(socket)

    async def _sync(self, socket: ClientConnection) -> None:
        await self._say(socket, json.dumps({"t": "sync", "c0": self.ticks()}))

    # Presses -------------------------------------------------------------------------------

    async def press(self, type_: str, **fields: Any) -> Json:
        """Send a command on the picture this page has, and wait for its answer."""
        name = str(UUID(hex=self.ids.epoch() + self.ids.epoch(), version=4))
        expect = self.page.expect
        self._said[name] = json.dumps(
            {"t": "do", "id": name, "type": type_, "expect": expect, **fields}
        )
        return await self.repeat(name)

    async def repeat(self, name: str) -> Json:
        """The same press once more, byte for byte; what was accepted is answered the same."""
        answer = await self._answered(name)
        for _ in range(MOST_TRIES):
            if not answer.get("retry"):
                break
            after_ms: float = answer.get("facts", {}).get("after_ms", TRY_AGAIN)
            await asyncio.sleep(after_ms / 1000)
            answer = await self._answered(name)
        return answer

    async def _answered(self, name: str) -> Json:
        if self.parting is not None or self._is_leaving:
            raise Refused("closed", "The connection is over.")
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._unanswered[name] = waiting
        if self._socket is not None:
            await self._say(self._socket, self._said[name])
        return await waiting

    def _give_up(self) -> None:
        for waiting in self._unanswered.values():
            if not waiting.done():
                waiting.set_exception(Refused("closed", "The connection is over."))
        self._unanswered.clear()

    # What a person does --------------------------------------------------------------------

    async def until(
        self, holds: Callable[[Page], bool], what: str, within: float = PATIENCE
    ) -> None:
        """Wait until the page shows it; raises `NeverSaw`."""
        try:
            async with asyncio.timeout(within):
                while not holds(self.page):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise NeverSaw(what) from None

    def server_now(self) -> float:
        """The server's time now, in milliseconds since the epoch."""
        return self.clock.server_now(self.ticks())

    @property
    def is_connected(self) -> bool:
        """Whether the server has said `welcome` on a connection that lives."""
        return self._socket is not None

    def another_tab(self, heard: Heard) -> "Client":
        """A second tab of the same browser: it has the cookie, and no view. The newest tab wins."""
        other = Client(self.server, self.ids, self.ticks, heard)
        other.room, other.path = self.room, self.path
        other._http.cookies = self._http.cookies
        return other

    def cut(self) -> None:
        """Lose the network, at once and without a word; `online.set()` brings it back."""
        self.online.clear()
        if self._socket is not None:
            self._socket.transport.abort()

    async def leave(self) -> None:
        """Close the tab."""
        self._is_leaving = True
        self.online.set()
        if self._socket is not None:
            await self._socket.close()
        if not self._is_staying:
            await self._http.aclose()
