"""Everybody who takes part in a call: signs of life, readers that do not read, passes, endings."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from app.access.endings import Ending
from app.access.revocations import Revocation
from app.access.service import Access
from app.phases.units import Instant, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.seat import DRAIN, NO_PONG, RESYNC, REVOKED, SLOW, Parting
from app.storage.access_store import SqlAccessStore
from app.web.callers import PING_EVERY, PONG_WITHIN, RENEW_EVERY, STUCK_FOR, Callers
from tests.support.rim import Tally, TroubledStore, World, world_at

ROOM = RoomId("room-1")


@dataclass(eq=False)
class Somebody:
    """A connection as a test sets it."""

    person: PersonId
    pinged_at: Instant
    ponged_at: Instant
    room: RoomId = ROOM
    pass_id: str = "pass-1"
    stuck_since: Instant | None = None
    is_full: bool = False
    is_broken: bool = False
    pings: list[Instant] = field(default_factory=list)
    partings: list[Parting] = field(default_factory=list)

    def ping(self, now: Instant) -> None:
        if self.is_broken:
            raise RuntimeError
        self.pings.append(now)
        self.pinged_at = now

    def end(self, why: Parting) -> None:
        self.partings.append(why)


@dataclass
class House:
    """One node's callers."""

    world: World
    callers: Callers
    store: TroubledStore

    def welcome(self, name: str = "ann") -> Somebody:
        """Somebody who has just come."""
        now = self.world.clock.now()
        one = Somebody(PersonId(name), now, now)
        self.callers.add(one)
        return one


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with world_at() as world:
        store = TroubledStore(SqlAccessStore(world.database), world.node().faults)
        access = Access(store, world.clock, world.ids)
        yield House(world, Callers(access, world.clock, Tally()), store)


async def test_a_sign_of_life_is_asked_for_now_and_then(house: House) -> None:
    one = house.welcome()
    await house.callers.look()
    assert one.pings == []
    now = house.world.clock.advance(PING_EVERY)
    await house.callers.look()
    assert one.pings == [now]


async def test_who_gives_no_sign_of_life_is_closed(house: House) -> None:
    one = house.welcome()
    house.world.clock.advance(PING_EVERY)
    await house.callers.look()
    house.world.clock.advance(PONG_WITHIN - 1)
    await house.callers.look()
    assert one.partings == []
    house.world.clock.advance(1)
    await house.callers.look()
    assert one.partings == [NO_PONG]


async def test_who_answers_is_asked_again_later(house: House) -> None:
    one = house.welcome()
    one.ponged_at = house.world.clock.advance(PING_EVERY)
    await house.callers.look()
    one.ponged_at = later(one.pinged_at, PONG_WITHIN)
    house.world.clock.advance(PING_EVERY)
    await house.callers.look()
    assert (len(one.pings), one.partings) == (2, [])


async def test_who_does_not_read_for_long_is_closed(house: House) -> None:
    one = house.welcome()
    one.is_full = True
    await house.callers.look()
    house.world.clock.advance(STUCK_FOR)
    one.is_full = False
    await house.callers.look()
    one.is_full = True
    await house.callers.look()
    assert one.partings == []
    house.world.clock.advance(STUCK_FOR)
    await house.callers.look()
    assert one.partings == [SLOW]


async def test_one_fault_costs_the_others_nothing(house: House) -> None:
    broken, one = house.welcome("broken"), house.welcome()
    broken.is_broken = True
    house.world.clock.advance(PING_EVERY)
    await house.callers.look()
    assert broken.partings == [RESYNC]
    assert len(one.pings) == 1


@pytest.mark.parametrize(
    ("revocation", "is_theirs"),
    [
        (Revocation(Instant(0), Ending.REVOKED, room=ROOM, person=PersonId("ann")), True),
        (Revocation(Instant(0), Ending.REVOKED, room=ROOM, person=PersonId("ben")), False),
        (Revocation(Instant(0), Ending.REVOKED, pass_id="pass-1"), True),
        (Revocation(Instant(0), Ending.REVOKED, pass_id="pass-2"), False),
        (Revocation(Instant(0), Ending.REVOKED, key_id="key-1"), False),
        (Revocation(Instant(0), Ending.REVOKED, room=RoomId("room-2")), False),
    ],
)
async def test_what_has_ended_ends_the_sockets_that_lived_by_it(
    house: House, revocation: Revocation, is_theirs: bool
) -> None:
    one = house.welcome()
    house.callers.revoked(revocation)
    assert one.partings == ([REVOKED] if is_theirs else [])


async def test_everybody_is_told_to_come_back_elsewhere(house: House) -> None:
    everybody = [house.welcome("ann"), house.welcome("ben")]
    house.callers.farewell()
    assert [one.partings for one in everybody] == [[DRAIN], [DRAIN]]


async def test_who_is_gone_is_not_looked_after(house: House) -> None:
    one = house.welcome()
    house.callers.drop(one)
    house.callers.farewell()
    assert (len(house.callers), one.partings) == (0, [])


async def test_passes_are_renewed_now_and_then_and_again_when_the_database_is_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[tuple[str, ...]] = []

    async def keep_alive(*pass_ids: str) -> None:
        renewed.append(pass_ids)

    monkeypatch.setattr(house.callers._access, "keep_alive", keep_alive)
    house.welcome()
    for _ in range(RENEW_EVERY - 1):
        await house.callers.look()
    assert renewed == []
    await house.callers.look()
    assert renewed == [("pass-1",)]
