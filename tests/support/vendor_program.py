"""A vendor that a document has written out: run beside a meeting, and believed."""

import asyncio
import os
import sys
from pathlib import Path

from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.node import running_node, sqlite_url
from tests.support.programs import SOURCES
from tests.support.vendor import vendor_of
from tests.support.wire import discussing

PATIENCE = 30


async def closes_whoever_sits_back(program: str, folder: Path) -> None:
    """The program of a page, with SERVER ROOM KEY PERSON: its lock is *enforced*, and let go of."""
    async with running_node(sqlite_url(folder)) as node:
        room = await node.room(call=CallKind.CONTRACT)
        leads = await node.person(room, "Ada", Role.LEADER)
        presents = await node.person(room, "Cleo")
        key = (await vendor_of(node, room)).key
        async with leads.connected() as ada, presents.connected() as cleo:
            await discussing(ada, cleo)
            running = await asyncio.create_subprocess_exec(
                sys.executable, "-c", program, node.origin, room, key, presents.person,
                env={**os.environ, "PYTHONPATH": str(SOURCES)}, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            assert running.stdout
            try:
                async with asyncio.timeout(PATIENCE):
                    await ada.until(
                        lambda one: one.view["enforcement"]["locks"] == "enforced", PATIENCE
                    )
                    assert b"laptop locked\n" in await running.stdout.readuntil(b"locked\n")
                    await cleo.do("come_back_in")
                    while await running.stdout.readline() != b"laptop free\n":
                        pass
            finally:
                running.kill()
                await running.wait()
