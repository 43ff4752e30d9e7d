"""The exemplary client, against a real node: join, change and reconnect are one path."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from app.phases.units import HOUR
from app.rehearsal.address import Address
from app.rehearsal.client import Client, NeverSaw, Refused, refuse_problem
from app.rehearsal.clock import FIRST_SAMPLES
from app.rehearsal.page import Json, Page
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.system import SystemIds, seconds
from tests.support.node import Node, running_node, sqlite_url


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A node of its own."""
    async with running_node(sqlite_url(tmp_path)) as running:
        yield running


def ticks() -> float:
    return seconds() * 1000


@dataclass
class Tab:
    """A client and everything it said and heard."""

    client: Client
    texts: list[tuple[str, Json]] = field(default_factory=list)

    def of(self, way: str, t: str) -> list[Json]:
        """The frames of one kind."""
        return [frame for w, frame in self.texts if w == way and frame["t"] == t]


def tab_at(node: Node) -> Tab:
    texts: list[tuple[str, Json]] = []
    client = Client(
        Address(node.origin),
        SystemIds(),
        ticks,
        lambda way, text: texts.append((way, json.loads(text))),
    )
    return Tab(client, texts)


async def link(node: Node, room: RoomId, role: Role = Role.LEADER) -> str:
    """A personal link as it is printed."""
    made = await node.service.access.make_personal_link(
        room, name="Ann", role=role, expires_in=HOUR
    )
    return f"{node.origin}/r/{room}#{made.text}"


@asynccontextmanager
async def connected(tab: Tab, address: str) -> AsyncIterator[Client]:
    """Somebody in the room, until the block ends."""
    await tab.client.enter(address)
    async with asyncio.TaskGroup() as tasks:
        staying = tasks.create_task(tab.client.stay())
        await tab.client.until(lambda page: "own" in page.view, "a view")
        yield tab.client
        await tab.client.leave()
        await staying


async def come_in(client: Client) -> None:
    await client.press("agree", version=1)
    await client.press("attest")


async def test_a_link_leads_to_a_view_and_an_answer_comes_behind_its_effect(node: Node) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        assert client.page.audience == "waiting"
        await come_in(client)
        assert client.page.audience == "leader"
        answer = await client.press("open_meeting")
        assert (answer["t"], client.page.view["phase"]["phase"]) == ("done", "opening")


async def test_a_lost_connection_resumes_at_its_cursor_and_is_sent_only_what_is_newer(
    node: Node,
) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        await come_in(client)
        cursor = client.page.cursor
        client.cut()
        await client.until(lambda _: not client.is_connected, "the loss")
        client.online.set()
        await client.until(lambda _: client.is_connected, "a welcome")
        await client.press("open_meeting")
    hello = tab.of(">", "hello")[1]
    assert (hello["cursor"], "resume" in hello, "ticket" in hello) == (cursor, True, False)
    welcomed = [n for n, (_, frame) in enumerate(tab.texts) if frame["t"] == "welcome"]
    after = [frame for _, frame in tab.texts[welcomed[1] :] if frame["t"] == "state"]
    assert not any(frame.get("full") for frame in after)


async def test_a_press_that_was_cut_off_is_sent_again_the_same_and_counts_once(node: Node) -> None:
    room = await node.room()
    tab = tab_at(node)
    async with connected(tab, await link(node, room)) as client:
        await come_in(client)
        async with asyncio.TaskGroup() as tasks:
            pressing = tasks.create_task(client.press("open_meeting"))
            await asyncio.sleep(0)
            client.cut()
            client.online.set()
        assert pressing.result()["t"] == "done"
    sent = [frame for frame in tab.of(">", "do") if frame["type"] == "open_meeting"]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    log = await node.service.rooms.log.read(room)
    assert sum(stored.command_id == sent[0]["id"] for stored in log.events) == 2


async def test_the_clock_has_ten_samples_after_a_second_and_a_half(node: Node) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        await client.until(lambda _: len(client.clock.samples) == len(FIRST_SAMPLES), "samples")
        assert abs(client.server_now() - node.service.clock.now()) < 50
        assert client.clock.error(ticks()) < 50


async def test_a_tab_that_another_one_replaced_does_not_come_back(node: Node) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        other = client.another_tab(lambda way, text: None)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(other.stay())
            await client.until(lambda _: client.parting is not None, "the close")
            await other.leave()
        assert client.parting == 4502
        with pytest.raises(Refused):
            await client.press("open_meeting")


