"""What a rehearsal leaves behind for judgement: recordings, the log, the clocks. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.rehearsal.bots import Part
from app.rehearsal.office import Entry
from app.rehearsal.page import Json
from app.rehearsal.recording import Recording


@dataclass(frozen=True, slots=True)
class Evidence:
    """`spreads`: the largest disagreement of any two clocks, in milliseconds, many times. `lost`:
    what the second presenter had when the connection was cut. `troubles`: what the play itself
    stumbled over. `seconds`: from the first arrival to the end."""

    recordings: Mapping[Part, Recording]
    log: tuple[Entry, ...]
    spreads: tuple[float, ...]
    canaries: tuple[str, ...]
    lost: Json
    troubles: tuple[str, ...]
    seconds: float
    speed: float

    def __getitem__(self, part: Part) -> Recording:
        return self.recordings[part]

    @property
    def leaders(self) -> tuple[Recording, Recording]:
        """Both leaders' recordings."""
        return self[Part.LEADER], self[Part.CO_LEADER]

    @property
    def others(self) -> tuple[Recording, ...]:
        """Everybody who may not see what leaders see."""
        return tuple(r for r in self.recordings.values() if r.role != "leader")

    def entries(self, type_: str, **fields: object) -> tuple[Entry, ...]:
        """The facts of that type whose fields are as given."""
        return tuple(
            entry
            for entry in self.log
            if entry.type == type_
            and all(entry.fields.get(name) == value for name, value in fields.items())
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `found` says what, in a few words, good or bad."""

    name: str
    ok: bool
    found: str


Judge = Callable[[Evidence], Check]


def share(values: tuple[float, ...], part: float) -> float:
    """The value that this part of all values does not exceed; 0 with no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
