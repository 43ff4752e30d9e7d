"""What a room wants of its call: the complete desired state under a version, and nothing else.

Floors and the overlay that passes, together: who is locked by their own yes, whose microphone and
camera are closed because somebody can hear, who must not be in the call at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from app.calls.places import Matched, Ref, Refs
from app.rooms.capacities import known
from app.rooms.ephemeral import Moment
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from app.rooms.roles import person
from app.rooms.state import Room, Standing


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """`seq` is the room's, `n` counts what passed since then."""

    seq: int = 0
    n: int = 0

    def following(self, seq: int) -> "Version":
        """The next version in a room that is at `seq`."""
        return Version(seq) if seq > self.seq else Version(self.seq, self.n + 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one person. A lock that is not wanted is an invitation and opens nothing (promise 3)."""

    microphone_locked: bool = False
    camera_locked: bool = False


FREE = Wanted()


@dataclass(frozen=True, slots=True)
class Desired:
    """Whoever is not named is free. `out`: who may not be in the call; of whom the room knows
    nothing is not judged. `refs` tells whose place in the call is whose, as leaders have said; what
    nobody can bring but its person, the adapter knows by itself. A person may have several, and
    what is wanted of them is wanted of each; `again` tells who is somebody else by now, for places
    that were known as theirs before. `version` is that under which the driving node began it; the
    same is wanted whatever it is."""

    people: Mapping[PersonId, Wanted] = field(default_factory=dict)
    out: frozenset[PersonId] = frozenset()
    refs: Refs = field(default_factory=dict)
    version: Version = field(default=Version(), compare=False)
    again: Mapping[PersonId, PersonId] = field(default_factory=dict)

    def of(self, person: PersonId) -> Wanted:
        """What is wanted of this person."""
        return self.people.get(person, FREE)

    def of_ref(self, ref: Ref) -> Wanted:
        """What is wanted of a place that only a leader can match: nothing, where none has."""
        person = self.refs.get(ref)
        return FREE if person is None else self.of(person)

    @property
    def locked(self) -> frozenset[PersonId]:
        """Whose microphone is to be closed."""
        return frozenset(who for who, one in self.people.items() if one.microphone_locked)

    def opening(self, closed: Collection[PersonId]) -> "Desired":
        """Of those who may be closed only who still should be: nobody is locked anew, whatever else
        is known by now."""
        still = {who: one for who, one in self.people.items() if who in closed}
        return replace(self, people=still)


def desired(room: Room, moment: Moment) -> Desired:
    """What the room wants now. Somebody who can be heard by others has closed both themselves."""
    away = moment.signals.away
    shut = (locked(room) - moment.opened) | away
    people = {
        who: Wanted(microphone_locked=True, camera_locked=who in away) for who in sorted(shut)
    }
    out = (who for who, one in room.people.items() if one.standing is not Standing.SEATED)
    again = {
        who: now.id
        for who, one in room.people.items()
        if one.is_merged_into is not None and (now := known(room, person(who))) is not None
    }
    return Desired(people, frozenset(out), Matched(room.id, room.places), again=again)
