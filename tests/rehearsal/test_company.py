"""The company: what a play leaves behind when all goes well, and when it does not."""

from collections.abc import Awaitable, Callable

import pytest

from app.rehearsal.bots import Part, WentWrong
from app.rehearsal.client import NeverSaw
from app.rehearsal.company import played
from app.rehearsal.evidence import Evidence
from app.rehearsal.script import MEETING, Scene
from app.rehearsal.stage import Stage


def stage() -> Stage:
    async def nobody(part: Part) -> None:
        """No one is brought in."""

    return Stage({}, nobody, ())


def scene(error: BaseException | None) -> Scene:
    async def play(_: Stage) -> None:
        if error is not None:
            raise error

    play_: Callable[[Stage], Awaitable[None]] = play
    return Scene("Somebody plays.", play_)


async def test_a_scene_that_was_played_is_no_trouble() -> None:
    assert await played(scene(None), stage()) is None


@pytest.mark.parametrize(
    "error",
    [NeverSaw("the moon"), ExceptionGroup("g", [WentWrong("the moon"), NeverSaw("the sun")])],
    ids=["alone", "in a group"],
)
async def test_a_stumble_is_a_sentence_and_no_traceback(error: Exception) -> None:
    assert await played(scene(error), stage()) == "the moon"


async def test_an_error_of_our_own_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await played(scene(ZeroDivisionError()), stage())


def test_every_part_was_played_and_nobody_stumbled(evidence: Evidence) -> None:
    assert set(evidence.recordings) == set(Part)
    assert evidence.troubles == ()


def test_clocks_were_compared_all_evening(evidence: Evidence) -> None:
    assert len(evidence.spreads) > evidence.seconds * 3


def test_everybody_looked_at_the_end_in_a_fresh_tab(evidence: Evidence) -> None:
    assert all(recording.fresh for recording in evidence.recordings.values())


def test_the_play_took_as_long_as_its_minutes_divided(evidence: Evidence) -> None:
    planned = 90 * 60 / evidence.speed
    assert 0.6 * planned < evidence.seconds < 1.6 * planned
    assert len(MEETING) == 20
