from app.rooms import events as e
from app.rooms.events import push_back
from tests.support.catalogue import dated, defined_in, texts


def test_these_are_the_facts_about_the_presenters_chair() -> None:
    expected = {
        *(e.PushBackOffered, e.SatBack, e.Stayed, e.CameraChosen, e.PushBackEnded),
        *(e.RejoinInvited, e.RejoinDeclined, e.FailedOpen),
    }

    assert expected == defined_in(push_back)


def test_every_one_of_them_says_first_when() -> None:
    assert {"at"} == dated(push_back)


def test_none_of_them_holds_words() -> None:
    assert set() == texts(push_back)
