"""Who can reach nothing but a relay is heard, hears and is locked through it, by a name of ours."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.calls.ice import ice_servers
from app.calls.ports import Closed
from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.system import SystemClock
from tests.janus.calls import LOCKED, Meeting, Tell, node
from tests.support.janus import JanusProcess
from tests.support.network import MEDIA_ADDRESS, Apart, apart, behind
from tests.support.peers import Peer, now, peers
from tests.support.turn import SECRET, running_turn

pytestmark = pytest.mark.system
GATE, FAR = "10.78.0.1", "10.78.0.2"
"""Where the far network reaches this one, and itself."""


class FarPage:
    """The signalling of a peer in the far network: what it says and is told passes here, as over
    HTTPS; its media does not."""

    tell: Tell

    def __init__(self, far: Apart, peer: Peer) -> None:
        self.name = peer.name
        self.peer = peer
        self._far = far
        self._here = asyncio.get_running_loop()
        peer.tell = self._pass_on

    def took(self, frame: dict[str, Any]) -> None:
        """A frame of the server's."""
        self._far.begin(self._take(frame))

    async def end(self) -> None:
        """It begins anew."""

    async def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that the peer does there."""
        await asyncio.wrap_future(self._far.begin(work))

    async def _take(self, frame: dict[str, Any]) -> None:
        self.peer.took(frame)

    async def _pass_on(self, frame: dict[str, Any]) -> None:
        said = asyncio.run_coroutine_threadsafe(self.tell(frame), self._here)
        await asyncio.wrap_future(said)


@contextlib.asynccontextmanager
async def far_peer(
    meeting: Meeting, far: Apart, name: str, relay: Sequence[dict[str, Any]]
) -> AsyncIterator[FarPage]:
    """Somebody there, who takes part."""
    page = FarPage(far, Peer(name, relay))
    await meeting.join(page)
    try:
        yield page
    finally:
        await page.do(page.peer.end())


def named(relay: str, person: str, at: Instant) -> list[dict[str, Any]]:
    """What that person was given at that time."""
    return ice_servers((relay,), SECRET).shown_to(PersonId(person), at)


@apart
async def test_whoever_reaches_the_relay_alone_is_heard_and_hears_and_is_locked(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with (
        behind(GATE, FAR) as far,
        running_turn(tmp_path, GATE, MEDIA_ADDRESS) as relay,
        node("relayed") as meeting,
        peers("ben") as (ben,),
        far_peer(meeting, far, "ada", named(relay, "ada", SystemClock().now())) as ada,
    ):
        await meeting.join(ben)
        await ben.publish()
        await ben.open_microphone()
        await ada.do(ada.peer.publish())
        await ada.do(ada.peer.open_microphone())
        await ben.hears(ada.peer)
        await ada.do(ada.peer.hears(ben))

        report = await meeting.want(ada=LOCKED)

        assert report.people[PersonId("ada")] == Closed.CONFIRMED
        since = now() + 0.005
        await ada.do(ada.peer.hears(ben, packets=50))
        assert ben.packets(ada.peer, since) == 0
        assert ada.peer.ways == {"relay"}
