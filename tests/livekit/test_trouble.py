"""The door of a call, and everything that a LiveKit server can do wrong, as screens say it."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from app.livekit.tokens import LEASE
from tests.support.livekit_guests import Guest, NotLetIn
from tests.support.livekit_meeting import Meeting, drawn, in_livekit, in_the_call, sat_back, until
from tests.support.wire import discussing


class TestTheDoor:
    async def test_whoever_is_removed_is_put_out_and_not_let_in_again(self, tmp_path: Path) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            old = (await meeting.token(meeting.cleo))["token"]
            cleo = await meeting.livekit.join(old)
            await meeting.ada.do("remove_person", person=meeting.cleo.caller.person)

            await until(lambda: not cleo.is_there, 10)
            with pytest.raises(NotLetIn):
                await meeting.livekit.join(old)
            assert (await drawn(meeting.cleo.caller)).status_code in (401, 403)

    async def test_server_that_knows_of_no_revoking_has_the_guard_put_them_out_again(
        self, tmp_path: Path
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            meeting.livekit.revokes = False
            await in_the_call(meeting)
            old = (await meeting.token(meeting.cleo))["token"]
            cleo = await meeting.livekit.join(old)
            await meeting.ada.do("remove_person", person=meeting.cleo.caller.person)
            await until(lambda: not cleo.is_there, 10)

            again = await meeting.livekit.join(old)

            await until(lambda: not again.is_there)

    async def test_whoever_waits_is_not_let_in(self, tmp_path: Path) -> None:
        async with in_livekit(tmp_path) as meeting:
            stranger = await meeting.node.stranger(meeting.room, "Eve")

            answer = await drawn(stranger)

            assert (403, "forbidden") == (answer.status_code, answer.json()["code"])

    async def test_meeting_s_end_ends_the_call(self, tmp_path: Path) -> None:
        async with in_livekit(tmp_path) as meeting:
            cleo = await in_the_call(meeting)
            await meeting.ada.do("end_meeting")

            await until(lambda: not cleo.is_there, 10)
            answer = await drawn(meeting.ada.caller)
            assert (410, "room_closed") == (answer.status_code, answer.json()["code"])


async def comes_back(meeting: Meeting, token: str) -> Guest:
    """As a page that tries until LiveKit takes it."""
    async with asyncio.timeout(LEASE / 1000 + 10):
        while True:
            with contextlib.suppress(NotLetIn):
                return await meeting.carrier.join(token)
            await asyncio.sleep(0.1)


class TestTrouble:
    @pytest.mark.parametrize(("status", "why"), [(500, "unreachable"), (401, "refused")])
    async def test_lock_that_cannot_be_had_is_said_to_have_failed_until_it_can(
        self, tmp_path: Path, status: int, why: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            cleo = await in_the_call(meeting)
            meeting.livekit.trouble = status
            await discussing(meeting.ada, meeting.cleo)
            await meeting.locks("failed")
            assert why == meeting.ada.view["enforcement"]["why"]
            assert "why" not in meeting.cleo.view["enforcement"]

            meeting.livekit.trouble = None

            await meeting.locks("enforced")
            assert not cleo.is_audible
            said = [caplog.text, *(str(frame) for frame in meeting.ada.frames)]
            assert not any("canary" in one for one in said)  # what the server's words are

    async def test_server_that_does_not_answer_holds_up_no_phase(self, tmp_path: Path) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            meeting.livekit.slow = 30.0

            await discussing(meeting.ada, meeting.cleo)

            await meeting.ada.until(lambda one: one.view["enforcement"]["why"] != "")
            assert "enforced" != meeting.ada.view["enforcement"]["locks"]

    async def test_server_that_says_yes_and_does_nothing_is_found_out(self, tmp_path: Path) -> None:
        async with in_livekit(tmp_path) as meeting:
            await in_the_call(meeting)
            meeting.livekit.is_lying = True

            await discussing(meeting.ada, meeting.cleo)

            await meeting.locks("failed")
            assert "not_closed" == meeting.ada.view["enforcement"]["why"]

    async def test_room_that_was_forgotten_is_locked_for_whoever_returns(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, _):
            meeting.livekit.forget(meeting.room)

            again = await meeting.joins(meeting.cleo)

            assert not await again.publish()
            await meeting.locks("enforced")

    @pytest.mark.slow
    async def test_lock_that_nobody_is_left_to_lift_ends_with_its_lease(
        self, tmp_path: Path
    ) -> None:
        async with sat_back(tmp_path) as (meeting, cleo):
            back = (await meeting.token(meeting.cleo))["way_back"]
            meeting.node.server.should_exit = True
            await meeting.cleo.until(lambda one: one.closed is not None)
            assert not await cleo.publish()

            again = await comes_back(meeting, back["token"])

            assert time.time() * 1000 > back["good_from"] - 1_000
            assert await again.publish()
            assert again.is_audible

    async def test_without_webhooks_a_lock_is_made_and_said_to_be_only_asked(
        self, tmp_path: Path
    ) -> None:
        async with in_livekit(tmp_path) as meeting:
            meeting.livekit.hook = None
            cleo = await in_the_call(meeting)

            await discussing(meeting.ada, meeting.cleo)

            await until(lambda: not cleo.is_audible, 10)
            await meeting.ada.until(lambda one: one.view["enforcement"]["why"] == "untold")
            assert "requested" == meeting.ada.view["enforcement"]["locks"]
