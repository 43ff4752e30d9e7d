"""A meeting in its call, of servers in processes of their own, to be killed and started again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.observe import Metrics
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import HOUR
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Agreement, CallKind
from app.storage.access_store import SqlAccessStore
from app.storage.engine import open_database, room_log
from app.storage.migrating import upgrade
from app.system import SystemClock, SystemIds
from tests.janus.meetings import comes_back
from tests.support.janus import ROOM_KEY, SECRET, URL
from tests.support.nursery import Nursery
from tests.support.peers import Peer, now
from tests.support.process import ServerProcess
from tests.support.roamer import Roamer, roaming

CALL = {"JANUS_URL": URL, "JANUS_SECRET": SECRET, "JANUS_ROOM_KEY": ROOM_KEY}
LISTENS_WITHIN = 60.0
"""Seconds; a start takes some on a busy machine."""
ASK_EVERY = 0.05


class Guest:
    """Somebody in a browser, who comes in by a link and may go to another server."""

    def __init__(self, name: str, link: str, room: RoomId, node: ServerProcess) -> None:
        self.name = name
        self.room = room
        self.node = node
        self.person = ""
        self.roamer = Roamer(name, node.socket_url, node.origin, room, self.ticket)
        self.peer = Peer(name)
        self._link = link
        self._path = ""
        self._http = httpx.AsyncClient(headers={"X-Pushback": "1"}, timeout=5.0)

    async def enter(self) -> None:
        """Open the link, whenever the server listens."""
        async with asyncio.timeout(LISTENS_WITHIN):
            while not (  # noqa: ASYNC110  # it cannot call back
                found := await self._asked("/api/enter", {"link": self._link})
            ):
                await asyncio.sleep(ASK_EVERY)
        self.person, self._path = found["person"], found["path"]
        self.peer.name = self.person

    async def ticket(self) -> str:
        """A ticket of their pass; raises `OSError` where nobody gives one."""
        found = await self._asked(f"{self._path}/ticket", {})
        if not found:
            raise OSError
        return found["ticket"]

    def goes_to(self, node: ServerProcess) -> None:
        """What they connect next is connected there."""
        self.node = node
        self.roamer.url, self.roamer.origin = node.socket_url, node.origin

    async def end(self) -> None:
        """Close the browser."""
        await self.peer.end()
        await self._http.aclose()

    async def _asked(self, path: str, body: dict[str, str]) -> dict[str, str]:
        """What is answered; nothing where nobody does."""
        url, origin = f"{self.node.origin}{path}", {"Origin": self.node.origin}
        with contextlib.suppress(httpx.HTTPError):
            answer = await self._http.post(url, json=body, headers=origin)
            found: dict[str, str] = answer.raise_for_status().json()
            return found
        return {}


@dataclass
class Evening:
    """Ada leads, Cleo presents and sits back, Ben hears; all of them are in the call."""

    nodes: list[ServerProcess]
    ada: Guest
    cleo: Guest
    ben: Guest
    calls: AsyncExitStack

    async def joins(self, *guests: Guest) -> None:
        """They take part in the call, as soon as there is one."""
        for one in guests:
            await comes_back(self.calls, one, one.peer)

    async def locks(self, claim: str, patience: float) -> None:
        """Wait until the presenter's screen says that of the lock."""
        await self.cleo.roamer.until(
            lambda: self.cleo.roamer.view.get("enforcement", {}).get("locks") == claim, patience
        )

    def heard_of_cleo(self, since: float) -> int:
        """Packets of hers that came to Ben."""
        return self.ben.peer.packets(self.cleo.peer, since)

    async def is_silent(self) -> None:
        """Nothing of Cleo reaches Ben while a second of Ben's sound reaches her."""
        since = now()
        await self.cleo.peer.hears(self.ben.peer, packets=50)
        assert 0 == self.heard_of_cleo(since)

    async def is_heard(self) -> None:
        """Cleo opens her microphone, and Ben hears her."""
        await self.cleo.peer.open_microphone()
        await self.ben.peer.hears(self.cleo.peer)


@contextlib.asynccontextmanager
async def evening(
    url: str, folder: Path, nursery: Nursery, nodes: int = 1
) -> AsyncIterator[Evening]:
    """In `discuss`, the lock was read back. Ben is at the last node, the others at the first."""
    await asyncio.to_thread(upgrade, url)
    folders = [folder / f"node-{n}" for n in range(nodes)]
    for own in folders:
        own.mkdir()
    running = [ServerProcess(url, own, nursery, **CALL) for own in folders]
    guests = await _invited(url, running)
    ada, cleo, ben = guests
    try:
        for node in running:
            node.start()
        async with AsyncExitStack() as stack:
            for one in guests:
                stack.push_async_callback(one.end)
                await one.enter()
            await stack.enter_async_context(roaming(*(one.roamer for one in guests)))
            calls = await stack.enter_async_context(AsyncExitStack())
            held = Evening(running, ada, cleo, ben, calls)
            await _discussing(held)
            yield held
    finally:
        for node in running:
            node.end()


async def _invited(url: str, nodes: list[ServerProcess]) -> list[Guest]:
    """A room and its links, before any server has the database."""
    database = await open_database(url)
    clock, ids, metrics = SystemClock(), SystemIds(), Metrics()
    rooms = Rooms(room_log(database), clock, ids, MemoryBus().join(metrics), metrics)
    access = Access(SqlAccessStore(database), clock, ids)
    room = await rooms.create(
        SHIPPED[DEFAULT], Agreement(1, "We keep it here."), call=CallKind.BUILT_IN
    )
    guests = []
    for name, role, node in (
        ("Ada", Role.LEADER, nodes[0]),
        ("Cleo", Role.MEMBER, nodes[0]),
        ("Ben", Role.MEMBER, nodes[-1]),
    ):
        link = await access.make_personal_link(room, name=name, role=role, expires_in=HOUR)
        guests.append(Guest(name, link.text, room, node))
    await database.close()
    return guests


async def _discussing(held: Evening) -> None:
    ada, cleo = held.ada.roamer, held.cleo.roamer
    for one in (held.ada, held.cleo, held.ben):
        await one.roamer.until(lambda one=one: one.roamer.view)  # type: ignore[misc]
        await one.roamer.does("agree", version=1)
        await one.roamer.does("attest")
    await held.joins(held.ada, held.cleo, held.ben)
    for one in (held.cleo, held.ben):
        await one.peer.open_microphone()
    await held.ben.peer.hears(held.cleo.peer)
    await ada.does("open_meeting")
    await ada.does("choose_presenter", person=held.cleo.person)
    while ada.view["phase"]["phase"] != "discuss":
        await ada.does("advance")
    await cleo.until(lambda: cleo.view["you"].get("chair") == "offered")
    await cleo.does("sit_back")
    await held.locks("enforced", patience=10)
    await held.is_silent()
