"""What an adapter is told of a person, and what their own key does."""

import asyncio

import pytest

from app.calls import asking as module
from app.calls.asking import RoomAsking
from app.calls.wanted import FREE, Wanted
from app.phases.phase import Phase
from app.phases.units import SECOND, Millis
from app.rooms import commands as c
from app.rooms.errors import Unavailable
from app.rooms.fields import PersonId, RoomId
from app.rooms.floors import locked
from app.rooms.live import LiveRoom
from app.rooms.shares import Told, share_of, understood
from app.rooms.state import CallKind
from tests.support.rim import Node, World
from tests.support.scenario import ADA, CLEO, DEV


@pytest.fixture
def asking(node: Node) -> RoomAsking:
    """Of the first node."""

    async def press(live: LiveRoom, who: PersonId, command: c.Command) -> None:
        await node.press(live.room.id, who, command)

    return RoomAsking(node.rooms, press)


async def test_lock_is_said_only_after_the_log_was_read(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.BUILT_IN)
    assert Wanted(True) == await asking.wanted(room, CLEO)

    other = world.node("node-2")
    bus, node.rooms.bus = node.rooms.bus, world.bus.join(node.meter)
    await other.press(room, CLEO, c.ComeBackIn())
    node.rooms.bus = bus

    assert FREE == await asking.wanted(room, CLEO)


