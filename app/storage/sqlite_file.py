"""The file of a SQLite database: whether it is there, and whether one may be kept in it."""

import errno
import stat
from pathlib import Path

from app.rooms.ports import LogUnavailable
from app.storage.errors import FileHasOtherNames, PlaceUnusable

_ELSEWHERE_NO_BETTER = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)


def is_there(path: Path) -> bool:
    """Whether there is such a file; raises `PlaceUnusable` where none can be, `FileHasOtherNames`.

    Everybody who opens a file asks this first.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unusable(error) from None
    if not stat.S_ISREG(found.st_mode):
        raise PlaceUnusable("the database cannot be opened: there is something else in its place")
    if found.st_nlink > 1:
        # The lock and the write-ahead log belong to a name. By its other name a file would have
        # two servers, or be opened without what was acknowledged, and both destroy it
        # (https://sqlite.org/howtocorrupt.html, "multiple links to a file").
        raise FileHasOtherNames(found.st_nlink - 1)
    return True


def unusable(error: OSError) -> LogUnavailable:
    """What the system has against it, without the path."""
    kind = LogUnavailable if error.errno in _ELSEWHERE_NO_BETTER else PlaceUnusable
    return kind(f"the database cannot be opened: {error.strerror or 'the system refuses'}")
