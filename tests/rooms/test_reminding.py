"""Who sits back is asked to stay muted once more, and nobody else hears of it."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import Instant, later
from app.rooms import commands as c
from app.rooms.enforcement import UNTOLD, Claim, Said
from app.rooms.ephemeral import Moment, Passing, passing
from app.rooms.errors import Forbidden, IllegalHere
from app.rooms.fields import PersonId
from app.rooms.own import own
from app.rooms.reminding import AGAIN_AFTER, reminded
from app.rooms.roles import Audience
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, Scene, given


def sat_back() -> Scene:
    return given(Phase.DISCUSS).by(CLEO).does(c.SitBack())


@pytest.mark.parametrize("claim", [Claim.REQUESTED, Claim.AGREED, Claim.FAILED])
def test_who_sits_back_is_asked_where_the_call_does_not_hold_them(claim: Claim) -> None:
    assert {("reminded", CLEO): (NOON,)} == reminded(sat_back().room, {}, Said(claim), NOON)


def test_nobody_is_asked_whom_the_call_holds_or_who_does_not_sit_back() -> None:
    with pytest.raises(IllegalHere):
        reminded(sat_back().room, {}, Said(Claim.ENFORCED), NOON)
    for scene in (given(Phase.SELECT), given(Phase.DISCUSS), sat_back().by(ADA).does(c.Release())):
        with pytest.raises(IllegalHere):
            reminded(scene.room, {}, UNTOLD, NOON)


def test_nobody_is_asked_who_has_no_page() -> None:
    room = sat_back().room
    by_name = replace(room.people[CLEO], by_name=True)
    with pytest.raises(IllegalHere):
        reminded(replace(room, people={**room.people, CLEO: by_name}), {}, UNTOLD, NOON)


def test_presses_soon_after_one_another_are_one_reminder() -> None:
    room, again = sat_back().room, later(NOON, AGAIN_AFTER)

    assert {} == reminded(room, {CLEO: NOON}, UNTOLD, Instant(again - 1))
    assert {("reminded", CLEO): (again,)} == reminded(room, {CLEO: NOON}, UNTOLD, again)


def test_only_that_person_is_told_and_no_shared_section_of_anybody_changes() -> None:
    before = sat_back()
    scene = before.by(BEN).does(c.RemindPresenter())
    told = Moment(signals=scene.signals)

    assert NOON == own(scene.room, told, CLEO)["reminded_at"]
    for who in (ADA, BEN, DEV):
        assert own(scene.room, told, who)["reminded_at"] is None
    for to in Audience:
        untold = passing(before.room, Moment(signals=before.signals), to, NOON)
        assert untold == passing(scene.room, told, to, NOON)
        assert Passing.OWN not in untold


def test_it_is_forgotten_with_the_sitting_back() -> None:
    scene = sat_back().by(ADA).does(c.RemindPresenter()).does(c.Release())

    assert {} == scene.signals.reminded


@pytest.mark.parametrize("who", [CLEO, DEV])
def test_nobody_but_a_leader_reminds(who: PersonId) -> None:
    with pytest.raises(Forbidden):
        sat_back().by(who).does(c.RemindPresenter())
