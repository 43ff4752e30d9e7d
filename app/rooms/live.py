"""A loaded room: its state, its seats, what passes, and the bytes each audience has been sent.

Publishing compares bytes: a section is dirty for an audience if and only if what that audience sees
of it has changed, so a change that an audience may not see sends it nothing at all. Everything here
is synchronous: between an event's fold and the frames laid into seats nobody else runs.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.phases.units import Instant
from app.rooms.because import because
from app.rooms.capacities import Here, audience
from app.rooms.commands import Command
from app.rooms.delivery import Delivery
from app.rooms.ephemeral import Moment
from app.rooms.events import Event
from app.rooms.facts import NO_LONGER, Changes, Facts, next_stamp, stamped
from app.rooms.fields import PersonId
from app.rooms.inputs import concerned, is_same
from app.rooms.leaps import Leaps
from app.rooms.picture import Picture
from app.rooms.ports import Meter
from app.rooms.presence import Parted
from app.rooms.present import NOBODY, Present
from app.rooms.projected import ITS_OWN, PASSING, YOU, Projected
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.shares import Shares, Told
from app.rooms.shown_out import shown_out
from app.rooms.signals import heard
from app.rooms.state import Room
from app.rooms.views import Section


class LiveRoom:
    """One room in memory. `lock` orders its commands.

    `is_suspect`: the log may hold more than this. `asked_at`: when somebody last wanted it.
    `is_acquainted`: the rows of connection have been read; `elsewhere`: who is connected to other
    nodes by them, and by which visit, `read_at` when that was, and `look_at`: when to read again.
    `comings` counts who came and went here; `is_stirred`: somebody did elsewhere since then.
    `passed` hears of each change of what passes.
    """

    def __init__(self, room: Room, meter: Meter) -> None:
        self.room = room
        self.picture = Picture()
        self.passed: Callable[[LiveRoom], None] | None = None
        self.lock = asyncio.Lock()
        self.seats: set[Seat] = set()
        self.is_suspect = False
        self.asked_at = Instant(0)
        self.is_acquainted = False
        self.elsewhere: Mapping[PersonId, int] = {}
        self.look_at: Instant | None = None
        self.read_at = Instant(0)
        self.is_stirred = False
        self.comings = 0
        self._shown = Projected()
        self._delivery = Delivery(self._shown, meter)
        self._leaps = Leaps()
        self._present = Present(self.seats)

    # What is known -------------------------------------------------------------------------

    @property
    def shares(self) -> Shares:
        """What this node and others have said that passes."""
        return self.picture.shares

    @shares.setter
    def shares(self, shares: Shares) -> None:
        self.picture.shares = shares

    @property
    def parted(self) -> Parted:
        """Who is not connected, by the rows."""
        return self.picture.parted

    @property
    def moment(self) -> Moment:
        """What everything that passes comes to."""
        return self.picture.moment

    def here(self) -> Here:
        """Who is connected, to this node or by the rows to another."""
        return self._present.people().union(self.elsewhere)

    def seats_of(self, person: PersonId) -> tuple[Seat, ...]:
        """This person's connections here; more than one only while one replaces another."""
        return tuple(seat for seat in self.seats if seat.person == person)

    # Changes -------------------------------------------------------------------------------

    def advance(self, room: Room, events: Sequence[Event], now: Instant) -> None:
        """The room after `events`: mark what changed for whom, and send."""
        before, self.room = self.room, room
        self._leaps.note(before.seq, room.seq)
        self.picture.age(before, room)
        self._read_facts(now)
        changed = tuple(s for s in Section if not is_same(s, before, room))
        causes = {to: because(events, to) for to in {seat.audience for seat in self.seats}}
        dirty = {to: self._shown.changed(room, to, changed) for to in causes}
        self._shown.follow(before, room, dirty)
        is_personal = Section.YOU in changed
        people = concerned(before, room, self._present.people()) if is_personal else NOBODY
        touched = {p for p in people if self._shown.changed_mine(room, p)}
        for seat in self.seats:
            sections = dirty[seat.audience]
            if seat.person in touched:
                sections = sections | {YOU}
            if sections:
                seat.mark(sections, causes[seat.audience])
            if seat.person in people:
                self._follow_audience(seat, events, now)
        if is_personal:
            self._shown.keep({seat.audience for seat in self.seats})
        self._show(now)
        if room.people is not before.people:
            self._part_with_strangers()

    def refresh(self, now: Instant) -> None:
        """Mark what changed among passing things, and send everything that is unsent."""
        self._read_facts(now)
        self._show(now)

    def _show(self, now: Instant) -> None:
        audiences = {s.audience for s in self.seats}
        changed = self._shown.passed(self.room, self.moment, audiences, now)
        touched = self._shown.touched(self.room, self.moment, self._present.people())
        if touched or any(changed.values()):
            for seat in self.seats:
                if lacks := changed[seat.audience]:
                    seat.lack(lacks)
                if seat.person in touched:
                    seat.lack(ITS_OWN)
        self.flush(now)

    # What passes ---------------------------------------------------------------------------

    def stamp(self, now: Instant) -> Instant:
        """The stamp of what is said here now."""
        return next_stamp(self.shares.facts, now)

    def say(self, facts: Facts, now: Instant) -> None:
        """Something was said here; whoever may see it does, here and elsewhere."""
        if self.picture.follow(facts, self.room, self._present.people(), now):
            self._pass_by()
            self._show(now)
        else:
            self._share(self.shares.saying(facts), now)

    def hear(self, node: str, told: Told, now: Instant) -> bool:
        """Another node told its share; whether it was news."""
        before = self.shares
        if (shares := before.hearing(node, told, now)) is before:
            return False
        self._share(shares, now)
        return True

    def forget_silent(self, now: Instant) -> None:
        """Nodes not heard for too long have died, and what only they knew is gone."""
        before = self.shares
        if (shares := before.without_silent(now)) is not before:
            self._share(shares, now)

    def learn(self, parted: Parted) -> None:
        """Who is not connected, by the rows; shown with the next refresh."""
        self.picture.learn(parted)

    def has_moved(self, person: PersonId | None, now: Instant) -> None:
        """This person goes on from another device."""
        if person is not None:
            self._change({("moved", person): (now,)}, now)

    def has_parted(self, person: PersonId, now: Instant) -> None:
        """This person's last socket here closed, and the rows know."""
        self.comings += 1
        self.picture.parted = {**self.parted, person: now}
        self._change({("moved", person): NO_LONGER} if person in self.moment.moved else {}, now)

    def has_returned(self, person: PersonId, now: Instant) -> None:
        """This person is connected here, and the rows know."""
        self.comings += 1
        if person in self.parted:
            self.picture.parted = {p: at for p, at in self.parted.items() if p != person}
        self.refresh(now)
        self._pass_by()  # that somebody came is told even if nothing else is new

    def has_heard(self, command: Command, now: Instant) -> None:
        """A leader entered what somebody without a page has said."""
        if changes := heard(self.room, command, now):
            self._change(changes, now)

    def open_to(self, people: Iterable[PersonId], now: Instant) -> None:
        """Lift these people's locks, as an overlay that only opens."""
        self._change({("opened", person): (now,) for person in people}, now)

    def close_to(self, people: Iterable[PersonId], now: Instant) -> None:
        """The log says again what these people's floor is."""
        self._share(self.shares.without({("opened", person) for person in people}), now)

    def _change(self, changes: Changes, now: Instant) -> None:
        self.say(stamped(changes, self.stamp(now)), now)

    def _share(self, shares: Shares, now: Instant) -> None:
        self.shares = shares
        self.refresh(now)

    def _read_facts(self, now: Instant) -> None:
        if self.picture.read(self.room, self._present.people(), now):
            self._pass_by()

    def _pass_by(self) -> None:
        if self.passed is not None:
            self.passed(self)

    def _pass_on(self, to: Audience, now: Instant) -> None:
        """Whoever notices a change of passing things tells the whole audience."""
        changed = self._shown.passed(self.room, self.moment, (to,), now)[to]
        for seat in self.seats:
            if seat.audience is to:
                seat.lack(changed)

    # Seats ---------------------------------------------------------------------------------

    def sit(self, seat: Seat, *, after: int | None, now: Instant) -> None:
        """Give a seat what it lacks: the sections newer than `after`, everything when None."""
        to = seat.audience
        self._shown.complete(self.room, to)
        self._pass_on(to, now)
        if seat.person is not None:
            self._shown.changed_mine(self.room, seat.person)
            self._shown.passed_own(self.room, self.moment, seat.person)
            seat.lack(ITS_OWN)
        seat.lack(PASSING[to])
        if after is None:
            self._fill(seat)
        else:
            seat.mark(self._shown.newer(seat, self._leaps.known_at(after)), ())
        self.seats.add(seat)
        self._present.note_change()

    def leave(self, seat: Seat) -> None:
        """Take a seat away; caches nobody needs go with it."""
        self.seats.discard(seat)
        self._present.note_change()
        seat.is_gone = True
        if seat.person is not None and not self.seats_of(seat.person):
            self._shown.forget(seat.person)
        self._shown.keep({s.audience for s in self.seats})

    def head_for(self, seat: Seat) -> int:
        """The newest seq among that seat's own sections."""
        return max(self._shown.seqs(seat).values(), default=0)

    def sections_of(self, seat: Seat) -> dict[str, bytes]:
        """Every logged section as this seat sees it, for tests of convergence."""
        return {s: self._shown.logged(seat, s) for s in self._shown.seqs(seat)}

    def passing_of(self, seat: Seat) -> dict[str, bytes]:
        """Every ephemeral section as this seat sees it, for the same tests."""
        names = PASSING[seat.audience] | (ITS_OWN if seat.person else frozenset())
        return {name: self._shown.ephemeral(seat, name) for name in names}

    # Sending -------------------------------------------------------------------------------

    def flush(self, now: Instant) -> None:
        """Send every seat what it lacks; equal seats share one frame."""
        self._delivery.flush(tuple(self.seats), self.room.seq, now)

    def flush_seat(self, seat: Seat, now: Instant) -> None:
        """Send one seat what it lacks, unless it reads too slowly: then it conflates."""
        self._delivery.flush((seat,), self.room.seq, now)

    def _follow_audience(self, seat: Seat, events: Sequence[Event], now: Instant) -> None:
        one = self.room.people.get(seat.person) if seat.person is not None else None
        to = seat.audience if one is None else audience(self.room, one)
        if to is seat.audience:
            return
        seat.audience = to
        self._shown.complete(self.room, to)
        self._fill(seat)
        seat.because = because(events, to)
        seat.ephemeral = PASSING[to] | ITS_OWN
        self._pass_on(to, now)

    def _part_with_strangers(self) -> None:
        for seat in tuple(self.seats):
            if (why := shown_out(self.room, seat.person)) is not None:
                seat.end(why)

    def _fill(self, seat: Seat) -> None:
        seat.is_full = True
        seat.dirty = frozenset(self._shown.seqs(seat))
