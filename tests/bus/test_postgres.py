"""The bus over a real PostgreSQL, beside whatever else it does."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from signal import SIGQUIT

import pytest

from app.bus.choosing import chosen_bus
from app.bus.postgres import CHANNEL, listening
from app.bus.reconnecting import Line
from app.rooms.ports import Bus, Meter
from app.storage.engine import connecting
from tests.contracts.bus import Ear, LineContract, hint, running
from tests.support.postgres import PostgresServer
from tests.support.rim import Tally, soon

pytestmark = pytest.mark.postgres


class PostgresWire:
    """A PostgreSQL server between nodes."""

    def __init__(self, url: str, server: PostgresServer) -> None:
        self._server = server
        found = connecting(url)
        assert found is not None
        self.connect = found

    def bus(self, node: str, meter: Meter) -> Bus:
        return chosen_bus("", self.connect, node=node, meter=meter)

    def cut(self) -> None:
        self._server.stop(SIGQUIT)

    def mend(self) -> None:
        self._server.start()

    def stranger(self) -> AbstractAsyncContextManager[Line]:
        return listening(self.connect, "stranger", Tally(), lambda _: None)


class TestPostgresBus(LineContract):
    @pytest.fixture
    def wire(self, postgres_url: str, postgres_server: PostgresServer) -> PostgresWire:
        return PostgresWire(postgres_url, postgres_server)

    async def test_words_of_others_on_the_channel_are_dropped(self, wire: PostgresWire) -> None:
        meter = Tally()
        bus = wire.bus("node-1", meter)
        connection = await wire.connect()
        async with running(bus):
            for words in (
                "",
                "canary",
                "n 1 0 1 ???",
                "n 1 9 3 YQ==",
                "n 1 0 1 YQ",
                "é 1 0 1 YQ==",
            ):
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, words)
            await soon(lambda: meter.labels["bus_dropped", "malformed"] == 6)
        await connection.close()

    async def test_connection_that_hears_nothing_is_not_up(
        self, wire: PostgresWire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """As behind a proxy that gives every transaction another connection."""
        monkeypatch.setattr("app.bus.postgres.DEADLINE", 0.3)
        monkeypatch.setattr("app.bus.postgres.CHANNEL", "elsewhere")
        caplog.set_level(logging.INFO)
        bus = wire.bus("node-1", Tally())
        task = asyncio.create_task(bus.run())
        await soon(lambda: "the bus is down: TimeoutError" in caplog.text)
        assert "the bus is up" not in caplog.text
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def test_backend_ended_by_an_administrator_is_made_again(
        self, wire: PostgresWire, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.bus.postgres.ASK_EVERY", 60.0)
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        connection = await wire.connect()
        async with running(first, second):
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            await soon(lambda: not first.is_up and not second.is_up)
            await soon(lambda: first.is_up and second.is_up)
            first.publish(hint(1))
            await ear.hears(hint(1))
        await connection.close()

    async def test_silent_connection_is_noticed(
        self, wire: PostgresWire, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.bus.postgres.ASK_EVERY", 0.1)
        monkeypatch.setattr("app.bus.postgres.DEADLINE", 0.5)
        bus = wire.bus("node-1", Tally())
        connection = await wire.connect()
        async with running(bus):
            monkeypatch.setattr("app.bus.postgres._NOTIFY", "SELECT pg_sleep(3), $1::text[]")
            await soon(lambda: not bus.is_up)
            monkeypatch.undo()
            await soon(lambda: bus.is_up)
        await connection.close()
