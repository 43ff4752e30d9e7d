import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.rooms.ports import LogUnavailable
from app.storage.errors import FileHasOtherNames, PlaceUnusable
from app.storage.sqlite import SqliteDatabase
from app.storage.sqlite_file import is_there, unusable
from app.storage.writer import driver_of


def made(connection: Connection) -> None:
    driver_of(connection).execute("CREATE TABLE IF NOT EXISTS made (one)")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def two_names(folder: Path) -> tuple[Path, Path]:
    """A file and a hard link to it."""
    file, other = folder / "rooms.db", folder / "other.db"
    file.touch()
    other.hardlink_to(file)
    return file, other


def test_file_is_there_or_may_be_made(tmp_path: Path) -> None:
    file = tmp_path / "rooms.db"
    assert not is_there(file)
    assert not is_there(tmp_path / "folder" / "rooms.db")

    file.touch()
    (tmp_path / "link.db").symlink_to(file)

    assert is_there(file)
    assert is_there(tmp_path / "link.db")


def test_what_is_no_file_can_hold_no_database(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe", Path("/dev/null"), Path("/"), Path()):
        with pytest.raises(PlaceUnusable):
            is_there(place)


@pytest.mark.parametrize("name", ["file/rooms.db", "a" * 300, "round"])
def test_place_where_no_file_can_be_is_unusable(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to(tmp_path / "round")

    with pytest.raises(PlaceUnusable) as raised:
        is_there(tmp_path / name)
    assert str(tmp_path) not in str(raised.value)


def test_file_of_two_names_is_refused_by_each(tmp_path: Path) -> None:
    file, other = two_names(tmp_path)

    for name in (file, other):
        with pytest.raises(FileHasOtherNames, match="1 other name "):
            is_there(name)

    other.unlink()
    assert is_there(file)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE])
def test_what_another_place_would_not_cure_is_not_said_of_the_place(code: int) -> None:
    found = unusable(OSError(code, os.strerror(code), "canary"))

    assert LogUnavailable is type(found)
    assert "canary" not in str(found)


async def test_server_leaves_nothing_locked_that_it_refused(tmp_path: Path) -> None:
    path, other = two_names(tmp_path)

    for name in (path, other):
        with pytest.raises(FileHasOtherNames):
            SqliteDatabase(name)

    other.unlink()
    await SqliteDatabase(path).close()


async def test_hard_link_to_a_file_in_use_is_refused(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "rooms.db")
    await database.write(made)
    _, other = two_names(tmp_path)

    with pytest.raises(FileHasOtherNames):
        SqliteDatabase(other)
    assert "other.db.lock" not in names(tmp_path)
    await database.write(made)
    await database.close()


@pytest.mark.parametrize("name", ["a?b.db", "a%41.db", ":memory:", "file:a.db", "[a].db", "a b.db"])
async def test_whatever_a_file_is_called_it_is_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    database = SqliteDatabase(Path(name))
    await database.write(made)

    assert {name, f"{name}.lock"} <= names(tmp_path)
    await database.close()
    assert b"made" in (tmp_path / name).read_bytes()


async def test_way_up_from_a_linked_folder_leads_to_one_file_for_lock_and_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "far" / "real").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "real")
    database = SqliteDatabase(tmp_path / "link" / ".." / "rooms.db")
    await database.write(made)

    assert {"rooms.db", "rooms.db.lock"} <= names(tmp_path / "far")
    assert "rooms.db" not in names(tmp_path)
    await database.close()
    assert b"made" in (tmp_path / "far" / "rooms.db").read_bytes()
