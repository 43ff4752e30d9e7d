"""What this node knows of what passes in a room, and what it comes to.

Everything known is read again when the room, the people here or what others told has changed. Where
something was said here and nothing else happened, what it is about follows from that alone: the
picture is the same as if all of it had been read, which a test compares.
"""

from dataclasses import replace
from operator import attrgetter, is_

from app.phases.units import Instant, later
from app.rooms.aging import aged
from app.rooms.capacities import Here
from app.rooms.counted import Parts, by_part, counting, counts
from app.rooms.ephemeral import Moment, moment_after, moment_of
from app.rooms.facts import ABOUT, Facts, in_order
from app.rooms.presence import Parted
from app.rooms.shares import REMEMBERED, Shares
from app.rooms.state import Room

_GROUND = attrgetter("people", "position", "cases", "plan", "is_led", "outer_open", "places")


class Picture:
    """`shares` is what is known, `parted` who is not connected by the rows, and `moment` what both
    come to in the room: the same object as long as it is the same."""

    def __init__(self) -> None:
        self.shares = Shares()
        self.parted: Parted = {}
        self.moment = Moment()
        self._room: Room | None = None
        self._here: Here = frozenset()
        self._read_of: tuple[Shares, Parted] = (self.shares, self.parted)
        self._parts: Parts = {}
        self._is_settled = False
        self._newest = Instant(0)
        self._forgets_at: Instant | None = None

    def learn(self, parted: Parted) -> None:
        """Who is not connected, by the rows."""
        self.parted = parted
        self.moment = replace(self.moment, parted=parted)

    def age(self, before: Room, room: Room) -> None:
        """The room may have grown older than by time alone, and every parting with it."""
        known = set(map(id, before.advances))
        if since := [one for one in room.advances if id(one) not in known]:
            self.learn({who: aged(at, since) for who, at in self.parted.items()})

    def read(self, room: Room, here: Here, now: Instant) -> bool:
        """Have what the facts come to by now; whether they had to be looked at."""
        if self._is_read(here) and self._is_same_ground(room):
            self._room = room
            return False
        before = self.shares
        self.shares = before.kept(room, here, now)
        # Where something of ours was let go of, what others say of the same is looked at next time.
        self._is_settled = not before.others or before.facts == self.shares.facts
        self._parts = by_part(counting(self.shares.facts, room))
        found = moment_of(self._parts, room, self.parted)
        if found != self.moment:
            self.moment = found
        self._newest = max((f.at for f in self.shares.facts.values()), default=Instant(0))
        self._forgets_at = self.shares.forgets_at
        self._room, self._here, self._read_of = room, here, (self.shares, self.parted)
        return True

    def follow(self, said: Facts, room: Room, here: Here, now: Instant) -> bool:
        """Have what was said here, if nothing but that has happened since all was read; whether
        that was so. Where it was not, nothing is changed."""
        is_due = self._forgets_at is not None and now >= self._forgets_at
        is_settled = self._is_settled and room is self._room and not is_due
        if not is_settled or not said or not self._is_read(here):
            return False
        shares = self.shares.adding(said, self._newest, room, now)
        if shares is None:
            return False
        self.shares, self._read_of = shares, (shares, self.parted)
        self._put(said, room)
        return True

    def _put(self, said: Facts, room: Room) -> None:
        """These are the newest: what each is about has them last, and not what was known before."""
        parts, among = self._parts, set()
        for key, fact in in_order(said) if len(said) > 1 else said.items():
            about = ABOUT[key[0]]
            part = [one for one in parts.get(about, ()) if one[0] != key]
            if counts(key, fact.value, room):
                part.append((key, fact.value))
            parts[about] = part
            among.add(about)
            self._newest = fact.at
            if not fact.value and self._forgets_at is None:  # the first to end is forgotten first
                self._forgets_at = later(fact.at, REMEMBERED)
        self.moment = moment_after(self.moment, parts, among, room)

    def _is_read(self, here: Here) -> bool:
        """Whether what is known was read, and for these people."""
        shares, parted = self._read_of
        is_same = shares is self.shares and parted is self.parted
        return is_same and (here is self._here or here == self._here)

    def _is_same_ground(self, room: Room) -> bool:
        """Whether nothing has changed in the room that says which facts count."""
        known = self._room
        return known is room or (known is not None and all(map(is_, _GROUND(known), _GROUND(room))))
