from app.rooms import commands as c
from app.rooms.commands import people
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import CaseKind
from tests.support.catalogue import defined_in


def test_these_are_the_commands_about_people() -> None:
    expected = {
        *(c.ChoosePresenter, c.SetLeading, c.NameStandIn, c.TakeRoom, c.DeclineRoom, c.SetRing),
        *(c.OpenOuterRing, c.CloseOuterRing, c.RecordObserversAgreed, c.SeatByName),
        *(c.ConfirmPerson, c.SameAs, c.Admit, c.RemovePerson, c.Agree, c.Attest, c.Leave),
    }

    assert expected == defined_in(people)


def test_naming_nobody_is_a_full_choice() -> None:
    assert c.NameStandIn().person is None
    assert c.ChoosePresenter().person is None


def test_a_presenter_is_chosen_for_the_coming_case_and_a_new_one_unless_said_otherwise() -> None:
    assert (None, CaseKind.NEW) == (c.ChoosePresenter().case, c.ChoosePresenter().kind)


def test_somebody_seated_by_name_is_a_member_unless_said_otherwise() -> None:
    assert Role.MEMBER is c.SeatByName("Tilly").role


def test_the_id_of_somebody_seated_by_name_is_left_to_the_service() -> None:
    assert PersonId("") == c.SeatByName("Tilly").person
