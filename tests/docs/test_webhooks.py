"""docs/webhooks.md is true: its tables are the code's, and its receiver verifies a real meeting."""

import asyncio
import re
import sys
import uuid
from pathlib import Path

import httpx

from app.access.grants import Scope
from app.rooms import commands as c
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, RoomId
from app.rooms.roles import Actor, Kind
from app.rooms.service import Press
from tests.support import webhook_tables as tables
from tests.support.node import Node, running_node, sqlite_url
from tests.support.postgres import free_port
from tests.support.printed import ROOT, check_printed

PAGE = "docs/webhooks.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
PATIENCE = 20


def test_messages_are_those_of_the_code() -> None:
    check_printed(PAGE, "messages", tables.message_table())


def test_answers_are_those_of_the_code() -> None:
    check_printed(PAGE, "answers", tables.answer_table())


async def test_the_receiver_verifies_a_meeting(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python receiver\n(.*?)```", TEXT, re.DOTALL)
    port = free_port()
    async with running_node(sqlite_url(tmp_path)) as node:
        made = await webhook(node, f"http://127.0.0.1:{port}/pushback")
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, made["secret"], str(port),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert running.stdout
        try:
            async with asyncio.timeout(PATIENCE):
                assert b"listening\n" == await running.stdout.readline()
                room = await node.room()
                await opens(node, room)
                said = (await running.stdout.readline()).decode().split()
        finally:
            if running.returncode is None:
                running.kill()
            await running.wait()
        listed = await delivered(node, made["id"])

    assert [[room, "meeting.opened"]] == [[one["room"], one["type"]] for one in listed]
    assert [listed[0]["id"], "meeting.opened"] == said


async def opens(node: Node, room: RoomId) -> None:
    live = await node.service.rooms.hold(room)
    leads = Actor(Kind.INTEGRATION, "assistant", may_lead=True)
    ask = Ask(c.OpenMeeting(), leads, {"phase_rev": live.room.revs.phase_rev})
    await node.service.rooms.do(room, Press(CommandId(str(uuid.uuid4())), ask, digest=b""))


async def webhook(node: Node, url: str) -> dict[str, str]:
    async with httpx.AsyncClient(headers=await operator(node)) as http:
        made = await http.post(f"{node.origin}/api/webhooks", json={"url": url})
    assert 201 == made.status_code
    found: dict[str, str] = made.json()
    return found


async def delivered(node: Node, webhook_id: str) -> list[dict[str, RoomId]]:
    async with httpx.AsyncClient(headers=await operator(node)) as http:
        answer = await http.get(f"{node.origin}/api/webhooks/{webhook_id}/messages")
    found: list[dict[str, RoomId]] = answer.json()["messages"]
    return found


async def operator(node: Node) -> dict[str, str]:
    made = await node.service.access.create_key(
        "a test's", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    return {"Authorization": f"Bearer {made.text}"}
