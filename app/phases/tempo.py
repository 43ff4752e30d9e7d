"""The graces of a meeting, in one value so that a rehearsal can divide them all alike."""

from dataclasses import dataclass, fields

from app.phases.units import HOUR, MINUTE, SECOND, Millis


@dataclass(frozen=True, slots=True)
class Tempo:
    """Durations in milliseconds.

    `undo`: how long a move can be taken back. `told_leaders`, `told_circle`: when a lost connection
    is shown. `told_presenter`: when leaders read that the presenter is not connected. `fail_open`:
    no leader for this long and every lock lifts. `leaders_lost`: then the clock pauses and the
    stand-in is offered the room, for `stand_in` long. `left`: silence after which a person counts
    as gone. `abandoned`: nobody connected for this long ends the room.
    """

    undo: Millis = Millis(15 * SECOND)
    told_leaders: Millis = Millis(10 * SECOND)
    told_circle: Millis = Millis(30 * SECOND)
    told_presenter: Millis = Millis(15 * SECOND)
    fail_open: Millis = Millis(15 * SECOND)
    leaders_lost: Millis = Millis(2 * MINUTE)
    stand_in: Millis = MINUTE
    left: Millis = Millis(2 * MINUTE)
    abandoned: Millis = Millis(12 * HOUR)

    def divided(self, by: float) -> "Tempo":
        """The same graces, `by` times shorter; none below 1 ms."""
        shorter = {f.name: Millis(max(1, int(getattr(self, f.name) / by))) for f in fields(self)}
        return Tempo(**shorter)
