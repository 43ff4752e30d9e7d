"""However a meeting came to be where it is, its leaders can close it, or walk it to its end."""

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Meeting

LEADER = PersonId("a-leader-who-comes-to-end-it")
PRESENTER = PersonId("somebody-with-a-case")


def has_ended(meeting: Meeting) -> bool:
    return meeting.room.phase is Phase.ENDED


class Closed(RandomMeeting):
    """At the end of a random meeting a leader comes, closes it and ends it."""

    def teardown(self) -> None:
        if not hasattr(self, "meeting") or has_ended(self.meeting):
            return
        self.meeting.arrives(LEADER, Role.LEADER)
        self.meeting.do(LEADER, c.CloseMeeting())
        turn = self.meeting.do(LEADER, c.EndMeeting())
        assert turn.refusal is None
        assert has_ended(self.meeting)


class Walked(RandomMeeting):
    """At the end of a random meeting a leader walks on, step by step; somebody has every case."""

    def teardown(self) -> None:
        if not hasattr(self, "meeting") or has_ended(self.meeting):
            return
        self.meeting.arrives(LEADER, Role.LEADER)
        self.meeting.arrives(PRESENTER, Role.MEMBER)
        for _ in range(len(self.meeting.room.plan.steps) + 1):
            if not has_ended(self.meeting):
                self._steps_on()
        assert has_ended(self.meeting)

    def _steps_on(self) -> None:
        phase, position = self.meeting.room.phase, self.meeting.room.position
        if phase is Phase.SELECT:
            self.meeting.do(LEADER, c.ChoosePresenter(PRESENTER))
        turn = self.meeting.do(LEADER, c.OpenMeeting() if phase is Phase.GATHERING else c.Advance())
        assert turn.refusal is None
        assert position != turn.after.position


def test_a_leader_can_always_close_the_meeting_and_end_it() -> None:
    always(Closed, times=1)


def test_a_leader_can_always_walk_on_to_the_end_step_by_step() -> None:
    """No state of people, clocks, push-back or doors leaves a meeting stuck in a phase."""
    always(Walked)