async def test_a_secret_that_is_no_good_any_more_costs_one_ticket(node: Node) -> None:
    tab = tab_at(node)
    address = await link(node, await node.room())
    tab.client.page.resume = "pbs_" + "x" * 40
    async with connected(tab, address) as client:
        assert client.is_connected
    first, second = tab.of(">", "hello")
    assert "resume" in first
    assert "ticket" in second


async def test_a_bad_link_is_refused_by_code(node: Node) -> None:
    client = tab_at(node).client
    with pytest.raises(Refused, match="bad_link") as refused:
        await client.enter("pbl_nothing")
    await client.leave()
    assert refused.value.code == "bad_link"


async def test_what_never_comes_is_named(node: Node) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        with pytest.raises(NeverSaw, match="a miracle"):
            await client.until(lambda _: False, "a miracle", within=0.01)


async def test_without_a_network_a_press_waits_for_it(node: Node) -> None:
    tab = tab_at(node)
    async with connected(tab, await link(node, await node.room())) as client:
        client.cut()
        await client.until(lambda _: not client.is_connected, "the loss")
        async with asyncio.TaskGroup() as tasks:
            pressing = tasks.create_task(client.press("agree", version=1))
            await asyncio.sleep(0)
            client.online.set()
        assert pressing.result()["t"] == "done"


def away() -> Client:
    """A client of a server that is not there."""
    return Client(Address("http://127.0.0.1:9"), SystemIds(), ticks, lambda way, text: None)


async def test_back_off_grows_from_a_quarter_second_with_full_jitter_and_has_an_end() -> None:
    client = away()
    waits = [[client._back_off(attempt) for _ in range(50)] for attempt in (0, 3, 30)]
    assert [max(some) <= most for some, most in zip(waits, (0.25, 2, 15), strict=True)]
    assert all(max(some) > min(some) for some in waits)


async def test_a_server_that_is_away_is_tried_again_until_one_leaves() -> None:
    client = away()
    client.path = "/api/rooms/r/people/p"
    assert await client._connection() is None


async def test_a_refusal_that_says_retry_is_sent_again_the_same() -> None:
    client = away()
    answers: list[Json] = [{"t": "refused", "retry": True, "facts": {"after_ms": 1}}, {"t": "done"}]
    asked: list[str] = []

    async def answered(name: str) -> Json:
        asked.append(name)
        return answers.pop(0)

    client._answered = answered  # type: ignore[method-assign]  # the network is not what is tested
    assert await client.repeat("x") == {"t": "done"}
    assert asked == ["x", "x"]


class ScriptedSocket:
    """Comes with some texts, and keeps what is said."""

    def __init__(self, *frames: Json) -> None:
        self.frames = frames
        self.said: list[Json] = []

    async def send(self, text: str) -> None:
        """Keep it."""
        self.said.append(json.loads(text))

    async def __aiter__(self) -> AsyncIterator[str]:
        for frame in self.frames:
            yield json.dumps(frame)


async def test_a_ping_is_answered_and_used_for_the_clock() -> None:
    client = away()
    socket = ScriptedSocket(
        {"t": "ping", "n": 7, "seq": 1, "now": 1},
        {"t": "sync", "c0": ticks(), "s1": 5, "s2": 5},
    )
    await client._read(cast(ClientConnection, socket))
    assert [said["t"] for said in socket.said] == ["pong", "sync"]
    assert socket.said[0] == {"t": "pong", "n": 7}
    assert len(client.clock.samples) == 1


async def test_whoever_waits_for_an_answer_learns_that_the_connection_is_over() -> None:
    client = away()
    async with asyncio.TaskGroup() as tasks:
        pressing = tasks.create_task(_refused(client))
        await asyncio.sleep(0)
        client._give_up()
    assert pressing.result() == "closed"


async def _refused(client: Client) -> str:
    with pytest.raises(Refused) as refused:
        await client.press("agree", version=1)
    return refused.value.code


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}"])
def test_an_error_that_is_not_ours_is_still_one_sentence(body: str) -> None:
    with pytest.raises(Refused, match="not one of a Pushback server"):
        refuse_problem(httpx.Response(502, text=body))


def test_a_good_answer_is_no_refusal() -> None:
    refuse_problem(httpx.Response(200, json={}))


def test_a_page_waits_for_nothing_it_shows_already() -> None:
    shown: Any = Page(view={"you": {}})
    assert shown.section("you") == {}
