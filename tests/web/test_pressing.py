"""Presses: answers, refusals, removal at the door, and the way back without a database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from app.access.errors import Removed
from app.access.service import Access
from app.phases.phase import Phase
from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.errors import Invalid
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import Role, person
from app.storage.access_store import SqlAccessStore
from app.web import pressing, wire
from app.web.entry import Guest
from app.web.pressing import Pressing, selves, way_back
from tests.support.rim import Node, Sitter, TroubledStore, World, soon, world_at
from tests.support.scenario import ADA, CLEO, DEV, EVE


@dataclass
class Edge:
    """One node's presses."""

    world: World
    node: Node
    access: Access
    pressing: Pressing

    async def press(self, sitter: Sitter, who: PersonId, type_: str, **fields: Any) -> str:
        """One `do` frame; returns its id."""
        name = str(uuid4())
        frame = {"t": "do", "id": name, "type": type_, **fields}
        pressed = wire.press(frame, person(who))
        await self.pressing.press(Guest(sitter.live, sitter.seat, person(who)), pressed)
        return name


def answer(sitter: Sitter, name: str) -> dict[str, Any] | None:
    """What was answered to that press."""
    return next((f for f in sitter.sink.sent if f.get("id") == name), None)


@asynccontextmanager
async def running(edge: Edge) -> AsyncIterator[None]:
    """With a place for what is kept."""
    task = asyncio.create_task(edge.pressing.run())
    await soon(lambda: edge.pressing.tasks is not None)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
async def edge(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Edge]:
    """An edge over a real database in memory, that tries again at once."""
    monkeypatch.setattr(pressing, "TRY_AGAIN", 0.005)
    monkeypatch.setattr(pressing, "LIFT_AFTER", 0.005)
    async with world_at() as world:
        node = world.node()
        store = TroubledStore(SqlAccessStore(world.database), node.faults)
        access = Access(store, world.clock, world.ids)
        yield Edge(world, node, access, Pressing(node.rooms, access, node.meter))


