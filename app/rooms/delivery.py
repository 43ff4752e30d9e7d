"""From what seats lack to frames: seats that lack the same are written the same frame.

A seat that is not read is written nothing; what it lacks conflates, and the newest wins.
"""

from collections import defaultdict
from collections.abc import Iterable

from app.phases.units import Instant
from app.rooms.frames import WIRE_VERSION, Frame, state
from app.rooms.ports import Meter
from app.rooms.projected import OWN, YOU, Projected
from app.rooms.roles import Audience
from app.rooms.seat import HIGH_WATER, NOTHING, Seat

Sent = dict[str, int]
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
        sent: Sent = defaultdict(int)
        for seat in seats:
            if not seat.is_gone and (seat.dirty or seat.ephemeral or seat.answers):
                self._write(seat, seq, now, frames, sent)
        for what, times in sent.items():
            self._meter.count(what, by=times)

    def _write(self, seat: Seat, seq: int, now: Instant, frames: Frames, sent: Sent) -> None:
        sink = seat.sink
        if sink.backlog() > HIGH_WATER:  # as `is_stuck`; this runs once for every delivery
            if seat.stuck_since is None:
                seat.stuck_since = now
                sent["conflated"] += 1
            return
        if seat.stuck_since is not None:
            self._meter.took("delivery", (now - seat.stuck_since) / 1000)
            seat.stuck_since = None
        if seat.dirty:
            sink.write(self._logged(seat, seq, now, frames))
            sent["state"] += 1
        if seat.ephemeral:
            sink.write(self._passing(seat, now, frames))
            sent["passing"] += 1
        if seat.answers:
            answers, seat.answers = seat.answers, ()
            for answer in answers:
                sink.write(answer)

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
        lacks = seat.ephemeral
        key = ("passing", seat.audience, lacks, seat.person if OWN in lacks else None)
        found = frames.get(key)
        if found is None:
            sections = {name: self._shown.ephemeral(seat, name) for name in sorted(lacks)}
            found = frames[key] = state(sections, now=now)
        seat.ephemeral = NOTHING
        return found
