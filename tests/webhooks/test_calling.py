"""Real receivers that behave badly; each has an outcome in bounded time, and leads nowhere."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.webhooks import calling
from app.webhooks.addresses import Reach
from app.webhooks.calling import HttpCalls
from app.webhooks.deliverer import AT_ONCE
from app.webhooks.endpoint import MOST_ENDPOINTS
from app.webhooks.names import MOST_OF_ONE, Resolve, resolved
from app.webhooks.reply import Answer, Reply
from tests.hostile.calling_out import GOOD_URLS, OWN_URLS
from tests.support.clock import FakeClock
from tests.support.receiver import (
    Got,
    Receiver,
    answer,
    client_side,
    receiving,
    says,
    server_side,
)

BODY = b'{"type":"webhook.test"}'
HEADERS = {"content-type": "application/json", "webhook-id": "msg_1"}
SHORT = 0.3
USUAL = {"http": 80, "https": 443}
OWN = Reach(has_own_machine=True)


def calls(
    reach: Reach = OWN, *, resolve: Resolve = resolved, patience: float = 10, **given: Any
) -> HttpCalls:
    return HttpCalls(reach, FakeClock(), resolve=resolve, patience=patience, **given)


@dataclass(frozen=True)
class Anywhere:
    """A reach that lets a test's name be this machine; it says what it was asked."""

    asked: list[tuple[str, tuple[str, ...]]]

    def allows(self, _: str) -> bool:
        return True

    def pinned(self, url: str, found: Sequence[str]) -> tuple[str, ...]:
        self.asked.append((url, tuple(found)))
        return tuple(found)


async def posted(receiver: Receiver, **given: Any) -> Reply:
    return await calls(**given).post(receiver.url, HEADERS, BODY)


async def test_message_arrives_as_it_was_made() -> None:
    async with receiving() as receiver:
        assert Reply(Answer.TAKEN) == await posted(receiver)

    (got,) = receiver.got
    assert ("/hook", BODY) == (got.target, got.body)
    assert HEADERS.items() <= got.headers.items()
    assert f"127.0.0.1:{receiver.port}" == got.headers["host"]


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (200, Reply(Answer.TAKEN)),
        (410, Reply(Answer.GONE)),
        (404, Reply(Answer.REFUSED)),
        (500, Reply(Answer.FAILED)),
    ],
)
async def test_status_is_what_counts(status: int, reply: Reply) -> None:
    async with receiving(says(answer(status, b"canary"))) as receiver:
        assert reply == await posted(receiver)


async def test_busy_receiver_is_heard() -> None:
    async with receiving(says(answer(503, retry_after="7"))) as receiver:
        assert Reply(Answer.FAILED, 7_000) == await posted(receiver)  # type: ignore[arg-type]  # milliseconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_not_followed(status: int) -> None:
    async with receiving() as elsewhere:
        async with receiving(says(answer(status, location=elsewhere.url))) as receiver:
            assert Reply(Answer.REDIRECTED) == await posted(receiver)

        assert 1 == len(receiver.got)
        assert [] == elsewhere.got