async def test_an_accepted_press_is_answered_behind_the_state_it_caused(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    ada = await edge.node.sits(room, ADA)
    ada.quiet()
    name = await edge.press(ada, ADA, "pause")
    state, done = ada.news()
    assert (state["t"], done["t"], done["id"]) == ("state", "done", name)
    assert edge.node.meter.counted["commands"] == 1


async def test_a_refused_press_says_its_code_and_is_counted_by_it(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    dev = await edge.node.sits(room, DEV)
    name = await edge.press(dev, DEV, "pause")
    found = answer(dev, name)
    assert found is not None
    assert (found["t"], found["code"], found["retry"]) == ("refused", "forbidden", False)
    assert edge.node.meter.labels["refused", "forbidden"] == 1


async def test_a_frame_that_is_no_press_is_the_connections_matter(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    dev = await edge.node.sits(room, DEV)
    with pytest.raises(Invalid):
        await edge.press(dev, DEV, "nosuch")


async def _with_link(edge: Edge, room: RoomId, name: str) -> tuple[PersonId, str]:
    link = await edge.access.make_personal_link(
        room, name=name, role=Role.MEMBER, expires_in=Millis(HOUR)
    )
    opened = await edge.access.open_link(link.text, held_pass=None, name=None)
    await edge.node.comes_in(room, opened.person, Role.MEMBER)
    return opened.person, opened.pass_text


async def test_who_is_removed_is_let_in_by_nothing_any_more(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    ada = await edge.node.sits(room, ADA)
    zoe, held = await _with_link(edge, room, "Zoe")
    await edge.press(ada, ADA, "remove_person", person=zoe)
    with pytest.raises(Exception, match=r".") as refused:
        await edge.access.check_pass(held, room)
    assert getattr(refused.value, "code", None) == "removed"


async def test_without_the_database_other_presses_are_unavailable_and_may_be_sent_again(
    edge: Edge,
) -> None:
    room, sitters = await edge.node.sat_back()
    edge.node.faults.is_away = True
    async with running(edge):
        name = await edge.press(sitters[ADA], ADA, "pause")
    found = answer(sitters[ADA], name)
    assert found is not None
    assert (found["code"], found["retry"]) == ("unavailable", True)
    assert edge.pressing.kept == 0
    assert room in edge.node.rooms.held


@pytest.mark.parametrize("way", ["come_back_in", "stay"])
async def test_the_presenters_way_back_opens_at_once_and_is_done_when_the_database_returns(
    edge: Edge, way: str
) -> None:
    _, sitters = await edge.node.sat_back()
    cleo, ada = sitters[CLEO], sitters[ADA]
    edge.node.faults.is_away = True
    async with running(edge):
        name = await edge.press(cleo, CLEO, way)
        assert answer(cleo, name) is None
        assert ada.view["enforcement"]["opened"] == [CLEO]
        assert edge.pressing.kept == 1
        edge.node.faults.is_away = False
        await soon(lambda: answer(cleo, name))
    found = answer(cleo, name)
    assert found is not None
    assert found["t"] == "done"
    assert ada.view["floor"]["seats"][CLEO]["floor"] == "open"
    assert ada.view["enforcement"]["opened"] == []
    await soon(lambda: edge.pressing.kept == 0)


async def test_a_database_that_hangs_is_away_as_well(edge: Edge) -> None:
    _, sitters = await edge.node.sat_back()
    cleo, ada = sitters[CLEO], sitters[ADA]
    edge.node.faults.held = asyncio.Event()
    async with running(edge):
        pressing_ = asyncio.create_task(edge.press(cleo, CLEO, "come_back_in"))
        await soon(lambda: ada.view["enforcement"]["opened"] == [CLEO])
        edge.node.faults.held.set()
        name = await pressing_
    found = answer(cleo, name)
    assert found is not None
    assert found["t"] == "done"
    assert ada.view["enforcement"]["opened"] == []


async def test_what_is_kept_has_a_ceiling(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the lock lifts all the same, and the press is to be sent again."""
    monkeypatch.setattr(pressing, "MOST_KEPT", 0)
    _, sitters = await edge.node.sat_back()
    edge.node.faults.is_away = True
    async with running(edge):
        name = await edge.press(sitters[CLEO], CLEO, "come_back_in")
    found = answer(sitters[CLEO], name)
    assert found is not None
    assert found["code"] == "unavailable"
    assert sitters[ADA].view["enforcement"]["opened"] == [CLEO]


async def test_only_the_presenters_own_press_is_a_way_back(edge: Edge) -> None:
    room, sitters = await edge.node.sat_back()
    live = sitters[ADA].live
    by_cleo = await edge.node.made(room, CLEO, c.ComeBackIn())
    said_aloud = await edge.node.made(room, ADA, c.ComeBackIn(said_by=CLEO))
    other = await edge.node.made(room, CLEO, c.Leave())
    assert way_back(live, by_cleo) == {CLEO}
    assert way_back(live, said_aloud) == frozenset()
    assert way_back(live, other) == frozenset()


async def test_a_person_is_also_the_newcomer_they_were_again(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    new = PersonId("new")
    await edge.node.rooms.arrive(room, new, "Dev again", Role.MEMBER, is_stranger=True)
    await edge.node.press(room, ADA, c.SameAs(new, DEV))
    live = edge.node.rooms.held[room]
    assert selves(live, DEV) == (DEV, new)
    await edge.node.press(room, ADA, c.SameAs(DEV, EVE))
    assert set(selves(live, EVE)) == {EVE, DEV, new}
    assert selves(live, CLEO) == (CLEO,)


async def _held_after(edge: Edge, pressed: Any) -> Any:
    """Let the log write, and the door find the database away."""
    edge.node.faults.held, edge.node.faults.is_held_after = asyncio.Event(), True
    pressing_ = asyncio.create_task(pressed)
    await edge.node.faults.waiting.wait()
    edge.node.faults.is_away = True
    edge.node.faults.held.set()
    return await pressing_


async def test_a_removal_that_the_door_could_not_hear_of_is_told_when_it_can(edge: Edge) -> None:
    """The removal itself is recorded and answered; nobody's socket ends for it but theirs."""
    room = await edge.node.meeting(Phase.OPENING)
    ada = await edge.node.sits(room, ADA)
    zoe, held = await _with_link(edge, room, "Zoe")
    async with running(edge):
        name = await _held_after(edge, edge.press(ada, ADA, "remove_person", person=zoe))
        found = answer(ada, name)
        assert found is not None
        assert found["t"] == "done"
        assert edge.pressing.kept == 1
        edge.node.faults.is_away = False
        await soon(lambda: edge.pressing.kept == 0)
    with pytest.raises(Removed):
        await edge.access.check_pass(held, room)


async def test_a_removal_that_cannot_be_kept_is_still_a_removal(edge: Edge) -> None:
    room = await edge.node.meeting(Phase.OPENING)
    ada = await edge.node.sits(room, ADA)
    zoe, _ = await _with_link(edge, room, "Zoe")
    name = await _held_after(edge, edge.press(ada, ADA, "remove_person", person=zoe))
    found = answer(ada, name)
    assert found is not None
    assert found["t"] == "done"
    assert edge.pressing.kept == 0


async def test_what_was_kept_tries_until_the_database_is_there_and_may_be_refused(
    edge: Edge,
) -> None:
    """Another press of that id was recorded meanwhile; then the log's word stands."""
    room, sitters = await edge.node.sat_back()
    cleo, ada = sitters[CLEO], sitters[ADA]
    other = edge.world.node("node-2")
    edge.node.faults.is_away = True
    async with running(edge):
        name = await edge.press(cleo, CLEO, "come_back_in")
        asked = edge.node.log.asked["read"]
        await soon(lambda: edge.node.log.asked["read"] > asked + 2)
        await other.press(room, ADA, c.Pause(), command_id=CommandId(name))
        edge.node.faults.is_away = False
        await soon(lambda: answer(cleo, name))
    found = answer(cleo, name)
    assert found is not None
    assert (found["t"], found["code"]) == ("refused", "id_reused")
    assert ada.view["enforcement"]["opened"] == []


async def test_a_way_back_that_is_refused_lifts_nothing(edge: Edge) -> None:
    """A database that hangs and then refuses: the overlay ends with the answer."""
    room, sitters = await edge.node.sat_back()
    cleo, ada = sitters[CLEO], sitters[ADA]
    name = str(uuid4())
    await edge.node.press(room, ADA, c.Pause(), command_id=CommandId(name))
    edge.node.faults.held = asyncio.Event()
    frame = {"t": "do", "id": name, "type": "come_back_in"}
    guest = Guest(cleo.live, cleo.seat, person(CLEO))
    pressed = wire.press(frame, person(CLEO))
    pressing_ = asyncio.create_task(edge.pressing.press(guest, pressed))
    await soon(lambda: ada.view["enforcement"]["opened"] == [CLEO])
    edge.node.faults.held.set()
    await pressing_
    found = answer(cleo, name)
    assert found is not None
    assert found["code"] == "id_reused"
    assert ada.view["enforcement"]["opened"] == []


async def test_a_second_press_of_the_way_back_is_kept_as_well(edge: Edge) -> None:
    _, sitters = await edge.node.sat_back()
    cleo = sitters[CLEO]
    edge.node.faults.is_away = True
    async with running(edge):
        names = [await edge.press(cleo, CLEO, "come_back_in") for _ in range(2)]
        assert edge.pressing.kept == 2
        edge.node.faults.is_away = False
        await soon(lambda: all(answer(cleo, name) for name in names))
    assert {"done"} == {(answer(cleo, name) or {}).get("t") for name in names}
    assert sitters[ADA].view["enforcement"]["opened"] == []
