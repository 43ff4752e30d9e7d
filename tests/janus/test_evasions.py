"""Everything by which somebody who is locked could get their voice back: not one packet arrives.

Each of them keeps hearing meanwhile: a listener counts what comes of the locked, the locked what
comes of the listener.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from app.calls.ports import Closed
from tests.janus.calls import LOCKED, Meeting, node
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import Peer, now, peers

pytestmark = pytest.mark.system
AFTER = 0.005
"""Seconds for a packet that was on its way when the lock was confirmed."""


@dataclass
class Trial:
    """Ada, who was heard and is locked now, at whichever page; and Ben, who hears and is heard."""

    meeting: Meeting
    ada: Peer
    ben: Peer
    phone: Peer
    """Ada's second device."""


@contextlib.asynccontextmanager
async def locked_presenter(room: str) -> AsyncIterator[Trial]:
    """What is tried in the block is of no use."""
    async with node(room) as meeting, peers("ada", "ben", "ada") as (ada, ben, phone):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await ben.hears(ada)
        report = await meeting.want(ada=LOCKED)
        assert report.people == {"ada": Closed.CONFIRMED}
        since = now() + AFTER
        trial = Trial(meeting, ada, ben, phone)
        yield trial
        await trial.ada.hears(ben, packets=50)
        assert ben.packets(ada, since) == 0


@apart
async def test_opening_ones_own_microphone_is_refused(there: Apart, janus: JanusProcess) -> None:
    async with locked_presenter("own") as trial:
        await trial.ada.tell({"t": "microphone", "open": True})
        assert trial.ada.frames[-1] == {"t": "refused", "code": "locked"}
        assert trial.meeting.floor.tries == ["ada"]


@apart
async def test_publishing_anew_begins_locked(there: Apart, janus: JanusProcess) -> None:
    async with locked_presenter("anew") as trial:
        offers = trial.ben.offers
        await trial.ada.publish()
        await trial.ben.until(lambda ben: ben.offers >= offers + 2)
        assert trial.ada.last("microphone") == {"t": "microphone", "is": "locked"}


@apart
async def test_wishing_it_open_before_publishing_opens_nothing(
    there: Apart, janus: JanusProcess
) -> None:
    async with locked_presenter("wish") as trial:
        await trial.meeting.join(trial.ada)
        await trial.ada.tell({"t": "microphone", "open": True})
        await trial.ada.publish()
        assert trial.meeting.floor.tries == []


@apart
async def test_a_second_microphone_is_refused_and_never_reaches_janus(
    there: Apart, janus: JanusProcess
) -> None:
    async with locked_presenter("second") as trial:
        await trial.ada.offer(sounds=2)
        assert trial.ada.frames[-1] == {"t": "refused", "code": "bad_offer"}


@apart
async def test_coming_back_by_another_socket_is_locked_and_ends_the_first(
    there: Apart, janus: JanusProcess
) -> None:
    async with locked_presenter("socket") as trial:
        phone = trial.phone
        await trial.meeting.join(phone)
        assert trial.ada.closed == 4502
        await phone.publish()
        assert phone.last("microphone") == {"t": "microphone", "is": "locked"}
        await phone.tell({"t": "microphone", "open": True})
        assert phone.frames[-1] == {"t": "refused", "code": "locked"}
        await phone.hears(trial.ben)
        trial.ada = phone


@apart
async def test_leaving_and_coming_back_is_locked(there: Apart, janus: JanusProcess) -> None:
    async with locked_presenter("rejoin") as trial:
        part = await trial.meeting.join(trial.ada)
        await part.leave()
        await trial.meeting.join(trial.ada)
        await trial.ada.publish()
        await trial.ada.until_microphone("locked")


@apart
async def test_coming_in_by_another_node_is_locked_and_ends_the_first(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("nodes", "n2") as other, locked_presenter("nodes") as trial:
        phone = trial.phone
        other.floor.people = trial.meeting.floor.people
        await other.join(phone)
        await trial.ada.until(lambda peer: peer.closed == 4502)
        await phone.publish()
        assert phone.last("microphone") == {"t": "microphone", "is": "locked"}
        await phone.hears(trial.ben)
        trial.ada = phone


@apart
async def test_a_lock_of_another_node_closes_what_this_one_opened(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("drive") as driver, node("drive", "n2") as other, peers("ada", "ben") as two:
        ada, ben = two
        for one in two:
            await other.join(one)
            await one.publish()
            await one.open_microphone()
        await ben.hears(ada)
        other.floor.people = {"ada": LOCKED}  # type: ignore[dict-item]  # a person's id is text
        report = await driver.want(ada=LOCKED)
        assert report.people == {"ada": Closed.CONFIRMED}
        since = now() + AFTER
        await ada.until_microphone("locked")
        await ada.hears(ben, packets=25)
        assert ben.packets(ada, since) == 0
