from app.rooms import events as e
from app.rooms.events import meeting
from tests.support.catalogue import dated, defined_in, texts


def test_these_are_the_facts_about_the_meeting_as_a_whole() -> None:
    expected = {
        *(e.RoomCreated, e.PhaseEntered, e.MoveUndone, e.MeetingStopped, e.PlannedEndSet),
        *(e.PlanEdited, e.FollowUpsCounted, e.AttendanceConfirmed),
    }

    assert expected == defined_in(meeting)


def test_every_one_of_them_says_first_when() -> None:
    assert {"at"} == dated(meeting)


def test_none_of_them_holds_words() -> None:
    assert set() == texts(meeting)
