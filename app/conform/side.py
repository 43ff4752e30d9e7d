"""Our side of one call: who is who there, what is wanted, and versions that only rise."""

from dataclasses import dataclass, field

from app.calls.places import Ref
from app.calls.wanted import Version, Wanted
from app.conform.stand import Guest
from app.conform.steps import Wants, Who
from app.conform.wire import Floor
from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.rooms.ports import Ids

SAME_PERSON = {Who.PHONE: Who.CLEO}
NOBODYS = frozenset({Who.STRANGER})
FAR = 7
"""How much higher the `n` of a state of the former `seq` may have been."""


@dataclass
class Versions:
    """Of a whole run. `n` rises over all of it but for one that begins anew with its `seq`, so that
    only who compares wrongly notices."""

    newest: Version = field(default_factory=Version)
    highest_n: int = 0

    def scenario(self) -> None:
        """The room has moved on between two scenarios."""
        self.newest = Version(self.newest.seq + 1, self.highest_n)

    def following(self, skipped: int = 0) -> Version:
        """The next one; those that were skipped never arrive."""
        self.highest_n += 1 + skipped
        self.newest = Version(self.newest.seq, self.highest_n)
        return self.newest

    def next_seq(self) -> Version:
        """The room has moved, and `n` begins anew."""
        self.newest = Version(self.newest.seq + 1, 0)
        return self.newest

    def older(self, *, by_seq: bool) -> Version:
        """One that was made before the newest."""
        if by_seq:
            return Version(self.newest.seq - 1, self.highest_n + FAR)
        return Version(self.newest.seq, self.newest.n - 1)


@dataclass
class Side:
    """Of one scenario: people that nobody has met before."""

    ids: Ids
    versions: Versions
    places: dict[Who, Ref] = field(default_factory=dict)
    former: dict[Who, set[Ref]] = field(default_factory=dict)
    """Places that somebody had who came again."""
    grants: dict[Who, list[str]] = field(default_factory=dict)
    """What each of them has brought along."""
    wants: Wants = field(default_factory=Wants)
    _people: dict[Who, PersonId] = field(default_factory=dict)

    def person(self, who: Who) -> PersonId | None:
        """Who they are in the room; None for who is nobody."""
        if who in NOBODYS:
            return None
        known = SAME_PERSON.get(who, who)
        if known not in self._people:
            self._people[known] = self.ids.person()
        return self._people[known]

    def guest(self, who: Who) -> Guest | None:
        """What somebody brings along who comes, with a new grant each time."""
        person = self.person(who)
        if person is None:
            return None
        guest = Guest(person, self.ids.secret())
        self.grants.setdefault(who, []).append(guest.grant)
        return guest

    def refs(self, who: Who) -> frozenset[Ref]:
        """Every place of that person, and those that were."""
        own = self.person(who)
        same = [one for one in self.places if one is who or (own and self.person(one) == own)]
        return frozenset(
            ref for one in same for ref in (self.places[one], *self.former.get(one, ()))
        )

    def takes(self, who: Who, ref: Ref) -> None:
        """They are at this place now."""
        had = self.places.get(who)
        if had is not None and had != ref:
            self.former.setdefault(who, set()).add(had)
        self.places[who] = ref

    def floor(self, at: Instant, wants: Wants, version: Version) -> Floor:
        """The complete state: whoever may not be in the call has no place there any more."""
        known = {
            ref: (person, _wanted(wants, SAME_PERSON.get(who, who)))
            for who, ref in self.places.items()
            if (person := self.person(who)) is not None and who not in wants.out
        }
        out = frozenset(self.places[who] for who in wants.out if who in self.places)
        return Floor(version, at, known, out)


def _wanted(wants: Wants, who: Who) -> Wanted:
    return Wanted(microphone_locked=who in wants.locked, camera_locked=who in wants.cameras)
