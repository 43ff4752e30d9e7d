from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app.rooms.ports import LogUnavailable
from app.storage.database import Database
from app.storage.engine import connecting, open_database, room_log
from app.storage.errors import BadAddress, DatabaseNewer, DatabaseOlder
from app.storage.migrating import config, in_transaction, upgrade
from tests.contracts.samples import ROOM, created


async def test_database_in_memory_is_ready_at_once() -> None:
    database = await open_database("sqlite://")

    await room_log(database).create(ROOM, "epoch-1", [created()])

    assert [ROOM] == list(await room_log(database).open_rooms())
    await database.close()


async def test_log_belongs_to_its_database(database: Database) -> None:
    await room_log(database).create(ROOM, "epoch-1", [created()])

    assert [ROOM] == list(await room_log(database).open_rooms())


async def test_database_without_a_schema_is_refused_and_let_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rooms.db'}"

    with pytest.raises(DatabaseOlder, match="no schema: run `pushback migrate`"):
        await open_database(url)

    upgrade(url)
    await (await open_database(url)).close()


async def test_older_schema_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rooms.db'}"
    upgrade(url)
    in_transaction(url, lambda connection: command.downgrade(config(connection), "rooms"))

    with pytest.raises(DatabaseOlder) as raised:
        await open_database(url)
    assert "rooms" == raised.value.found


@pytest.fixture
async def newer_url(database_url: str) -> str:
    database = await open_database(database_url)
    later = text("UPDATE alembic_version SET version_num = 'from_the_future'")
    await database.write(lambda connection: connection.execute(later))
    await database.close()
    return database_url


async def test_newer_schema_is_refused(newer_url: str) -> None:
    with pytest.raises(DatabaseNewer) as raised:
        await open_database(newer_url)
    assert "from_the_future" == raised.value.found


async def test_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "rooms.db").write_bytes(b"canary " * 1_000)

    with pytest.raises(LogUnavailable, match="is not a database"):
        await open_database(f"sqlite:///{tmp_path / 'rooms.db'}")


async def test_address_of_nothing_we_know_is_refused() -> None:
    with pytest.raises(BadAddress):
        await open_database("mysql://localhost/rooms")


def test_no_further_connection_is_made_to_a_file() -> None:
    assert connecting("sqlite:///file") is None


@pytest.mark.postgres
async def test_further_connection_is_of_our_kind(postgres_url: str) -> None:
    connect = connecting(postgres_url)
    assert connect is not None
    connection = await connect()
    name = await connection.fetchval("SELECT current_setting('application_name')")
    await connection.close()

    assert "pushback" == name
