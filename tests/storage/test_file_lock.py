import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.errors import DatabaseBusy
from app.storage.file_lock import FileLock

HOLD = """
import sys
from pathlib import Path
from app.storage.file_lock import FileLock
FileLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_second_lock_is_refused_and_names_the_owner(tmp_path: Path) -> None:
    first, second = (FileLock(tmp_path / "rooms.db") for _ in range(2))
    first.acquire()

    with pytest.raises(DatabaseBusy) as raised:
        second.acquire()
    assert os.getpid() == raised.value.owner_pid

    first.release()
    second.acquire()
    second.release()


def test_lock_dies_with_its_process(tmp_path: Path) -> None:
    database = tmp_path / "rooms.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert b"held\n" == owner.stdout.readline()
        with pytest.raises(DatabaseBusy) as raised:
            FileLock(database).acquire()
        assert owner.pid == raised.value.owner_pid
        owner.kill()
        owner.communicate()

    lock = FileLock(database)
    lock.acquire()
    lock.release()


def test_owner_that_left_no_number_is_unknown(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "rooms.db")
    lock.acquire()
    (tmp_path / "rooms.db.lock").write_text("canary")

    with pytest.raises(DatabaseBusy) as raised:
        FileLock(tmp_path / "rooms.db").acquire()
    assert raised.value.owner_pid is None
    lock.release()


def test_releasing_what_is_not_held_is_nothing(tmp_path: Path) -> None:
    FileLock(tmp_path / "rooms.db").release()


def test_link_to_a_file_has_the_lock_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "rooms.db")
    lock = FileLock(tmp_path / "rooms.db")
    lock.acquire()

    with pytest.raises(DatabaseBusy):
        FileLock(tmp_path / "link.db").acquire()
    lock.release()


def test_file_in_a_linked_folder_has_the_lock_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    lock = FileLock(tmp_path / "link" / "rooms.db")
    lock.acquire()

    with pytest.raises(DatabaseBusy):
        FileLock(tmp_path / "real" / "rooms.db").acquire()
    lock.release()


def test_lock_file_is_its_owners_alone(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "rooms.db")
    lock.acquire()
    lock.release()

    assert 0o600 == (tmp_path / "rooms.db.lock").stat().st_mode & 0o777
