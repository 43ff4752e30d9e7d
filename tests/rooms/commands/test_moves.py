from dataclasses import fields

from app.rooms import commands as c
from app.rooms.commands import moves
from tests.support.catalogue import defined_in


def test_these_are_the_commands_about_the_meeting_as_a_whole() -> None:
    expected = {
        *(c.OpenMeeting, c.Advance, c.Back, c.Skip, c.WithdrawCase, c.AddCase, c.DropCase),
        *(c.CloseMeeting, c.EndMeeting, c.Undo, c.Stop, c.CountFollowUps, c.ConfirmAttendance),
    }

    assert expected == defined_in(moves)


def test_a_move_says_no_more_than_which_it_is() -> None:
    """Only a skip names where to, and a count is a number; nothing carries a word."""
    saying = {kind for kind in defined_in(moves) if fields(kind)}

    assert {c.Skip, c.CountFollowUps, c.ConfirmAttendance} == saying
