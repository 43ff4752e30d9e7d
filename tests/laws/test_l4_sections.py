"""L4: sections at n, merged with what changed from n to m, are the sections at m, for everybody.

The live room of the service sends to seats whose readers stop and go on as they please; every
reader does nothing but merge.
"""

from collections.abc import Iterable
from typing import Any

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.rooms.capacities import audience
from app.rooms.fields import PersonId
from app.rooms.frames import Frame
from app.rooms.live import LiveRoom
from app.rooms.roles import Audience
from app.rooms.seat import Parting, Seat
from app.rooms.state import Person, Standing
from app.rooms.views import Section, mine, view
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import ANNA, BEN, MARK, NILS, OTTO, PAULA, Turn
from tests.support.rim import Tally

MACHINES = (Audience.INTEGRATION, Audience.SCREEN)
Who = PersonId | Audience
"""A person, or a machine by what it sees."""
READERS: tuple[Who, ...] = (ANNA, BEN, PAULA, MARK, OTTO, NILS, *MACHINES)
LOGGED = frozenset(section.value for section in Section)


def is_out(one: Person) -> bool:
    """Removed, known as somebody else, or given up for lost: their connection is ended."""
    return one.standing is Standing.REMOVED or one.is_merged_into is not None or one.is_gone


class Reader:
    """A client: merges `set` into its view, and reads slowly whenever it likes."""

    def __init__(self) -> None:
        self.sections: dict[str, Any] = {}
        self.seq = 0
        self.is_slow = False
        self.is_closed = False

    def write(self, frame: Frame) -> None:
        """Merge a state frame; whole sections, only those that changed."""
        message = orjson.loads(frame.payload)
        if message.get("full"):
            self.sections = {}
        self.sections |= {k: v for k, v in message["set"].items() if k in LOGGED}
        self.seq = message.get("seq", self.seq)

    @property
    def is_open(self) -> bool:
        """Until it is closed."""
        return not self.is_closed

    @property
    def is_full(self) -> bool:
        """While this reader is slow."""
        return self.is_slow

    def part(self, parting: Parting) -> None:
        """Closed by the room; nothing is merged any more."""
        self.is_closed = True


class Read(RandomMeeting):
    """One slow or fast reader for every kind of person, for an integration and for a screen."""

    def began(self) -> None:
        self.live = LiveRoom(self.meeting.room, Tally())
        self.readers: dict[Who, Reader] = {}
        self.seats: dict[Who, Seat] = {}
        self._sit(READERS)

    def witness(self, turn: Turn) -> None:
        if turn.events:
            self.live.advance(turn.after, turn.events, turn.now)
            self._let_go()
            self._sit(who for who in READERS if who not in self.readers)
        for who, reader in self.readers.items():
            if not reader.is_slow:
                assert self._expected(who) == reader.sections

    @rule(who=st.sampled_from(READERS))
    def a_reader_stops(self, who: Who) -> None:
        if who in self.readers:
            self.readers[who].is_slow = True

    @rule(who=st.sampled_from(READERS))
    def a_reader_goes_on(self, who: Who) -> None:
        if who in self.readers:
            self.readers[who].is_slow = False
            self.live.flush(self.meeting.now)
            assert self._expected(who) == self.readers[who].sections

    @rule(who=st.sampled_from(READERS))
    def a_reader_returns_with_its_cursor(self, who: Who) -> None:
        """Join, change and reconnect are one path: what is newer than the cursor, or everything."""
        if who not in self.readers:
            return
        reader, former = self.readers[who], self.seats[who]
        self.live.leave(former)
        reader.is_slow = False
        seat = self._seat(who, reader)
        same_view = former.audience is seat.audience and not former.is_full
        self.live.sit(seat, after=reader.seq if same_view else None, now=self.meeting.now)
        self.seats[who] = seat
        self.live.flush(self.meeting.now)
        assert self._expected(who) == reader.sections

    def _let_go(self) -> None:
        """Whom the room has shown out, or asked to come anew, reads no more."""
        for who in [k for k, reader in self.readers.items() if reader.is_closed]:
            assert not isinstance(who, Audience)
            assert is_out(self.meeting.room.people[who])
            self.live.leave(self.seats.pop(who))
            del self.readers[who]

    def _may_sit(self, who: Who) -> bool:
        if isinstance(who, Audience):
            return True
        one = self.live.room.people.get(who)
        return one is not None and not is_out(one)

    def _sit(self, people: Iterable[Who]) -> None:
        for who in tuple(people):
            if not self._may_sit(who):
                continue
            reader = self.readers[who] = Reader()
            seat = self.seats[who] = self._seat(who, reader)
            self.live.sit(seat, after=None, now=self.meeting.now)
        self.live.flush(self.meeting.now)

    def _seat(self, who: Who, reader: Reader) -> Seat:
        one = None if isinstance(who, Audience) else who
        return Seat(self.live.room.id, one, self._audience(who), reader)

    def _audience(self, who: Who) -> Audience:
        if isinstance(who, Audience):
            return who
        return audience(self.meeting.room, self.meeting.room.people[who])

    def _expected(self, who: Who) -> dict[str, Any]:
        room = self.meeting.room
        sections: dict[str, Any] = {k.value: v for k, v in view(room, self._audience(who)).items()}
        if not isinstance(who, Audience):
            sections[Section.YOU.value] = mine(room, room.people[who])
        read: dict[str, Any] = orjson.loads(orjson.dumps(sections))
        return read


def test_whoever_merges_what_changed_has_what_is_so_whatever_was_conflated() -> None:
    """L4, for leaders, members, observers, those who sit back or wait, integrations and screens."""
    always(Read, times=1)
