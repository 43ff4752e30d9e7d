"""A server that was forked is one like any other: it answers, and is killed."""

import asyncio
from pathlib import Path

import httpx
import pytest

from app.storage.migrating import upgrade
from tests.support.nursery import Nursery
from tests.support.process import ServerProcess

WITHIN = 60.0


async def answers(server: ServerProcess) -> bool:
    """Whether it does, as long as it may take to start."""
    async with asyncio.timeout(WITHIN), httpx.AsyncClient(base_url=server.origin) as http:
        while True:
            try:
                return (await http.get("/healthz")).is_success
            except httpx.HTTPError:
                await asyncio.sleep(0.02)


async def test_forked_servers_answer_each_on_its_own_port_and_end_when_killed(
    tmp_path: Path,
) -> None:
    nursery = Nursery()
    servers = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        url = f"sqlite:///{folder / 'pushback.db'}"
        await asyncio.to_thread(upgrade, url)
        servers.append(ServerProcess(url, folder, nursery, PUBLIC_URL="http://circle.test"))
    try:
        for server in servers:
            server.start()
        assert all([await answers(server) for server in servers])

        servers[0].kill()
        async with httpx.AsyncClient(base_url=servers[0].origin) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get("/healthz")
        assert await answers(servers[1])
        assert "circle.test" in servers[1].said.read_text()
    finally:
        nursery.close()
        for server in servers:
            server.end()
