"""Push-back, whole, and every way around it that a client of LiveKit has.

Nothing here knows which server it is: `make test-livekit` tries the same with a real one.
"""

import asyncio
from pathlib import Path
from statistics import median

import pytest

from tests.support.livekit_guests import AUDIO, CAMERA, MICROPHONE, VIDEO, Guest, NotLetIn
from tests.support.livekit_meeting import (
    GUARD_WITHIN,
    drawn,
    in_livekit,
    in_the_call,
    sat_back,
    until,
)
from tests.support.wire import discussing

TIMES = 20


async def is_silenced(guest: Guest) -> None:
    """It is silent within what the guard takes, and stays so."""
    await until(lambda: not guest.is_audible)
    assert not await guest.publish()
    assert guest.sent[-1] < GUARD_WITHIN


async def is_free(guest: Guest) -> None:
    """It was opened by nobody, and opens by its own hand."""
    assert not guest.is_audible
    async with asyncio.timeout(10):
        while not await guest.publish():  # noqa: ASYNC110  # as a person who tries
            await asyncio.sleep(0.01)
    assert guest.is_audible


class TestTheWayBack:
    async def test_who_sits_back_is_silent_hears_and_comes_back_in_by_their_own_hand(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, cleo):
            assert not cleo.is_audible
            assert cleo.may_hear
            assert not await cleo.publish()

            await meeting.cleo.do("come_back_in")

            await is_free(cleo)

    async def test_leader_s_release_frees_and_opens_nobody_s_mouth(self, tmp_path: Path) -> None:
        async with sat_back(tmp_path) as (meeting, cleo):
            await meeting.ada.do("release")

            await is_free(cleo)

    async def test_without_a_leader_the_lock_lifts_in_the_call_too(self, tmp_path: Path) -> None:
        async with sat_back(tmp_path, by=10.0) as (meeting, cleo):
            await meeting.leaving.aclose()

            await is_free(cleo)

    async def test_camera_stays_as_its_person_chose(self, tmp_path: Path) -> None:
        async with sat_back(tmp_path) as (_, cleo):
            assert await cleo.publish(CAMERA, VIDEO)
            assert cleo.shows

    async def test_whom_others_can_hear_sends_nothing_until_they_are_back(
        self, tmp_path: Path
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            cleo = await in_the_call(meeting)
            await cleo.publish(CAMERA, VIDEO)

            await meeting.cleo.do("someone_can_hear")
            await until(lambda: not (cleo.is_audible or cleo.shows), 10)
            await meeting.cleo.do("alone_again")

            await is_free(cleo)


class TestEvasions:
    async def test_own_unmute_of_what_was_locked_is_of_no_use(self, tmp_path: Path) -> None:
        async with sat_back(tmp_path) as (_, cleo):
            await cleo.unmute()

            assert not cleo.is_audible
            assert 1 == len(cleo.sent)  # before the lock, and never since

    @pytest.mark.parametrize("name", [MICROPHONE, "screen_share_audio", "screen_share", "unknown"])
    async def test_second_microphone_by_any_other_name_is_refused(
        self, tmp_path: Path, name: str
    ) -> None:
        async with sat_back(tmp_path) as (_, cleo):
            assert not await cleo.publish(name)

    async def test_sound_that_calls_itself_a_camera_is_silenced_by_the_guard(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, cleo):
            assert await cleo.publish(CAMERA, AUDIO)

            await is_silenced(cleo)
            assert not await cleo.publish(CAMERA, AUDIO)
            await meeting.locks("enforced")
            await meeting.cleo.do("come_back_in")
            await is_free(cleo)
            assert await cleo.publish(CAMERA, VIDEO)

    async def test_who_comes_back_with_an_older_token_is_silenced_by_the_guard(
        self, tmp_path: Path
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            old = (await meeting.token(meeting.cleo))["token"]
            await discussing(meeting.ada, meeting.cleo)
            await meeting.locks("enforced")
            again = await meeting.carrier.join(old)
            assert await again.publish()

            await is_silenced(again)
            await meeting.locks("enforced")

    async def test_whoever_keeps_coming_back_is_heard_for_moments_only(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            old = (await meeting.token(meeting.cleo))["token"]
            await discussing(meeting.ada, meeting.cleo)
            await meeting.locks("enforced")
            heard = []
            for _ in range(TIMES):
                again = await meeting.carrier.join(old)
                assert await again.publish()
                await is_silenced(again)
                heard.append(again.sent[-1] * 1000)

            with capsys.disabled():
                spread = [f"{ms:.0f}" for ms in (min(heard), median(heard), max(heard))]
                print(f"\nheard for ms, min/median/max of {TIMES}: {' / '.join(spread)}")

    async def test_who_comes_back_with_an_older_token_and_waits_is_never_heard(
        self, tmp_path: Path
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            old = (await meeting.token(meeting.cleo))["token"]
            await discussing(meeting.ada, meeting.cleo)
            await meeting.locks("enforced")
            again = await meeting.carrier.join(old)

            await until(lambda: not again.may_speak)
            assert not await again.publish()
            assert [] == again.sent

    async def test_token_that_is_drawn_while_locked_is_locked_from_the_first_packet(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, _):
            again = await meeting.joins(meeting.cleo)

            assert not await again.publish()
            assert await again.publish(CAMERA, VIDEO)
            assert [] == again.sent

    async def test_second_window_puts_out_the_first_and_is_locked_as_well(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, first):
            second = await meeting.joins(meeting.cleo)

            assert not first.is_there
            assert not await second.publish()

    async def test_other_browser_of_the_same_person_is_the_same_place_and_locked(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, first):
            other = await meeting.node.stranger(meeting.room, "Cleo")
            await meeting.ada.do("same_as", person=other.person, again=meeting.cleo.caller.person)

            again = await meeting.carrier.join((await drawn(other)).json()["token"])

            assert not first.is_there
            assert not await again.publish()

    async def test_way_back_is_not_taken_before_its_time(self, tmp_path: Path) -> None:
        async with sat_back(tmp_path) as (meeting, _):
            back = (await meeting.token(meeting.cleo))["way_back"]
            with pytest.raises(NotLetIn):
                await meeting.carrier.join(back["token"])
