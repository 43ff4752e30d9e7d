"""One transaction on a PostgreSQL server, for migrations: synchronous, without a time limit."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.storage.postgres_errors import translated, translated_start

T = TypeVar("T")

SETTINGS = {"application_name": "pushback migrate", "lock_timeout": "30s"}
"""No statement timeout: a migration may rewrite what it must."""


def run_once(dsn: str, work: Callable[[Connection], T]) -> T:
    """What `work` returns, committed; raises `BadAddress`, `LogUnavailable`.

    Not for a running event loop.
    """
    return asyncio.run(_run(dsn, work))


async def _run(dsn: str, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: _connected(dsn),
        hide_parameters=True,
        poolclass=NullPool,
    )
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except Exception as error:
        raise translated(error) from None
    finally:
        await engine.dispose()


async def _connected(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(dsn, timeout=10, server_settings=SETTINGS)
    except Exception as error:  # here, because SQLAlchemy's wrapping of it would hide what it is
        raise translated_start(error) from None
