from dataclasses import fields

from app.rooms import commands as c
from app.rooms.commands import push_back
from tests.support.catalogue import defined_in


def test_these_are_the_commands_about_the_presenters_chair() -> None:
    expected = {
        *(c.OfferPushBack, c.InviteRejoin, c.Release, c.SitBack, c.Stay, c.ChooseCamera),
        *(c.ComeBackIn, c.KeepListening),
    }

    assert expected == defined_in(push_back)


def test_the_camera_is_unsaid_unless_the_presenter_says() -> None:
    assert c.SitBack().camera is None


def test_no_answer_of_the_presenter_has_room_for_a_reason() -> None:
    answers = (c.SitBack, c.Stay, c.ChooseCamera, c.ComeBackIn, c.KeepListening)
    said = {field.name for answer in answers for field in fields(answer)}

    assert {"camera", "on", "said_by"} == said
