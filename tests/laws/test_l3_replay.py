"""L3 at the core: the room is its log, and the log is dense."""

from app.rooms.events import Event
from app.rooms.evolve import born, evolve
from app.rooms.state import Room
from app.storage.codec import CODEC
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Turn


class Replayed(RandomMeeting):
    """Every room that ever was, by its seq, to be compared with the fold of its prefix."""

    def began(self) -> None:
        self.rooms: dict[int, Room] = {self.meeting.room.seq: self.meeting.room}

    def witness(self, turn: Turn) -> None:
        assert turn.before.seq + len(turn.events) == turn.after.seq
        assert len(self.meeting.log) == turn.after.seq
        self.rooms[turn.after.seq] = turn.after

    def teardown(self) -> None:
        if not hasattr(self, "rooms"):
            return
        first, *rest = (as_stored(event) for event in self.meeting.log)
        room = born(self.meeting.room.id, self.meeting.room.epoch, first)
        for seq, event in enumerate(rest, start=2):
            room = evolve(room, event)
            assert seq == room.seq
            if seq in self.rooms:
                assert self.rooms[seq] == room
                assert list(self.rooms[seq].people) == list(room.people)


def as_stored(event: Event) -> Event:
    row = CODEC.encode(event)
    return CODEC.decode(row.type, row.version, row.body)


def test_every_prefix_of_the_log_replays_to_the_room_of_that_moment() -> None:
    """L3: seq is dense, and the stored events folded from birth are the live room."""
    always(Replayed)
