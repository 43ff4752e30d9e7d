"""The tables of the way in: keys, links, passes, tickets, resume chains, grants, revocations.

Of every secret only a digest is stored. Names stand here as long as their link or pass does, and
go with the room's log. A row is found by its id; what ends a row is written, not deleted, so that
its holder can be told why, until a sweep takes it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from app.storage import schema
from app.storage.metadata import METADATA

KEY = Table(
    "access_key",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("label", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("rooms", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("verifying", LargeBinary),
    Column("organisation", String, nullable=False, server_default=""),
    Column("follows", String),
    sqlite_with_rowid=False,
)
"""`scopes` and `rooms` are words with a space between them; `verifying` is a public key."""

LINK = Table(
    "access_link",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("room", String, nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("person", String),
    Column("name", String),
    Column("ended_at", BigInteger),
    Column("ending", String),
    sqlite_with_rowid=False,
)

PASS = Table(
    "access_pass",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("room", String, nullable=False),
    Column("person", String, nullable=False),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("needs_confirmation", Boolean, nullable=False),
    Column("link", String, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("ended_at", BigInteger),
    Column("ending", String),
    Index(None, "room", "person"),
    sqlite_with_rowid=False,
)

TICKET = Table(
    "access_ticket",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("pass_id", String, nullable=False),
    Column("room", String, nullable=False),
    Column("person", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Lives for seconds: without an index on `room`, since the whole table is a handful of rows."""

CHAIN = Table(
    "access_chain",
    METADATA,
    Column("id", String, primary_key=True),
    Column("pass_id", String, nullable=False),
    Column("room", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("newest", LargeBinary, nullable=False),
    Column("presented", LargeBinary),
    sqlite_with_rowid=False,
)

INTRODUCED = Table(
    "access_introduced",
    METADATA,
    Column("room", String, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("person", String, nullable=False),
    Column("ended_at", BigInteger),
    Column("ending", String),
    Index(None, "room", "person"),
    sqlite_with_rowid=False,
)

SPENT = Table(
    "access_spent",
    METADATA,
    Column("id", String, primary_key=True),
    Column("room", String, nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Grants by which somebody has come in, until they have run out; `id` is a digest."""

REPEAT = Table(
    "access_repeat",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("room", String, index=True),
    Column("begun_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("sealed", LargeBinary),
    sqlite_with_rowid=False,
)
"""`sealed` can be read with the caller's own secret alone, which is not here."""

REVOCATION = Table(
    "access_revocation",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("ending", String, nullable=False),
    Column("room", String, index=True),
    Column("person", String),
    Column("pass_id", String),
    Column("key_id", String),
)
"""Read by every node each second, from 10 s ago; the order of `id` means nothing."""

TABLES = (KEY, LINK, PASS, TICKET, CHAIN, INTRODUCED, SPENT, REPEAT, REVOCATION)

ROOM_TABLES: dict[Table, str] = dict.fromkeys(
    (TICKET, CHAIN, LINK, SPENT, REPEAT, INTRODUCED, PASS, REVOCATION), "room"
)
"""What a room's reduction empties here, with the column that names the room.

Passes come after chains, links and introductions, as in every transaction that locks them, so that
none waits in a circle.
"""

schema.ROOM_TABLES.update(ROOM_TABLES)
