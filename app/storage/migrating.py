"""The schema of a database, and how it gets newer; synchronous, outside any event loop."""

import glob
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.phases.units import HOUR, Instant
from app.storage import access_schema, call_schema, contract_schema, schema, webhook_schema
from app.storage.addresses import PostgresAddress, SqliteAddress, address_of
from app.storage.errors import DatabaseNewer, DatabaseOlder, RoleLacksRight
from app.storage.metadata import METADATA
from app.storage.sqlite import READING, WRITING, connected, engine_of, held, sqlite_now
from app.storage.sqlite_file import is_there, unusable
from app.storage.sqlite_once import run_once
from app.storage.writer import driver_of

T = TypeVar("T")

SCRIPTS = Path(__file__).parents[2] / "migrations"

COPY_KEPT = 23 * HOUR
"""Copies are gone within 24 h, whenever in the hour somebody looks for them."""

TABLES = (schema, access_schema, call_schema, contract_schema, webhook_schema)
"""Every module of tables: each hangs its own on the metadata when it is imported."""

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_HAS_RIGHTS = text(
    "SELECT bool_and(has_table_privilege(name, wanted)) "
    "FROM unnest(CAST(:names AS text[])) AS name, unnest(CAST(:rights AS text[])) AS wanted"
)

_COPY = re.compile(r"\.before-[^.]+-(?P<made_at>\d+)")
_MIGRATING = 7_867_323_021
"""Any number, always the same: the advisory lock that lets one migration run at a time."""


class State(StrEnum):
    """How a database's schema stands to this program's."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def current_state(url: str) -> State:
    """How the schema at `url` stands; changes nothing.

    Raises `BadAddress`, `FileHasOtherNames`, `LogUnavailable`.
    """
    match address_of(url):
        case SqliteAddress(None):
            return State.EMPTY
        case SqliteAddress(path):
            if path is None or not is_there(path):
                return State.EMPTY
            return run_once(path, READING, lambda c: state_of(revision_of(c)))
        case PostgresAddress() as address:
            return _postgres(address, lambda c: state_of(revision_of(c)))


def upgrade(url: str) -> None:
    """Bring the schema to the newest; a SQLite file is copied before.

    Raises `BadAddress`, `FileHasOtherNames`, `DatabaseNewer`, `DatabaseBusy`, `LogUnavailable`.
    """
    match address_of(url):
        case SqliteAddress():
            migrate_sqlite(url)
        case PostgresAddress() as address:
            _postgres(address, upgraded)


def migrate_sqlite(url: str) -> Path | None:
    """Copy the file, bring its schema to the newest, return the copy; None if none was needed.

    Raises as `upgrade`.
    """
    address = address_of(url)
    assert isinstance(address, SqliteAddress)
    if address.path is None:
        return None
    path = address.path
    lock = held(path)
    try:
        copy = run_once(path, WRITING, lambda c: _copied(c, path))
        run_once(path, WRITING, _upgraded_at_once)
    finally:
        lock.release()
    return copy


def forget_copies(url: str, now: Instant) -> list[Path]:
    """Delete the copies that migrations made too long ago; returns which."""
    address = address_of(url)
    if not isinstance(address, SqliteAddress) or address.path is None:
        return []
    real = address.path.resolve()  # copies lie beside the file itself, whatever link leads to it
    old = [
        path
        for path in real.parent.glob(f"{glob.escape(real.name)}.before-*")
        if (made := _COPY.search(path.name)) and int(made["made_at"]) <= now - COPY_KEPT
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def in_transaction(url: str, work: Callable[[Connection], T]) -> T:
    """What `work` returns, on the database itself; for the `alembic` command."""
    match address_of(url):
        case SqliteAddress(None):
            return run_once(None, WRITING, lambda c: _at_once(c, work))
        case SqliteAddress(path):
            assert path is not None
            lock = held(path)
            try:
                return run_once(path, WRITING, lambda c: _at_once(c, work))
            finally:
                lock.release()
        case PostgresAddress() as address:
            return _postgres(address, work)


def check_current(connection: Connection) -> None:
    """Raises `DatabaseOlder` or `DatabaseNewer` unless the schema is this program's.

    Raises `RoleLacksRight` for a role that may look into no schema: to it, all of them are empty.
    """
    found = revision_of(connection)
    state = state_of(found)
    if state is State.EMPTY and connection.dialect.name == "postgresql":
        _check_usage(connection)
    if state in (State.EMPTY, State.OLDER):
        raise DatabaseOlder(found)
    if state is State.NEWER:
        raise DatabaseNewer(str(found))


def check_rights(connection: Connection) -> None:
    """Raises `RoleLacksRight` unless the role may read and write every table of a current schema.

    A SQLite file knows no roles.
    """
    if connection.dialect.name == "sqlite":
        return
    names = [table.name for table in METADATA.sorted_tables]
    if not connection.scalar(_HAS_RIGHTS, {"names": names, "rights": list(RIGHTS)}):
        raise RoleLacksRight


def _check_usage(connection: Connection) -> None:
    if connection.scalar(text("SELECT current_schema()")) is None:
        raise RoleLacksRight


def revision_of(connection: Connection) -> str | None:
    """The revision written in the database, None for one without a schema."""
    return MigrationContext.configure(connection).get_current_revision()


def state_of(found: str | None) -> State:
    """How a revision stands to the newest of this program."""
    scripts = ScriptDirectory.from_config(config())
    if found is None:
        return State.EMPTY
    if found == scripts.get_current_head():
        return State.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return State.OLDER if found in known else State.NEWER


def upgraded(connection: Connection) -> None:
    """Bring the schema of an open transaction to the newest; raises `DatabaseNewer`."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATING})
    found = revision_of(connection)
    if state_of(found) is State.NEWER:
        raise DatabaseNewer(str(found))
    command.upgrade(config(connection), "head")


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; with a connection, migrations run on it."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _at_once(connection: Connection, work: Callable[[Connection], T]) -> T:
    with connection.begin():  # known to Alembic as well, which else would commit by itself
        driver_of(connection).execute("BEGIN IMMEDIATE")
        return work(connection)


def _upgraded_at_once(connection: Connection) -> None:
    # Rebuilding a table drops the old one, which would take the rows that refer to it along.
    driver_of(connection).execute("PRAGMA foreign_keys=OFF")
    _at_once(connection, upgraded)


def _copied(connection: Connection, path: Path) -> Path | None:
    found = revision_of(connection)
    if state_of(found) is not State.OLDER:
        return None
    real = path.resolve()
    copy = real.with_name(f"{real.name}.before-{found}-{sqlite_now(connection)}")
    try:
        copy.touch(mode=0o600)
    except OSError as error:
        raise unusable(error) from None
    connection.rollback()
    with connected(engine_of(copy), ()) as target:
        driver_of(connection).backup(driver_of(target))
    return copy


def _postgres(address: PostgresAddress, work: Callable[[Connection], T]) -> T:
    # The driver is an extra: who runs on SQLite need not have it.
    from app.storage import postgres_once  # noqa: PLC0415

    return postgres_once.run_once(address.dsn, work)