async def hang(_: Got, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def trickle(_: Got, writer: asyncio.StreamWriter) -> None:
    """A head that never ends, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("answering", [hang, trickle])
async def test_receiver_that_hangs_is_left(answering: Any) -> None:
    async with receiving(answering) as receiver:
        assert Reply(Answer.TOO_SLOW) == await posted(receiver, patience=SHORT)


async def test_resolver_that_hangs_is_left() -> None:
    free = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hanging(_: str, __: int) -> list[str]:
        asyncio.run_coroutine_threadsafe(free.wait(), loop).result()
        return ["127.0.0.1"]

    reply = await calls(resolve=hanging, patience=SHORT).post("http://localhost/", {}, BODY)
    free.set()

    assert Reply(Answer.TOO_SLOW) == reply


async def test_name_that_hangs_keeps_no_message_to_another_waiting() -> None:
    free = threading.Event()

    def hanging(name: str, _: int) -> list[str]:
        if name == "localhost":
            free.wait(30)
        return ["127.0.0.1"]

    async with receiving() as receiver:
        made = calls(resolve=hanging, patience=2)
        slow = [
            asyncio.create_task(made.post("http://localhost/", HEADERS, BODY))
            for _ in range(MOST_ENDPOINTS * AT_ONCE)
        ]
        await asyncio.sleep(0)
        reply = await made.post(receiver.url, HEADERS, BODY)
        free.set()
        await asyncio.gather(*slow)

    assert Reply(Answer.TAKEN) == reply


async def test_names_of_one_organisation_that_hang_keep_no_call_of_another_waiting() -> None:
    free = threading.Event()

    def hanging(name: str, _: int) -> list[str]:
        if name.startswith("slow"):
            free.wait(30)
        return ["127.0.0.1"]

    async with receiving() as receiver:
        made = calls(resolve=hanging, patience=5)
        slow = [
            asyncio.create_task(made.post(f"http://slow-{n}.example/", HEADERS, BODY, "acme"))
            for n in range(MOST_OF_ONE)
        ]
        await asyncio.sleep(0)
        replies = [await made.post(receiver.url, HEADERS, BODY, one) for one in ("acme", "other")]
        free.set()
        await asyncio.gather(*slow)

    assert [Reply(Answer.UNREACHABLE), Reply(Answer.TAKEN)] == replies


async def test_of_ten_megabytes_only_the_first_are_read() -> None:
    written = 0
    broken = asyncio.Event()

    async def flood(_: Got, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        size = 10 * 1024 * 1024
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n".encode())
        try:
            while written < size:
                writer.write(b"x" * 16_384)
                await writer.drain()
                written += 16_384
        except OSError:
            broken.set()

    async with receiving(flood) as receiver:
        assert Reply(Answer.TAKEN) == await posted(receiver)
        async with asyncio.timeout(5):
            await broken.wait()

    assert written < 9 * 1024 * 1024


async def test_body_that_never_ends_takes_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def half(_: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal")
        await writer.drain()
        await asyncio.Event().wait()

    monkeypatch.setattr(calling, "LEAVE", SHORT)
    async with receiving(half) as receiver:
        assert Reply(Answer.TAKEN) == await posted(receiver)


@pytest.mark.parametrize("said", [b"SMTP ready\r\n\r\n", b"HTTP/1.1 200\r\nbad header\r\n\r\n"])
async def test_what_is_no_http_is_strange(said: bytes) -> None:
    async with receiving(says(said)) as receiver:
        assert Reply(Answer.STRANGE) == await posted(receiver)


async def test_port_where_nobody_listens_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/"

        assert Reply(Answer.UNREACHABLE) == await calls().post(url, {}, BODY)


async def test_name_that_is_not_there_is_unreachable() -> None:
    def nowhere(_: str, __: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "canary")

    reply = await calls(resolve=nowhere).post("https://hooks.example.com/", {}, BODY)

    assert Reply(Answer.UNREACHABLE) == reply


# Where it may not go -------------------------------------------------------------------------


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1"], []])
async def test_name_that_leads_to_us_is_not_called(found: list[str]) -> None:
    async with receiving() as receiver:
        reply = await calls(resolve=lambda *_: found).post(
            "https://hooks.example.com/", HEADERS, BODY
        )

    assert Reply(Answer.NOT_CALLED) == reply
    assert 0 == receiver.connections


async def test_own_machine_is_not_called_where_that_is_not_allowed() -> None:
    async with receiving() as receiver:
        reply = await posted(receiver, reach=Reach(has_own_machine=False))

    assert Reply(Answer.NOT_CALLED) == reply
    assert 0 == receiver.connections


async def test_name_is_resolved_once_and_called_where_it_was_judged() -> None:
    """A name that means something else a moment later leads nowhere else."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    reach = Anywhere([])
    async with receiving() as receiver:
        url = f"http://hooks.example.com:{receiver.port}/hook"
        reply = await calls(reach, resolve=lambda *_: next(answers)).post(url, HEADERS, BODY)  # type: ignore[arg-type]  # as a reach

    assert Reply(Answer.TAKEN) == reply
    assert [(url, ("127.0.0.1",))] == reach.asked
    assert ["127.0.0.2"] == next(answers)
    assert f"hooks.example.com:{receiver.port}" == receiver.got[0].headers["host"]


async def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert Reply(Answer.TAKEN) == await posted(receiver)

    assert 0 == proxy.connections


@pytest.mark.parametrize("found", [["127.0.0.9", "127.0.0.1"], ["127.0.0.1", "127.0.0.9"]])
async def test_next_address_is_tried_where_one_cannot_be_reached(found: list[str]) -> None:
    """The receiver listens on one of them only."""
    async with receiving() as receiver:
        assert Reply(Answer.TAKEN) == await posted(receiver, resolve=lambda *_: found)

    assert 1 == receiver.connections


async def test_no_two_messages_share_a_connection() -> None:
    """Else two names at one address would share one that TLS has verified for the first."""
    async with receiving() as receiver:
        made = calls()
        for _ in range(2):
            await made.post(receiver.url, HEADERS, BODY)

    assert 2 == receiver.connections


@pytest.mark.parametrize("url", [*GOOD_URLS, *OWN_URLS])
def test_caller_reads_an_address_as_the_judge_does(url: str) -> None:
    """An address that is read in two ways is judged by one and called by the other."""
    judged, called = urlsplit(url), httpx.URL(url)

    assert (judged.scheme, judged.hostname) == (called.scheme, called.raw_host.decode())
    assert (judged.port or USUAL[judged.scheme]) == (called.port or USUAL[called.scheme])


# TLS -----------------------------------------------------------------------------------------


async def test_tls_speaks_to_the_name_whatever_the_address_is() -> None:
    async with receiving(tls=server_side()) as receiver:
        made = calls(resolve=lambda *_: ["127.0.0.1"], trust=client_side())
        url = f"https://localhost:{receiver.port}/hook"

        assert Reply(Answer.TAKEN) == await made.post(url, HEADERS, BODY)

    assert ["localhost"] == receiver.named


async def test_certificate_of_another_name_is_not_believed() -> None:
    async with receiving(tls=server_side()) as receiver:
        made = calls(
            Anywhere([]),  # type: ignore[arg-type]  # as a reach
            resolve=lambda *_: ["127.0.0.1"],
            trust=client_side(),
        )
        url = f"https://hooks.example.com:{receiver.port}/hook"

        assert Reply(Answer.UNREACHABLE) == await made.post(url, HEADERS, BODY)

    assert [] == receiver.got


async def test_certificate_that_nobody_vouches_for_is_not_believed() -> None:
    async with receiving(tls=server_side()) as receiver:
        url = f"https://localhost:{receiver.port}/hook"

        assert Reply(Answer.UNREACHABLE) == await calls().post(url, HEADERS, BODY)

    assert [] == receiver.got
