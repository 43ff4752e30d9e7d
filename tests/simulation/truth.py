"""The store's log, unfolded as far as somebody asks: what the judge compares everybody with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from app.phases.marks import pending
from app.phases.units import Instant
from app.rooms.capacities import audience
from app.rooms.evolve import evolve
from app.rooms.fields import PersonId
from app.rooms.ports import StoredEvent
from app.rooms.roles import Audience
from app.rooms.state import Room
from app.rooms.views import mine, view
from tests.faults.truth import NEEDS, REVS, digest
from tests.simulation.stages import ROOM, Stage
from tests.simulation.store import Store, at_once
from tests.support.history import Held, Row, Truth

AUDIENCES = tuple(to.value for to in Audience)


def marks_pending(room: Room) -> list[tuple[Instant, int]]:
    """The marks that this state has yet to reach, with when."""
    return pending(room.clock, room.plan.recorded_bands) if room.clock else []


class Unfolded:
    """Every state that a room has been in, by its seq; there is none at 0, the first stands in."""

    def __init__(self, stage: Stage, store: Store) -> None:
        self._store = store
        self._states = list(stage.states)
        self._shown: dict[tuple[int, str], Held] = {}

    @property
    def log(self) -> Sequence[StoredEvent]:
        """The whole log."""
        return at_once(self._store.log.read(ROOM)).events

    @property
    def states(self) -> list[Room]:
        """The room after each event, by its seq."""
        for stored in at_once(self._store.log.read(ROOM, after=len(self._states) - 1)).events:
            self._states.append(evolve(self._states[-1], stored.event))
        return self._states

    def shown_at(self, seq: int, to: str) -> Held:
        """What an audience is shown after that event."""
        found = self._shown.get((seq, to))
        if found is None:
            seen = view(self.states[seq], Audience(to))
            found = {section.value: digest(one) for section, one in seen.items()}
            self._shown[seq, to] = found
        return found

    def you_at(self, seq: int, who: PersonId) -> tuple[str, str]:
        """Somebody's audience and a digest of their own section after that event."""
        room = self.states[seq]
        one = room.people[who]
        return audience(room, one).value, digest(mine(room, one))

    def shown(self) -> "Shown":
        """What everybody is shown after each event."""
        return Shown(self, len(self.states))

    def truth(self) -> Truth:
        """All of it, for the checker."""
        log, states = self.log, self.states
        return Truth(
            room=ROOM,
            rows=tuple(Row(one.seq, one.command_id) for one in log),
            answers={name: answer.decode() for name, answer in self._store.answers.items()},
            revs=tuple({rev: getattr(state.revs, rev) for rev in REVS} for state in states),
            shown=self.shown(),
            needs=NEEDS,
        )


class Shown(Sequence[Mapping[str, Held]]):
    """By seq, and then by audience; computed as it is asked for."""

    def __init__(self, unfolded: Unfolded, many: int) -> None:
        self._unfolded = unfolded
        self._many = many

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, at: int) -> Mapping[str, Held]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, Held]]: ...
    def __getitem__(self, at: int | slice) -> Mapping[str, Held] | Sequence[Mapping[str, Held]]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(self._many))]
        return ByAudience(self._unfolded, at % self._many)


class ByAudience(Mapping[str, Held]):
    """What each audience is shown after one event."""

    def __init__(self, unfolded: Unfolded, seq: int) -> None:
        self._unfolded = unfolded
        self._seq = seq

    def __getitem__(self, to: str) -> Held:
        if to not in AUDIENCES:
            raise KeyError(to)
        return self._unfolded.shown_at(self._seq, to)

    def __iter__(self) -> Iterator[str]:
        return iter(AUDIENCES)

    def __len__(self) -> int:
        return len(AUDIENCES)
