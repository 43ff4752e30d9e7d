"""The bytes each audience and each person was last shown, and the seq at which they changed.

Comparing bytes decides what is dirty: what an audience may not see cannot make it hear of a change.
"""

from collections.abc import Collection, Iterable

from app.phases.units import Instant
from app.rooms.ephemeral import PROJECT, SEES_PASSING, Moment, Passing, made_from, own
from app.rooms.fields import PersonId
from app.rooms.frames import encode
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.state import Room
from app.rooms.views import SEES, Section, mine, project

YOU = Section.YOU.value
OWN = Passing.OWN.value
ITS_OWN = frozenset({OWN})
PASSING = {to: frozenset(s.value for s in seen) for to, seen in SEES_PASSING.items()}
"""The shared ephemeral sections of each audience, by name."""
EVERY = tuple(Section)
Made = dict[Passing, tuple[object, ...]]
"""What each ephemeral section is made from."""


class Projected:
    """Caches of one room. A section never shown counts as changed now, which only sends more."""

    def __init__(self) -> None:
        self._shared: dict[tuple[Audience, str], tuple[int, bytes]] = {}
        self._up_to: dict[Audience, Room] = {}
        self._mine: dict[PersonId, tuple[int, bytes]] = {}
        self._passing: dict[tuple[Audience, str], bytes] = {}
        self._made_from: dict[tuple[Audience, str], tuple[object, ...]] = {}
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
            body = encode(project(room, section, to))
            known = self._shared.get((to, section.value))
            if known is None or known[1] != body:
                self._shared[to, section.value] = (room.seq, body)
                changed.add(section.value)
        return frozenset(changed)

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
        made = {section: made_from(section, room, moment, now) for section in PROJECT}
        return {to: self._passed(room, moment, to, now, made) for to in audiences}

    def _passed(
        self, room: Room, moment: Moment, to: Audience, now: Instant, made: Made
    ) -> frozenset[str]:
        changed = set()
        for section in SEES_PASSING[to]:
            key, parts = (to, section), made[section]
            if self._made_from.get(key) == parts:
                continue
            self._made_from[key] = parts
            body = encode(PROJECT[section](room, moment, to, now))
            if self._passing.get(key) != body:
                self._passing[key] = body
                changed.add(section.value)
        return frozenset(changed)

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

    def logged(self, seat: Seat, section: str) -> bytes:
        """A logged section as this seat sees it."""
        if section == YOU and seat.person is not None:
            return self._mine[seat.person][1]
        return self._shared[seat.audience, section][1]

    def ephemeral(self, seat: Seat, section: str) -> bytes:
        """An ephemeral section as this seat sees it."""
        if section == OWN and seat.person is not None:
            return self._own[seat.person]
        return self._passing[seat.audience, section]

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
            self._made_from = {k: v for k, v in self._made_from.items() if k in self._passing}
