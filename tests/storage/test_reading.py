from pathlib import Path

import pytest
from sqlalchemy import insert

from app.rooms.ports import LogUnavailable
from app.storage.engine import open_database, room_log
from app.storage.errors import DatabaseOlder, FileHasOtherNames
from app.storage.migrating import upgrade
from app.storage.reading import open_for_reading
from app.storage.schema import NODE
from tests.contracts.samples import ROOM, accepted, arrived, created


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'rooms.db'}"
    upgrade(url)
    return url


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_log_is_read_beside_whoever_serves_it(url: str) -> None:
    serving = await open_database(url)
    await room_log(serving).create(ROOM, "epoch-1", [created()])

    reading, log = await open_for_reading(url)
    first = (await log.read(ROOM)).head.seq
    await room_log(serving).append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))

    assert (1, 2) == (first, (await log.read(ROOM)).head.seq)
    assert await serving.now() <= await reading.now()
    await reading.erase_deleted()
    await reading.close()
    await serving.close()


async def test_nothing_can_be_written(url: str) -> None:
    reading, log = await open_for_reading(url)

    with pytest.raises(LogUnavailable):
        await log.create(ROOM, "epoch-1", [created()])
    with pytest.raises(LogUnavailable):
        await reading.read(
            lambda connection: connection.execute(insert(NODE), {"id": "a", "renewed_at": 1})
        )


async def test_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable):
        await open_for_reading(f"sqlite:///{tmp_path / 'rooms.db'}")
    assert [] == files(tmp_path)


async def test_file_with_a_hard_link_is_not_read_past_its_write_ahead_log(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'rooms.db'}")
    (tmp_path / "other.db").hardlink_to(tmp_path / "rooms.db")

    with pytest.raises(FileHasOtherNames):
        await open_for_reading(f"sqlite:///{tmp_path / 'other.db'}")
    assert not [name for name in files(tmp_path) if name.startswith("other.db-")]


async def test_file_without_a_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rooms.db").touch()

    with pytest.raises(DatabaseOlder):
        await open_for_reading(f"sqlite:///{tmp_path / 'rooms.db'}")


@pytest.mark.postgres
async def test_postgres_is_opened_as_always(postgres_url: str) -> None:
    database, log = await open_for_reading(postgres_url)

    assert {} == await log.open_rooms()
    await database.close()
