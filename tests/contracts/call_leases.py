"""What all leases of calls do; a subclass gives the fixture `leases`, with two rooms."""

from app.calls.ports import Lease, Leases
from app.calls.wanted import Version
from app.phases.units import Instant
from app.rooms.fields import RoomId
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON

LIFE = 15_000


def after(ms: int) -> Instant:
    return Instant(NOON + ms)


async def taken(leases: Leases, node: str, at: int = 0, room: RoomId = ROOM) -> Lease:
    return await leases.take(room, node, after(at), after(at + LIFE))


class LeasesContract:
    async def test_first_who_asks_has_it_and_the_other_is_told_who(self, leases: Leases) -> None:
        mine = await taken(leases, "node-1")

        assert Lease("node-1", 1, after(LIFE), Version()) == mine
        assert mine == await taken(leases, "node-2", 1)

    async def test_holder_prolongs_it_under_the_same_fence(self, leases: Leases) -> None:
        await taken(leases, "node-1")

        assert Lease("node-1", 1, after(5 + LIFE), Version()) == await taken(leases, "node-1", 5)

    async def test_lease_that_is_over_goes_to_whoever_asks_under_the_next_fence(
        self, leases: Leases
    ) -> None:
        await taken(leases, "node-1")

        assert 2 == (await taken(leases, "node-2", LIFE)).fence

    async def test_what_is_given_up_is_free_at_once(self, leases: Leases) -> None:
        mine = await taken(leases, "node-1")
        await leases.give_up(ROOM, mine.fence)

        assert "node-2" == (await taken(leases, "node-2", 1)).node

    async def test_nobody_gives_up_what_is_another_s_by_now(self, leases: Leases) -> None:
        mine = await taken(leases, "node-1")
        await taken(leases, "node-2", LIFE)
        await leases.give_up(ROOM, mine.fence)

        assert "node-2" == (await taken(leases, "node-1", LIFE + 1)).node

    async def test_versions_only_rise_and_are_known_to_the_next_holder(
        self, leases: Leases
    ) -> None:
        mine = await taken(leases, "node-1")

        assert await leases.advance(ROOM, mine.fence, Version(4, 1), after(1))
        assert await leases.advance(ROOM, mine.fence, Version(4, 1), after(2))
        assert not await leases.advance(ROOM, mine.fence, Version(4, 0), after(3))
        assert not await leases.advance(ROOM, mine.fence, Version(3, 9), after(3))
        assert Version(4, 1) == (await taken(leases, "node-2", LIFE)).version

    async def test_holder_of_an_older_fence_begins_nothing(self, leases: Leases) -> None:
        mine = await taken(leases, "node-1")
        await taken(leases, "node-2", LIFE)

        assert not await leases.advance(ROOM, mine.fence, Version(9), after(LIFE + 1))

    async def test_holder_whose_lease_is_over_begins_nothing(self, leases: Leases) -> None:
        mine = await taken(leases, "node-1")

        assert not await leases.advance(ROOM, mine.fence, Version(9), after(LIFE))

    async def test_rooms_are_driven_apart(self, leases: Leases) -> None:
        await taken(leases, "node-1")

        assert "node-2" == (await taken(leases, "node-2", room=OTHER)).node
