"""One node, wired."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.access.organisations import OURS
from app.main import Service
from app.rooms.state import CallKind
from app.settings import BadSetting, Settings
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from app.webhooks.errors import AddressRefused
from tests.support.node import running_node, sqlite_url
from tests.support.receiver import receiving


async def _made(folder: Path) -> Service:
    url = sqlite_url(folder)
    await asyncio.to_thread(upgrade, url)
    return Service(Settings(database_url=url), await open_database(url))


async def test_a_node_answers_that_it_lives_and_that_it_is_ready(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, httpx.AsyncClient() as http:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await http.get(f"{node.origin}{path}")).status_code == 200


async def test_a_node_that_drains_wants_no_new_clients(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, httpx.AsyncClient() as http:
        await node.service.drain()
        answer = await http.get(f"{node.origin}/readyz")
    assert answer.status_code == 503
    assert "draining" in answer.text


async def test_a_node_whose_clock_is_not_bounded_is_not_ready(tmp_path: Path) -> None:
    service = await _made(tmp_path)
    assert "clock" in await service.complaints()
    await service.housekeeping.discipline_clock()
    service.housekeeping.clock_error = 10.5
    assert "clock" in await service.complaints()
    service.housekeeping.clock_error = 2.0
    assert await service.complaints() == []
    await service.database.close()


async def test_a_socket_at_another_path_is_no_live_socket(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, httpx.AsyncClient() as http:
        assert (await http.get(f"{node.origin}/ws")).status_code == 404


async def test_a_part_that_fails_is_run_again_and_said_by_its_kind_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service = await _made(tmp_path)
    monkeypatch.setattr("app.main.AGAIN_AFTER", 0)
    ran = asyncio.Event()

    class Faulty:
        """Fails once, with somebody's words."""

        times = 0

        async def run(self) -> None:
            self.times += 1
            if self.times == 1:
                raise ValueError("canary")
            ran.set()
            await asyncio.get_running_loop().create_future()

    keeping = asyncio.create_task(service._kept_running(Faulty()))
    async with asyncio.timeout(10):
        await ran.wait()
    keeping.cancel()
    assert 'pushback_part_failed_total{label="Faulty"} 1.0' in service.metrics.text().decode()
    assert "canary" not in caplog.text
    await service.database.close()


async def test_a_node_for_nobody_else_tells_a_receiver_beside_it(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, receiving() as receiver:
        made = await node.service.webhooks.create(receiver.url, organisation=OURS)
        await node.service.webhooks.test(made.id)
        await receiver.until(1)
    assert b"webhook.test" in receiver.got[0].body


async def test_a_node_that_others_reach_does_not_call_its_own_machine(tmp_path: Path) -> None:
    proxied, own = "https://circle.example.com", "http://127.0.0.1:8080/hook"
    async with running_node(sqlite_url(tmp_path), public_url=proxied) as node:
        with pytest.raises(AddressRefused):
            await node.service.webhooks.create(own, organisation=OURS)
    async with running_node(sqlite_url(tmp_path), public_url=proxied, local_webhooks=True) as node:
        made = await node.service.webhooks.create(own, organisation=OURS)
    assert made.url == own


async def test_livekit_without_its_extra_is_a_setting_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "livekit.api", None)
    for name in [name for name in sys.modules if name.startswith("app.livekit")]:
        monkeypatch.delitem(sys.modules, name)
    service = await _made(tmp_path)
    settings = replace(
        service.settings, livekit_url="wss://call.example", livekit_key="k", livekit_secret="s" * 32
    )
    with pytest.raises(BadSetting, match=r"LIVEKIT_URL needs the extra"):
        Service(settings, service.database)
    await service.database.close()


async def test_livekit_is_one_of_the_calls_that_are_driven(tmp_path: Path) -> None:
    service = await _made(tmp_path)
    assert {CallKind.CONTRACT} == service.driving.calls.keys()
    settings = replace(
        service.settings, livekit_url="wss://call.example", livekit_key="k", livekit_secret="s" * 32
    )
    driven = Service(settings, service.database).driving.calls.keys()
    assert {CallKind.CONTRACT, CallKind.LIVEKIT} == driven
    await service.database.close()
