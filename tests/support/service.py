"""The HTTP edge over a real database, without a network: a clock that jumps, ids that count."""

import functools
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.access.grants import Scope
from app.access.service import Access
from app.bus.memory import MemoryBus
from app.calls.wanted import Wanted
from app.contract.service import Contract
from app.observe import Metrics
from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR
from app.rooms.commands import Join
from app.rooms.errors import Unavailable
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.reception import Reception
from app.rooms.record import Record
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Agreement, CallKind
from app.rooms.watch import Watch
from app.storage.access_store import SqlAccessStore
from app.storage.connections import SqlConnections
from app.storage.contract_store import SqlContractStore
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.migrating import migrate_sqlite
from app.storage.webhook_store import SqlWebhookStore
from app.web.entry import Entry
from app.web.guests import Guests
from app.web.http import make_http
from app.web.limits import Addresses, AddressLimits
from app.web.parts import Parts
from app.web.pressing import Pressing
from app.web.rates import Rates
from app.webhooks.addresses import Reach
from app.webhooks.service import Webhooks
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds

ORIGIN = "http://circle.test"
MANY = 1_000_000
NODE = "node-1"


class Asked:
    """`Asking` that keeps who has pressed to open what is closed; `away`: whose try it cannot
    answer now."""

    def __init__(self) -> None:
        self.tries: list[PersonId] = []
        self.away: set[PersonId] = set()

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        """Nothing is."""
        return None

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        """Keep who."""
        if person in self.away:
            raise Unavailable
        self.tries.append(person)
        return False


@dataclass
class Service:
    """Everything below and above the HTTP edge. `complaints` is what readiness answers with;
    `records` what is left of reduced rooms."""

    parts: Parts
    app: FastAPI
    clock: FakeClock
    database: Database
    client: httpx.AsyncClient
    complaints: list[str] = field(default_factory=list)
    records: dict[RoomId, Record] = field(default_factory=dict)
    asked: Asked = field(default_factory=Asked)

    async def key(self, *scopes: Scope, rooms: tuple[RoomId, ...] = ()) -> dict[str, str]:
        """The headers of a machine with a new key."""
        made = await self.parts.access.create_key(
            "a test's", frozenset(scopes), frozenset(rooms), expires_in=None
        )
        return {"Authorization": f"Bearer {made.text}"}

    async def operator(self) -> dict[str, str]:
        """The headers of an operator."""
        return await self.key(Scope.OPERATOR)

    async def room(
        self, plan: Plan = SHIPPED["two_case_90"], call: CallKind = CallKind.BESIDE
    ) -> RoomId:
        """A new room in `gathering`."""
        return await self.parts.rooms.create(plan, Agreement(1, "We keep it here."), call=call)

    async def link(self, room: RoomId, name: str | None, role: Role = Role.MEMBER) -> str:
        """The secret of a personal link, or of a shared one for nobody by name."""
        access = self.parts.access
        if name is None:
            return (await access.make_shared_link(room, role=role, expires_in=HOUR)).text
        made = await access.make_personal_link(room, name=name, role=role, expires_in=HOUR)
        return made.text

    def browser(self) -> httpx.AsyncClient:
        """A browser with no cookies yet, on a page of ours."""
        return client_of(self.app, headers={"Origin": ORIGIN, "X-Pushback": "1"})

    async def person(self, room: RoomId, name: str, role: Role = Role.MEMBER) -> "Browser":
        """A browser that has come in by a personal link."""
        return await self.entered(room, await self.link(room, name, role))

    async def seated(self, room: RoomId, name: str, role: Role = Role.MEMBER) -> "Browser":
        """A browser of somebody who has been connected once and sits in the circle."""
        browser = await self.person(room, name, role)
        await browser.presses("agree", version=1)
        await browser.presses("attest")
        joined = CommandId(f"joined:{room}:{browser.person}:1")
        assert await self.parts.rooms.system(room, joined, Join(browser.person, 1))
        return browser

    async def entered(self, room: RoomId, link: str, **asked: Any) -> "Browser":
        """A browser that has come in by this link."""
        client = self.browser()
        answer = await client.post("/api/enter", json={"link": link, "room": room, **asked})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return Browser(client, self.parts.rooms, room, PersonId(found["person"]), found["path"])

    async def does(self, machine: dict[str, str], room: RoomId, what: str, **fields: Any) -> Any:
        """A machine presses in a room."""
        body = do(self.parts.rooms, room, what, **fields)
        return await self.client.post(f"/api/rooms/{room}/commands", json=body, headers=machine)


