"""The tables of webhooks: endpoints, how far each has followed each log, and messages.

A message has no body: it is made from the event or from the record when it is sent. What belongs
to a room goes with its log; the one message that is written then, of its attendance, stays until it
is delivered or dead, and a while longer to be listed. An endpoint's secret is readable, because it
has to sign.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from app.storage import schema
from app.storage.metadata import METADATA

ENDPOINT = Table(
    "webhook_endpoint",
    METADATA,
    Column("id", String, primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", String, nullable=False),
    Column("former", String),
    Column("former_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    Column("rests_until", BigInteger, nullable=False),
    Column("organisation", String, nullable=False, server_default="", index=True),
    sqlite_with_rowid=False,
)

LINE = Table(
    "webhook_line",
    METADATA,
    Column("endpoint", String, primary_key=True),
    Column("room", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Index(None, "room"),
    sqlite_with_rowid=False,
)
"""Up to which event of a room messages have been made for an endpoint; without a row, none."""

MESSAGE = Table(
    "webhook_message",
    METADATA,
    Column("endpoint", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("room", String),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("answer", String),
    Column("tried_at", BigInteger),
    Index(None, "room", "endpoint", "seq"),
    Index(None, "endpoint", "due_at"),
    sqlite_with_rowid=False,
)

TABLES = (ENDPOINT, LINE, MESSAGE)

ROOM_TABLES: dict[Table, str] = {LINE: "room", MESSAGE: "room"}
"""What a room's reduction empties here, with the column that names the room."""

schema.ROOM_TABLES.update(ROOM_TABLES)
