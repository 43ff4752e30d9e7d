"""From what seats lack to frames: seats that lack the same are written the same frame.

A seat that is not read is written nothing; what it lacks conflates, and the newest wins.
"""

from collections.abc import Iterable

from app.phases.units import Instant
from app.rooms.frames import WIRE_VERSION, Frame, state
from app.rooms.ports import Meter
from app.rooms.projected import OWN, YOU, Projected
from app.rooms.roles import Audience
from app.rooms.seat import NOTHING, Seat

Frames = dict[tuple[object, ...], Frame]


def view_of(audience: Audience) -> str:
    """Audience and wire version: a cursor of another view means nothing."""
    return f"{audience.value}.v{WIRE_VERSION}"


class Delivery:
    """Writes one room's sections, as `Projected` has them, to its seats."""

    def __init__(self, shown: Projected, meter: Meter) -> None:
        self._shown = shown
        self._meter = meter

    def flush(self, seats: Iterable[Seat], seq: int, now: Instant) -> None:
        """Send these seats what they lack of the room at `seq`."""
        frames: Frames = {}
        states = passing = 0
        for seat in seats:
            if seat.is_gone or not (seat.dirty or seat.ephemeral or seat.answers):
                continue
            sink = seat.sink
            if sink.is_full:
                self._hold_back(seat, now)
                continue
            if seat.stuck_since is not None:
                self._go_on(seat, seat.stuck_since, now)
            if seat.dirty:
                sink.write(self._logged(seat, seq, now, frames))
                states += 1
            if seat.ephemeral:
                sink.write(self._passing(seat, now, frames))
                passing += 1
            if seat.answers:
                self._answer(seat)
        if states:
            self._meter.count("state", by=states)
        if passing:
            self._meter.count("passing", by=passing)

    def _hold_back(self, seat: Seat, now: Instant) -> None:
        if seat.stuck_since is None:
            seat.stuck_since = now
            self._meter.count("conflated")

    def _go_on(self, seat: Seat, since: int, now: Instant) -> None:
        self._meter.took("delivery", (now - since) / 1000)
        seat.stuck_since = None

    @staticmethod
    def _answer(seat: Seat) -> None:
        answers, seat.answers = seat.answers, ()
        for answer in answers:
            seat.sink.write(answer)

    def _logged(self, seat: Seat, seq: int, now: Instant, frames: Frames) -> Frame:
        lacks, causes = seat.dirty, seat.because
        own_seat = seat.person if YOU in lacks else None
        key = ("logged", seat.audience, lacks, causes, seat.is_full, own_seat)
        found = frames.get(key)
        if found is None:
            found = frames[key] = state(
                {name: self._shown.logged(seat, name) for name in sorted(lacks)},
                now=now,
                seq=seq,
                because=causes,
                view=view_of(seat.audience) if seat.is_full else None,
            )
        seat.dirty, seat.because, seat.is_full = NOTHING, (), False
        seat.seq = seq
        return found

    def _passing(self, seat: Seat, now: Instant, frames: Frames) -> Frame:
        lacks, seat.ephemeral = seat.ephemeral, NOTHING
        key = (seat.audience, lacks, seat.person if OWN in lacks else None)
        found = frames.get(key)
        if found is None:
            sections = {name: self._shown.ephemeral(seat, name) for name in sorted(lacks)}
            found = frames[key] = state(sections, now=now)
        return found
