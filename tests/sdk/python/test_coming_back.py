"""Coming back to a real node: nothing is missed, nothing is done twice, whatever the line does."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from app.rooms.capacities import audience
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.views import mine, view
from pushback import Done, Refused, Room, connect
from pushback.sections import Sections
from pushback.view import View
from tests.support.fault_proxy import Fate, FaultProxy, Weather
from tests.support.node import Node, running_node, sqlite_url
from tests.support.sdk_rooms import QUICK, come_in, link

STORM = Weather(
    latency=0.001, jitter=0.004, share=0.8,
    fates=(Fate.RESET, Fate.HALF_CLOSE, Fate.STALL, Fate.SLOW_READ), bytes_before=12_000, stall=0.2,
)  # fmt: skip
STEPS = 40
PATIENCE = 30.0


@asynccontextmanager
async def line_to(port: int, seed: int) -> AsyncIterator[FaultProxy]:
    proxy = FaultProxy(port, seed)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.end()


@asynccontextmanager
async def node_behind(proxy: FaultProxy, folder: Path) -> AsyncIterator[Node]:
    """A node over the same file each time, which people reach by the proxy."""
    async with running_node(sqlite_url(folder), origins=(origin(proxy),)) as node:
        proxy.target = node.port
        yield node


def origin(proxy: FaultProxy) -> str:
    return f"http://127.0.0.1:{proxy.port}"


async def link_by(proxy: FaultProxy, node: Node, room: RoomId, name: str, role: Role) -> str:
    return (await link(node, room, name, role)).replace(node.origin, origin(proxy))


async def shown(node: Node, room: Room) -> Any:
    """The sections that the server itself holds for this person, as JSON."""
    live = await node.service.rooms.hold(RoomId(room.id))
    person = live.room.people[PersonId(room.person or "")]
    sections: dict[str, Any] = {
        str(name): one for name, one in view(live.room, audience(live.room, person)).items()
    }
    sections["you"] = mine(live.room, person)
    return orjson.loads(orjson.dumps(sections))


def logged(sections: Sections) -> Any:
    passing = {"presence", "signals", "between", "enforcement", "own"}
    return json.loads(json.dumps({k: v for k, v in sections.items() if k not in passing}))


def is_offered(sections: Sections) -> bool:
    return "you" in sections and sections["you"].get("chair") == "offered"


def clocks(seen: View) -> bool:
    """Whoever sits back has no clock."""
    return "clock" in seen.sections


async def agrees(node: Node, room: Room) -> None:
    """L4: what has been merged is what the server holds."""
    live = await node.service.rooms.hold(RoomId(room.id))
    await room.until(lambda seen: room.is_live and seen.seq == live.room.seq)

    assert await shown(node, room) == logged(room.view.sections)


async def refusal(pressing: asyncio.Future[Done]) -> str:
    """The code with which a press is refused, empty where it is done."""
    try:
        await pressing
    except Refused as refused:
        return refused.code
    return ""


async def test_a_cut_line_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    async with line_to(0, seed=7) as proxy, node_behind(proxy, tmp_path) as node:
        made = await node.room()
        texts = [
            await link_by(proxy, node, made, name, role)
            for name, role in (("Ada", Role.LEADER), ("Ben", Role.LEADER))
        ]
        async with (
            asyncio.timeout(PATIENCE),
            connect(texts[0], world=QUICK) as ada,
            connect(texts[1], world=QUICK) as ben,
        ):
            for one in (ada, ben):
                await come_in(one)
            await ada.do("open_meeting")
            limit = ada.view.sections["clock"]["limit_ms"]
            added = 0
            for _ in range(STEPS):
                who = chance.choice((ada, ben))
                pressing = asyncio.ensure_future(who.do("extend", by=60_000))
                if chance.random() < 0.5:
                    proxy.reset()
                code = await refusal(pressing)
                assert code in ("", "stale")
                added += code == ""
            await agrees(node, ada)
            seen = ada.view.sections["clock"]["limit_ms"]

            assert limit is not None
            assert limit + added * 60_000 == seen
            assert added > STEPS / 4


async def test_a_bad_line_ends_in_the_same_view(tmp_path: Path) -> None:
    async with line_to(0, seed=11) as proxy, node_behind(proxy, tmp_path) as node:
        made = await node.room()
        ada = await link(node, made, "Ada", Role.LEADER)
        ben = await link_by(proxy, node, made, "Ben", Role.MEMBER)
        async with (
            asyncio.timeout(PATIENCE),
            connect(ada) as leading,
            connect(ben, world=QUICK) as following,
        ):
            for one in (leading, following):
                await come_in(one)
            await leading.do("open_meeting")
            proxy.weather = STORM
            proxy.reset()
            while leading.view.sections["phase"]["phase"] != "ended":
                phase = leading.view.sections["phase"]["phase"]
                if phase == "select":
                    await leading.do("choose_presenter", person=following.person)
                if phase == "discuss":
                    await following.until(lambda seen: is_offered(seen.sections))
                    await following.do("sit_back")
                    await following.until(lambda seen: following.is_live and not clocks(seen))
                await leading.do("end_meeting" if phase == "closing" else "advance")
            proxy.calm()
            await agrees(node, following)
            assert "ended" == following.view.sections["phase"]["phase"]


async def test_a_server_that_is_started_anew_is_found_again(tmp_path: Path) -> None:
    async with line_to(0, seed=3) as proxy, asyncio.timeout(PATIENCE):
        async with node_behind(proxy, tmp_path) as node:
            made = await node.room()
            text = await link_by(proxy, node, made, "Ada", Role.LEADER)
            ada = connect(text, world=QUICK)
            await ada.__aenter__()
            await come_in(ada)
        assert not ada.is_live
        opening = asyncio.ensure_future(ada.do("open_meeting"))
        async with node_behind(proxy, tmp_path) as node:
            await opening
            await agrees(node, ada)
            await ada.leave()

        assert "opening" == ada.view.sections["phase"]["phase"]


async def test_what_stops_the_group_is_not_sent_late_into_another_phase(tmp_path: Path) -> None:
    async with line_to(0, seed=5) as proxy, node_behind(proxy, tmp_path) as node:
        made = await node.room()
        there = await link(node, made, "Ada", Role.LEADER)
        cut = await link_by(proxy, node, made, "Ben", Role.LEADER)
        async with (
            asyncio.timeout(PATIENCE),
            connect(there) as ada,
            connect(cut, world=QUICK) as ben,
        ):
            for one in (ada, ben):
                await come_in(one)
            await ada.do("open_meeting")
            await ben.until(lambda seen: seen.sections["phase"]["phase"] == "opening")
            proxy.hold()
            pausing = asyncio.ensure_future(ben.do("pause"))
            needing = asyncio.ensure_future(ben.do("need_leader"))
            await ada.do("advance")
            proxy.reset()
            proxy.calm()
            await needing

            assert "stale" == await refusal(pausing)
            assert not ada.view.sections["clock"]["paused"]


async def test_a_press_that_is_given_up_while_away_is_never_sent(tmp_path: Path) -> None:
    async with line_to(0, seed=9) as proxy, node_behind(proxy, tmp_path) as node:
        text = await link_by(proxy, node, await node.room(), "Ada", Role.LEADER)
        async with asyncio.timeout(PATIENCE), connect(text, world=QUICK) as ada:
            await come_in(ada)
            target, proxy.target = proxy.target, 9
            proxy.reset()
            await ada.until(lambda _: not ada.is_live)
            pressing = asyncio.ensure_future(ada.do("open_meeting"))
            await asyncio.wait([pressing], timeout=0)
            pressing.cancel()
            await asyncio.wait([pressing])
            proxy.target = target
            await ada.until(lambda _: ada.is_live)
            await ada.do("need_leader")

            assert 0 == len(ada._staying.presses), "nothing is kept of what is over"
            assert "gathering" == ada.view.sections["phase"]["phase"]
