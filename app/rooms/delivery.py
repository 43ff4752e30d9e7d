"""From what seats lack to frames: seats that lack the same are written the same frame.

A seat that is not read is written nothing; what it lacks conflates, and the newest wins.
"""

from collections import Counter
from collections.abc import Iterable

from app.phases.units import Instant
from app.rooms.frames import WIRE_VERSION, Frame, state
from app.rooms.ports import Meter
from app.rooms.projected import OWN, YOU, Projected
from app.rooms.roles import Audience
from app.rooms.seat import Seat

Frames = dict[tuple[object, ...], Frame]


def view_of(audience: Audience) -> str:
    """Audience and wire version: a cursor of another view means nothing."""
    return f"{audience.value}.v{WIRE_VERSION}"


def in_order(names: set[str]) -> tuple[str, ...]:
    """The names sorted; mostly there is one."""
    return tuple(names) if len(names) == 1 else tuple(sorted(names))


class Delivery:
    """Writes one room's sections, as `Projected` has them, to its seats."""

    def __init__(self, shown: Projected, meter: Meter) -> None:
        self._shown = shown
        self._meter = meter

    def flush(self, seats: Iterable[Seat], seq: int, now: Instant) -> None:
        """Send these seats what they lack of the room at `seq`."""
        frames: Frames = {}
        sent: Counter[str] = Counter()
        for seat in seats:
            if not seat.is_gone and (seat.dirty or seat.ephemeral or seat.answers):
                self._write(seat, seq, now, frames, sent)
        for what, times in sent.items():
            self._meter.count(what, by=times)

    def _write(
        self, seat: Seat, seq: int, now: Instant, frames: Frames, sent: Counter[str]
    ) -> None:
        if seat.is_stuck:
            if seat.stuck_since is None:
                seat.stuck_since = now
                sent["conflated"] += 1
            return
        if seat.stuck_since is not None:
            self._meter.took("delivery", (now - seat.stuck_since) / 1000)
            seat.stuck_since = None
        if seat.dirty:
            seat.sink.write(self._logged(seat, seq, now, frames))
            sent["state"] += 1
        if seat.ephemeral:
            seat.sink.write(self._passing(seat, now, frames))
            sent["passing"] += 1
        for answer in seat.answers:
            seat.sink.write(answer)
        seat.answers.clear()

    def _logged(self, seat: Seat, seq: int, now: Instant, frames: Frames) -> Frame:
        names = in_order(seat.dirty)
        causes = tuple(seat.because)
        own_seat = seat.person if YOU in seat.dirty else None
        key = ("logged", seat.audience, names, causes, seat.is_full, own_seat)
        found = frames.get(key)
        if found is None:
            found = frames[key] = state(
                {name: self._shown.logged(seat, name) for name in names},
                now=now,
                seq=seq,
                because=causes,
                view=view_of(seat.audience) if seat.is_full else None,
            )
        seat.dirty.clear()
        seat.because.clear()
        seat.is_full = False
        seat.seq = seq
        return found

    def _passing(self, seat: Seat, now: Instant, frames: Frames) -> Frame:
        names = in_order(seat.ephemeral)
        own_seat = seat.person if OWN in seat.ephemeral else None
        key = ("passing", seat.audience, names, own_seat)
        found = frames.get(key)
        if found is None:
            sections = {name: self._shown.ephemeral(seat, name) for name in names}
            found = frames[key] = state(sections, now=now)
        seat.ephemeral.clear()
        return found
