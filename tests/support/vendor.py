"""A small maker of calls that keeps the Call Control Contract, and breaks it where a test says so.

async with posting(vendor, node, room): vendor.joins("laptop", grant=...)
vendor.is_mute = True       # takes every state with 200, and does and says nothing
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from standardwebhooks import Webhook
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.access.grants import Scope
from app.rooms.fields import RoomId
from tests.support.node import Node
from tests.support.receiver import Got, answer, receiving

PATIENCE = 10.0


@dataclass
class Vendor:
    """`here`: who is in its call. `shut`: whose microphone it keeps closed; it opens none.

    `states`: what it was told, newest last. Each field that begins with `is_` breaks the contract.
    """

    node: Node
    room: RoomId
    key: str
    here: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    states: list[dict[str, Any]] = field(default_factory=list)
    holds: str = "enforced"
    is_mute: bool = False
    """Takes every state, and does and says nothing."""
    is_lying: bool = False
    """Says that what it was told to close is closed, and closes nothing."""
    is_older: bool = False
    """Reports for the version before."""
    is_open: bool = False
    """Closes nothing, and says so."""
    is_stubborn: bool = False
    """Lets nobody go who was closed."""
    status: int = 204
    held: asyncio.Event | None = None
    answers: list[httpx.Response] = field(default_factory=list)
    secret: str = ""
    _newest: tuple[int, int] = (-1, -1)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: int = 0

    @property
    def base(self) -> str:
        """Where it says what happens."""
        return f"{self.node.origin}/api/calls/{self.room}"

    async def asks(self, method: str, path: str = "", **body: Any) -> httpx.Response:
        """Anything, by its key."""
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {self.key}"}) as http:
            return await http.request(method, f"{self.base}{path}", json=body or None)

    async def does(self, method: str, path: str = "", **body: Any) -> dict[str, Any]:
        """The same, accepted."""
        said = await self.asks(method, path, **body)
        assert said.is_success, said.text
        found: dict[str, Any] = said.json()
        return found

    # In its call ---------------------------------------------------------------------------

    async def lets_in(self, ref: str, **who: Any) -> None:
        """Somebody comes, who can be heard unless they are to be closed."""
        self.here.add(ref)
        self.shut -= {ref}
        if self._wants(ref) and not self.is_mute and not self.is_lying:
            self.shut.add(ref)
        await self.does("POST", "/participants", participants=[{"ref": ref, "via": "web", **who}])

    async def lets_in_bound(self, ref: str, person: str) -> None:
        """The same, by a join grant of that person."""
        made = await self.does("POST", "/grants", person=person)
        await self.lets_in(ref, grant=made["grant"])

    async def happens(self, ref: str, what: str, **more: Any) -> None:
        """An event."""
        self._ids += 1
        now = self.node.service.clock.now()
        event = {"id": f"e{self._ids}", "ref": ref, "type": what, "at": now, **more}
        await self.does("POST", "/events", events=[event])

    async def leaves(self, ref: str) -> None:
        """Somebody goes."""
        self.here.discard(ref)
        self.shut.discard(ref)
        await self.happens(ref, "left")

    async def unmutes(self, ref: str) -> None:
        """Somebody presses to be heard; what is closed stays so."""
        await self.happens(ref, "microphone", open=True, by="self")

    def audible(self) -> set[str]:
        """Whom a listener hears."""
        return self.here - self.shut

    def _wants(self, ref: str) -> bool:
        newest = self.states[-1]["participants"] if self.states else []
        return any(one["ref"] == ref and one["microphone"] == "locked" for one in newest)

    # Told ----------------------------------------------------------------------------------

    def hears(self, state: dict[str, Any]) -> dict[str, Any] | None:
        """Make a state true; the report of it, None where it has nothing to say."""
        self.states.append(state)
        self._came.set()
        version = (state["version"]["seq"], state["version"]["n"])
        if self.is_mute or version < self._newest:
            return None
        self._newest = version
        locked = {one["ref"] for one in state["participants"] if one["microphone"] == "locked"}
        if self.is_open:
            self.shut = set()
        elif not self.is_lying:
            kept = self.shut if self.is_stubborn else set()
            self.shut = (locked & self.here) | kept
        self.here -= set(state["out"])
        outcomes = [
            {"ref": one["ref"], "microphone": self._says(one["ref"], locked), "camera": "free"}
            for one in state["participants"]
        ]
        seq, n = version if not self.is_older else (version[0] - 1, version[1])
        at = self.node.service.clock.now()
        said = {"seq": seq, "n": n}
        return {"version": said, "outcomes": outcomes, "class": self.holds, "at": at}

    def _says(self, ref: str, locked: set[str]) -> str:
        if ref not in self.here:
            return "absent"
        if self.is_lying:
            return "locked" if ref in locked else "free"
        return "locked" if ref in self.shut else "free"

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something to be true, looking at each state that comes and now and then."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._came.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self._came.wait()


async def vendor_of(node: Node, room: RoomId) -> Vendor:
    """A vendor with a key for that room's call."""
    made = await node.service.access.create_key(
        "a vendor", frozenset({Scope.ROOM_REPORT}), frozenset({room}), expires_in=None
    )
    return Vendor(node, room, made.text)


@contextlib.asynccontextmanager
async def posted_to(vendor: Vendor) -> AsyncIterator[Vendor]:
    """The vendor is told by POST for as long as the block, every signature verified."""
    async with asyncio.TaskGroup() as tasks:

        async def answering(got: Got, writer: asyncio.StreamWriter) -> None:
            state = Webhook(vendor.secret).verify(got.body, got.headers)
            if vendor.held is not None:
                await vendor.held.wait()
            if vendor.status < 300:
                tasks.create_task(_reports(vendor, vendor.hears(state)))
            writer.write(answer(vendor.status))

        async with receiving(answering) as receiver:
            made = await vendor.does("PUT", url=receiver.url)
            vendor.secret = made["secret"]
            yield vendor


async def _reports(vendor: Vendor, report: dict[str, Any] | None) -> None:
    if report is not None:
        with contextlib.suppress(httpx.HTTPError):  # the node has ended with the test
            vendor.answers.append(await vendor.asks("POST", "/floor-reports", **report))


@contextlib.asynccontextmanager
async def connected(vendor: Vendor) -> AsyncIterator[Vendor]:
    """The vendor keeps a socket open for as long as the block, and reports on it."""
    url = vendor.base.replace("http://", "ws://") + "/floor"
    async with connect(url, additional_headers={"Authorization": f"Bearer {vendor.key}"}) as raw:

        async def reading() -> None:
            with contextlib.suppress(ConnectionClosed):
                async for text in raw:
                    frame = json.loads(text)
                    if frame["type"] == "floor.changed":
                        report = vendor.hears(frame)
                        if report is not None:
                            await raw.send(json.dumps({"type": "floor_report", **report}))

        task = asyncio.create_task(reading())
        try:
            yield vendor
        finally:
            await raw.close()
            await task
