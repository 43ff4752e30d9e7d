"""Where tests put their files: in memory, where there is room.

They make some ten thousand databases, logs and profiles of a browser, none of which need survive a
loss of power. On a disk they wait for it: the tests of storage took 123 s there and take 73 s so (2
cores, ext4 beside tmpfs).
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30
"""Bytes that must be free there."""


def keep_in_memory() -> None:
    """Let what is temporary be there, unless `TMPDIR` says where. PostgreSQL's programs are copied
    beside its data and started, so that it must be allowed to start something from there."""
    if "TMPDIR" in os.environ or not _is_fit(MEMORY):
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def _is_fit(place: Path) -> bool:
    if not os.access(place, os.W_OK):
        return False
    may_start = not os.statvfs(place).f_flag & os.ST_NOEXEC
    return may_start and shutil.disk_usage(place).free >= ENOUGH
