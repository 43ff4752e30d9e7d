import pytest
from pydantic import BaseModel, ValidationError

from app.phases.phase import Phase
from app.rooms.roles import Audience
from app.rooms.views import Section, mine, project
from app.web.shown import people
from tests.support.scenario import ADA, CLEO, DEV, FINN, given

BACK = given(Phase.DISCUSS).arrives(FINN).sat_back().room


def fits(shape: type[BaseModel], body: object) -> bool:
    try:
        shape.model_validate(body, strict=False)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("shape", "section", "to"),
    [
        (people.CircleShown, Section.CIRCLE, Audience.MEMBER),
        (people.CircleForLeader, Section.CIRCLE, Audience.LEADER),
        (people.CircleForIntegration, Section.CIRCLE, Audience.INTEGRATION),
        (people.FloorShown, Section.FLOOR, Audience.SITTING_BACK),
        (people.DoorShown, Section.DOOR, Audience.INTEGRATION),
        (people.DoorAtDoor, Section.DOOR, Audience.WAITING),
        (people.DoorForLeader, Section.DOOR, Audience.LEADER),
    ],
)
def test_section_has_its_shape(shape: type[BaseModel], section: Section, to: Audience) -> None:
    assert fits(shape, project(BACK, section, to))


def test_presenters_answers_have_no_place_among_members() -> None:
    assert not fits(people.CircleShown, project(BACK, Section.CIRCLE, Audience.LEADER))


def test_what_was_agreed_has_a_place_among_leaders_alone() -> None:
    for shape in (people.CircleShown, people.CircleForIntegration):
        assert not fits(shape, project(BACK, Section.CIRCLE, Audience.LEADER))


def test_waiting_list_has_no_place_among_members() -> None:
    assert not fits(people.DoorShown, project(BACK, Section.DOOR, Audience.LEADER))
    assert not fits(people.DoorAtDoor, project(BACK, Section.DOOR, Audience.LEADER))


def test_presenter_reads_their_chair_and_others_do_not() -> None:
    assert fits(people.YouPresenting, mine(BACK, BACK.people[CLEO]))
    assert not fits(people.You, mine(BACK, BACK.people[CLEO]))
    assert fits(people.You, mine(BACK, BACK.people[DEV]))
    assert not fits(people.YouPresenting, mine(BACK, BACK.people[ADA]))
