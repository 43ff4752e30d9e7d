"""L7 for those outside the circle: webhooks tell of a random meeting when it began, closed and
ended, and afterwards ids, roles and time; nothing else, whoever pressed whatever."""

from app.phases.phase import SPECS, Part
from app.rooms.fields import RoomId
from app.rooms.ports import StoredEvent
from app.rooms.record import record
from app.webhooks.facts import Fact, recorded, told
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Turn
from tests.laws.presses import CAST, TYPED
from tests.support.clock import NOON

ROOM = RoomId("room-1")
OF_EVENTS = {"room", "seq", "at", "phase"}
OF_RECORD = {
    "room", "seq", "at", "opened_at", "ended_at", "is_rehearsal", "is_confirmed", "attendance",
}  # fmt: skip
OF_SOMEBODY = {"person", "role", "present_ms", "is_confirmed"}


class Overheard(RandomMeeting):
    """Every turn, as an endpoint is told of it."""

    scenes = ("ended", *RandomMeeting.scenes)

    def witness(self, turn: Turn) -> None:
        for event in turn.events:
            fact = told(ROOM, StoredEvent(7, event, None))
            if fact is not None:
                assert set(fact.data) <= OF_EVENTS
                assert not [who for who in CAST if f'"{who}"'.encode() in fact.body()]
                assert SPECS[turn.after.phase].part is not Part.CASE
        if turn.after.ended_at is not None:
            kept = record(self.meeting.log)
            self.check_record(recorded(ROOM, 9, kept, NOON))

    def check_record(self, fact: Fact) -> None:
        """The fields, and no name of anybody."""
        assert OF_RECORD == set(fact.data)
        assert all(OF_SOMEBODY == set(one) for one in fact.data["attendance"])
        names = {person.name for person in self.meeting.room.people.values() if person.name}
        assert not [name for name in (*names, TYPED) if f'"{name}"'.encode() in fact.body()]


def test_endpoints_are_told_attendance_and_nothing_else() -> None:
    always(Overheard, times=1)
