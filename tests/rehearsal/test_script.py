"""The play as data; that it can be played is shown by the rehearsals themselves."""

import json

import pytest

from app.phases.plan import total
from app.phases.shipped import SHIPPED
from app.phases.units import SECOND
from app.rehearsal import script
from app.rehearsal.bots import NAMES, TELEPHONE, Part, WentWrong
from app.rehearsal.page import Json
from app.rehearsal.recording import CAME, SENT, Recording, Text
from app.rehearsal.script import MEETING, PLAN, PLANNED_SECONDS
from app.rehearsal.stage import Stage
from tests.support.tabs import Tab, bot

DONE: Json = {"t": "done"}
STALE: Json = {"t": "refused", "code": "stale"}
OPENING: Json = {"phase": {"phase_rev": 1, "phase": "opening"}}


async def nobody(part: Part) -> None:
    """No one is brought in."""


def stage(lead: Tab, co: Tab) -> Stage:
    bots = {Part.LEADER: bot(lead, Part.LEADER), Part.CO_LEADER: bot(co, Part.CO_LEADER)}
    return Stage(bots, nobody, ("a", "b"))


def test_the_evening_is_the_default_plan_at_its_length() -> None:
    assert total(SHIPPED[PLAN].steps) == PLANNED_SECONDS * SECOND


def test_every_scene_says_one_thing_and_is_played_once() -> None:
    assert len({scene.says for scene in MEETING}) == len({scene.play for scene in MEETING})
    assert all(scene.says.endswith(".") and len(scene.says) <= 70 for scene in MEETING)


def test_every_name_on_screen_is_somebody_of_the_play() -> None:
    says = " ".join(scene.says for scene in MEETING)
    known = {*NAMES.values(), TELEPHONE.split()[0]}
    assert all(name in says for name in known)


@pytest.mark.parametrize(
    ("first", "second"), [(DONE, DONE), (STALE, STALE)], ids=["two steps", "none"]
)
async def test_both_leaders_moving_or_neither_goes_wrong(first: Json, second: Json) -> None:
    here = stage(Tab(OPENING, answers=(first,)), Tab(OPENING, answers=(second,)))
    with pytest.raises(WentWrong, match="not one step"):
        await script.next_at_once(here)


async def test_leaders_with_two_pictures_did_not_press_on_one() -> None:
    other: Json = {"phase": {"phase_rev": 2, "phase": "opening"}}
    here = stage(Tab(OPENING, answers=(DONE,)), Tab(other, answers=(STALE,)))
    with pytest.raises(WentWrong, match="not one step"):
        await script.next_at_once(here)


async def test_a_case_of_another_leader_moved_without_a_question_goes_wrong() -> None:
    with pytest.raises(WentWrong, match="without a question"):
        await script.asked_to_confirm(stage(Tab(answers=(DONE,)), Tab()))


async def test_a_second_case_that_has_not_begun_goes_wrong() -> None:
    with pytest.raises(WentWrong, match="has not begun"):
        await script.second_case(stage(Tab(), Tab()))


async def test_a_press_after_the_end_that_is_taken_goes_wrong() -> None:
    here = stage(Tab(answers=(DONE, DONE)), Tab())
    here.lead.recording.texts += recorded("x", 4)
    with pytest.raises(WentWrong, match="after the end"):
        await script.once_more(here)


def test_the_last_accepted_press_is_the_last_that_was_recorded() -> None:
    told = Recording("Ann", "leader", "leader", [*recorded("x", 4), *recorded("y", None)])
    assert script.last_accepted(told) == "x"


def recorded(name: str, seq: int | None) -> list[Text]:
    sent = {"t": "do", "id": name, "type": "advance"}
    answer = {"t": "done", "id": name} | ({} if seq is None else {"seq": seq})
    return [Text(0.0, SENT, json.dumps(sent)), Text(1.0, CAME, json.dumps(answer))]
