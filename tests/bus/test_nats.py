"""The bus over a real NATS server, and over peers that only pretend to be one."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from app.bus.addresses import servers_of
from app.bus.choosing import chosen_bus
from app.bus.nats import NatsRefused, subscribed
from app.bus.reconnecting import Line
from app.rooms.ports import Bus, Meter, Share
from tests.contracts.bus import ROOM, Ear, LineContract, hint, running
from tests.support.nats import NatsServer
from tests.support.rim import Tally, soon

CERTIFICATE = Path(__file__).parents[1] / "support" / "localhost.pem"
"""Of nobody but these tests, with its key, for `localhost`."""

pytestmark = pytest.mark.nats


class NatsWire:
    """A NATS server between nodes."""

    def __init__(self, server: NatsServer, url: str | None = None) -> None:
        self.url = url or server.url
        self.cut = server.kill
        self.mend = server.start

    def bus(self, node: str, meter: Meter) -> Bus:
        return chosen_bus(self.url, None, node=node, meter=meter)

    def stranger(self) -> AbstractAsyncContextManager[Line]:
        return subscribed(servers_of(self.url)[0], Tally(), lambda _: None)


class TestNatsBus(LineContract):
    @pytest.fixture
    def wire(self, nats_server: NatsServer) -> NatsWire:
        return NatsWire(nats_server)


class TestToBeLetIn:
    @pytest.fixture
    def guarded(self) -> Iterator[NatsServer]:
        server = NatsServer("--user", "pushback", "--pass", "p:w")
        server.start()
        yield server
        server.kill()

    async def test_user_and_password_are_written_as_in_any_address(
        self, guarded: NatsServer
    ) -> None:
        wire = NatsWire(guarded, f"nats://pushback:p%3Aw@127.0.0.1:{guarded.port}")
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            first.publish(hint(1))
            await ear.hears(hint(1))

    async def test_user_alone_is_a_token(self) -> None:
        server = NatsServer("--auth", "canary")
        server.start()
        try:
            async with running(
                NatsWire(server, f"nats://canary@127.0.0.1:{server.port}").bus("n", Tally())
            ):
                pass
        finally:
            server.kill()

    async def test_refusal_is_no_end_and_no_word_of_it_is_logged(
        self, guarded: NatsServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        url = f"nats://canary:canary@127.0.0.1:{guarded.port}"
        bus = NatsWire(guarded, url).bus("node-1", Tally())
        task = asyncio.create_task(bus.run())
        await soon(lambda: "the bus is down" in caplog.text)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert "NatsRefused" in caplog.text
        assert "canary" not in caplog.text
        assert not bus.is_up

    async def test_second_server_is_tried_where_the_first_is_not_there(
        self, nats_server: NatsServer
    ) -> None:
        away = NatsServer().url
        async with running(chosen_bus(f"{away},{nats_server.url}", None, node="n", meter=Tally())):
            pass


class TestEncrypted:
    """With a certificate that this machine is told to believe, as an operator's own would be."""

    @pytest.fixture
    def encrypted(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[NatsServer]:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        server = NatsServer("--tls", f"--tlscert={CERTIFICATE}", f"--tlskey={CERTIFICATE}")
        server.start()
        yield server
        server.kill()

    async def test_large_shares_travel_where_the_certificate_is_believed(
        self, encrypted: NatsServer
    ) -> None:
        wire = NatsWire(encrypted, f"tls://localhost:{encrypted.port}")
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            for n in range(50):
                first.publish(Share(ROOM, f"node-{n}", {"name": "é" * 20_000}))
            assert 50 == len(await ear.hears(Share(ROOM, "node-49", {"name": "é" * 20_000})))

    async def test_certificate_nobody_vouches_for_is_refused(
        self, encrypted: NatsServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        server = servers_of(f"tls://localhost:{encrypted.port}")[0]
        with pytest.raises(ssl.SSLCertVerificationError):
            async with subscribed(server, Tally(), lambda _: None):
                pass


class TestSilence:
    async def test_server_that_answers_nothing_any_more_is_noticed(
        self, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.bus.nats.ASK_EVERY", 0.2)
        monkeypatch.setattr("app.bus.nats.DEADLINE", 0.3)
        wire = NatsWire(nats_server)
        bus = wire.bus("node-1", Tally())
        async with running(bus):
            nats_server.stall()
            await soon(lambda: not bus.is_up)
            nats_server.go_on()
            await soon(lambda: bus.is_up)


INFO = b'INFO {"server_id":"x","max_payload":1024}\r\n'


@asynccontextmanager
async def pretender(*says: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A peer that says this, each after something was said to it; what it was told."""
    told: list[bytes] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for word in says:
                writer.write(word)
                told.append(await reader.read(65_536))
        finally:
            writer.close()
            over.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", told
        await over.wait()


class TestPretenders:
    async def test_nothing_is_said_in_clear_where_encryption_was_asked_for(self) -> None:
        async with pretender(INFO) as (place, told):
            server = servers_of(f"tls://canary:canary@{place}")[0]
            with pytest.raises((OSError, TimeoutError)):
                async with subscribed(server, Tally(), lambda _: None):
                    pass

        assert told
        assert b"canary" not in b"".join(told)
        assert b"CONNECT" not in b"".join(told)

    @pytest.mark.parametrize("words", [b"HTTP/1.1 200 OK\r\n", b"INFO canary\r\n", b"\r\n", b""])
    async def test_peer_that_is_no_nats_server_is_left_alone(
        self, words: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.bus.nats.DEADLINE", 0.3)
        async with pretender(words) as (place, _):
            with pytest.raises((NatsRefused, ValueError, TimeoutError)):
                async with subscribed(servers_of(f"nats://{place}")[0], Tally(), lambda _: None):
                    pass

    async def test_oversized_message_is_read_past_and_counted(self) -> None:
        large = b"MSG pushback.v1 1 200000\r\n" + b"x" * 200_000 + b"\r\n"
        small = b"MSG pushback.v1 1 5\r\nhello\r\n"
        meter, taken = Tally(), list[bytes]()
        async with pretender(INFO, b"PONG\r\n" + large + small + b"PING\r\n") as (place, _):
            server = servers_of(f"nats://{place}")[0]
            async with subscribed(server, meter, taken.append) as line:
                with pytest.raises(ExceptionGroup):
                    await line.last()

        assert [b"hello"] == taken
        assert 1 == meter.labels["bus_dropped", "too_large"]

    async def test_server_that_takes_little_is_sent_little(self) -> None:
        meter = Tally()
        async with (
            pretender(INFO, b"PONG\r\n") as (place, told),
            subscribed(servers_of(f"nats://{place}")[0], meter, lambda _: None) as line,
        ):
            await line.send([b"y" * 1_025, b"z" * 1_024])
            await soon(lambda: b"z" * 1_024 in b"".join(told))

        assert b"y" not in b"".join(told).partition(b"PUB")[2]
        assert 1 == meter.labels["bus_dropped", "too_large"]
