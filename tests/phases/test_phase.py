import pytest

from app.phases.phase import CASE_PHASES, OPTIONAL_AFTER, SPECS, Part, Phase

IN_ORDER = [
    *("gathering", "opening", "select", "present", "clarify", "discuss", "rejoin", "close"),
    *("closing", "leadership", "debrief", "corridor", "ended"),
]
SHUT = {"present", "clarify", "discuss", "rejoin", "close", "leadership", "debrief"}
PRIVATE_TALK = {"gathering", "opening", "select", "closing", "leadership", "debrief", "corridor"}


def test_there_are_thirteen_phases_in_the_order_a_meeting_meets_them() -> None:
    assert IN_ORDER == [phase.value for phase in Phase]


def test_every_phase_has_its_spec() -> None:
    assert set(Phase) == set(SPECS)


def test_a_case_has_six_phases() -> None:
    assert ["select", "present", "clarify", "discuss", "rejoin", "close"] == list(CASE_PHASES)


def test_three_phases_may_follow_closing() -> None:
    assert ["leadership", "debrief", "corridor"] == list(OPTIONAL_AFTER)


@pytest.mark.parametrize("phase", Phase)
def test_door_is_shut_while_a_case_is_worked_on_and_while_the_leading_is_talked_about(
    phase: Phase,
) -> None:
    assert (phase in SHUT) is SPECS[phase].door_shut


@pytest.mark.parametrize("phase", Phase)
def test_somebody_presents_from_present_to_close(phase: Phase) -> None:
    presents = phase in CASE_PHASES and phase is not Phase.SELECT

    assert presents is SPECS[phase].presenting


@pytest.mark.parametrize("phase", Phase)
def test_leaders_write_to_each_other_only_while_no_case_is_worked_on(phase: Phase) -> None:
    assert (phase in PRIVATE_TALK) is SPECS[phase].private_talk


def test_a_meeting_has_a_part_before_its_cases_after_and_over() -> None:
    parts = [SPECS[phase].part for phase in Phase]

    assert [Part.BEFORE] * 2 + [Part.CASE] * 6 + [Part.AFTER] * 4 + [Part.OVER] == parts
