"""The tables of rooms: their log, who is connected, and what is left of a meeting afterwards.

Names of people stand in `event.body` and, after the reduction, in `record.body`, nowhere else.
Bodies are text and not `jsonb`: nothing ever queries inside them, and text keeps the bytes that
were acknowledged. Moments are milliseconds since the epoch.

No foreign key guards `event`, `command` and `connection`: each of their inserts has just found the
room's row in the same statement or transaction, and the reduction empties `ROOM_TABLES` by name.

In SQLite the two tables that grow keep their rowid: rows of many rooms then go to the same few
pages, and a commit writes half as many (22,000 instead of 13,000 appends/s over 200 rooms).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from app.storage.metadata import METADATA

ROOM = Table(
    "room",
    METADATA,
    Column("id", String, primary_key=True),
    Column("epoch", String, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, index=True),
    Column("reduced_at", BigInteger, index=True),
    Column("organisation", String, nullable=False, server_default="", index=True),
    sqlite_with_rowid=False,
)
"""A room whose `reduced_at` is set has no log any more; its row keeps the id from coming back, and
says whose the record is."""

EVENT = Table(
    "event",
    METADATA,
    Column("room", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String),
    Column("body", Text, nullable=False),
)

COMMAND = Table(
    "command",
    METADATA,
    Column("room", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("actor", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
"""Accepted commands only; `seq` is the room's head after the command."""

CONNECTION = Table(
    "connection",
    METADATA,
    Column("room", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("node", String, nullable=False),
    Column("visit", BigInteger, nullable=False),
    Column("arrived_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    sqlite_with_rowid=False,
)
"""The newest visit of each person; an arrival is a sign of life of its node as well."""

NODE = Table(
    "node",
    METADATA,
    Column("id", String, primary_key=True),
    Column("renewed_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

RECORD = Table(
    "record",
    METADATA,
    Column("room", String, primary_key=True),
    Column("ended_at", BigInteger, nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What is left of a meeting 24 h after its end."""

ROOM_TABLES: dict[Table, str] = {EVENT: "room", COMMAND: "room", CONNECTION: "room"}
"""Tables that a room's reduction empties, with the column that names the room.

A module of tables adds its own where it defines them.
"""
