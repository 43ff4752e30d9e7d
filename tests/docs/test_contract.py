"""docs/contract.md is true: its table is the code's, and its vendor closes a real microphone."""

import asyncio
import re
import sys
from pathlib import Path

from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.contract_tables import outcome_table
from tests.support.node import running_node, sqlite_url
from tests.support.printed import ROOT, check_printed
from tests.support.vendor import vendor_of
from tests.support.wire import discussing

PAGE = "docs/contract.md"
PATIENCE = 30


def test_outcomes_are_those_of_the_code() -> None:
    check_printed(PAGE, "outcomes", outcome_table())


async def test_the_vendor_closes_whoever_sits_back_and_is_believed(tmp_path: Path) -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    (program,) = re.findall(r"```python vendor\n(.*?)```", text, re.DOTALL)
    async with running_node(sqlite_url(tmp_path)) as node:
        room = await node.room(call=CallKind.CONTRACT)
        leads = await node.person(room, "Ada", Role.LEADER)
        presents = await node.person(room, "Cleo")
        vendor = await vendor_of(node, room)
        async with leads.connected() as ada, presents.connected() as cleo:
            await discussing(ada, cleo)
            running = await asyncio.create_subprocess_exec(
                sys.executable, "-c", program, node.origin, room, vendor.key, presents.person,
                stdout=asyncio.subprocess.PIPE,
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