async def test_database_that_hangs_keeps_nobody_closed_whose_lock_has_lifted(
    node: Node, asking: RoomAsking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_WITHIN", 0.01)
    room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
    sitters[CLEO].live.open_to([CLEO], node.clock.now())

    async def hangs(_: object) -> None:
        await asyncio.Event().wait()

    node.log.heads = hangs  # type: ignore[method-assign,assignment]

    async with asyncio.timeout(5):
        assert FREE == await asking.wanted(room, CLEO)


async def test_who_is_not_in_the_circle_may_not_be_in_the_call(
    node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.BUILT_IN)
    await node.press(room, ADA, c.RemovePerson(CLEO))

    assert await asking.wanted(room, CLEO) is None
    assert await asking.wanted(room, PersonId("stranger")) is None


async def test_meeting_has_ended_once_the_log_says_so_whichever_node_wrote_it(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room = await node.meeting(Phase.CORRIDOR, call=CallKind.BUILT_IN)
    assert not await asking.has_ended(room)

    other = world.node("node-2")
    bus, node.rooms.bus = node.rooms.bus, world.bus.join(node.meter)
    await other.press(room, ADA, c.EndMeeting())
    node.rooms.bus = bus

    assert await asking.has_ended(room)


async def test_second_press_within_half_a_minute_is_let_through(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
    before = await world.events(room)

    assert not await asking.tried(room, CLEO)
    assert before == await world.events(room)
    world.clock.advance(SECOND)
    assert await asking.tried(room, CLEO)

    assert not locked(sitters[CLEO].live.room)
    assert FREE == await asking.wanted(room, CLEO)


async def test_presses_in_a_burst_end_nothing(node: Node, asking: RoomAsking) -> None:
    room, sitters = await node.sat_back(call=CallKind.BUILT_IN)

    assert not any([await asking.tried(room, CLEO) for _ in range(10)])

    assert {CLEO} == locked(sitters[CLEO].live.room)


async def test_who_does_not_sit_back_tries_nothing(node: Node, asking: RoomAsking) -> None:
    room, _ = await node.sat_back(call=CallKind.BUILT_IN)

    assert not await asking.tried(room, ADA)
    assert not asking._tries


async def test_try_of_a_push_back_that_is_over_says_nothing_of_the_next(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.BUILT_IN)
    assert not await asking.tried(room, CLEO)
    await node.press(room, CLEO, c.ComeBackIn())
    world.clock.advance(10 * SECOND)
    await node.press(room, ADA, c.OfferPushBack())
    await node.press(room, CLEO, c.SitBack())

    assert not await asking.tried(room, CLEO)


async def test_whoever_is_somebody_we_know_again_presses_as_them(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, sitters = await node.sat_back(call=CallKind.CONTRACT)
    await node.press(room, ADA, c.SameAs(DEV, CLEO))

    assert not await asking.tried(room, DEV)
    world.clock.advance(SECOND)
    assert await asking.tried(room, CLEO)

    assert not locked(sitters[CLEO].live.room)


@pytest.mark.parametrize("who", [CLEO, DEV])
async def test_whoever_said_that_somebody_can_hear_opens_it_by_their_own_key_as_well(
    world: World, node: Node, asking: RoomAsking, who: PersonId
) -> None:
    """Their page may be gone by now, and no leader can take it back for them."""
    room, _ = await node.sat_back(call=CallKind.CONTRACT)
    await node.press(room, who, c.SomeoneCanHear())

    assert not await asking.tried(room, who)
    assert Wanted(True, True) == await asking.wanted(room, who)
    world.clock.advance(SECOND)
    assert await asking.tried(room, who)

    assert FREE == await asking.wanted(room, who)


async def test_tries_of_two_people_are_each_their_own(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.CONTRACT)
    await node.press(room, DEV, c.SomeoneCanHear())

    for who in (CLEO, DEV):
        assert not await asking.tried(room, who)
    world.clock.advance(SECOND)
    for who in (CLEO, DEV):
        assert await asking.tried(room, who)


async def test_press_that_is_told_again_ends_nothing(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, sitters = await node.sat_back(call=CallKind.CONTRACT)

    for _ in range(3):
        assert not await asking.tried(room, CLEO, "e1")
        world.clock.advance(5 * SECOND)
    assert {CLEO} == locked(sitters[CLEO].live.room)

    assert await asking.tried(room, CLEO, "e2")


async def test_second_press_that_could_not_be_done_is_let_through_when_it_is_told_again(
    world: World, node: Node
) -> None:
    is_away = True

    async def press(live: LiveRoom, who: PersonId, command: c.Command) -> None:
        if is_away:
            raise Unavailable
        await node.press(live.room.id, who, command)

    asking = RoomAsking(node.rooms, press)
    room, sitters = await node.sat_back(call=CallKind.CONTRACT)
    await asking.tried(room, CLEO, "e1")
    world.clock.advance(SECOND)
    with pytest.raises(Unavailable):
        await asking.tried(room, CLEO, "e2")
    is_away = False
    world.clock.advance(SECOND)

    assert await asking.tried(room, CLEO, "e2")

    assert not locked(sitters[CLEO].live.room)


async def second_node(world: World, node: Node, room: RoomId) -> RoomAsking:
    """Another node's, which knows of the room and hears what this one shares."""
    other = world.node("node-2")

    async def press(live: LiveRoom, who: PersonId, command: c.Command) -> None:
        await other.press(live.room.id, who, command)

    await other.rooms.hold(room)
    return RoomAsking(other.rooms, press)


def shared(one: RoomAsking, other: RoomAsking, room: RoomId, world: World) -> None:
    """What one node holds reaches the other."""
    now = world.clock.now()
    share = share_of(room, "node-x", Told(now, one.rooms.held[room].shares.own))
    other.rooms.held[room].hear("node-x", understood(share, now), now)


async def test_tries_count_together_whichever_nodes_heard_them(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.CONTRACT)
    other = await second_node(world, node, room)

    assert not await asking.tried(room, CLEO, "e1")
    shared(asking, other, room, world)
    world.clock.advance(SECOND)
    assert not await other.tried(room, CLEO, "e1"), "the same one, told again to another node"
    assert await other.tried(room, CLEO, "e2")

    await node.rooms.hold(room)
    assert FREE == await asking.wanted(room, CLEO)


async def test_burst_is_one_try_whichever_nodes_heard_it(
    world: World, node: Node, asking: RoomAsking
) -> None:
    room, _ = await node.sat_back(call=CallKind.CONTRACT)
    other = await second_node(world, node, room)

    for n in range(6):
        one, another = (asking, other) if n % 2 == 0 else (other, asking)
        assert not await one.tried(room, CLEO, f"e{n}")
        shared(one, another, room, world)
        world.clock.advance(Millis(600))

    assert Wanted(True) == await asking.wanted(room, CLEO)


async def test_try_is_shown_to_nobody_else_and_over_with_the_push_back(
    world: World, node: Node, asking: RoomAsking
) -> None:
    """That somebody tried to speak is nobody's business (L7)."""
    room, sitters = await node.sat_back(call=CallKind.CONTRACT)
    before = {who: len(sitter.sink.sent) for who, sitter in sitters.items() if who != CLEO}

    await asking.tried(room, CLEO)
    tried_at = node.clock.now()
    world.clock.advance(Millis(100))
    await asking.tried(room, CLEO)

    live = sitters[CLEO].live
    assert ("asked", CLEO) in live.shares.facts
    assert before == {who: len(sitters[who].sink.sent) for who in before}
    assert tried_at == sitters[CLEO].sink.sent[-1]["set"]["own"]["wished_at"]
    await node.press(room, CLEO, c.ComeBackIn())
    assert ("asked", CLEO) not in live.shares.facts
    assert live.moment.wishes == {}


async def test_tries_of_one_who_only_said_that_somebody_can_hear_are_shared_with_nobody(
    node: Node, asking: RoomAsking
) -> None:
    room, sitters = await node.sat_back(call=CallKind.CONTRACT)
    await node.press(room, DEV, c.SomeoneCanHear())

    await asking.tried(room, DEV)

    assert ("asked", DEV) not in sitters[DEV].live.shares.facts