@dataclass
class Browser:
    """A browser with a pass."""

    client: httpx.AsyncClient
    rooms: Rooms
    room: RoomId
    person: PersonId
    path: str

    async def post(self, what: str, **body: Any) -> httpx.Response:
        """A write below the person's address."""
        return await self.client.post(f"{self.path}/{what}", json=body or None)

    async def press(self, what: str, **fields: Any) -> httpx.Response:
        """A press as whoever looks at the newest state."""
        return await self.post("commands", **do(self.rooms, self.room, what, **fields))

    async def presses(self, what: str, **fields: Any) -> None:
        """The same, accepted."""
        answer = await self.press(what, **fields)
        assert answer.status_code == 200, answer.text


def do(rooms: Rooms, room: RoomId, what: str, **fields: Any) -> dict[str, Any]:
    """A `do` frame that expects what is."""
    expect = asdict(rooms.held[room].room.revs)
    return {"t": "do", "id": str(uuid.uuid4()), "type": what, "expect": expect, **fields}


def client_of(app: FastAPI, **given: Any) -> httpx.AsyncClient:
    """A client that calls the application directly; what goes wrong there is not raised here."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, **given)


@functools.cache
def migrated() -> bytes:
    """A file with the newest schema; migrating takes longer than most tests do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        migrate_sqlite(f"sqlite:///{path}")
        return path.read_bytes()


@asynccontextmanager
async def running_parts(
    folder: Path, *, opens: Rates | None = None, requests: Rates | None = None,
    reports: Rates | None = None,
    base_url: str = ORIGIN, embedders: tuple[str, ...] = (), usual_call: CallKind = CallKind.BESIDE,
) -> AsyncIterator[Service]:  # fmt: skip
    """The service over a new file in that folder; nothing runs beside the requests."""
    path = folder / "pushback.db"
    path.write_bytes(migrated())
    database = await open_database(f"sqlite:///{path}")
    clock, ids, metrics = FakeClock(), CountingIds(), Metrics()
    access = Access(SqlAccessStore(database), clock, ids)
    connections = SqlConnections(database)
    rooms = Rooms(room_log(database), clock, ids, MemoryBus().join(metrics), metrics)
    reception = Reception(rooms, Watch(rooms, connections, NODE), connections, metrics, NODE)
    asked = Asked()
    complaints: list[str] = []
    records: dict[RoomId, Record] = {}

    async def record(room: RoomId) -> Record | None:
        return records.get(room)

    async def readiness() -> list[str]:
        return complaints

    parts = Parts(
        access=access,
        webhooks=Webhooks(
            SqlWebhookStore(database), clock, ids, Reach(has_own_machine=False), lambda: None
        ),
        contract=Contract(
            SqlContractStore(database),
            asked,
            clock,
            ids,
            Reach(has_own_machine=False),
            lambda _: None,
        ),
        rooms=rooms,
        reception=reception,
        entry=Entry(access, reception),
        guests=Guests(access, clock, metrics),
        pressing=Pressing(rooms, access, metrics),
        addresses=Addresses(AddressLimits(MANY, MANY, MANY, MANY)),
        opens=Rates(MANY, MANY) if opens is None else opens,
        presses=Rates(MANY, MANY),
        requests=Rates(MANY, MANY) if requests is None else requests,
        reports=Rates(MANY, MANY) if reports is None else reports,
        unsigned=Rates(1, 20),
        origins=frozenset({ORIGIN}),
        embedders=embedders,
        base_url=base_url,
        record=record,
        readiness=readiness,
        is_leaving=lambda: "draining" in complaints,
        metrics_text=metrics.text,
        usual_call=usual_call,
    )
    app = make_http(parts)
    async with client_of(app) as client:
        yield Service(parts, app, clock, database, client, complaints, records, asked)
    await database.close()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """The service over a new file, ended with the test."""
    async with running_parts(tmp_path) as made:
        yield made
