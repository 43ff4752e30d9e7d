"""What passes between people and is forgotten."""

from dataclasses import replace
from typing import Any

import pytest

from app.phases.phase import Phase
from app.phases.plan import Plan, StepId
from app.phases.table import Move
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.counted import apart
from app.rooms.errors import Forbidden, IllegalHere, NotFound, RoomClosed, Stale
from app.rooms.facts import MOST_LINES, Changes, Fact, Facts, Key, stamped
from app.rooms.fields import PersonId
from app.rooms.leader_signals import LeaderSignal
from app.rooms.roles import SYSTEM, Role
from app.rooms.signals import Line, Need, Signals, heard, read
from app.rooms.state import Room
from tests.support.clock import NOON
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    EVENING,
    FINN,
    OMAR,
    STRANGER,
    TILLY,
    Scene,
    given,
)

WANTING = replace(EVENING, wants_in=True)
FULL = Signals(
    needs={DEV: Need(NOON), EVE: Need(NOON)},
    volunteers=(DEV, EVE),
    wants_in=(DEV, EVE),
    away=frozenset({DEV, EVE}),
    objections=((DEV, OMAR, NOON),),
    between=(Line(NOON, ADA, "signal", "time"), Line(NOON, BEN, "not_yet")),
)


def everything(room: Room) -> Facts:
    """`FULL`, as it was said in that room."""
    rev = room.revs.phase_rev
    said: list[Changes] = [
        {
            ("need", who): (NOON, apart(room)),
            ("volunteer", who): (NOON, rev),
            ("want_in", who): (NOON, rev),
            ("away", who): (NOON,),
        }
        for who in (DEV, EVE)
    ]
    said += [
        {("objection", DEV, OMAR): (NOON,)},
        {("signal", ADA, "1"): (NOON, "time", apart(room))},
        {("about_to", ADA): (NOON, "advance", "", rev)},
        {("not_yet", BEN): (NOON, rev)},
    ]
    facts: dict[Key, Fact] = {}
    for n, changes in enumerate(said):
        facts |= stamped(changes, Instant(NOON + n))
    return facts


def answered(who: PersonId, by: PersonId, facts: Facts) -> Facts:
    """The same, and this leader has seen that request."""
    return {**facts, **stamped({("seen", who, by): (NOON,)}, Instant(NOON + 99))}


def kinds(scene: Scene) -> list[str]:
    return [line.kind for line in scene.signals.between]


# Volunteers and wanting in ---------------------------------------------------------------------


def test_people_volunteer_in_select_in_the_order_they_did_and_may_withdraw() -> None:
    scene = given(Phase.SELECT).by(EVE).does(c.Volunteer()).by(DEV).does(c.Volunteer())

    assert (EVE, DEV) == scene.signals.volunteers
    assert (DEV, EVE) == scene.by(EVE).does(c.Volunteer()).signals.volunteers
    assert (EVE,) == scene.does(c.NoLongerVolunteer()).signals.volunteers


def test_nobody_volunteers_when_nobody_is_asked() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.PRESENT).by(DEV).does(c.Volunteer())


def test_a_leader_enters_that_somebody_volunteered_aloud_but_no_observer() -> None:
    scene = given(Phase.SELECT, observers=(OMAR,)).by(ADA)

    assert (DEV,) == scene.does(c.Volunteer(said_by=DEV)).signals.volunteers
    with pytest.raises(Forbidden):
        scene.does(c.Volunteer(said_by=OMAR))
    with pytest.raises(NotFound):
        scene.does(c.Volunteer(said_by=STRANGER))


def test_wanting_in_is_shown_in_discuss_where_the_plan_uses_it() -> None:
    scene = given(Phase.DISCUSS, plan=WANTING).by(DEV).does(c.WantIn()).by(EVE).does(c.WantIn())

    assert (DEV, EVE) == scene.does(c.WantIn()).signals.wants_in
    assert (DEV,) == scene.does(c.NoLongerWantIn()).signals.wants_in


@pytest.mark.parametrize(("phase", "plan"), [("discuss", EVENING), ("clarify", WANTING)])
def test_wanting_in_is_nothing_elsewhere(phase: str, plan: Plan) -> None:
    with pytest.raises(IllegalHere):
        given(Phase(phase), plan=plan).by(DEV).does(c.WantIn())


# I need a leader -----------------------------------------------------------------------------


