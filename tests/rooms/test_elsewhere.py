"""Who came and went at other nodes while the bus was away: the rows tell it all the same."""

import logging

import pytest

from app.phases.phase import Phase
from app.rooms.elsewhere import ROOMS_AT_ONCE
from app.rooms.fields import RoomId
from app.rooms.ports import Sign
from tests.support.rim import Node, Sitter, World
from tests.support.scenario import ADA, EVE
from tests.support.unruly_bus import UnrulyBus


class Deaf:
    """Two nodes whose bus is away, and Eve at the first of them."""

    def __init__(self, world: World) -> None:
        self.bus = world.bus = UnrulyBus(1, lost=1.0)
        self.bus.is_up = False
        self.here, self.there = world.node("node-a"), world.node("node-b")

    async def sit(self) -> None:
        """Ada is at the first node as well."""
        self.room = await self.here.meeting(Phase.OPENING)
        self.ada = await self.here.sits(self.room, ADA)
        self.eve = await self.here.sits(self.room, EVE)
        await self.here.watch.acquaint(self.eve.live)

    async def looks(self) -> None:
        """The first node looks, and does what it is woken for."""
        await self.here.watch.elsewhere.look()
        if self.eve.live.is_stirred:
            await self.here.watch.look(self.eve.live)


@pytest.fixture
async def deaf(world: World) -> Deaf:
    made = Deaf(world)
    await made.sit()
    return made


async def test_newer_connection_elsewhere_is_found_without_a_bus(deaf: Deaf) -> None:
    await deaf.looks()
    assert deaf.eve.code is None

    await deaf.there.sits(deaf.room, EVE)
    await deaf.looks()
    assert [4502, None] == [deaf.eve.code, deaf.ada.code]


async def test_room_in_which_something_is_news_wakes_soon(deaf: Deaf) -> None:
    await deaf.there.sits(deaf.room, EVE)
    await deaf.here.watch.elsewhere.look()

    assert deaf.eve.live.is_stirred
    assert deaf.room in deaf.here.watch._at


async def test_who_was_replaced_is_connected_and_has_not_parted(deaf: Deaf, world: World) -> None:
    await deaf.there.sits(deaf.room, EVE)
    await deaf.looks()
    await deaf.here.leaves(deaf.eve)

    assert EVE in deaf.eve.live.here()
    assert EVE not in deaf.eve.live.parted
    (sign,) = [s for s in await signs(deaf.here, deaf.room, world) if s.person == EVE]
    assert (2, True) == (sign.visit, sign.is_connected)


async def signs(node: Node, room: RoomId, world: World) -> list[Sign]:
    return await node.connections.signs([room], world.clock.now(), 12_000)


async def test_who_left_elsewhere_is_found_without_a_bus(deaf: Deaf) -> None:
    there = await deaf.there.sits(deaf.room, EVE)
    await deaf.looks()
    await deaf.there.leaves(there)
    await deaf.looks()

    assert EVE in deaf.eve.live.parted


async def test_nothing_is_compared_while_shares_tell_it(deaf: Deaf) -> None:
    deaf.bus.is_up = True
    deaf.here.connections.asked.clear()
    await deaf.here.watch.elsewhere.look()

    assert 0 == deaf.here.connections.asked["signs"]


async def test_once_more_is_looked_when_the_bus_is_back(deaf: Deaf) -> None:
    await deaf.looks()
    await deaf.there.sits(deaf.room, EVE)
    deaf.bus.is_up = True
    await deaf.looks()

    assert 4502 == deaf.eve.code


async def test_look_that_failed_is_still_owed(deaf: Deaf) -> None:
    await deaf.there.sits(deaf.room, EVE)
    deaf.here.faults.is_away = True
    await deaf.here.watch.elsewhere.look()
    deaf.here.faults.is_away, deaf.bus.is_up = False, True
    await deaf.looks()

    assert 4502 == deaf.eve.code


async def test_many_rooms_are_few_questions(deaf: Deaf) -> None:
    sitters: list[Sitter] = []
    for _ in range(ROOMS_AT_ONCE):
        sitters.append(await deaf.here.sits(await deaf.here.meeting(), ADA))
    deaf.here.connections.asked.clear()
    await deaf.here.watch.elsewhere.look()

    assert 2 == deaf.here.connections.asked["signs"]


async def test_fault_of_ours_ends_no_looking(
    deaf: Deaf, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.rooms.elsewhere.is_news", None)
    with caplog.at_level(logging.ERROR):
        await deaf.here.watch.elsewhere.look()

    assert "rows could not be compared: TypeError" in caplog.text


async def test_newer_connection_that_has_gone_already_leaves_the_older_one_to_come_back(
    deaf: Deaf, world: World
) -> None:
    """A hello that its tab has given up on is served late, elsewhere: it replaces nobody for good,
    and whoever is here must be written down as connected again."""
    visit = await deaf.there.connections.arrive(deaf.room, EVE, "node-b", world.clock.now())
    await deaf.there.connections.part(deaf.room, EVE, visit, world.clock.now())
    await deaf.looks()

    assert 4002 == deaf.eve.code
    again = await deaf.here.sits(deaf.room, EVE)
    await deaf.looks()
    assert again.code is None
    assert EVE in again.live.here()
