"""The company: what a play leaves behind when all goes well, and when it does not."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.rehearsal.bots import Part, WentWrong
from app.rehearsal.client import NeverSaw
from app.rehearsal.company import BREAKING_OFF, played
from app.rehearsal.evidence import Evidence
from app.rehearsal.script import Scene
from app.rehearsal.stage import Stage
from tests.support.tabs import Tab, bot


async def nobody(part: Part) -> None:
    """No one is brought in."""


def stage() -> Stage:
    return Stage({}, nobody, ())


def scene(error: BaseException | None) -> Scene:
    async def play(_: Stage) -> None:
        if error is not None:
            raise error

    play_: Callable[[Stage], Awaitable[None]] = play
    return Scene("Somebody plays.", play_)


async def test_a_scene_that_was_played_is_no_trouble() -> None:
    assert await played(scene(None), stage(), 1) is None


@pytest.mark.parametrize(
    "error",
    [NeverSaw("the moon"), ExceptionGroup("g", [WentWrong("the moon"), NeverSaw("the sun")])],
    ids=["alone", "in a group"],
)
async def test_a_stumble_is_a_sentence_and_no_traceback(error: Exception) -> None:
    assert await played(scene(error), stage(), 1) == "the moon"


async def test_a_scene_that_does_not_end_is_broken_off() -> None:
    async def wait(_: Stage) -> None:
        await asyncio.Event().wait()

    assert await played(Scene("Waits.", wait), stage(), 0.01) == (
        "The server did not answer any more."
    )


async def test_a_play_that_is_broken_off_leaves_no_meeting_behind() -> None:
    tab = Tab()
    left = Stage({Part.LEADER: bot(tab, Part.LEADER)}, nobody, ())
    assert await played(BREAKING_OFF, left, 1) is None
    assert tab.pressed == [("end_meeting", {})]


async def test_an_error_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await played(scene(ZeroDivisionError()), stage(), 1)


def test_every_part_was_played_and_nobody_stumbled(evidence: Evidence) -> None:
    assert set(evidence.recordings) == set(Part)
    assert evidence.troubles == ()


def test_clocks_were_compared_all_evening(evidence: Evidence) -> None:
    assert len(evidence.spreads) > evidence.seconds


def test_everybody_looked_at_the_end_in_a_fresh_tab(evidence: Evidence) -> None:
    assert all(recording.fresh for recording in evidence.recordings.values())


def test_the_play_took_the_minutes_of_its_steps_and_did_not_hurry(evidence: Evidence) -> None:
    planned = 90 * 60 / evidence.speed
    assert 0.6 * planned < evidence.seconds