def test_a_need_stays_until_answered_and_the_sender_sees_who_has_seen_it() -> None:
    asked = given(Phase.DISCUSS).by(DEV).does(c.NeedLeader())
    assert {DEV: Need(NOON)} == asked.at(9).does(c.NeedLeader()).signals.needs

    seen = asked.by(BEN).does(c.AnswerNeed(DEV)).does(c.AnswerNeed(DEV)).by(ADA)
    assert {DEV: Need(NOON, (BEN, ADA))} == seen.does(c.AnswerNeed(DEV)).signals.needs


def test_an_answered_need_can_be_asked_anew() -> None:
    scene = given(Phase.DISCUSS).by(DEV).does(c.NeedLeader()).by(ADA).does(c.AnswerNeed(DEV))

    again = scene.at(5_000).by(DEV).does(c.NeedLeader())
    assert {DEV: Need(Instant(NOON + 5_000))} == again.signals.needs


def test_a_need_from_before_the_stand_in_took_the_room_can_be_pressed_again_for_them() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)).by(DEV).does(c.NeedLeader())
    lost = scene.without(ADA, BEN).at(5_000).by(SYSTEM).does(c.LoseLeaders(1))
    taken = lost.by(EVE).does(c.TakeRoom()).at(9_000).by(DEV).does(c.NeedLeader())

    assert {DEV: Need(Instant(NOON + 9_000))} == taken.signals.needs


def test_even_somebody_at_the_door_may_need_a_leader() -> None:
    assert [FINN] == list(
        given(Phase.DISCUSS).arrives(FINN).by(FINN).does(c.NeedLeader()).signals.needs
    )


def test_nobodys_need_cannot_be_answered() -> None:
    with pytest.raises(NotFound):
        given(Phase.DISCUSS).by(ADA).does(c.AnswerNeed(DEV))


# Someone can hear, and objecting ---------------------------------------------------------------


def test_who_is_overheard_is_away_until_alone_again() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).by(OMAR).does(c.SomeoneCanHear())

    assert {OMAR} == scene.signals.away
    assert frozenset() == scene.does(c.AloneAgain()).signals.away


def test_an_objection_to_an_observer_is_kept_once_for_the_leaders() -> None:
    scene = given(Phase.OPENING).arrives(OMAR, Role.OBSERVER).by(DEV).does(c.ObjectToObserver(OMAR))

    assert ((DEV, OMAR, NOON),) == scene.does(c.ObjectToObserver(OMAR)).signals.objections


@pytest.mark.parametrize("who", [EVE, STRANGER])
def test_only_observers_are_objected_to(who: PersonId) -> None:
    with pytest.raises(NotFound):
        given(Phase.OPENING).by(DEV).does(c.ObjectToObserver(who))


# Between leaders -----------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.DISCUSS, Phase.GATHERING, Phase.DEBRIEF])
def test_leaders_glance_at_each_other_at_any_time(phase: Phase) -> None:
    scene = given(phase).by(ADA).does(c.SignalLeaders(LeaderSignal.LET_SILENCE_BE))

    assert (Line(NOON, ADA, "signal", "let_the_silence_be"),) == scene.signals.between


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.ENDED])
def test_words_pass_between_leaders_only_while_no_case_is_worked_on(phase: Phase) -> None:
    working = {Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN, Phase.CLOSE}
    scene = given(phase).by(ADA)

    if phase in working:
        with pytest.raises(IllegalHere):
            scene.does(c.WriteLeaders("a word"))
        scene = scene.does(c.Pause())
    written = scene.does(c.WriteLeaders("a word"))
    assert (Line(NOON, ADA, "text", "a word"),) == written.signals.between


def test_no_more_than_the_last_lines_are_held() -> None:
    scene = given().by(ADA)
    for n in range(MOST_LINES + 5):
        scene = scene.does(c.WriteLeaders(f"line {n}"))

    expected = [f"line {n}" for n in range(5, MOST_LINES + 5)]
    assert expected == [line.value for line in scene.signals.between]


def test_a_waiting_move_is_shown_with_its_revision_and_dropped_by_not_yet() -> None:
    scene = given(Phase.CLARIFY).by(ADA).does(c.AboutTo(Move.ADVANCE))
    rev = scene.room.revs.phase_rev

    assert (Line(NOON, ADA, "about_to", "advance", rev),) == scene.signals.between
    held = scene.by(BEN).does(c.NotYet())
    assert ["not_yet"] == kinds(held)
    assert ["about_to"] == kinds(held.by(ADA).does(c.AboutTo(Move.ADVANCE)))


