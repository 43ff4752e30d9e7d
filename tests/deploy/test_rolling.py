"""An upgrade by draining one node at a time: nobody loses a press, or sees a gap."""

import asyncio
import json
import os
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from app.phases.units import MINUTE
from app.rooms.evolve import born, fold
from app.rooms.fields import CommandId, RoomId
from app.storage.engine import open_database, room_log
from tests.deploy.proxy import CERTIFICATE
from tests.deploy.site import Site, running_site
from tests.support.javascript import NODE, ROOT
from tests.support.rim import soon
from tests.support.roamer import Roamer, roaming

pytestmark = [pytest.mark.postgres, pytest.mark.system, pytest.mark.slow]

BACK_WITHIN = 20.0
ADAS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("extend", {"by": int(MINUTE)}),
    ("shorten", {"by": int(MINUTE)}),
    ("pause", {}),
    ("resume", {}),
)
A_CALL = {"JANUS_URL": "ws://127.0.0.1:9", "JANUS_SECRET": "x" * 32, "JANUS_ROOM_KEY": "y" * 32}
"""One that does not answer: a socket of it can be opened all the same."""
FLOOR = "/api/calls/any/floor"
OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (("attest", {}), ("someone_can_hear", {}))


@asynccontextmanager
async def meeting(site: Site, room: str) -> AsyncIterator[list[Roamer]]:
    """A leader and two members, who have come in."""
    people = [await site.person(room, "Ada", "leader")]
    people += [await site.person(room, name) for name in ("Ben", "Cleo")]
    async with roaming(*people, patience=BACK_WITHIN):
        for one in people:
            await one.does("agree", version=1)
            await one.does("attest")
        await people[0].does("open_meeting")
        yield people


async def pressing(one: Roamer, over: asyncio.Event) -> None:
    """One press after the other, each as soon as the one before it is answered."""
    for type_, fields in cycle(ADAS if one.name == "Ada" else OTHERS):
        if over.is_set():
            return
        name = await one.press(type_, **fields)
        await one.until(lambda name=name: name not in one.open_presses, BACK_WITHIN)  # type: ignore[misc]


async def test_all_three_nodes_are_restarted_under_presses_and_nobody_sees_a_gap(
    postgres_url: str, tmp_path: Path
) -> None:
    async with running_site(postgres_url, tmp_path, PRESSES_PER_SECOND="10000") as site:
        room = await site.room()
        async with meeting(site, room) as people:
            over = asyncio.Event()
            heard = {one.name: len(one.heard) for one in people}
            async with asyncio.TaskGroup() as tasks:
                for one in people:
                    tasks.create_task(pressing(one, over))
                went = [await site.restart(node) for node in site.nodes]
                over.set()
            for one in people:
                await one.settled(BACK_WITHIN)
            assert {0, -15} >= set(went)
            everybody_was_told_and_came_back_with_a_cursor(people, heard)
            await each_press_was_applied_once(postgres_url, room, people)
            await a_fresh_hello_brings_the_same(people)
        assert room not in site.proxy.written
        said = b"".join(node.said.read_bytes() for node in site.nodes)
        assert b"Traceback" not in said


def everybody_was_told_and_came_back_with_a_cursor(
    people: list[Roamer], heard: dict[str, int]
) -> None:
    for one in people:
        frames = [json.loads(text) for text in one.heard[heard[one.name] :]]
        kinds = Counter(frame["t"] for frame in frames)
        assert kinds["drain"] >= 1, one.name
        assert one.welcomes > 1, one.name
        assert {4000} == set(one.closes), one.name
        assert not [frame for frame in frames if frame.get("full")], "a cursor meant nothing"


async def each_press_was_applied_once(url: str, room: str, people: list[Roamer]) -> None:
    database = await open_database(url)
    try:
        log = room_log(database)
        stored = await log.read(RoomId(room))
        assert list(range(1, len(stored.events) + 1)) == [one.seq for one in stored.events]
        effects = Counter(
            (one.command_id, type(one.event)) for one in stored.events if one.command_id
        )
        assert {1} == set(effects.values())
        first, *rest = (one.event for one in stored.events)
        assert len(stored.events) == fold(born(RoomId(room), stored.head.epoch, first), rest).seq
        for one in people:
            assert not one.open_presses
            for name, answer in one.done.items():
                if "seq" in json.loads(answer):
                    known = await log.answered(RoomId(room), CommandId(name))
                    assert known is not None, "acknowledged and lost"
                    assert answer == known.answer.decode()
        assert len(people[0].done) > 10
    finally:
        await database.close()


async def a_fresh_hello_brings_the_same(people: list[Roamer]) -> None:
    """What was merged over all restarts is what somebody sees who begins anew."""
    for one in people:
        merged, before = dict(one.view), one.welcomes
        one.epoch = one.resume = ""
        one.cut()
        await one.until(lambda one=one, before=before: one.welcomes > before)  # type: ignore[misc]
        await soon(lambda one=one, merged=merged: one.view == merged)  # type: ignore[misc]


async def test_a_page_goes_to_another_node_without_ever_saying_that_it_is_away(
    postgres_url: str, tmp_path: Path
) -> None:
    async with running_site(postgres_url, tmp_path, PRESSES_PER_SECOND="10000") as site:
        link = await site.link(await site.room(), "Ada", "leader")
        page = await asyncio.create_subprocess_exec(
            NODE, "tests/deploy/changing.js", link, cwd=ROOT, stdin=PIPE, stdout=PIPE,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(CERTIFICATE)},
        )  # fmt: skip
        assert page.stdout is not None
        try:
            async with asyncio.timeout(BACK_WITHIN):
                assert b"in\n" == await page.stdout.readline()
            for node in site.nodes:
                await site.restart(node)
            async with asyncio.timeout(BACK_WITHIN):
                said, _ = await page.communicate(b"")
        finally:
            if page.returncode is None:
                page.kill()
                await page.wait()
        told = json.loads(said)
        assert ["joining", "live"] == list(dict.fromkeys(told["states"]))
        assert told["sockets"] > 1, "it was on a node that left"
        assert [] == told["refused"]
        assert told["presses"] > 10


async def test_while_a_node_drains_every_new_socket_goes_to_another(
    postgres_url: str, tmp_path: Path
) -> None:
    """The node that leaves has the fewest connections: it is asked first, and says no."""
    async with running_site(postgres_url, tmp_path, DRAIN_SECONDS="10", **A_CALL) as site:
        leaving = site.nodes[0]
        at = site.proxy.socket_url.removesuffix("/ws")
        page = Origin(site.proxy.origin)
        ben = await site.person(await site.room(), "Ben")
        ben.url = leaving.socket_url  # he stays until he is closed, and with him the node
        async with roaming(ben):
            going = asyncio.create_task(asyncio.to_thread(leaving.stop))
            await ben.until(lambda: '"drain"' in "".join(ben.heard))
            for _ in range(6):
                for path, origin in (("/ws", page), ("/call", page), (FLOOR, None)):
                    async with connect(at + path, origin=origin):
                        assert not going.done()
            ben.is_leaving = True
            ben.cut()
        await going


async def test_a_node_that_was_killed_is_missed_by_nobody_new(
    postgres_url: str, tmp_path: Path
) -> None:
    async with (
        running_site(postgres_url, tmp_path) as site,
        meeting(site, await site.room()) as people,
    ):
        site.nodes[1].kill()
        for _ in range(6):
            assert (await site.desk.get("/healthz")).is_success
        for one in people:
            await one.does("attest")
