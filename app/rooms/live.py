"""A loaded room: its state, its seats, and the bytes each audience has been sent.

Publishing compares bytes: a section is dirty for an audience if and only if what that audience sees
of it has changed, so a change that an audience may not see sends it nothing at all. Everything here
is synchronous: between an event's fold and the frames laid into seats nobody else runs.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import signals as signalling
from app.rooms.because import because
from app.rooms.capacities import Here, audience
from app.rooms.commands import Command
from app.rooms.ephemeral import SEES_PASSING, Moment
from app.rooms.events import Event
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from app.rooms.frames import WIRE_VERSION, Frame, state
from app.rooms.inputs import is_same
from app.rooms.ports import Meter
from app.rooms.projected import OWN, YOU, Projected
from app.rooms.roles import Audience
from app.rooms.seat import RESYNC, REVOKED, Seat
from app.rooms.state import Room, Standing
from app.rooms.views import Section


class LiveRoom:
    """One room in memory. `lock` orders its commands.

    `is_suspect`: the log may hold more than this. `was_unwritten`: an append has failed since this
    node's last heartbeat. `asked_at`: when somebody last wanted it.
    `is_acquainted`: the rows of connection have been read; `elsewhere`: who is connected to other
    nodes by them, and `look_at`: when to read again. `comings` counts who came and went here.
    """

    def __init__(self, room: Room, meter: Meter) -> None:
        self.room = room
        self.moment = Moment()
        self.lock = asyncio.Lock()
        self.seats: set[Seat] = set()
        self.is_suspect = False
        self.was_unwritten = False
        self.asked_at = Instant(0)
        self.is_acquainted = False
        self.elsewhere: Here = frozenset()
        self.look_at: Instant | None = None
        self.comings = 0
        self._meter = meter
        self._shown = Projected()
        self._basis: tuple[object, ...] = (None,) * 6

    # What is known -------------------------------------------------------------------------

    def here(self) -> Here:
        """Who is connected, to this node or by the rows to another."""
        return self.elsewhere | frozenset(self._people_here())

    def seats_of(self, person: PersonId) -> tuple[Seat, ...]:
        """This person's connections here; more than one only while one replaces another."""
        return tuple(seat for seat in self.seats if seat.person == person)

    def _people_here(self) -> Iterator[PersonId]:
        return (s.person for s in self.seats if s.person is not None and not s.is_gone)

    # Changes -------------------------------------------------------------------------------

    def advance(self, room: Room, events: Sequence[Event], now: Instant) -> None:
        """The room after `events`: mark what changed for whom, and send."""
        before, self.room = self.room, room
        left = signalling.after(self.moment.signals, before, room)
        for one in room.people.values() if room.people is not before.people else ():
            if one.standing is Standing.REMOVED or one.standing is Standing.DEPARTED:
                left = signalling.without(left, one.id)
        if left is not self.moment.signals:
            self.moment = replace(self.moment, signals=left)
        if self.moment.opened:
            self.moment = replace(self.moment, opened=self.moment.opened & locked(room))
        if room.phase is Phase.ENDED and self.moment.moved:
            self.moment = replace(self.moment, moved={})
        changed = tuple(s for s in Section if not is_same(s, before, room))
        causes = {to: because(events, to) for to in {seat.audience for seat in self.seats}}
        dirty = {to: self._shown.changed(room, to, changed) for to in causes}
        is_personal = Section.YOU in changed
        people = frozenset(self._people_here()) if is_personal else ()
        touched = {p for p in people if self._shown.changed_mine(room, p)}
        for seat in self.seats:
            sections = dirty[seat.audience]
            if seat.person in touched:
                sections = sections | {YOU}
            if sections:
                seat.mark(sections, causes[seat.audience])
            if is_personal:
                self._follow_audience(seat, events, now)
        if is_personal:
            self._shown.keep({seat.audience for seat in self.seats})
        self.refresh(now)
        if room.people is not before.people:
            self._part_with_strangers()

    def refresh(self, now: Instant, moment: Moment | None = None) -> None:
        """Mark what changed among passing things, and send everything that is unsent."""
        if moment is not None:
            self.moment = moment
        if self._is_passing_due():
            for to in {s.audience for s in self.seats}:
                self._pass_on(to, now)
            people = frozenset(self._people_here())
            touched = {p for p in people if self._shown.passed_own(self.room, self.moment, p)}
            for seat in self.seats:
                if seat.person in touched:
                    seat.ephemeral.add(OWN)
        self.flush(now)

    def has_moved(self, person: PersonId | None, now: Instant) -> None:
        """This person goes on from another device."""
        if person is not None:
            moved = {**self.moment.moved, person: now}
            self.refresh(now, replace(self.moment, moved=moved))

    def has_heard(self, command: Command, now: Instant) -> None:
        """A leader entered what somebody without a page has said."""
        signals = signalling.heard(self.moment.signals, self.room, command, now)
        if signals is not self.moment.signals:
            self.refresh(now, replace(self.moment, signals=signals))

    def open_to(self, people: Iterable[PersonId], now: Instant) -> None:
        """Lift these people's locks, as an overlay that only opens."""
        opened = self.moment.opened.union(people)
        self.refresh(now, replace(self.moment, opened=opened))

    def close_to(self, people: Iterable[PersonId], now: Instant) -> None:
        """The log says again what these people's floor is."""
        opened = self.moment.opened.difference(people)
        self.refresh(now, replace(self.moment, opened=opened))

    def _pass_on(self, to: Audience, now: Instant) -> None:
        """Whoever notices a change of passing things tells the whole audience."""
        changed = self._shown.passed(self.room, self.moment, to, now)
        for seat in self.seats:
            if seat.audience is to:
                seat.ephemeral |= changed

    def _is_passing_due(self) -> bool:
        """Whether passing things may look different: they changed, or somebody's absence ripens."""
        room, moment = self.room, self.moment
        basis = (moment, room.people, room.position, room.cases, room.plan, room.stand_in)
        is_same_basis = all(a is b for a, b in zip(basis, self._basis, strict=True))
        self._basis = basis
        return bool(moment.parted) or not is_same_basis

    # Seats ---------------------------------------------------------------------------------

    def sit(self, seat: Seat, *, after: int | None, now: Instant) -> None:
        """Give a seat what it lacks: the sections newer than `after`, everything when None."""
        to = seat.audience
        self._shown.changed(self.room, to)
        self._pass_on(to, now)
        if seat.person is not None:
            self._shown.changed_mine(self.room, seat.person)
            self._shown.passed_own(self.room, self.moment, seat.person)
            seat.ephemeral.add(OWN)
        seat.ephemeral |= {s.value for s in SEES_PASSING[to]}
        if after is None:
            self._fill(seat)
        else:
            seat.mark((s for s, seq in self._shown.seqs(seat).items() if seq > after), ())
        self.seats.add(seat)

    def leave(self, seat: Seat) -> None:
        """Take a seat away; caches nobody needs go with it."""
        self.seats.discard(seat)
        seat.is_gone = True
        if seat.person is not None and not self.seats_of(seat.person):
            self._shown.forget(seat.person)
        self._shown.keep({s.audience for s in self.seats})

    def head_for(self, seat: Seat) -> int:
        """The newest seq among that seat's own sections."""
        return max(self._shown.seqs(seat).values(), default=0)

    def view_name(self, seat: Seat) -> str:
        """Audience and wire version: a cursor of another view means nothing."""
        return f"{seat.audience.value}.v{WIRE_VERSION}"

    def sections_of(self, seat: Seat) -> dict[str, bytes]:
        """Every logged section as this seat sees it, for tests of convergence."""
        return {s: self._shown.logged(seat, s) for s in self._shown.seqs(seat)}

    def passing_of(self, seat: Seat) -> dict[str, bytes]:
        """Every ephemeral section as this seat sees it, for the same tests."""
        names = {s.value for s in SEES_PASSING[seat.audience]} | ({OWN} if seat.person else set())
        return {name: self._shown.ephemeral(seat, name) for name in names}

    # Sending -------------------------------------------------------------------------------

    def flush(self, now: Instant) -> None:
        """Send every seat what it lacks; equal seats share one frame."""
        frames: dict[tuple[object, ...], Frame] = {}
        sent: Counter[str] = Counter()
        for seat in tuple(self.seats):
            self._flush_seat(seat, now, frames, sent)
        for what, times in sent.items():
            self._meter.count(what, by=times)

    def flush_seat(self, seat: Seat, now: Instant) -> None:
        """Send one seat what it lacks, unless it reads too slowly: then it conflates."""
        sent: Counter[str] = Counter()
        self._flush_seat(seat, now, {}, sent)
        for what, times in sent.items():
            self._meter.count(what, by=times)

    def _flush_seat(
        self, seat: Seat, now: Instant, frames: dict[tuple[object, ...], Frame], sent: Counter[str]
    ) -> None:
        if seat.is_gone or not (seat.dirty or seat.ephemeral or seat.answers):
            return
        if seat.is_stuck:
            if seat.stuck_since is None:
                seat.stuck_since = now
                sent["conflated"] += 1
            return
        if seat.stuck_since is not None:
            self._meter.took("delivery", (now - seat.stuck_since) / 1000)
            seat.stuck_since = None
        if seat.dirty:
            seat.sink.write(self._logged_frame(seat, now, frames))
            sent["state"] += 1
        if seat.ephemeral:
            seat.sink.write(self._passing_frame(seat, now, frames))
            sent["passing"] += 1
        for answer in seat.answers:
            seat.sink.write(answer)
        seat.answers.clear()

    def _logged_frame(
        self, seat: Seat, now: Instant, frames: dict[tuple[object, ...], Frame]
    ) -> Frame:
        names = tuple(sorted(seat.dirty))
        causes = tuple(seat.because)
        own_seat = seat.person if YOU in seat.dirty else None
        key = ("logged", seat.audience, names, causes, seat.is_full, own_seat)
        found = frames.get(key)
        if found is None:
            found = frames[key] = state(
                {name: self._shown.logged(seat, name) for name in names},
                now=now,
                seq=self.room.seq,
                because=causes,
                view=self.view_name(seat) if seat.is_full else None,
            )
        seat.dirty.clear()
        seat.because.clear()
        seat.is_full = False
        seat.seq = self.room.seq
        return found

    def _passing_frame(
        self, seat: Seat, now: Instant, frames: dict[tuple[object, ...], Frame]
    ) -> Frame:
        names = tuple(sorted(seat.ephemeral))
        own_seat = seat.person if OWN in seat.ephemeral else None
        key = ("passing", seat.audience, names, own_seat)
        found = frames.get(key)
        if found is None:
            sections = {name: self._shown.ephemeral(seat, name) for name in names}
            found = frames[key] = state(sections, now=now)
        seat.ephemeral.clear()
        return found

    def _follow_audience(self, seat: Seat, events: Sequence[Event], now: Instant) -> None:
        one = self.room.people.get(seat.person) if seat.person is not None else None
        to = seat.audience if one is None else audience(self.room, one)
        if to is seat.audience:
            return
        seat.audience = to
        self._shown.changed(self.room, to)
        self._fill(seat)
        seat.because = dict.fromkeys(because(events, to))
        seat.ephemeral = {s.value for s in SEES_PASSING[to]} | {OWN}
        self._pass_on(to, now)

    def _part_with_strangers(self) -> None:
        """The removed are shown out; who turned out to be somebody we know comes back as them, and
        so does who was given up for lost while connected here."""
        for seat in tuple(self.seats):
            one = self.room.people.get(seat.person) if seat.person is not None else None
            if one is not None and one.standing is Standing.REMOVED:
                seat.end(REVOKED)
            elif one is not None and (one.is_merged_into is not None or one.is_gone):
                seat.end(RESYNC)

    def _fill(self, seat: Seat) -> None:
        seat.is_full = True
        seat.dirty = set(self._shown.seqs(seat))