def test_a_move_that_skips_tells_where_it_leads_and_nothing_else_can_be_said_there() -> None:
    scene = given(Phase.CLARIFY).by(ADA)
    close = next(step.id for step in scene.room.plan.steps if step.phase is Phase.CLOSE)

    (line,) = scene.does(c.AboutTo(Move.SKIP, to=close)).signals.between
    assert (close, "skip") == (line.to, line.value)
    with pytest.raises(NotFound):
        scene.does(c.AboutTo(Move.SKIP, to=StepId("she.is.tired")))


def test_a_waiting_move_on_an_older_picture_is_stale() -> None:
    with pytest.raises(Stale):
        given(Phase.CLARIFY).by(ADA).does(c.AboutTo(Move.ADVANCE), expect=0)


# Around the circle ---------------------------------------------------------------------------


def test_whom_a_leader_enters_something_for_has_been_heard() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.SeatByName("Tilly", person=TILLY))

    assert {TILLY: NOON} == scene.does(c.HeardFrom(TILLY)).signals.heard
    assert {TILLY: NOON} == scene.does(c.Volunteer(said_by=TILLY)).signals.heard
    assert {} == scene.by(DEV).does(c.Volunteer()).signals.heard


@pytest.mark.parametrize(
    "command",
    [c.Attest(said_by=TILLY), c.SeatByName("Tilly", person=TILLY)],
    ids=lambda command: type(command).__name__,
)
def test_what_is_stored_says_so_as_well_as_what_is_not(command: c.Command) -> None:
    room = given(Phase.SELECT).by(ADA).does(c.SeatByName("Tilly", person=TILLY)).room

    assert {("heard", TILLY): (NOON,)} == heard(room, command, NOON)
    assert {} == heard(room, c.Stop(), NOON)


def test_a_seat_that_is_asked_for_again_leaves_no_trace_of_an_id_that_nobody_got() -> None:
    room = given(Phase.SELECT).room

    assert {} == heard(room, c.SeatByName("Tilly", person=TILLY), NOON)


def test_who_has_a_page_is_heard_by_nobody_but_their_connection() -> None:
    scene = given(Phase.SELECT).by(ADA)

    with pytest.raises(IllegalHere):
        scene.does(c.HeardFrom(DEV))
    with pytest.raises(NotFound):
        scene.does(c.HeardFrom(STRANGER))


# Forgetting ----------------------------------------------------------------------------------


def scene_with_an_observer(phase: Phase, **given_: Any) -> Scene:
    return given(phase, observers=(OMAR,), **given_)


def test_nothing_is_forgotten_while_the_phase_stays() -> None:
    before = scene_with_an_observer(Phase.DISCUSS)

    assert FULL == read(everything(before.room), before.by(ADA).does(c.Pause()).room)


def test_a_move_forgets_who_volunteered_who_wanted_in_and_which_move_was_waiting() -> None:
    before = scene_with_an_observer(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO))
    left = read(everything(before.room), before.does(c.Advance()).room)

    assert replace(FULL, volunteers=(), wants_in=(), between=FULL.between[:1]) == left


def test_what_was_said_before_a_move_counts_no_more_when_the_move_is_undone() -> None:
    before = scene_with_an_observer(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO))
    back = before.does(c.Advance()).does(c.Undo())

    assert Phase.SELECT is back.room.phase
    assert () == read(everything(before.room), back.room).volunteers


def test_what_belongs_to_a_move_that_was_not_read_yet_does_not_count_yet() -> None:
    before = scene_with_an_observer(Phase.CLOSE).by(ADA)
    after = before.does(c.Advance())
    facts = everything(after.room)

    assert ((), (DEV, EVE)) == (
        read(facts, before.room).volunteers,
        read(facts, after.room).volunteers,
    )


def test_what_leaders_wrote_while_one_of_them_presented_is_gone_when_that_one_is_back() -> None:
    before = given(Phase.CLOSE, presenter=BEN).by(ADA)

    assert () == read(everything(before.room), before.does(c.Advance()).room).between


