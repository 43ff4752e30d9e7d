from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.phases.phase import Phase
from app.rooms.roles import Audience
from app.rooms.views import Section, project
from app.web.shown import meeting
from tests.support.scenario import given


def body(section: Section, to: Audience, plan: str = "two_case_90") -> Any:
    return project(given(Phase.DISCUSS, plan=plan).room, section, to)


def fits(shape: type[BaseModel], section: Section, to: Audience, plan: str = "two_case_90") -> bool:
    try:
        shape.model_validate(body(section, to, plan), strict=False)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("shape", "section", "to", "plan"),
    [
        (meeting.RoomAtDoor, Section.ROOM, Audience.WAITING, "two_case_90"),
        (meeting.RoomInCircle, Section.ROOM, Audience.MEMBER, "two_case_90"),
        (meeting.RoomInCircleTimed, Section.ROOM, Audience.OBSERVER, "troika_30"),
        (meeting.RoomForIntegration, Section.ROOM, Audience.INTEGRATION, "two_case_90"),
        (meeting.RoomForLeader, Section.ROOM, Audience.LEADER, "two_case_90"),
        (meeting.PhaseInCircle, Section.PHASE, Audience.SITTING_BACK, "two_case_90"),
        (meeting.PhaseOnScreen, Section.PHASE, Audience.SCREEN, "two_case_90"),
        (meeting.ClockInBands, Section.CLOCK, Audience.SCREEN, "two_case_90"),
        (meeting.PhaseForLeader, Section.PHASE, Audience.LEADER, "two_case_90"),
        (meeting.ClockInBands, Section.CLOCK, Audience.MEMBER, "two_case_90"),
        (meeting.ClockInDigits, Section.CLOCK, Audience.MEMBER, "troika_30"),
        (meeting.ClockForLeaderInBands, Section.CLOCK, Audience.LEADER, "two_case_90"),
        (meeting.ClockForLeader, Section.CLOCK, Audience.INTEGRATION, "troika_30"),
    ],
)
def test_section_has_its_shape(
    shape: type[BaseModel], section: Section, to: Audience, plan: str
) -> None:
    assert fits(shape, section, to, plan)


def test_leaders_room_has_no_place_among_members() -> None:
    assert not fits(meeting.RoomInCircle, Section.ROOM, Audience.LEADER)
    assert not fits(meeting.RoomForIntegration, Section.ROOM, Audience.LEADER)


def test_minutes_have_no_place_in_a_soft_plan() -> None:
    assert not fits(meeting.RoomInCircle, Section.ROOM, Audience.MEMBER, "troika_30")
    assert not fits(meeting.ClockInBands, Section.CLOCK, Audience.MEMBER, "troika_30")


def test_what_the_circle_reads_of_the_phase_has_no_place_on_a_screen() -> None:
    assert not fits(meeting.PhaseOnScreen, Section.PHASE, Audience.MEMBER)


def test_leaders_phase_and_clock_have_no_place_among_members() -> None:
    assert not fits(meeting.PhaseInCircle, Section.PHASE, Audience.LEADER)
    assert not fits(meeting.ClockInDigits, Section.CLOCK, Audience.LEADER, "troika_30")
