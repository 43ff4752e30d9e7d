"""The scenarios that makers of calls are held to, at our own call: packets at a listener decide."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from app.calls.capabilities import Strength
from app.calls.ports import Participant
from app.calls.wanted import Desired
from app.conform.pace import Pace
from app.conform.playing import Setting, play
from app.conform.scenarios.table import SCENARIOS
from app.conform.steps import Scenario
from app.conform.verdict import Shown
from app.rooms.fields import PersonId
from tests.janus.calls import Meeting, node
from tests.support.call_stand import BUILT_IN, CallStand, Cast, unplayed
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import Peer, now

pytestmark = pytest.mark.system
RECENT = 0.15
"""Seconds after the last packet in which a listener still says that it hears somebody."""
PACE = Pace(deadline=4.0, watch=0.5, bound=0.5)
PLAYED = [one for one in SCENARIOS if one.name not in unplayed(BUILT_IN)]


class PeerCast(Cast):
    """People with microphones, and one more who listens."""

    def __init__(self, meeting: Meeting, listener: Peer) -> None:
        self.meeting = meeting
        self.listener = listener
        self.peers: dict[PersonId, Peer] = {}
        self.parts: dict[PersonId, Participant] = {}
        self.devices: list[Peer] = []

    @property
    def there(self) -> set[PersonId]:
        """As `Cast.there`."""
        return set(self.peers)

    async def comes(self, person: PersonId) -> None:
        """As `Cast.comes`; what they publish they would have open, too."""
        peer = Peer(person)
        self.devices.append(peer)
        self.parts[person] = await self.meeting.join(peer)
        await peer.publish()
        if person in self.peers:
            await peer.tell({"t": "microphone", "open": True})
        self.peers[person] = peer

    async def goes(self, person: PersonId) -> None:
        """As `Cast.goes`."""
        await self.parts[person].leave()

    async def presses(self, person: PersonId) -> None:
        """As `Cast.presses`."""
        await self.peers[person].tell({"t": "microphone", "open": True})

    async def publishes(self, person: PersonId) -> None:
        """As `Cast.publishes`: a second microphone, and then everything anew."""
        await self.peers[person].offer(sounds=2)
        await self.peers[person].publish()

    def wants(self, wanted: Desired) -> None:
        """As `Cast.wants`: what each person's own node reads of the room."""
        self.meeting.floor.people = dict(wanted.people)
        self.meeting.floor.out = wanted.out

    def heard(self, at: PersonId | None) -> frozenset[PersonId]:
        """As `Cast.heard`."""
        ears = self.listener if at is None else self.peers[at]
        since = now() - RECENT
        return frozenset(one for one in self.peers if ears.packets_of(one, since))


@contextlib.asynccontextmanager
async def setting(room: str) -> AsyncIterator[Setting]:
    listener = Peer("listener")
    async with node(room) as meeting:
        await meeting.join(listener)
        await listener.publish()
        cast = PeerCast(meeting, listener)
        try:
            yield Setting(
                CallStand(meeting.call, meeting.room, cast), PACE, FakeClock(), CountingIds()
            )
        finally:
            for one in (listener, *cast.devices):
                await one.end()


@pytest.mark.parametrize("scenario", PLAYED, ids=lambda one: one.name)
@apart
async def test_our_own_call_holds_what_makers_of_calls_are_held_to(
    there: Apart, janus: JanusProcess, scenario: Scenario
) -> None:
    async with asyncio.timeout(60), setting(f"conform-{scenario.name}") as one:
        found = await play(scenario, one)

    assert (Shown.PASSED, Strength.ENFORCED) == (found.shown, found.allows), found.found
