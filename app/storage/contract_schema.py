"""The tables of calls that others make: their vendor, who is in them, what was taken already.

Everything here is of one room and goes with its log, names that people call themselves too. Of
events only the ids stay, and only the newest. A vendor's secret is readable: it has to sign.
"""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, String, Table, Text

from app.storage import schema
from app.storage.metadata import METADATA

VENDOR = Table(
    "contract_vendor",
    METADATA,
    Column("room", String, primary_key=True),
    Column("url", Text),
    Column("secret", String),
    Column("seq", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("floor", Text),
    Column("floor_at", BigInteger, nullable=False),
    Column("report", Text),
    Column("told", BigInteger, nullable=False),
    Column("stirred", BigInteger, nullable=False),
    Column("heard", BigInteger, nullable=False),
    Column("reported", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""(`seq`, `n`) is the version of `floor`, the newest state that was sent."""

PLACE = Table(
    "contract_place",
    METADATA,
    Column("room", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("person", String),
    Column("claims", String),
    Column("name", String, nullable=False),
    Column("via", String, nullable=False),
    Column("is_here", Boolean, nullable=False),
    Column("closed_at", BigInteger),
    Column("seen", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

TAKEN = Table(
    "contract_taken",
    METADATA,
    Column("room", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Events that were taken, by the ids that their vendor gave them."""

JOIN_GRANT = Table(
    "contract_grant",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("room", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

LINE = Table(
    "contract_line",
    METADATA,
    Column("room", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Sockets that a vendor keeps open, to whichever node."""

TABLES = (VENDOR, PLACE, TAKEN, JOIN_GRANT, LINE)

ROOM_TABLES: dict[Table, str] = dict.fromkeys((VENDOR, PLACE, TAKEN, JOIN_GRANT, LINE), "room")
"""What a room's reduction empties here, with the column that names the room; the vendor first, whom
every transaction holds that writes the others."""

schema.ROOM_TABLES.update(ROOM_TABLES)
