"""Everything by which somebody who is locked could get their voice back: not one packet arrives.

Each of them keeps hearing meanwhile: a listener counts what comes of the locked, the locked what
comes of the listener.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.calls.ports import Closed
from app.janus import videoroom
from app.rooms.fields import PersonId, RoomId
from tests.janus.calls import LOCKED, Meeting, node
from tests.janus.meetings import sat_back
from tests.janus.stranger import stranger
from tests.support.janus import ROOM_KEY, SECRET, JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import Peer, now, peers

pytestmark = pytest.mark.system
AFTER = 0.005
"""Seconds for a packet that was on its way when the lock was confirmed."""
FLOOD = 200
RAW: tuple[dict[str, Any], ...] = (
    {"janus": "message", "body": {"request": "configure", "streams": [{"mid": "0", "send": True}]}},
    {"t": "configure", "muted": False},
    {"t": "microphone", "open": True, "body": {"request": "configure", "muted": False}},
)
"""What would be of use to somebody whose words reached Janus as they are."""
UNAUTHORIZED = 433


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


@apart
async def test_flood_of_own_presses_is_refused_press_by_press(
    there: Apart, janus: JanusProcess
) -> None:
    async with locked_presenter("flood") as trial:
        trial.meeting.floor.let_through_after = 2 * FLOOD
        before = len(trial.ada.frames)
        opening = {"t": "microphone", "open": True}

        await asyncio.gather(*(trial.ada.tell(opening) for _ in range(FLOOD)))

        assert [{"t": "refused", "code": "locked"}] * FLOOD == trial.ada.frames[before:]


@pytest.mark.parametrize("secret", [None, "canary"], ids=["without", "wrong"])
@apart
async def test_client_straight_at_janus_is_refused_whatever_it_knows_but_the_secret(
    there: Apart, janus: JanusProcess, secret: str | None
) -> None:
    async with locked_presenter("straight") as trial, stranger(secret) as mallory:
        room = trial.meeting.call._rooms[trial.meeting.room]
        line, handle = room._standing()
        place = {"session_id": line._session, "handle_id": handle}
        opening = videoroom.moderate(room.id, room.secret, PersonId("ada"), "0", closed=False)

        told = [
            await mallory.asks("create"),
            await mallory.asks("claim", session_id=line._session),
            await mallory.asks("attach", session_id=line._session, plugin="janus.plugin.videoroom"),
            await mallory.asks("message", **place, body=opening),
            await mallory.asks("destroy", session_id=line._session),
        ]

        assert [403] * 5 == [one["error"]["code"] for one in told]


@apart
async def test_wrong_room_secret_moderates_nobody(there: Apart, janus: JanusProcess) -> None:
    async with locked_presenter("wrong") as trial, stranger(SECRET) as mallory:
        await mallory.begins()
        room, ada = trial.meeting.room, PersonId("ada")
        wrong = videoroom.room_secret(ROOM_KEY, RoomId("another"))

        told = [
            await mallory.says(videoroom.moderate(room, wrong, ada, "0", closed=False)),
            await mallory.says(videoroom.kick(room, wrong, PersonId("ben"))),
            await mallory.says(videoroom.destroy(room, wrong)),
        ]

        assert [UNAUTHORIZED] * 3 == [one["error_code"] for one in told]


@apart
async def test_id_of_somebody_who_is_there_is_nobody_else_s(
    there: Apart, janus: JanusProcess
) -> None:
    async with locked_presenter("foreign") as trial, stranger(SECRET) as mallory:
        await mallory.begins()

        told = [
            await mallory.says(videoroom.join(trial.meeting.room, one)) for one in ("ada", "ben")
        ]

        assert [videoroom.ID_TAKEN] * 2 == [one["error_code"] for one in told]


@apart
async def test_raw_words_for_janus_on_our_own_socket_reach_nobody(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        for n, frame in enumerate(RAW, 1):
            await meeting.presenter.tell(frame)
            await meeting.presenter.until(lambda one, n=n: len(refused(one)) == n)  # type: ignore[misc]
        await meeting.is_silent()

        assert ["invalid"] * len(RAW) == refused(meeting.presenter)
        assert {"t": "microphone", "is": "locked"} == meeting.presenter.last("microphone")


def refused(peer: Peer) -> list[str]:
    """Why, each time that a frame of this page was refused."""
    return [one["code"] for one in peer.frames if one["t"] == "refused"]
