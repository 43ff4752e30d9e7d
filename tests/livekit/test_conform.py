"""The scenarios that makers of calls are held to, at the adapter of LiveKit's: what its server
passes on is what is heard."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from app.bus.memory import MemoryBus
from app.calls.capabilities import Strength
from app.calls.ports import NotGenuine
from app.calls.wanted import FREE, Desired, Wanted
from app.conform.conform import Found, Silence, conform
from app.conform.pace import Pace
from app.conform.playing import Setting
from app.conform.scenarios.locking import LOCKING
from app.conform.scenarios.table import SCENARIOS
from app.conform.steps import Scenario
from app.conform.verdict import Shown
from app.contract.wire import Holds
from app.livekit.call import LiveKitCall
from app.livekit.tokens import Tokens
from app.rooms.fields import PersonId, RoomId
from app.system import SystemClock
from tests.support.call_stand import LIVEKIT, CallStand, Cast, unplayed
from tests.support.ids import CountingIds
from tests.support.livekit import KEY, SECRET, FakeLiveKit, running_livekit
from tests.support.livekit_guests import AUDIO, CAMERA, FakeGuest
from tests.support.receiver import Got, answer, receiving
from tests.support.rim import Tally

ROOM, STRANGER = RoomId("r1"), PersonId("somebody")
PACE = Pace(deadline=4.0, watch=0.1, bound=0.1, listener=0.05)
SLIPS = {"second_stream", "rejoin", "second_ref"}
"""What a client can do there and is heard for until the guard has closed it; not its own unmute."""


class Floor:
    """`Asking`: what each person's token is drawn by."""

    wanted_now = Desired()

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        return None if person in self.wanted_now.out else self.wanted_now.people.get(person, FREE)

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        raise AssertionError("nothing here is a try")


class GuestCast(Cast):
    """People with clients. Whoever comes again brings the oldest token that they have: one from
    before the lock, which is the worst that they can bring."""

    def __init__(self, livekit: FakeLiveKit, call: LiveKitCall, floor: Floor) -> None:
        self.livekit = livekit
        self.call = call
        self.floor = floor
        self.guests: dict[PersonId, FakeGuest] = {}
        self.tokens: dict[PersonId, str] = {}

    @property
    def there(self) -> set[PersonId]:
        """As `Cast.there`."""
        return {person for person, guest in self.guests.items() if guest.is_there}

    async def comes(self, person: PersonId) -> None:
        """As `Cast.comes`; whoever comes again publishes at once."""
        comes_again = person in self.tokens
        if not comes_again:
            entrance = await self.call.let_in(ROOM, person)
            assert entrance is not None
            self.tokens[person] = entrance.token
        self.guests[person] = await self.livekit.join(self.tokens[person])
        if comes_again:
            await self.guests[person].publish()

    async def comes_unmatched(self) -> PersonId:
        """As `Cast.comes_unmatched`: by a token that somebody else has signed with the key."""
        now = SystemClock().now()
        token = Tokens(self.livekit.url, KEY, SECRET).entrance(ROOM, STRANGER, FREE, now).token
        self.guests[STRANGER] = await self.livekit.join(token)
        self.guests[STRANGER].info.attributes.clear()
        return STRANGER

    async def goes(self, person: PersonId) -> None:
        """As `Cast.goes`."""
        await self.guests[person].leave()

    async def presses(self, person: PersonId) -> None:
        """As `Cast.presses`: a client unmutes what it has, or publishes where it has nothing."""
        guest = self.guests[person]
        await guest.unmute()
        if not guest.is_audible:
            await guest.publish()

    async def publishes(self, person: PersonId) -> None:
        """As `Cast.publishes`: by its name, and as a camera, which LiveKit does not look into."""
        await self.guests[person].publish()
        await self.guests[person].publish(CAMERA, AUDIO)

    def wants(self, wanted: Desired) -> None:
        """As `Cast.wants`."""
        self.floor.wanted_now = wanted

    def heard(self, at: PersonId | None) -> frozenset[PersonId]:
        """As `Cast.heard`."""
        if at is not None and not self.guests[at].may_hear:
            return frozenset()
        return frozenset(one for one, guest in self.guests.items() if guest.is_audible) - {at}


@contextlib.asynccontextmanager
async def cast() -> AsyncIterator[GuestCast]:
    """A room of LiveKit's whose webhooks reach the adapter over HTTP."""
    floor = Floor()

    async def told(got: Got, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(NotGenuine):
            await call.told(got.headers["authorization"], got.body)
        writer.write(answer(200))

    async with receiving(told) as receiver, running_livekit(receiver.url) as livekit:
        bus = MemoryBus().join(Tally())
        call = LiveKitCall(livekit.url, KEY, SECRET, "n1", floor, bus, SystemClock())
        running = asyncio.create_task(call.run())
        await asyncio.sleep(0)
        try:
            await call.open(ROOM)
            await receiver.until(1)
            yield GuestCast(livekit, call, floor)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def played(one: GuestCast, scenarios: Sequence[Scenario]) -> Found:
    stand = CallStand(one.call, ROOM, one)
    return await conform(Setting(stand, PACE, SystemClock(), CountingIds()), scenarios, Silence())


async def test_livekit_may_claim_what_its_adapter_says_and_no_less() -> None:
    async with cast() as one:
        found = await played(one, SCENARIOS)
    allows = {
        result.scenario.name: result.allows
        for result in found.results
        if result.shown is Shown.PASSED
    }

    assert [] == [result for result in found.results if result.shown is Shown.FAILED]
    assert {result.scenario.name for result in found.results} - allows.keys() == unplayed(LIVEKIT)
    assert {Holds.GUARDED} == found.claims
    assert dict.fromkeys(SLIPS, Strength.GUARDED) == {
        name: allowed for name, allowed in allows.items() if allowed is not Strength.ENFORCED
    }


async def test_livekit_that_makes_none_of_its_changes_is_noticed() -> None:
    async with cast() as one:
        one.livekit.is_lying = True
        found = await played(one, LOCKING)

    failed = {one.scenario.name for one in found.results if one.shown is Shown.FAILED}
    assert {"lock_confirmed", "out"} == failed