def test_what_leaders_wrote_before_one_of_them_presented_is_still_there_afterwards() -> None:
    before = given(Phase.SELECT, presenter=BEN).by(ADA)
    back = given(Phase.CLOSE, presenter=BEN).by(ADA).does(c.Advance())

    assert FULL.between[:1] == read(everything(before.room), back.room).between


def test_what_leaders_wrote_about_one_case_is_not_told_in_the_next_that_the_same_one_presents() -> (
    None
):
    first = given(Phase.CLOSE, presenter=BEN)
    second = given(Phase.PRESENT, presenter=BEN, case=2)

    assert () == read(everything(first.room), second.room).between


def test_who_asked_about_their_case_and_was_answered_is_no_news_to_a_leader_who_presented() -> None:
    before = given(Phase.CLOSE, presenter=BEN).by(ADA)
    asked = answered(DEV, ADA, everything(before.room))

    assert [DEV, EVE] == sorted(read(asked, before.room).needs)
    assert {EVE: Need(NOON)} == read(asked, before.does(c.Advance()).room).needs


def test_what_leaders_wrote_is_gone_too_for_a_presenting_leader_who_had_to_go() -> None:
    before = given(Phase.CLOSE, presenter=BEN).by(BEN).does(c.Leave()).by(ADA)

    assert () == read(everything(before.room), before.does(c.Advance()).room).between


def test_while_a_leader_presents_the_others_keep_what_they_wrote() -> None:
    before = given(Phase.REJOIN, presenter=BEN).by(ADA)

    left = read(everything(before.room), before.does(c.Advance()).room)
    assert FULL.between[:1] == left.between


def test_a_member_who_presented_costs_the_leaders_nothing_they_wrote() -> None:
    before = given(Phase.CLOSE).by(ADA)

    left = read(everything(before.room), before.does(c.Advance()).room)
    assert FULL.between[:1] == left.between


def test_the_end_forgets_everything() -> None:
    before = given(Phase.CORRIDOR).by(ADA)

    assert Signals() == read(everything(before.room), before.does(c.EndMeeting()).room)


OUT = replace(FULL, volunteers=(EVE,), wants_in=(EVE,), away=frozenset({EVE}))
"""What is left once Dev is out, beside who needs a leader."""


def test_nothing_is_left_of_somebody_who_was_removed() -> None:
    before = scene_with_an_observer(Phase.DISCUSS)
    gone = before.by(ADA).at(1).does(c.RemovePerson(DEV)).room

    assert replace(OUT, needs={EVE: Need(NOON)}) == read(everything(before.room), gone)


def test_of_somebody_who_had_to_go_only_their_need_is_left() -> None:
    before = scene_with_an_observer(Phase.DISCUSS)
    gone = before.by(DEV).at(1).does(c.Leave()).room

    assert OUT == read(everything(before.room), gone)


def test_somebody_who_is_back_reads_who_has_seen_what_they_had_asked_for() -> None:
    before = given(Phase.DISCUSS).by(DEV).does(c.NeedLeader()).at(1).does(c.Leave())
    back = before.by(SYSTEM).at(2).does(c.Join(DEV, 2))

    assert {DEV: Need(NOON)} == back.signals.needs
    assert {DEV: Need(NOON, (ADA,))} == back.by(ADA).does(c.AnswerNeed(DEV)).signals.needs


def test_a_newcomer_who_is_somebody_we_know_asks_as_them_and_not_as_a_stranger() -> None:
    came = given(Phase.OPENING).arrives(FINN, needs_confirmation=True).by(FINN)
    asked = came.does(c.NeedLeader()).by(ADA).at(1).does(c.SameAs(FINN, EVE))

    assert {} == asked.signals.needs


def test_who_had_to_go_and_still_has_the_page_open_may_need_a_leader() -> None:
    gone = given(Phase.DISCUSS).by(DEV).does(c.Leave()).at(1)

    assert [DEV] == list(gone.does(c.NeedLeader()).signals.needs)


def test_what_is_said_about_people_the_room_does_not_know_yet_waits_for_them() -> None:
    before = given(Phase.DISCUSS)
    facts = stamped({("need", FINN): (NOON, "")}, NOON)

    assert {} == read(facts, before.room).needs
    assert {FINN: Need(NOON)} == read(facts, before.arrives(FINN).room).needs


def test_after_the_end_nothing_is_heard() -> None:
    with pytest.raises(RoomClosed):
        given(Phase.ENDED).by(ADA).does(c.NeedLeader())
