"""Push-back, whole: pressed in the room, made true in the call, read back, and said on screens."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.calls.tries import APART
from tests.janus.meetings import BACK_WITHIN, comes_back, sat_back
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import Peer, now

pytestmark = pytest.mark.system
WITHOUT_LEADERS_WITHIN = 20.0
"""Seconds from the last leader's going to the presenter's own voice; fail-open comes after 15."""


@apart
async def test_who_sits_back_is_silent_and_hears_until_they_come_back_in_and_open_it_themselves(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        assert "enforced" == meeting.ada.view["enforcement"]["locks"]
        await meeting.is_silent()

        await meeting.cleo.do("come_back_in")
        await meeting.presenter.until_microphone("closed")
        await meeting.is_silent()
        await meeting.presenter.open_microphone()
        await meeting.leader.hears(meeting.presenter)


@apart
async def test_own_key_pressed_twice_is_let_through_and_ends_push_back(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        await meeting.presenter.tell({"t": "microphone", "open": True})
        await meeting.presenter.until(lambda one: one.last("refused") is not None)
        await meeting.is_silent(10)
        await asyncio.sleep(APART / 1000)

        await meeting.presenter.open_microphone()

        await meeting.leader.hears(meeting.presenter)
        await meeting.cleo.until(lambda one: one.view["you"].get("chair") == "ended")


@apart
async def test_leader_s_release_frees_the_microphone_and_opens_nobody_s_mouth(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        await meeting.ada.do("release")
        await meeting.presenter.until_microphone("closed")
        await meeting.is_silent()

        await meeting.presenter.open_microphone()
        await meeting.leader.hears(meeting.presenter)


@apart
async def test_move_back_into_the_discussion_locks_again_where_nobody_had_ended_it(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        await meeting.moves("back", "clarify")
        await meeting.is_heard()

        await meeting.moves("advance", "discuss")

        await meeting.presenter.until_microphone("locked")
        await meeting.locks("enforced")
        await meeting.is_silent()


@apart
async def test_without_any_leader_their_own_key_makes_them_audible(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        async with asyncio.timeout(WITHOUT_LEADERS_WITHIN):
            await meeting.leaving.aclose()
            await meeting.presenter.until(is_freed, WITHOUT_LEADERS_WITHIN)
            await meeting.is_heard()


@apart
async def test_janus_that_was_killed_is_said_to_be_out_of_reach_and_comes_back_locked(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting, AsyncExitStack() as anew:
        janus.kill()
        try:
            await meeting.locks("failed")
            assert meeting.ada.view["enforcement"]["why"] in ("unreachable", "lost")
        finally:
            await janus.start()
        since = now()
        async with asyncio.timeout(BACK_WITHIN):
            for caller, peer in zip(
                meeting.callers, (meeting.leader, meeting.presenter), strict=True
            ):
                await peer.until(lambda one: one.closed == 4300)
                await comes_back(anew, caller, peer)
            await meeting.presenter.until_microphone("locked")
            await meeting.locks("enforced")
        await meeting.leader.open_microphone()
        await meeting.is_silent()
        assert 0 == meeting.leader.packets(meeting.presenter, since)


def is_freed(presenter: Peer) -> bool:
    """Whether the page was told that its microphone is its owner's again."""
    return presenter.last("microphone") == {"t": "microphone", "is": "closed"}
