"""Scenarios 1, 6, 7, 8 and 14: how a group is moved through its evening."""

from dataclasses import replace

import pytest

from app.phases.floor import Floor
from app.phases.outlook import Outlook, outlook
from app.phases.phase import Phase
from app.phases.units import MINUTE
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import ConfirmNeeded, Stale
from app.rooms.fields import PersonId
from app.rooms.floors import floors
from app.rooms.record import CaseHeld, record
from app.rooms.roles import Audience, Role, person
from app.rooms.state import CaseKind, Ring
from app.rooms.views import Section, project, view
from tests.laws.meeting import ANNA, MARK, PAULA, PLANS, everyone, moved
from tests.laws.meeting import BEN as BENNO
from tests.support.scenario import ADA, BEN, CLEO, MEMBERS, Scene, given


@pytest.mark.parametrize(("first", "second"), [(ADA, BEN), (BEN, ADA)])
def test_scenario_01_both_leaders_press_discuss_in_the_same_second(
    first: PersonId, second: PersonId
) -> None:
    """Both saw `clarify`; one press moves one step, the other is told to look again."""
    clarify = given(Phase.CLARIFY)
    seen = clarify.room.revs.phase_rev
    leads = clarify.room.revs.case_rev

    moved_on = clarify.by(first).does(c.Advance(), expect=seen, confirm=leads)

    assert Phase.DISCUSS is moved_on.room.phase
    with pytest.raises(Stale) as stale:
        moved_on.by(second).does(c.Advance(), expect=seen, confirm=leads)
    assert {"rev": "phase_rev", "current": seen + 1} == stale.value.facts


def test_scenario_06_discuss_overruns_by_nine_minutes() -> None:
    """Zero is recorded and nothing else happens; only the leaders' re-plan figure has changed."""
    discuss = given(Phase.DISCUSS).sat_back()
    in_time = figure(discuss.at(20 * MINUTE))

    late = discuss.at(29 * MINUTE)

    assert Phase.DISCUSS is late.room.phase
    assert discuss.room.revs == late.room.revs
    assert floors(discuss.room) == floors(late.room)
    for to in (Audience.SITTING_BACK, Audience.OBSERVER, Audience.MEMBER):
        seen, was = view(late.room, to), view(discuss.room, to)
        assert {s for s in seen if seen[s] != was[s]} <= {Section.CLOCK}
    assert 2 == project(late.room, Section.CLOCK, Audience.MEMBER)["band"]
    assert in_time.next_case is not None
    assert in_time.next_case - 9 * MINUTE == figure(late).next_case


def figure(scene: Scene) -> Outlook:
    """What a leader's page computes from the clock it sees."""
    room, clock = scene.room, scene.room.clock
    return outlook(
        current=room.step,
        left=clock.timer.left(scene.now) if clock else None,
        remaining=room.plan.after(room.position.step),
        planned_end=room.planned_end,
        now=scene.now,
    )


def test_scenario_07_case_two_is_led_by_the_co_leader() -> None:
    """The leading is handed over for the case; moves by the other are asked to be confirmed."""
    breath = given(Phase.SELECT, case=2).by(ADA)
    handed = breath.does(c.SetLeading((BEN,), case=2)).then(e.LeadingSet)
    presenting = handed.does(c.ChoosePresenter(CLEO)).by(BEN).does(c.Advance())
    assert Phase.PRESENT is presenting.room.phase

    with pytest.raises(ConfirmNeeded) as asked:
        presenting.by(ADA).does(c.Advance())
    assert ["ben"] == asked.value.facts["leading"]

    rev = presenting.room.revs.case_rev
    confirmed = presenting.by(ADA).does(c.Advance(), confirm=rev)
    assert Phase.CLARIFY is confirmed.room.phase
    assert Phase.CLARIFY is presenting.without(BEN).by(ADA).does(c.Advance()).room.phase


