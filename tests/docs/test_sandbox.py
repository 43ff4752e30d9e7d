"""docs/sandbox.md is true: from a test key to a whole meeting and what webhooks tell of it."""

import asyncio
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.site import ready
from tests.support.printed import ROOT
from tests.support.process import ServerProcess
from tests.support.programs import blocks, program, python
from tests.support.receiver import receiving

PAGE = "docs/sandbox.md"
PATIENCE = 90
"""Seconds for a meeting of seven programs at once on a busy machine; alone it takes three."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(f"sqlite:///{tmp_path / 'pushback.db'}", tmp_path, LOG_LEVEL="warning")
    yield found
    found.end()


async def command(line: str, **environment: str) -> str:
    """What the page's line prints."""
    name, *words = shlex.split(line, comments=True)
    assert ".venv/bin/pushback" == name
    code = f"from app.cli import main; main({words})"
    path = os.pathsep.join((str(ROOT), str(ROOT / "clients" / "python" / "src")))
    return await program(
        sys.executable, "-", code=code, within=PATIENCE, PYTHONPATH=path, **environment
    )


async def settled(origin: str, key: str, webhook: str) -> None:
    """Wait until the server has written down that its messages were taken."""
    asks = {"Authorization": f"Bearer {key}"}
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=origin, headers=asks) as http:
        while True:
            listed = (await http.get(f"/api/webhooks/{webhook}/messages")).json()["messages"]
            if all(message["outcome"] == "delivered" for message in listed):
                return
            await asyncio.sleep(0.05)


async def test_from_a_test_key_to_a_whole_meeting_with_its_webhooks(
    server: ServerProcess, tmp_path: Path
) -> None:
    make, look, older = blocks(PAGE, "python program")
    meeting, told, left = blocks(PAGE, "text")
    keys, bots = (block.splitlines()[0] for block in blocks(PAGE, "sh"))
    key = (await command(keys, DATABASE_URL=f"sqlite:///{tmp_path / 'pushback.db'}")).strip()
    server.start()
    await ready(server)
    at = (server.origin, key)

    async with receiving() as receiver:
        made = dict(
            line.split()[:2] for line in (await python(make, *at, receiver.url)).splitlines()
        )
        line = f"{bots.replace('ROOM', made['room']).partition('#')[0]} --url {server.origin}"
        assert meeting == await command(line, PUSHBACK_KEY=key)
        await receiver.until(told.count("delivered"))
        await settled(server.origin, key, made["webhook"])
        assert told == await python(look, *at, made["webhook"], made["room"])
        assert left == await python(older, *at)


def test_page_is_found_from_where_integrators_begin() -> None:
    for page in ("docs/integrate.md", "docs/webhooks.md"):
        assert re.search(r"\]\(sandbox\.md[#)]", (ROOT / page).read_text(encoding="utf-8"))
