"""A door to try: access over a real database, with a clock that jumps and ids that count."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.access.admission import Admitted
from app.access.links import NewLink
from app.access.opening import Opened
from app.access.revocations import Revocation
from app.access.service import Access
from app.phases.units import HOUR
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.storage import access_schema, schema
from app.storage.access_store import SqlAccessStore
from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.metadata import METADATA
from app.storage.sqlite import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds

ROOM = RoomId("room-a")
OTHER_ROOM = RoomId("room-b")
ORIGIN = "https://circle.example"


@dataclass(frozen=True)
class Door:
    """Access, and the shortest ways to what most tests begin with. `heard`: what was revoked."""

    access: Access
    store: SqlAccessStore
    database: Database
    clock: FakeClock
    ids: CountingIds
    heard: list[Revocation] = field(default_factory=list)

    async def personal(self, role: Role = Role.MEMBER, room: RoomId = ROOM) -> NewLink:
        """A personal link for Ann."""
        return await self.access.make_personal_link(room, name="Ann", role=role, expires_in=HOUR)

    async def shared(self, role: Role = Role.MEMBER, room: RoomId = ROOM) -> NewLink:
        """A shared link."""
        return await self.access.make_shared_link(room, role=role, expires_in=HOUR)

    async def open(self, link: NewLink, held_pass: str | None = None) -> Opened:
        """What opening the link gives; somebody new is called Ben."""
        return await self.access.open_link(link.text, held_pass=held_pass, name="Ben")

    async def ann(self) -> Opened:
        """Ann, in a browser of her own."""
        return await self.open(await self.personal())

    async def ticket(self, opened: Opened) -> str:
        """A ticket for a socket of that browser."""
        return await self.access.draw_ticket(opened.pass_text, room=opened.room, origin=ORIGIN)

    async def hello(self, opened: Opened) -> Admitted:
        """A tab of that browser, connected."""
        return await self.access.admit_by_ticket(
            await self.ticket(opened), room=opened.room, origin=ORIGIN
        )

    async def again(self, admitted: Admitted) -> Admitted:
        """The tab's next socket."""
        return await self.resume(admitted.resume_text)

    async def resume(self, text: str) -> Admitted:
        """Whoever holds this resume secret, in the room."""
        return await self.access.admit_by_resume(text, room=ROOM)


def door_to(database: Database) -> Door:
    """A door whose rows are in that database."""
    store, clock, ids = SqlAccessStore(database), FakeClock(), CountingIds()
    door = Door(Access(store, clock, ids), store, database, clock, ids)
    door.access.on_revoked(door.heard.append)
    return door


@asynccontextmanager
async def sqlite_door(folder: Path) -> AsyncIterator[Door]:
    """A door to a new SQLite file in that folder, with all its durability."""
    database = SqliteDatabase(folder / "door.db")
    try:
        tables = [*access_schema.TABLES, schema.ROOM]
        await database.write(lambda connection: METADATA.create_all(connection, tables))
        yield door_to(database)
    finally:
        await database.close()


@asynccontextmanager
async def postgres_door(url: str) -> AsyncIterator[Door]:
    """A door to a PostgreSQL database that has its schema."""
    database = await open_database(url)
    try:
        yield door_to(database)
    finally:
        await database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def door_url(request: pytest.FixtureRequest) -> str | None:
    """The address of a PostgreSQL database, or None where a file will do."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def door(door_url: str | None, tmp_path: Path) -> AsyncIterator[Door]:
    """A door with nobody inside, to each kind of database in turn."""
    opening = sqlite_door(tmp_path) if door_url is None else postgres_door(door_url)
    async with opening as opened:
        yield opened