def test_scenario_07_each_case_is_recorded_with_who_led_it() -> None:
    """Both have led one case each; whoever presented stands beside it, for leaders and owners."""
    meeting = everyone(PLANS["soft"])
    meeting.do(ANNA, c.OpenMeeting())
    meeting.do(ANNA, c.SetLeading((ANNA,), case=1))
    meeting.do(ANNA, c.SetLeading((BENNO,), case=2))
    moved(meeting, Phase.CLOSE)
    meeting.do(ANNA, c.Advance())
    meeting.do(BENNO, c.ChoosePresenter(MARK))
    moved(meeting, Phase.ENDED)

    expected = (
        CaseHeld(1, CaseKind.NEW, PAULA, (ANNA,)),
        CaseHeld(2, CaseKind.NEW, MARK, (BENNO,)),
    )
    assert expected == record(meeting.log).cases


def test_scenario_08_fourteen_people_in_two_rings() -> None:
    """The outer ring listens in the case, is opened for five minutes, and listens again."""
    crowd = tuple(PersonId(f"member-{n}") for n in range(9))
    scene = given(Phase.OPENING, plan="inner_outer", members=(*MEMBERS, *crowd)).by(ADA)
    for who in crowd[3:]:
        scene = scene.does(c.SetRing(who, Ring.OUTER)).then(e.RingSet)
    scene = scene.does(c.Advance()).does(c.ChoosePresenter(CLEO))
    for _ in range(3):
        scene = scene.does(c.Advance())
    outer, inner = set(crowd[3:]), set(crowd[:3])
    assert 14 == len(scene.room.seated())
    assert Phase.DISCUSS is scene.room.phase
    assert inner <= may_speak(scene)
    assert not outer & may_speak(scene)

    opened = scene.at(15 * MINUTE).does(c.OpenOuterRing())
    assert outer | inner <= may_speak(opened)
    assert outer | inner <= may_speak(opened.at(25 * MINUTE)), "no clock shuts it"

    closed = opened.at(20 * MINUTE).does(c.CloseOuterRing())
    assert inner <= may_speak(closed)
    assert not outer & may_speak(closed)


def may_speak(scene: Scene) -> set[PersonId]:
    return {who for who, seat in floors(scene.room).items() if seat.floor is Floor.OPEN}


def test_scenario_14_nobody_has_a_case() -> None:
    """A follow-up is told in the opening; the meeting counts, its cases are none."""
    meeting = everyone(PLANS["soft"])
    meeting.do(ANNA, c.OpenMeeting())
    meeting.passes(40 * MINUTE)
    meeting.do(ANNA, c.Advance())
    meeting.passes(5 * MINUTE)
    assert Phase.SELECT is meeting.room.phase
    assert {Floor.OPEN} == {
        seat.floor
        for who, seat in floors(meeting.room).items()
        if meeting.room.people[who].role is not Role.OBSERVER
    }

    for command in (c.CloseMeeting(), c.EndMeeting()):
        assert meeting.do(ANNA, command).refusal is None

    kept = record(meeting.log)
    assert () == kept.cases
    present = {one.person: one.present for one in kept.attendance}
    assert 6 == len(present)
    assert {45 * MINUTE} == set(present.values())


def test_scenario_14_a_follow_up_becomes_a_case_only_if_the_group_takes_it_up() -> None:
    select = given(Phase.SELECT).by(ADA)

    taken_up = select.does(c.ChoosePresenter(CLEO, kind=CaseKind.FOLLOW_UP)).does(c.Advance())

    assert taken_up.room.case is not None
    assert CaseKind.FOLLOW_UP is taken_up.room.case.kind


def test_scenario_01_a_press_repeated_after_the_others_undo_moves_nothing() -> None:
    """A page that sends its press once more later than it knows is refused, not obeyed."""
    scene = given(Phase.CLARIFY)
    ask = replace(scene, actor=person(ADA)).ask(c.Advance())
    gone = scene.by(ADA).does(c.Advance()).by(BEN).does(c.Undo())
    assert Phase.CLARIFY is gone.room.phase

    with pytest.raises(Stale):
        gone.by(ADA).does(c.Advance(), expect=ask.expect["phase_rev"])
