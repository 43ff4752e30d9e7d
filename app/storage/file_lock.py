"""One process at a time per SQLite file, by a lock of the operating system that dies with it."""

import fcntl
import os
from pathlib import Path

from app.storage.errors import DatabaseBusy


class FileLock:
    """Held from `acquire` to `release`; the file beside the database names the owner.

    One file has one lock, whichever links `database` goes through.
    """

    def __init__(self, database: Path) -> None:
        # `Path.resolve` raises for links that go round; here opening the lock is what fails.
        file = Path(os.path.realpath(database))
        self._path = file.with_name(f"{file.name}.lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Hold the lock; raises `DatabaseBusy` naming who does."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode(errors="replace").strip()
            os.close(descriptor)
            raise DatabaseBusy(int(owner) if owner.isdecimal() else None) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; the file stays, because removing it would let two processes lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
