"""What bots do by themselves, each from what its page shows."""

from typing import Any

import pytest

from app.rehearsal import bots
from app.rehearsal.bots import NAMES, Part, WentWrong
from app.rehearsal.client import NeverSaw
from app.rehearsal.page import Json, Page
from tests.support.tabs import Tab, bot

DOOR: Json = {"you": {"chair": "in_circle"}, "room": {"agreement": {"version": 3}}}
SELECT = DOOR | {"phase": {"phase": "select"}}
OFFERED = {"you": {"chair": "offered"}, "phase": {"phase": "present"}}
INVITED = {"you": {"chair": "sitting_back", "invited": True}, "phase": {"phase": "rejoin"}}


async def test_everybody_accepts_the_version_of_the_agreement_that_they_read() -> None:
    tab = Tab(DOOR)
    await bots.come_in(bot(tab))
    assert tab.pressed == [("agree", {"version": 3}), ("attest", {})]


@pytest.mark.parametrize(
    ("behave", "camera", "last"),
    [
        (bots.first_presenter, False, "come_back_in"),
        (bots.second_presenter, True, "keep_listening"),
    ],
)
async def test_a_presenter_offers_a_case_sits_back_and_answers_the_invitation(
    behave: Any, camera: bool, last: str
) -> None:
    tab = Tab(DOOR, DOOR, SELECT, OFFERED, INVITED)
    await behave(bot(tab))
    assert [type_ for type_, _ in tab.pressed] == ["agree", "attest", "volunteer", "sit_back", last]
    assert tab.pressed[3][1] == {"camera": camera}


async def test_who_is_told_that_the_picture_was_old_presses_again_on_the_new_one() -> None:
    tab = Tab(answers=({"t": "refused", "code": "stale"}, {"t": "done"}))
    assert await bot(tab).do("sit_back") == {"t": "done"}
    assert len(tab.pressed) == 2


async def test_a_no_where_the_play_needs_a_yes_is_an_error_that_says_who_and_what() -> None:
    tab = Tab(answers=({"t": "refused", "code": "forbidden"},))
    with pytest.raises(WentWrong, match="Elif's pause was refused: forbidden"):
        await bot(tab).do("pause")


async def test_what_a_bot_never_saw_is_said_with_its_name() -> None:
    with pytest.raises(NeverSaw, match="Elif never saw the moon"):
        await bot(Tab()).sees("the moon", lambda page: False)


def test_what_is_not_on_the_page_is_empty() -> None:
    page = Page()
    assert (bots.phase(page), bots.case(page), bots.seats(page)) == ("", 0, [])
    assert bots.seat_of(page, "p") == {}
    assert bots.named(page, "Ann") == ""
    assert bots.floor(page, "p") == ""


def test_a_page_is_read_by_person_and_by_name() -> None:
    view = {
        "phase": {"phase": "discuss", "case": {"number": 2}},
        "circle": {"seats": [{"person": "p", "name": "Ann"}]},
        "floor": {"seats": {"p": {"floor": "open"}}},
    }
    page = Page(view=view)
    assert (bots.phase(page), bots.case(page)) == ("discuss", 2)
    assert bots.named(page, "Ann") == "p"
    assert bots.seat_of(page, "p") == {"person": "p", "name": "Ann"}
    assert bots.floor(page, "p") == "open"


def test_every_part_has_a_name_that_is_part_of_no_other() -> None:
    assert set(NAMES) == set(Part)
    names = [*NAMES.values(), bots.TELEPHONE]
    assert not [(a, b) for a in names for b in names if a != b and a in b]
