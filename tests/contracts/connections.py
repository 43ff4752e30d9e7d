"""What all rows of connection do; a subclass gives the fixture `connections`, with two rooms."""

import asyncio

from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.rooms.ports import Connections, Sign
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON

ANN = PersonId("ann")
BEN = PersonId("ben")
DEAD_AFTER = 10_000


def after(ms: int) -> Instant:
    return Instant(NOON + ms)


class ConnectionsContract:
    async def test_visits_are_counted_per_person_and_room(self, connections: Connections) -> None:
        assert 1 == await connections.arrive(ROOM, ANN, "node-1", NOON)
        assert 2 == await connections.arrive(ROOM, ANN, "node-2", after(1))
        assert 1 == await connections.arrive(ROOM, BEN, "node-1", after(2))
        assert 1 == await connections.arrive(OTHER, ANN, "node-1", after(3))

    async def test_arrivals_at_once_get_different_visits(self, connections: Connections) -> None:
        visits = await asyncio.gather(
            *(connections.arrive(ROOM, ANN, f"node-{n}", NOON) for n in range(20))
        )

        assert list(range(1, 21)) == sorted(visits)

    async def test_partings_at_once_end_the_visits_that_are_meant(
        self, connections: Connections
    ) -> None:
        crowd = [PersonId(f"person-{n}") for n in range(70)]
        for person in (*crowd, ANN, ANN, BEN):
            await connections.arrive(ROOM, person, "node-1", NOON)
        await connections.arrive(OTHER, BEN, "node-1", NOON)

        parting = [*((person, 1) for person in crowd), (ANN, 1), (BEN, 1), (BEN, 1), (BEN, 2)]
        await asyncio.gather(*(connections.part(ROOM, p, v, after(1)) for p, v in parting))

        ended = [Sign(ROOM, p, 1, False, after(1), NOON) for p in crowd]
        ben = [Sign(ROOM, BEN, 1, False, after(1), NOON), Sign(OTHER, BEN, 1, True, NOON, NOON)]
        signs = await connections.signs([ROOM, OTHER], after(1), DEAD_AFTER)
        wanted = [*ended, Sign(ROOM, ANN, 2, True, NOON, NOON), *ben]
        assert sorted(wanted, key=str) == sorted(signs, key=str)

    async def test_arrival_is_a_sign_of_life_before_the_node_was_heard(
        self, connections: Connections
    ) -> None:
        await connections.arrive(ROOM, ANN, "node-1", NOON)

        signs = await connections.signs([ROOM], after(DEAD_AFTER - 1), DEAD_AFTER)

        assert [Sign(ROOM, ANN, 1, True, NOON, NOON)] == signs

    async def test_node_speaks_for_those_connected_to_it(self, connections: Connections) -> None:
        await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.renew("node-1", after(5_000))
        await connections.renew("node-1", after(60_000))
        await connections.renew("node-2", after(90_000))

        signs = await connections.signs([ROOM], after(61_000), DEAD_AFTER)

        assert [Sign(ROOM, ANN, 1, True, after(60_000), NOON)] == signs

    async def test_dead_node_was_last_heard_when_it_was(self, connections: Connections) -> None:
        await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.renew("node-1", after(5_000))

        signs = await connections.signs([ROOM], after(5_000 + DEAD_AFTER), DEAD_AFTER)

        assert [Sign(ROOM, ANN, 1, False, after(5_000), NOON)] == signs

    async def test_closed_socket_is_gone_since_then(self, connections: Connections) -> None:
        visit = await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.part(ROOM, ANN, visit, after(3_000))
        await connections.part(ROOM, ANN, visit, after(4_000))
        await connections.renew("node-1", after(5_000))

        signs = await connections.signs([ROOM], after(6_000), DEAD_AFTER)

        assert [Sign(ROOM, ANN, 1, False, after(3_000), NOON)] == signs

    async def test_earlier_visit_that_ends_late_parts_nobody(
        self, connections: Connections
    ) -> None:
        first = await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.arrive(ROOM, ANN, "node-2", after(1_000))

        await connections.part(ROOM, ANN, first, after(2_000))

        signs = await connections.signs([ROOM], after(3_000), DEAD_AFTER)
        assert [Sign(ROOM, ANN, 2, True, after(1_000), after(1_000))] == signs

    async def test_who_returns_is_connected_again(self, connections: Connections) -> None:
        visit = await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.part(ROOM, ANN, visit, after(1_000))
        await connections.arrive(ROOM, ANN, "node-1", after(2_000))

        signs = await connections.signs([ROOM], after(3_000), DEAD_AFTER)

        assert [Sign(ROOM, ANN, 2, True, after(2_000), after(2_000))] == signs

    async def test_signs_are_those_of_the_rooms_asked_for(self, connections: Connections) -> None:
        await connections.arrive(ROOM, ANN, "node-1", NOON)
        await connections.arrive(OTHER, BEN, "node-1", NOON)

        assert {ANN} == {s.person for s in await connections.signs([ROOM], NOON, DEAD_AFTER)}
        both = await connections.signs([ROOM, OTHER], NOON, DEAD_AFTER)
        assert {(ROOM, ANN), (OTHER, BEN)} == {(s.room, s.person) for s in both}
        assert [] == await connections.signs([], NOON, DEAD_AFTER)
