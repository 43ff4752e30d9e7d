"""The table of calls goes with its room."""

import subprocess
import sys

from app.storage.call_schema import LEASE
from app.storage.schema import ROOM_TABLES


def test_lease_of_a_call_is_deleted_with_the_room_and_names_nobody() -> None:
    assert "room" == ROOM_TABLES[LEASE]
    assert {"room", "node", "fence", "until", "seq", "n"} == {one.name for one in LEASE.columns}


def test_rows_of_leases_are_reduced_whatever_was_imported_first() -> None:
    """The reduction copies the tables of rooms before `call_schema` has added its own."""
    code = "from app.storage import reduction; print([t.name for t in reduction.ROOM_TABLES])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "call_lease" in found.stdout
