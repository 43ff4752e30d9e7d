"""The gate: open, permitted, fresh, confirmed, in this order; and a refusal changes nothing."""

from functools import cache

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from app.phases.phase import Phase
from app.phases.units import SECOND
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.command_table import TABLE
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.errors import (
    BadPlan,
    ConfirmNeeded,
    Forbidden,
    IllegalHere,
    Invalid,
    NotFound,
    RoomClosed,
    RoomError,
    Stale,
)
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Actor, person
from tests.support.clock import NOON
from tests.support.samples import ALL
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    FINN,
    MACHINE,
    OMAR,
    STRANGER,
    TILLY,
    Scene,
    given,
    step,
)


def two_led() -> Scene:
    """Ada leads the case that is discussed; Ben is a leader too, and at the keys."""
    return given(Phase.DISCUSS).by(BEN)


# Fresh ---------------------------------------------------------------------------------------


def test_two_leaders_pressing_next_at_the_same_instant_move_one_step() -> None:
    scene = given(Phase.PRESENT)
    pressed = scene.room.revs.phase_rev
    moved = scene.by(ADA).does(c.Advance(), expect=pressed)

    with pytest.raises(Stale) as refused:
        moved.by(BEN).does(c.Advance(), expect=pressed)
    assert {"rev": "phase_rev", "current": pressed + 1} == refused.value.facts


def test_a_picture_from_the_future_is_stale_too() -> None:
    with pytest.raises(Stale):
        given(Phase.PRESENT).by(ADA).does(c.Advance(), expect=10_000)


def test_a_command_without_the_revision_it_must_bring_is_invalid() -> None:
    ask = Ask(c.Advance(), person(ADA), {"timer_rev": 1})

    with pytest.raises(Invalid):
        decide(given(Phase.PRESENT).room, ask, now=NOON)


@pytest.mark.parametrize(
    "command", [k() for k in (c.Stop, c.Pause, c.Release, c.ComeBackIn, c.Stay, c.Leave)]
)
def test_what_frees_or_protects_is_never_stale(command: c.Command) -> None:
    who = CLEO if isinstance(command, c.ComeBackIn | c.Stay) else ADA
    scene = given(Phase.DISCUSS).sat_back()
    ask = Ask(command, person(who), {"phase_rev": 0, "case_rev": 0, "timer_rev": 0})

    assert decide(scene.room, ask, now=NOON, here=scene.here)


# Confirmed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [c.Advance(), c.Back(), c.Skip(step("1.close")), c.WithdrawCase(), c.CloseMeeting()],
)
def test_a_phase_move_by_another_leader_asks_and_goes_through_when_confirmed(
    command: c.Command,
) -> None:
    scene = two_led()
    case_rev = scene.room.revs.case_rev

    with pytest.raises(ConfirmNeeded) as refused:
        scene.does(command)
    assert {"leading": [ADA], "case_rev": case_rev} == refused.value.facts
    scene.does(command, confirm=case_rev).then(e.PhaseEntered)


@pytest.mark.parametrize("by", [ADA, BEN])
def test_nobody_moves_on_from_a_stop_that_they_have_not_seen(by: PersonId) -> None:
    """Two leaders at the same moment: one stops, the other's move was on its way."""
    stopped = given(Phase.DISCUSS).by(ADA).does(c.Stop()).by(by)
    case_rev = stopped.room.revs.case_rev

    with pytest.raises(ConfirmNeeded) as refused:
        stopped.does(c.Advance())
    leading = [] if by == ADA else [ADA]
    assert {"leading": leading, "case_rev": case_rev} == refused.value.facts
    stopped.does(c.Advance(), confirm=case_rev).then(e.PhaseEntered)


def test_a_confirmation_of_an_older_picture_asks_again() -> None:
    scene = two_led()

    with pytest.raises(ConfirmNeeded):
        scene.does(c.Advance(), confirm=scene.room.revs.case_rev - 1)


@pytest.mark.parametrize(
    "command",
    [
        c.Stop(),
        c.Pause(),
        c.Release(),
        c.Undo(),
        c.SetLeading((BEN,)),
        c.Extend(SECOND),
        c.ChoosePresenter(DEV),
        c.DropCase(),
    ],
)
def test_what_protects_takes_back_or_hands_over_never_asks(command: c.Command) -> None:
    before = two_led()

    assert before.room != before.does(command).room


def test_the_leading_leaders_are_never_asked() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.Advance()).then(e.PhaseEntered)
    both = given(Phase.DISCUSS).by(BEN).does(c.SetLeading((ADA, BEN)))
    both.does(c.Advance()).then(e.PhaseEntered)


def test_nobody_is_asked_when_no_leading_leader_is_connected() -> None:
    two_led().without(ADA).does(c.Advance()).then(e.PhaseEntered)


def test_nobody_is_asked_when_the_leading_leader_presents() -> None:
    scene = given(Phase.DISCUSS, presenter=ADA).by(BEN)

    scene.does(c.SetLeading((ADA,))).does(c.Advance()).then(e.PhaseEntered)


def test_nobody_is_asked_where_no_case_is_worked_on_or_led() -> None:
    given(Phase.OPENING).by(BEN).does(c.Advance()).then(e.PhaseEntered)
    two_led().does(c.SetLeading(())).does(c.Advance()).then(e.PhaseEntered)


def test_in_select_a_leader_set_to_lead_is_asked_for() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO)).does(c.SetLeading((BEN,)))

    with pytest.raises(ConfirmNeeded):
        scene.does(c.Advance())


