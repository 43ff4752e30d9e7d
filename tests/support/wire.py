"""A client of the wire as a test wants it: merge what comes, press, wait for what should be."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from app.rooms.fields import PersonId, RoomId
from tests.support.frames import check_frame

if TYPE_CHECKING:
    from tests.support.node import Node

PATIENCE = 10.0
REVS = {"phase_rev": "phase", "case_rev": "phase", "timer_rev": "clock", "plan_rev": "room"}


@dataclass
class Caller:
    """Somebody who can connect, and be many connections one after the other."""

    node: "Node"
    room: RoomId
    person: PersonId
    pass_text: str

    async def ticket(self) -> str:
        """A ticket for one hello."""
        return await self.node.service.access.draw_ticket(
            self.pass_text, room=self.room, origin=self.node.origin
        )

    @contextlib.asynccontextmanager
    async def connected(self, **hello: Any) -> AsyncIterator["Line"]:
        """A connection past hello, read in the background until the block ends."""
        async with connect(
            self.node.socket_url, origin=Origin(self.node.origin), max_size=2**20
        ) as raw:
            line = Line(raw, self)
            has_way = "resume" in hello or "ticket" in hello
            brought = hello if has_way else {"ticket": await self.ticket(), **hello}
            await line.send({"t": "hello", "room": self.room, **brought})
            reader = asyncio.create_task(line.read())
            try:
                await line.until(lambda one: one.welcome is not None or one.closed is not None)
                yield line
            finally:
                await raw.close()
                await reader


@dataclass
class Line:
    """One connection: the view merged so far, every frame, and answers by id."""

    raw: ClientConnection
    caller: Caller
    frames: list[dict[str, Any]] = field(default_factory=list)
    view: dict[str, Any] = field(default_factory=dict)
    welcome: dict[str, Any] | None = None
    seq: int = 0
    name: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    closed: int | None = None
    is_lively: bool = False
    """Whether it answers signs of life, as a page does."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, sent: dict[str, Any] | str) -> None:
        """One frame as JSON, or the text as it is."""
        await self.raw.send(sent if isinstance(sent, str) else json.dumps(sent))

    async def read(self) -> None:
        """Until the connection is over: merge `set` into the view; that is all a client does."""
        with contextlib.suppress(ConnectionClosed):
            async for text in self.raw:
                frame = json.loads(text)
                self.take(frame)
                if frame["t"] == "ping" and self.is_lively:
                    await self.send({"t": "pong", "n": frame["n"]})
        self.closed = self.raw.close_code
        self._changed.set()

    def take(self, frame: dict[str, Any]) -> None:
        """One frame, which must be as the document says for this audience."""
        view = frame.get("view") or self.name or "waiting"
        check_frame(frame, str(view).partition(".")[0])
        self.frames.append(frame)
        if frame["t"] == "welcome":
            self.welcome = frame
            self.name = frame["view"]
        if frame["t"] == "state":
            if frame.get("full"):
                self.view = {}
                self.name = frame["view"]
            self.view |= frame["set"]
            self.seq = frame.get("seq", self.seq)
        if frame["t"] in ("done", "refused") and frame["id"] is not None:
            self.answers[frame["id"]] = frame
        self._changed.set()

    @property
    def cursor(self) -> dict[str, Any]:
        """What a hello brings to go on from here."""
        assert self.welcome is not None
        return {"epoch": self.welcome["epoch"], "view": self.name, "seq": self.seq}

    async def until(self, holds: Callable[["Line"], bool], patience: float = PATIENCE) -> None:
        """Wait for something to be true of this connection; `TimeoutError` if it never is."""
        async with asyncio.timeout(patience):
            while not holds(self):
                self._changed.clear()
                await self._changed.wait()

    def expect(self) -> dict[str, int]:
        """The revisions this connection can see."""
        seen = {r: self.view.get(s, {}).get(r) for r, s in REVS.items()}
        seen |= {r: self.view.get("you", {}).get(r, seen[r]) for r in REVS}
        return {r: n for r, n in seen.items() if n is not None}

    async def press(
        self, type_: str, command_id: str | None = None, **fields: Any
    ) -> dict[str, Any]:
        """Send a command with the revisions seen, and wait for its answer."""
        name = command_id or str(uuid.uuid4())
        self.answers.pop(name, None)
        sent = {"t": "do", "id": name, "type": type_, "expect": self.expect(), **fields}
        await self.send(sent)
        await self.until(lambda one: name in one.answers or one.closed is not None)
        return self.answers.get(name, {"t": "closed", "code": self.closed})

    async def do(self, type_: str, **fields: Any) -> dict[str, Any]:
        """As `press`; the answer must be `done`."""
        answer = await self.press(type_, **fields)
        assert answer["t"] == "done", answer
        return answer

    async def come_in(self) -> None:
        """Accept the agreement and say the line about privacy."""
        await self.do("agree", version=1)
        await self.do("attest")


async def discussing(ada: Line, cleo: Line, *, is_open: bool = False) -> None:
    """Ada leads a meeting on until Cleo, who presents, sits back in the discussion; `is_open`: it
    was opened before."""
    if not is_open:
        for one in (ada, cleo):
            await one.come_in()
        await ada.do("open_meeting")
    await ada.until(lambda one: one.view["phase"]["phase"] == "opening")
    await ada.do("choose_presenter", person=cleo.caller.person)
    while ada.view["phase"]["phase"] != "discuss":
        step = ada.view["phase"]["step"]
        await ada.do("advance")
        await ada.until(lambda one, step=step: one.view["phase"]["step"] != step)  # type: ignore[misc]
    await cleo.until(lambda one: one.view["you"].get("chair") == "offered")
    await cleo.do("sit_back")
    locked = {"floor": "locked", "reason": "push_back"}
    await ada.until(lambda one: locked in one.view["floor"]["seats"].values())
