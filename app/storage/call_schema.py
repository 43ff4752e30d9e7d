"""The table of calls: which node drives a room's call, and how far."""

from sqlalchemy import BigInteger, Column, String, Table

from app.storage import schema
from app.storage.metadata import METADATA

LEASE = Table(
    "call_lease",
    METADATA,
    Column("room", String, primary_key=True),
    Column("node", String, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""`fence` rises with each holder; (`seq`, `n`) is the newest version that one began to apply."""

ROOM_TABLES: dict[Table, str] = {LEASE: "room"}

schema.ROOM_TABLES.update(ROOM_TABLES)