def test_neither_a_machine_nor_an_acting_stand_in_is_asked() -> None:
    two_led().by(MACHINE).does(c.Advance()).then(e.PhaseEntered)
    acting = two_led().after(e.StandInNamed(NOON, EVE)).after(e.RoomTaken(NOON))
    acting.by(EVE).does(c.CloseMeeting()).then(e.PhaseEntered)


# In order ------------------------------------------------------------------------------------


def test_after_the_end_every_command_finds_the_room_closed_before_anything_else() -> None:
    ended = given(Phase.ENDED)

    for sample in (one for one in ALL if not isinstance(one, c.ConfirmAttendance)):
        with pytest.raises(RoomClosed):
            ended.by(STRANGER).does(sample)


def test_who_may_not_is_told_so_before_what_is_stale() -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(DEV).does(c.Advance(), expect=0)


def test_what_is_stale_is_told_before_who_leads() -> None:
    with pytest.raises(Stale):
        two_led().does(c.Advance(), expect=0)


def test_who_leads_is_told_before_what_the_phase_has() -> None:
    with pytest.raises(ConfirmNeeded):
        two_led().does(c.Skip(step("1.present")))
    with pytest.raises(NotFound):
        two_led().without(ADA).does(c.Skip(step("1.present")))


def test_only_leaders_enter_what_was_said_aloud_and_only_of_people_here() -> None:
    with pytest.raises(Forbidden):
        given().by(DEV).does(c.Attest(said_by=EVE))
    with pytest.raises(NotFound):
        given().by(ADA).does(c.Attest(said_by=STRANGER))


def test_nobody_enters_their_own_act_as_said_by_another() -> None:
    """A presenter's own right does not let them speak for somebody else."""
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(CLEO).does(c.SitBack(said_by=DEV))


# Led again -----------------------------------------------------------------------------------


def test_a_leaders_act_in_a_room_that_opened_by_itself_shows_that_there_is_one() -> None:
    opened = given(Phase.DISCUSS).after(e.FailedOpen(NOON))
    scene = opened.by(ADA).does(c.Pause())

    scene.then(e.LedAgain(NOON), e.ClockPaused)
    assert scene.room.is_led


@pytest.mark.parametrize(
    ("by", "command"),
    [(person(ADA), c.Resume()), (MACHINE, c.Pause()), (person(CLEO), c.ChooseCamera(on=True))],
)
def test_neither_nothing_nor_a_machine_nor_a_member_leads_again(
    by: Actor, command: c.Command
) -> None:
    scene = given(Phase.DISCUSS).after(e.FailedOpen(NOON)).by(by).does(command)

    assert not scene.room.is_led


def test_a_leader_who_presents_does_not_lead_again() -> None:
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA).after(e.FailedOpen(NOON))

    assert not alone.by(ADA).does(c.Pause()).room.is_led


# For every input -----------------------------------------------------------------------------


@cache
def observed(phase: Phase) -> Scene:
    return given(phase, observers=(OMAR,))


PEOPLE = [person(who) for who in (ADA, BEN, CLEO, DEV, EVE, FINN, OMAR, STRANGER)]
presses = st.lists(
    st.tuples(
        st.sampled_from(ALL),
        st.sampled_from([*PEOPLE, person(ADA), person(ADA), MACHINE, SYSTEM]),
        st.integers(0, 240 * SECOND),
        st.sampled_from([None, None, None, 0]),
    ),
    max_size=25,
)


@settings(max_examples=60)
@for_any(st.sampled_from(Phase), presses)
def test_every_press_becomes_events_that_can_be_folded_or_a_refusal(
    phase: Phase, pressed: list[tuple[c.Command, Actor, int, int | None]]
) -> None:
    """Through any sequence, with any of the people connected or not."""
    scene = observed(phase)
    for command, by, passes, expect in pressed:
        scene = scene.at(scene.now - NOON + passes).by(by)
        try:
            scene = scene.does(command, expect=expect, confirm=scene.room.revs.case_rev)
        except RoomError:
            continue


BRINGS_NOTHING = [
    sample
    for sample in ALL
    if (rules := TABLE[type(sample)]).durable and rules.expect is None
    if not isinstance(sample, c.SeatByName | c.ConfirmAttendance)
]


@pytest.mark.parametrize("command", BRINGS_NOTHING, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("by", [person(ADA), person(DEV), person(CLEO), SYSTEM], ids=str)
def test_what_brings_no_revision_is_already_so_the_second_time(
    command: c.Command, by: Actor
) -> None:
    """In every phase in which it is taken once, it is then refused or done without an event."""
    for phase in (phase for phase in Phase if phase is not Phase.ENDED):
        try:
            again = observed(phase).arrives(FINN).by(by).does(command).does(command)
        except RoomError:
            continue
        again.then()


def test_a_press_that_the_phase_cannot_take_is_illegal_here() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.CLOSE).by(ADA).does(c.Back())


def test_steps_of_which_no_meeting_comes_are_refused_by_name() -> None:
    with pytest.raises(BadPlan):
        given(Phase.OPENING).by(ADA).does(c.EditPlan(()))


def test_what_somebody_of_the_circle_said_aloud_is_theirs() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.SeatByName("Tilly", person=TILLY))

    scene.does(c.Attest(said_by=TILLY)).then(e.PrivacyAttested(NOON, TILLY))


def test_a_leader_who_had_to_go_still_confirms_attendance_and_nobody_else_does() -> None:
    gone = given(Phase.CORRIDOR).by(BEN).does(c.Leave()).by(DEV).does(c.Leave())
    over = gone.by(ADA).does(c.EndMeeting())

    over.by(BEN).does(c.ConfirmAttendance((DEV,))).then(e.AttendanceConfirmed)
    with pytest.raises(Forbidden):
        over.by(DEV).does(c.ConfirmAttendance((DEV,)))
