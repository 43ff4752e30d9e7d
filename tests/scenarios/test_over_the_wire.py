"""Scenarios that only a running node can show: one instant, a restart, a search of the dump."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.phases.shipped import SHIPPED
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from tests.support.node import Node, running_node, sqlite_url
from tests.support.wire import Caller, Line

WORDS = ("Quittenbaum", "Zwetschgenmus", "Mirabellenkern")
"""What people type in a meeting; found nowhere afterwards."""


@dataclass
class Circle:
    """Two leaders and a presenter, connected and seated."""

    room: RoomId
    ada: Line
    ben: Line
    cleo: Line

    async def discuss(self) -> None:
        """On to `discuss`, with Cleo sitting back."""
        await self.ada.do("open_meeting")
        await self.ada.do("advance")
        await self.ada.do("choose_presenter", person=self.cleo.caller.person)
        for _ in range(3):
            await self.ada.do("advance")
        await self.cleo.until(lambda line: line.view["you"].get("chair") == "offered")
        await self.cleo.do("sit_back", camera=False)


@asynccontextmanager
async def circle(node: Node) -> AsyncIterator[Circle]:
    """The circle of this file, gathered."""
    room = await node.room(SHIPPED["two_case_90"])
    async with AsyncExitStack() as stack:
        lines = []
        for name, role in (("Ada", Role.LEADER), ("Ben", Role.LEADER), ("Cleo", Role.MEMBER)):
            caller = await node.person(room, name, role)
            line = await stack.enter_async_context(caller.connected())
            await line.come_in()
            lines.append(line)
        yield Circle(room, *lines)


async def test_scenario_01_both_leaders_press_in_the_same_instant_over_real_sockets(
    tmp_path: Path,
) -> None:
    """One step, whichever press came first; the other is `stale` and changed nothing."""
    async with running_node(sqlite_url(tmp_path)) as node, circle(node) as there:
        await there.ada.do("open_meeting")
        await there.ben.until(lambda line: line.view["phase"]["phase"] == "opening")
        answers = await asyncio.gather(there.ada.press("advance"), there.ben.press("advance"))
        assert sorted(answer["t"] for answer in answers) == ["done", "refused"]
        assert [a["code"] for a in answers if a["t"] == "refused"] == ["stale"]
        await there.cleo.until(lambda line: line.view["phase"]["phase"] == "select")
        moves = [f for f in there.cleo.frames if "phase_entered" in f.get("because", [])]
        assert [f["set"]["phase"]["phase"] for f in moves] == ["opening", "select"]


def _at(caller: Caller, node: Node) -> Caller:
    return Caller(node, caller.room, caller.person, caller.pass_text)


async def test_scenario_12_the_process_restarts_in_the_middle_of_a_discussion(
    tmp_path: Path,
) -> None:
    """Phase, clock, seats and push-back are those of before, for everybody who comes back."""
    url = sqlite_url(tmp_path)
    async with running_node(url) as node, circle(node) as there:
        await there.discuss()
        await there.ada.until(lambda line: line.seq == there.cleo.seq)
        callers = [line.caller for line in (there.ada, there.ben, there.cleo)]
        before = [dict(line.view) for line in (there.ada, there.ben, there.cleo)]
    async with running_node(url) as node, AsyncExitStack() as stack:
        for caller, seen in zip(callers, before, strict=True):
            again = await stack.enter_async_context(_at(caller, node).connected())
            await again.until(lambda line: "you" in line.view)
            for section in ("phase", "clock", "circle", "floor", "door", "room", "you"):
                assert again.view.get(section) == seen.get(section), section
    presenter = callers[-1].person
    assert before[-1]["you"]["audience"] == "sitting_back"
    assert before[-1]["floor"]["seats"][presenter]["floor"] == "locked"


def _dump(folder: Path) -> str:
    """Every table, and every byte of every file beside it."""
    with contextlib.closing(sqlite3.connect(folder / "pushback.db")) as connection:
        tables = "\n".join(connection.iterdump())
    files = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return tables + files.decode("latin-1")


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the node logged; the client of this test is in the same process and logs its own."""
    ours = [r for r in caplog.records if not r.name.startswith("websockets.client")]
    return "\n".join(record.getMessage() for record in ours)


async def _say_things(there: Circle) -> None:
    await there.ada.do("write_leaders", text=WORDS[0])
    await there.ben.until(lambda line: line.view["between"]["lines"])
    await there.cleo.do("need_leader")
    await there.ada.do("answer_need", person=there.cleo.caller.person)
    await there.cleo.do("someone_can_hear")
    await there.cleo.press("volunteer", note=WORDS[1])
    await there.ben.press("pause", reason=WORDS[2])
    await there.ben.send(f'{{"t":"do","type":"{WORDS[1]}"')


async def test_scenario_16_a_dump_and_the_logs_hold_no_word_that_somebody_typed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 5 and law L11, searched in every table, every log line and the metrics."""
    caplog.set_level(logging.DEBUG)
    async with running_node(sqlite_url(tmp_path), presses_per_second=100) as node:
        async with circle(node) as there:
            await _say_things(there)
        metrics = node.service.metrics.text().decode()
    dump = _dump(tmp_path)
    for word in WORDS:
        assert word not in dump
        assert word not in _logged(caplog)
        assert word not in metrics
    assert "Ada" in dump, "names are kept until the reduction: the search does find things"


async def test_scenario_11_who_could_be_heard_is_in_no_log_line_and_no_table(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It was shown as "away for a moment" while it lasted, and to nobody afterwards."""
    caplog.set_level(logging.DEBUG)
    async with running_node(sqlite_url(tmp_path)) as node, circle(node) as there:
        await there.cleo.do("someone_can_hear")
        person = there.cleo.caller.person
        await there.ada.until(lambda line: line.view["presence"]["people"][person] == "away")
        await there.cleo.do("alone_again")
        await there.ada.until(lambda line: line.view["presence"]["people"][person] == "here")
    connection = sqlite3.connect(tmp_path / "pushback.db")
    kinds = {kind for (kind,) in connection.execute("SELECT type FROM event")}
    commands = [a for (a,) in connection.execute("SELECT CAST(answer AS TEXT) FROM command")]
    connection.close()
    assert not any("hear" in kind.lower() or "away" in kind.lower() for kind in kinds)
    assert not any("hear" in answer for answer in commands)
    assert "Cleo" not in _logged(caplog)
    assert person not in _logged(caplog)
