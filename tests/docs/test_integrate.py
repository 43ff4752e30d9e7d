"""docs/integrate.md is true: from nothing to a room that is followed and led."""

import asyncio
import os
import re
import shlex
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pushback import Room, connect
from tests.deploy.site import ready
from tests.support.javascript import NODE
from tests.support.printed import ROOT
from tests.support.process import ServerProcess
from tests.support.programs import SOURCES, blocks, python
from tests.support.vendor_program import closes_whoever_sits_back

PAGE = "docs/integrate.md"
PATIENCE = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(f"sqlite:///{tmp_path / 'pushback.db'}", tmp_path, LOG_LEVEL="warning")
    yield found
    found.end()


async def first_key(server: ServerProcess, folder: Path) -> str:
    """What the page's own line prints, over the server's file."""
    (line,) = [one for one in blocks(PAGE, "sh")[0].splitlines() if "keys create" in one]
    command, *words = shlex.split(line)
    assert ".venv/bin/pushback" == command
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"from app.cli import main; main({words})",
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'pushback.db'}"},
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await made.communicate()
    return said.decode().strip()


@asynccontextmanager
async def running(*command: str | Path, code: str) -> AsyncIterator[asyncio.StreamReader]:
    """What a program says that goes on while others run; it must end by itself, and well."""
    async with until_ended(*command, code=code) as program:
        assert program.stdout
        yield program.stdout
        assert 0 == await program.wait()


@asynccontextmanager
async def until_ended(*command: str | Path, code: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that is ended after the block, if it has not ended by then."""
    program = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT / "clients", env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert program.stdin
    try:
        program.stdin.write(code.encode())
        program.stdin.write_eof()
        yield program
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


async def says(program: asyncio.StreamReader, line: str) -> None:
    """Wait for a line, of which it may say others before."""
    said: list[str] = []
    while not said or said[-1] != line:
        heard = await program.readline()
        assert heard, said
        said.append(heard.decode().strip())


async def come_in(room: Room) -> None:
    await room.do("agree", version=room.view.sections["room"]["agreement"]["version"])
    await room.do("attest")
    await room.until(lambda view: "circle" in view.sections)


class Reader:
    """Somebody who copies the page's programs, and runs them with what the ones before printed."""

    def __init__(self, server: ServerProcess, key: str) -> None:
        self.server = server
        self.key = key
        self.make_room, self.follow, self.lead = blocks(PAGE, "python program")
        (self.in_a_page,) = blocks(PAGE, "js program")
        (self.vendor,) = blocks(PAGE, "python vendor")

    async def makes_a_room(self, *call: str) -> dict[str, str]:
        """What is printed, by the words that the page calls it by."""
        said = await python(self.make_room, self.server.origin, self.key, *call)
        return dict(line.split() for line in said.splitlines())

    def at(self, made: dict[str, str]) -> tuple[str, str, str]:
        """SERVER ROOM KEY."""
        return self.server.origin, made["ROOM"], made["KEY"]

    @asynccontextmanager
    async def come_in(self, made: dict[str, str]) -> AsyncIterator[tuple[Room, Room]]:
        """Ada and Ben, by their links."""
        async with (
            connect(local(made["Ada"], self.server)) as ada,
            connect(local(made["Ben"], self.server)) as ben,
        ):
            await come_in(ada)
            await come_in(ben)
            yield ada, ben

    async def follows_and_leads(self) -> None:
        """Sections 2 to 5."""
        made = await self.makes_a_room()
        at = self.at(made)
        async with (
            self.come_in(made) as (ada, ben),
            running(sys.executable, "-", *at, code=self.follow) as following,
            running(NODE, "--input-type=module", "-", *at, code=self.in_a_page) as page,
        ):
            await says(following, "gathering")
            await says(page, "gathering Ada Ben")
            assert blocks(PAGE, "text") == [await python(self.lead, *at)]
            await ada.do("skip", to="1.discuss")
            await sits_back(ben)
            await says(following, "discuss, Ben locked, agreed")
            await says(page, "discuss Ada (Ben)")
            await ben.do("come_back_in")
            await says(following, "discuss")
            await end(ada)
            await says(following, "ended")
            await says(page, "ended Ada Ben")

    async def closes_a_microphone(self) -> None:
        """Section 6."""
        made = await self.makes_a_room("contract")
        at = self.at(made)
        as_vendor = (self.server.origin, made["ROOM"], made["REPORT_KEY"], made["PERSON"])
        async with (
            self.come_in(made) as (ada, ben),
            running(sys.executable, "-", *at, code=self.follow) as following,
            until_ended(sys.executable, "-", *as_vendor, code=self.vendor) as vendor,
        ):
            assert blocks(PAGE, "text") == [await python(self.lead, *at)]
            await ada.do("skip", to="1.discuss")
            await sits_back(ben)
            assert vendor.stdout
            await says(vendor.stdout, "laptop locked")
            await says(following, "discuss, Ben locked, enforced")
            await ben.do("come_back_in")
            await says(vendor.stdout, "laptop free")
            await end(ada)
            await says(following, "ended")


async def sits_back(ben: Room) -> None:
    await ben.until(lambda view: view.sections["you"].get("chair") == "offered")
    await ben.do("sit_back")


async def end(ada: Room) -> None:
    await ada.do("close_meeting")
    await ada.do("end_meeting")


async def test_from_nothing_to_a_closed_microphone(server: ServerProcess, tmp_path: Path) -> None:
    """Each section with what the ones before have printed, and nothing changed by hand."""
    key = await first_key(server, tmp_path)
    server.start()
    await ready(server)
    reader = Reader(server, key)
    async with asyncio.timeout(2 * PATIENCE):
        await reader.follows_and_leads()
        await reader.closes_a_microphone()


async def test_a_program_of_one_s_own_closes_a_microphone_and_is_believed(tmp_path: Path) -> None:
    (program,) = blocks(PAGE, "python vendor")
    await closes_whoever_sits_back(program, tmp_path)


def local(link: str, server: ServerProcess) -> str:
    """The link by the address at which the test's server listens."""
    return re.sub(r"^http://[^/]+", server.origin, link)


def test_page_is_found_from_the_readme() -> None:
    assert f"]({PAGE})" in (ROOT / "README.md").read_text(encoding="utf-8")
