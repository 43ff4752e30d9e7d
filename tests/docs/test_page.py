"""docs/page.md is true: its program runs as it stands, and no folder is left out."""

import asyncio
import re
import uuid
from pathlib import Path

from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, RoomId
from app.rooms.roles import Actor, Kind, Role
from app.rooms.service import Press
from tests.support.javascript import NODE
from tests.support.node import Node, running_node, sqlite_url
from tests.support.printed import ROOT

TEXT = (ROOT / "docs" / "page.md").read_text(encoding="utf-8")
WEB = ROOT / "clients" / "web"
"""Node itself: what stands beside Python is a script that would outlive its end."""
PATIENCE = 20


def test_every_folder_of_the_page_has_its_row() -> None:
    told = set(re.findall(r"^\| `clients/web/(\w+)/` \|", TEXT, re.MULTILINE))
    drawn = {"style", "icons"}

    assert told == {path.name for path in WEB.iterdir() if path.is_dir()} - drawn


async def test_the_program_follows_a_meeting(tmp_path: Path) -> None:
    (program,) = re.findall(r"```js program\n(.*?)```", TEXT, re.DOTALL)
    async with running_node(sqlite_url(tmp_path)) as node:
        room = await node.room()
        link = await node.service.access.make_personal_link(
            room, name="Ada", role=Role.LEADER, expires_in=Millis(HOUR)
        )
        running = await asyncio.create_subprocess_exec(
            NODE, "--input-type=module", "-", node.origin, room, link.text,
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert running.stdin
        assert running.stdout
        try:
            running.stdin.write(program.encode())
            running.stdin.write_eof()
            async with asyncio.timeout(PATIENCE):
                first = await running.stdout.readline()
                await _opens(node, room)
                then = await running.stdout.readline()
        finally:
            if running.returncode is None:
                running.kill()
            await running.wait()

    assert "gathering" == first.decode().strip()
    assert re.fullmatch(r"opening, 4[78]\d s left", then.decode().strip())


async def _opens(node: Node, room: RoomId) -> None:
    live = await node.service.rooms.hold(room)
    leads = Actor(Kind.INTEGRATION, "assistant", may_lead=True)
    ask = Ask(c.OpenMeeting(), leads, {"phase_rev": live.room.revs.phase_rev})
    await node.service.rooms.do(room, Press(CommandId(str(uuid.uuid4())), ask, digest=b""))
