"""clients/js against a real node: its own tests, and as packed its README and its example."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from app.access.grants import Scope
from app.rooms.roles import Role
from pushback import Operator
from tests.support.fault_proxy import Fate, FaultProxy, Weather
from tests.support.javascript import NODE
from tests.support.node import Node, running_node, sqlite_url
from tests.support.printed import ROOT
from tests.support.programs import blocks, program
from tests.support.sdk_rooms import key, link

PACKAGE = ROOT / "clients"
README = "clients/js/README.md"
TESTS = sorted(path.name for path in Path(__file__).parent.glob("*.test.js"))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ROOMS = 8
LINES = 60
PATIENCE = 30
BREAKS = Weather(share=1.0, fates=(Fate.RESET,), bytes_before=8_000)


@asynccontextmanager
async def ground(folder: Path) -> AsyncIterator[tuple[Node, FaultProxy]]:
    """A node, and a way to it on which most lines break."""
    proxy = FaultProxy(0, seed=2)
    await proxy.start()
    origin = f"http://127.0.0.1:{proxy.port}"
    try:
        async with running_node(sqlite_url(folder), origins=(origin,)) as node:
            proxy.target = node.port
            yield node, proxy
    finally:
        await proxy.end()


async def given(node: Node, proxy: FaultProxy) -> str:
    rooms = []
    for _ in range(ROOMS):
        room = await node.room()
        leader = await link(node, room)
        rooms.append(
            {
                "id": room,
                "leader": leader,
                "behind": leader.replace(node.origin, f"http://127.0.0.1:{proxy.port}"),
                "key": await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD),
            }
        )
    return json.dumps({"server": node.origin, "rooms": rooms})


@pytest.mark.parametrize("tests", TESTS)
async def test_library_does_what_its_tests_say(tests: str, tmp_path: Path) -> None:
    async with ground(tmp_path) as (node, proxy):
        rooms = await given(node, proxy)
        proxy.weather = BREAKS
        await program(NODE, "--test", "--test-reporter=tap", f"tests/sdk/js/{tests}", GIVEN=rooms)
        if tests == "room.test.js":
            assert proxy.met[Fate.RESET] > 2


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the package is installed as it would be published."""
    folder = tmp_path_factory.mktemp("packed")
    npm = Path(sys.executable).with_name("npm")
    environment = {**os.environ, "PATH": f"{npm.parent}:{os.environ['PATH']}"}
    subprocess.run(
        [npm, "pack", "--silent", "--pack-destination", folder, PACKAGE],
        check=True, capture_output=True, cwd=folder, env=environment, timeout=60,
    )  # fmt: skip
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as held:
        held.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "pushback-client")
    return folder


async def told(packed: Path, code: str, *arguments: str) -> str:
    """What a program of the README prints, somewhere else than in a clone."""
    script = packed / "program.mjs"
    script.write_text(code, encoding="utf-8")
    return await program(NODE, script, *arguments)


async def test_programs_of_the_readme_run(packed: Path, tmp_path: Path) -> None:
    first, then, _ = blocks(README, "js program")
    printed = blocks(README, "text")
    async with ground(tmp_path) as (node, _):
        room = await node.room()
        leads = await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD)

        assert printed[0] == await told(packed, first, await link(node, room))
        assert printed[1] == await told(packed, then, node.origin, room, leads)


async def test_receiver_of_the_readme_reads_what_was_signed(packed: Path) -> None:
    body = json.dumps({"type": "meeting.ended"})
    sent = datetime.now(UTC)
    good = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", sent, body),
    }
    script = packed / "receiver.mjs"
    script.write_text(blocks(README, "js program")[2], encoding="utf-8")
    async with started(script, SECRET) as receiver, asyncio.timeout(PATIENCE):
        assert receiver.stdout is not None
        url = f"http://127.0.0.1:{int(await receiver.stdout.readline())}/"
        async with httpx.AsyncClient(trust_env=False) as sender:
            answers = [
                (await sender.post(url, content=body, headers=headers)).status_code
                for headers in (good, {})
            ]

        assert [204, 400] == answers
        assert b"meeting.ended\n" == await receiver.stdout.readline()


async def test_the_bell_rings_for_what_happens(packed: Path, tmp_path: Path) -> None:
    bell = packed / "node_modules" / "pushback-client" / "js" / "examples" / "bell.js"
    assert len(bell.read_text(encoding="utf-8").splitlines()) < LINES
    async with ground(tmp_path) as (node, _):
        room = await node.room()
        await node.person(room, "Ada", Role.LEADER)
        text = await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD)
        async with (
            started(bell, node.origin, room, PUSHBACK_KEY=text) as ringing,
            Operator(node.origin, text) as machine,
            asyncio.timeout(PATIENCE),
        ):
            assert ringing.stdout is not None
            live = await node.service.rooms.hold(room)
            while not live.seats:  # noqa: ASYNC110  # another process connects
                await asyncio.sleep(0.01)
            for press, line in (
                ("open_meeting", "We settle"),
                ("close_meeting", ""),
                ("end_meeting", ""),
            ):
                seen = (await machine.room(room))["sections"]
                await machine.do(room, press, seen=seen)  # type: ignore[arg-type]  # one of them
                assert re.match(line, (await ringing.stdout.readline()).decode())
            assert 0 == await ringing.wait()


@asynccontextmanager
async def started(
    script: Path, *arguments: str, **environment: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    running = await asyncio.create_subprocess_exec(
        NODE, script, *arguments, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()
