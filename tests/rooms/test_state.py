"""What the room says of itself, from facts alone."""

from dataclasses import replace

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.roles import Role
from app.rooms.state import Case, PauseReason, StandIn
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, FINN, MACHINE, OMAR, TILLY, given, step


def ids(people: tuple[object, ...]) -> list[object]:
    return [getattr(person, "id", None) for person in people]


def test_before_and_after_the_meeting_no_step_and_no_clock_runs() -> None:
    for phase in (Phase.GATHERING, Phase.ENDED):
        room = given(phase).room
        assert (None, None, None) == (room.step, room.clock, room.case)


def test_in_a_phase_its_step_and_clock_run() -> None:
    room = given(Phase.DISCUSS).room

    assert room.step is not None
    assert step("1.discuss") == room.step.id
    assert room.clock is room.clocks[step("1.discuss")]


def test_outside_cases_no_case_is_worked_on() -> None:
    assert given(Phase.OPENING).room.case is None
    assert given(Phase.CLOSING).room.case is None


def test_a_case_knows_its_number_presenter_and_leading_leader_and_nothing_of_the_patient() -> None:
    """The fields are counted: one more needs a reason that this test makes somebody write."""
    assert Case(2, presenter=CLEO, leading=(ADA,)) == given(Phase.PRESENT, case=2).room.case
    assert {
        *("number", "presenter", "leading", "kind", "stopped", "withdrawn", "push_back"),
    } == set(Case.__dataclass_fields__)


def test_the_circle_is_in_seat_order_with_observers_and_without_those_at_the_door() -> None:
    room = given(Phase.PRESENT, observers=(OMAR,)).arrives(FINN).room

    assert [ADA, BEN, CLEO, DEV, EVE, OMAR] == ids(room.seated())
    assert [FINN] == ids(room.waiting())


def test_the_presenter_is_in_the_chair_from_present_to_close() -> None:
    presenting = [phase for phase in Phase if given(phase).room.presenter() is not None]

    assert ["present", "clarify", "discuss", "rejoin", "close"] == presenting


def test_in_select_a_chosen_presenter_is_not_in_the_chair_yet() -> None:
    room = given(Phase.SELECT).does(c.ChoosePresenter(DEV)).room

    assert room.presenter() is None


def test_a_leader_who_presents_is_no_leader_until_the_case_is_over() -> None:
    assert [ADA] == ids(given(Phase.DISCUSS, presenter=BEN).room.leaders())
    room = given(Phase.DISCUSS).room
    never = replace(room, people={**room.people, BEN: replace(room.people[BEN], visit=0)})
    assert [ADA] == ids(never.leaders())
    assert [ADA, BEN] == ids(given(Phase.CLOSING, presenter=BEN).room.leaders())


def test_a_leader_who_has_gone_left_or_has_no_page_is_no_leader() -> None:
    scene = given(Phase.OPENING)
    gone = scene.after(e.PersonLeft(NOON, BEN, 1))
    left = scene.after(e.PersonDeparted(NOON, BEN))
    by_name = scene.by(MACHINE).does(c.SeatByName("Tilly", Role.LEADER, TILLY))

    assert [ADA] == ids(gone.room.leaders()) == ids(left.room.leaders())
    assert [ADA, BEN] == ids(by_name.room.leaders())


def test_the_door_follows_the_phase() -> None:
    assert given(Phase.PRESENT).room.is_door_shut
    assert not given(Phase.SELECT).room.is_door_shut


def test_no_stand_in_is_a_choice_and_not_yet_acting() -> None:
    assert StandIn() != StandIn(named=True)
    assert not StandIn(named=True, person=EVE).is_acting
    assert StandIn(named=True, person=EVE, acting_since=NOON).is_acting


def test_a_pause_has_one_of_five_reasons() -> None:
    reasons = {"technical", "distress", "interruption", "leaders_lost", "other"}

    assert reasons == {reason.value for reason in PauseReason}
