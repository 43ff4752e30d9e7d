from app.rooms import events as e
from app.rooms.events import people
from tests.support.catalogue import dated, defined_in, texts


def test_these_are_the_facts_about_people() -> None:
    expected = {
        *(e.PresenterChosen, e.LeadingSet, e.StandInNamed, e.RoomTaken, e.RoomDeclined),
        *(e.RingSet, e.OuterRingOpened, e.OuterRingClosed, e.ObserversAgreed),
        *(e.PersonArrived, e.PersonConfirmed, e.PersonMerged, e.PersonSeated),
        *(e.PersonSentOut, e.PersonJoined, e.PersonLeft, e.PersonDeparted),
        *(e.PersonRemoved, e.AgreementAccepted, e.PrivacyAttested, e.LedAgain),
    }

    assert expected == defined_in(people)


def test_every_one_of_them_says_first_when() -> None:
    assert {"at"} == dated(people)


def test_the_only_words_they_hold_are_display_names() -> None:
    assert {"PersonArrived.name", "PersonConfirmed.name"} == texts(people)
