from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Actor, Audience, Kind, Role, person


def test_presenter_is_an_office_and_no_role() -> None:
    assert ["leader", "member", "observer"] == [role.value for role in Role]


def test_there_are_seven_audiences() -> None:
    circle = {"leader", "member", "sitting_back", "observer"}
    expected = circle | {"integration", "screen", "waiting"}

    assert expected == {audience.value for audience in Audience}


def test_a_person_acts_as_themselves() -> None:
    ada = person(PersonId("ada"))

    assert Actor(Kind.PERSON, "ada") == ada
    assert PersonId("ada") == ada.person


def test_no_person_stands_behind_a_machine() -> None:
    """Not even when its key has the id of somebody."""
    assert Actor(Kind.INTEGRATION, "ada").person is None
    assert SYSTEM.person is None


def test_a_machine_leads_only_by_grant() -> None:
    assert not Actor(Kind.INTEGRATION, "key").may_lead
