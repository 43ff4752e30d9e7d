"""Janus itself, real media: who is locked is not heard, whatever they try, and always hears."""

import asyncio

import pytest

from app.calls.ports import CallUnavailable, Closed
from app.calls.wanted import Wanted
from app.janus.videoroom import NO_SUCH_FEED
from app.rooms.fields import PersonId
from tests.janus.calls import LOCKED, MutePage, node
from tests.janus.fake_janus import fake_janus
from tests.support.janus import JanusProcess
from tests.support.loudness import AUDIBLE
from tests.support.network import Apart, apart
from tests.support.peers import Hush, now, peers

pytestmark = pytest.mark.system


@apart
async def test_two_people_hear_each_other(there: Apart, janus: JanusProcess) -> None:
    async with node("hear") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await ben.hears(ada)
        await ada.hears(ben)


@apart
async def test_silence_that_arrives_is_not_hearing_somebody(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("hush") as meeting, peers("ada", "ben") as (ada, ben):
        ada.voice = Hush
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        since = now()
        await ben.until(lambda one: one.packets(ada, since) >= 25)
        assert ben.loudest(ada) < AUDIBLE
        assert not ben.has_heard(ada, since, 1)
        await ada.hears(ben)


@apart
async def test_nobody_is_heard_before_their_own_hand_opens(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("closed") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
        await ben.open_microphone()
        await ada.hears(ben)
        assert ben.packets(ada) == 0


@apart
async def test_who_is_locked_is_silent_and_hears_on(there: Apart, janus: JanusProcess) -> None:
    async with node("lock") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await ben.hears(ada)
        report = await meeting.want(ada=LOCKED)
        assert report.people == {"ada": Closed.CONFIRMED}
        since = now() + 0.005
        await ada.until_microphone("locked")
        await ada.hears(ben, packets=50)
        assert ben.packets(ada, since) == 0


@apart
async def test_release_leaves_the_microphone_closed_until_the_own_press(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("release") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await meeting.want(ada=LOCKED)
        since = now() + 0.005
        await ada.until_microphone("locked")
        await meeting.want()
        await ada.until_microphone("closed")
        await ada.hears(ben)
        assert ben.packets(ada, since) == 0
        await ada.open_microphone()
        await ben.hears(ada)


@apart
async def test_a_second_try_that_the_room_lets_through_opens(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("tries") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
        await meeting.want(ada=LOCKED)
        meeting.floor.let_through_after = 2
        await ada.tell({"t": "microphone", "open": True})
        assert ada.frames[-1] == {"t": "refused", "code": "locked"}
        await ada.open_microphone()
        await ben.hears(ada)


@apart
async def test_a_lock_before_anything_is_published_holds_for_what_comes(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("early") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
        assert (await meeting.want(ada=LOCKED)).people == {"ada": Closed.ABSENT}
        for one in (ada, ben):
            await one.publish()
        await ben.open_microphone()
        await ada.hears(ben)
        assert ben.packets(ada) == 0
        assert (await meeting.apply()).people == {"ada": Closed.CONFIRMED}
        assert await meeting.call.read_back(meeting.room) == {"ada": True, "ben": False}


@apart
async def test_a_locked_camera_is_dark_while_the_microphone_stays_open(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("camera") as meeting, peers("ada", "ben") as (ada, ben):
        await meeting.join(ada)
        await ada.publish(pictures=1)
        await ada.open_microphone()
        await ada.tell({"t": "camera", "open": True})
        await meeting.join(ben)
        await ben.hears(ada, kind="video")
        report = await meeting.want(ada=Wanted(camera_locked=True))
        since = now() + 0.005
        assert report.people == {"ada": Closed.CONFIRMED}
        await ben.hears(ada, kind="audio")
        assert ben.packets(ada, since, "video") == 0


@apart
async def test_who_is_out_of_the_room_is_out_of_the_call_and_stays_out(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("out") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await meeting.apply(out=frozenset({PersonId("ada")}))
        since = now() + 0.005
        assert ada.closed == 4500
        with pytest.raises(CallUnavailable):
            await meeting.join(ada)
        await meeting.apply(out=frozenset({PersonId("ada")}))
        assert ben.packets(ada, since) == 0


@apart
async def test_who_is_out_and_only_hears_at_another_node_is_put_out_of_the_call(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("hears") as driver, node("hears", "n2") as other, peers("ada", "ben") as two:
        ada, ben = two
        await other.join(ada)
        await driver.join(ben)
        await ben.publish()
        await ben.open_microphone()
        await ada.hears(ben)

        report = await driver.apply(out=frozenset({PersonId("ada")}))

        assert report.lingering == frozenset()
        await ada.until(lambda one: one.closed == 4502)


async def test_who_is_out_and_cannot_be_put_out_is_said_to_linger_wherever_they_only_hear() -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as driver,
        node("r1", "n2", fake.url) as other,
    ):
        await other.join(MutePage("ada"))
        await other.join(MutePage("ben"))
        fake.refuses["kick"] = NO_SUCH_FEED

        report = await driver.apply(out=frozenset({PersonId("ada"), PersonId("cleo")}))

        assert report.lingering == frozenset({PersonId("ada")})


@apart
async def test_who_comes_later_hears_and_who_goes_is_not_missed(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("later") as meeting, peers("ada", "ben", "cleo") as (ada, ben, cleo):
        parts = {}
        for one in (ada, ben, cleo):
            parts[one.name] = await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await cleo.hears(ada)
        await cleo.hears(ben)
        await parts["ada"].leave()
        await ada.end()
        await cleo.hears(ben, packets=50)
        await ben.hears(cleo)


@apart
async def test_changes_are_told(there: Apart, janus: JanusProcess) -> None:
    async with node("told") as meeting, peers("ada") as (ada,):
        heard = asyncio.Event()
        stop = meeting.call.follow(meeting.room, heard.set)
        await meeting.join(ada)
        await ada.publish()
        await asyncio.wait_for(heard.wait(), 5)
        stop()
        heard.clear()
        await ada.open_microphone()
        assert not heard.is_set()


async def test_who_follows_hears_of_those_who_come_after_everybody_had_left() -> None:
    async with fake_janus() as fake, node("empty", url=fake.url) as meeting:
        heard = asyncio.Event()
        meeting.call.follow(meeting.room, lambda: None)()  # it drives no more
        stop = meeting.call.follow(meeting.room, heard.set)
        part = await meeting.join(MutePage("ada"))
        await part.leave()
        async with asyncio.timeout(5):
            while fake.rooms_with_somebody():  # noqa: ASYNC110  # it says so to nobody
                await asyncio.sleep(0.01)
        heard.clear()
        await meeting.join(MutePage("ben"))
        assert heard.is_set()
        stop()
