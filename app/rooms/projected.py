"""The bytes each audience and each person was last shown, and the seq at which they changed.

Comparing bytes decides what is dirty: what an audience may not see cannot make it hear of a change.
"""

from collections.abc import Collection, Iterable

from app.phases.units import Instant
from app.rooms.ephemeral import PASSES_OTHERWISE, PROJECT, SEES_PASSING, Moment, Passing, made_from
from app.rooms.fields import PersonId
from app.rooms.frames import encode
from app.rooms.own import own
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.state import Room
from app.rooms.views import SEES, SEES_OTHERWISE, Section, mine, project

YOU = Section.YOU.value
OWN = Passing.OWN.value
ITS_OWN = frozenset({OWN})
PASSING = {to: frozenset(s.value for s in seen) for to, seen in SEES_PASSING.items()}
"""The shared ephemeral sections of each audience, by name."""
EVERY = tuple(Section)
NONE: frozenset[str] = frozenset()
Version = tuple[int, tuple[object, ...]]
"""What an ephemeral section is made from, behind a number that rises whenever that changes."""


class Projected:
    """Caches of one room. A section never shown counts as changed now, which only sends more."""

    def __init__(self) -> None:
        self._shared: dict[tuple[Audience, str], tuple[int, bytes]] = {}
        self._up_to: dict[Audience, Room] = {}
        self._mine: dict[PersonId, tuple[int, bytes]] = {}
        self._common: dict[Section, bytes] = {}
        self._common_of: Room | None = None
        self._passing: dict[tuple[Audience, str], tuple[int, bytes]] = {}
        self._passing_in_common: dict[Passing, tuple[int, bytes]] = {}
        self._made_from: dict[Passing, Version] = {}
        self._passed_to: dict[Audience, int] = {}
        self._version = 0
        self._own: dict[PersonId, bytes] = {}
        self._own_from: tuple[object, ...] = ()

    def complete(self, room: Room, to: Audience) -> None:
        """Have every section of the audience as the room is: of the same room, without a look."""
        if self._up_to.get(to) is not room:
            self.changed(room, to)
            self._up_to[to] = room

    def follow(self, before: Room, room: Room, audiences: Collection[Audience]) -> None:
        """These were shown what changed: whichever was complete before it is so again."""
        complete = (to for to, known in self._up_to.items() if known is before)
        self._up_to = dict.fromkeys((to for to in complete if to in audiences), room)

    def changed(
        self, room: Room, to: Audience, among: Collection[Section] = EVERY
    ) -> frozenset[str]:
        """The audience's sections that differ from what it was shown, now shown."""
        changed = set()
        for section in SEES[to].intersection(among):
            body = self._projected(room, section, to)
            known = self._shared.get((to, section))
            if known is None or known[1] != body:
                self._shared[to, section.value] = (room.seq, body)
                changed.add(section.value)
        return frozenset(changed)

    def _projected(self, room: Room, section: Section, to: Audience) -> bytes:
        """The section of this very room, encoded once for all who see the same of it."""
        if to in SEES_OTHERWISE[section]:
            return encode(project(room, section, to))
        if self._common_of is not room:
            self._common_of, self._common = room, {}
        if section not in self._common:
            self._common[section] = encode(project(room, section, to))
        return self._common[section]

    def changed_mine(self, room: Room, person: PersonId) -> bool:
        """Whether the person's `you` differs, now shown."""
        one = room.people.get(person)
        if one is None:
            return False
        body = encode(mine(room, one))
        known = self._mine.get(person)
        if known is not None and known[1] == body:
            return False
        self._mine[person] = (room.seq, body)
        return True

    def passed(
        self, room: Room, moment: Moment, audiences: Iterable[Audience], now: Instant
    ) -> dict[Audience, frozenset[str]]:
        """Of each audience the ephemeral sections that differ, now shown."""
        self._note(room, moment, now)
        seen, version = self._passed_to, self._version
        return {
            to: NONE if seen.get(to) == version else self._passed(room, moment, to, now)
            for to in audiences
        }

    def _note(self, room: Room, moment: Moment, now: Instant) -> None:
        """Note what each ephemeral section is made from."""
        for section in PROJECT:
            parts = made_from(section, room, moment, now)
            known = self._made_from.get(section)
            if known is None or known[1] != parts:
                self._version += 1
                self._made_from[section] = (self._version, parts)

    def _passed(self, room: Room, moment: Moment, to: Audience, now: Instant) -> frozenset[str]:
        changed = set()
        for section in SEES_PASSING[to]:
            known = self._passing.get((to, section))
            version = self._made_from[section][0]
            if known is None or known[0] != version:
                body = self._projected_passing(room, moment, section, to, now)
                self._passing[to, section.value] = (version, body)
                if known is None or known[1] != body:
                    changed.add(section.value)
        self._passed_to[to] = self._version
        return frozenset(changed)

    def _projected_passing(
        self, room: Room, moment: Moment, section: Passing, to: Audience, now: Instant
    ) -> bytes:
        """As `_projected`."""
        if to in PASSES_OTHERWISE[section]:
            return encode(PROJECT[section](room, moment, to, now))
        version = self._made_from[section][0]
        known = self._passing_in_common.get(section)
        if known is None or known[0] != version:
            body = encode(PROJECT[section](room, moment, to, now))
            known = self._passing_in_common[section] = (version, body)
        return known[1]

    def touched(
        self, room: Room, moment: Moment, people: Iterable[PersonId]
    ) -> frozenset[PersonId]:
        """Who of `people`, all of whom were shown their `own` before, has another one now."""
        parts = made_from(Passing.OWN, room, moment, Instant(0))
        if parts == self._own_from:
            return frozenset()
        self._own_from = parts
        return frozenset(p for p in set(people) if self.passed_own(room, moment, p))

    def passed_own(self, room: Room, moment: Moment, person: PersonId) -> bool:
        """Whether the person's `own` differs, now shown."""
        body = encode(own(room, moment, person))
        if self._own.get(person) == body:
            return False
        self._own[person] = body
        return True

    def seqs(self, seat: Seat) -> dict[str, int]:
        """The logged sections of a seat, each with the seq at which it last changed."""
        found = {s.value: self._shared[seat.audience, s.value][0] for s in SEES[seat.audience]}
        if seat.person is not None and seat.person in self._mine:
            found[YOU] = self._mine[seat.person][0]
        return found

    def newer(self, seat: Seat, seq: int) -> frozenset[str]:
        """The logged sections of a seat that changed after `seq`."""
        return frozenset(s for s, at in self.seqs(seat).items() if at > seq)

    def logged(self, seat: Seat, section: str) -> bytes:
        """A logged section as this seat sees it."""
        if section == YOU and seat.person is not None:
            return self._mine[seat.person][1]
        return self._shared[seat.audience, section][1]

    def ephemeral(self, seat: Seat, section: str) -> bytes:
        """An ephemeral section as this seat sees it."""
        if section == OWN and seat.person is not None:
            return self._own[seat.person]
        return self._passing[seat.audience, section][1]

    def forget(self, person: PersonId) -> None:
        """Nobody is connected as this person."""
        self._mine.pop(person, None)
        self._own.pop(person, None)

    def keep(self, audiences: Collection[Audience]) -> None:
        """Forget what other audiences were shown."""
        if not {to for to, _ in self._shared} <= set(audiences):
            self._shared = {k: v for k, v in self._shared.items() if k[0] in audiences}
            self._up_to = {to: room for to, room in self._up_to.items() if to in audiences}
            self._passing = {k: v for k, v in self._passing.items() if k[0] in audiences}
            self._passed_to = {to: v for to, v in self._passed_to.items() if to in audiences}
