"""The examples of clients/python are short, and do what they say."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from app.access.grants import Scope
from app.rooms.roles import Role
from pushback import Operator
from tests.support.node import Node
from tests.support.printed import ROOT
from tests.support.programs import SOURCES
from tests.support.sdk_rooms import key

EXAMPLES = sorted((ROOT / "clients" / "python" / "examples").glob("*.py"))
LINES = 60
PATIENCE = 30


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_short(example: Path) -> None:
    assert len(example.read_text(encoding="utf-8").splitlines()) < LINES


async def test_the_lamp_shines_until_the_meeting_ends(node: Node) -> None:
    room = await node.room()
    await node.person(room, "Ada", Role.LEADER)
    text = await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD)
    lamp = await asyncio.create_subprocess_exec(
        sys.executable, ROOT / "clients/python/examples/lamp.py", node.origin, room,
        env={**os.environ, "PYTHONPATH": str(SOURCES), "PUSHBACK_KEY": text},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE), Operator(node.origin, text) as machine:
            await shows(lamp, r"gathering · door open")
            await leads(machine, room, "open_meeting")
            await shows(lamp, r"opening · [78]:\d\d · door open")
            await leads(machine, room, "pause")
            await shows(lamp, r"opening · [78]:\d\d · paused · door open")
            await leads(machine, room, "close_meeting")
            await leads(machine, room, "end_meeting")
            await shows(lamp, "ended")
            assert 0 == await lamp.wait()
    finally:
        if lamp.returncode is None:
            lamp.kill()
            await lamp.wait()


async def leads(machine: Operator, room: str, press: str) -> None:
    seen = (await machine.room(room))["sections"]
    await machine.do(room, press, seen=seen)  # type: ignore[arg-type]  # one of them


async def shows(lamp: asyncio.subprocess.Process, line: str) -> None:
    """Wait until the lamp has drawn that line."""
    assert lamp.stdout is not None
    drawn = ""
    while not re.search(f"\\033\\[K{line}[\\r\\n]", drawn):
        chunk = await lamp.stdout.read(1024)
        assert chunk, drawn
        drawn += chunk.decode()
