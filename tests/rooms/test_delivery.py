"""From what seats lack to frames."""

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.delivery import Delivery, view_of
from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import Frame
from app.rooms.projected import Projected
from app.rooms.roles import Audience
from app.rooms.seat import HIGH_WATER, Parting, Seat
from tests.support.clock import NOON
from tests.support.rim import Tally
from tests.support.scenario import DEV, EVE, given


class Sink:
    """Keeps the very frames."""

    def __init__(self) -> None:
        self.written: list[Frame] = []
        self.unread = 0

    def write(self, frame: Frame) -> None:
        self.written.append(frame)

    @property
    def is_open(self) -> bool:
        return True

    @property
    def is_full(self) -> bool:
        return self.unread > HIGH_WATER

    def part(self, parting: Parting) -> None:
        raise AssertionError(parting)


def seated(who: PersonId) -> tuple[Seat, Sink]:
    sink = Sink()
    return Seat(RoomId("room"), who, Audience.MEMBER, sink), sink


def shown() -> Projected:
    found, room = Projected(), given(Phase.OPENING).room
    found.changed(room, Audience.MEMBER)
    for who in (DEV, EVE):
        found.changed_mine(room, who)
    return found


def test_seats_that_lack_the_same_are_written_the_same_frame() -> None:
    delivery, ((one, first), (two, second)) = Delivery(shown(), Tally()), map(seated, (DEV, EVE))
    one.mark({"clock"}, ["phase_entered"])
    two.mark({"clock"}, ["phase_entered"])

    delivery.flush([one, two], 7, NOON)

    assert first.written[0] is second.written[0]
    assert (7, frozenset()) == (one.seq, one.dirty)


def test_what_is_of_one_person_alone_is_written_to_no_other() -> None:
    delivery, ((one, first), (two, second)) = Delivery(shown(), Tally()), map(seated, (DEV, EVE))
    one.mark({"you"}, [])
    two.mark({"you"}, [])

    delivery.flush([one, two], 7, NOON)

    assert b"dev" in first.written[0].payload
    assert b"dev" not in second.written[0].payload


def test_seat_that_is_not_read_keeps_what_it_lacks_and_is_counted_once() -> None:
    meter = Tally()
    delivery, (one, sink) = Delivery(shown(), meter), seated(DEV)
    sink.unread = HIGH_WATER + 1
    one.mark({"clock"}, [])
    for _ in range(3):
        delivery.flush([one], 7, NOON)
    assert ([], frozenset({"clock"}), 1) == (sink.written, one.dirty, meter.counted["conflated"])

    sink.unread = 0
    delivery.flush([one], 8, Instant(NOON + 2_000))

    assert (1, [("delivery", 2.0)]) == (len(sink.written), meter.times)


def test_view_is_audience_and_version() -> None:
    assert "sitting_back.v1" == view_of(Audience.SITTING_BACK)
