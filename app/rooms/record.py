"""What is left of a meeting once its log is deleted; pure.

Nothing here tells who declined, withdrew, waited or was removed: only who sat in the circle and for
how long, which cases there were, and how the time went. Durations are summed over the meeting and
not per case, because the case that was taken back would show by its missing phases.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.phases.phase import SPECS, Phase
from app.phases.units import Instant, Millis, between
from app.rooms.aging import lived_through
from app.rooms.events import AttendanceConfirmed, Event, MoveUndone
from app.rooms.evolve import born, evolve
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.state import CaseKind, Person, Room, Standing


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody who was there. `is_confirmed`: a leader said so."""

    person: PersonId
    name: str
    role: Role
    present: Millis
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """A case that was begun; for leaders and owners only."""

    number: int
    kind: CaseKind
    presenter: PersonId | None
    leading: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One meeting. `opened_at` is None for one that never began; `gathering` is not in `phases`.

    `follow_ups`: how many were told, apart from the cases. `is_test`: it was for practice.
    """

    plan: str
    is_rehearsal: bool
    opened_at: Instant | None
    ended_at: Instant
    is_confirmed: bool
    attendance: tuple[Attendance, ...]
    cases: tuple[CaseHeld, ...]
    phases: Mapping[Phase, Millis]
    follow_ups: int = 0
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: Instant
    end: Instant

    def within(self, start: Instant, end: Instant) -> "_Stretch":
        return _Stretch(max(self.start, start), min(self.end, end))


@dataclass(frozen=True, slots=True)
class _Entered:
    """A phase with when it began and which case it belongs to, 0 for none."""

    phase: Phase
    at: Instant
    case: int


@dataclass(slots=True)
class _Tally:
    """What the fold itself does not keep."""

    since: dict[PersonId, Instant] = field(default_factory=dict)
    stretches: defaultdict[PersonId, list[_Stretch]] = field(
        default_factory=lambda: defaultdict(list)
    )
    entered: list[_Entered] = field(default_factory=list)
    confirmed: tuple[PersonId, ...] = ()

    def note(self, before: Room, after: Room, event: Event) -> None:
        """Take note of one event."""
        for person in after.people.values():
            was, now = before.people.get(person.id), _is_present(person)
            if now and not _is_present(was):
                self.since[person.id] = event.at
            elif not now and person.id in self.since:
                self.leave(person.id, event.at)
        if after.position != before.position:
            if isinstance(event, MoveUndone):
                self.entered.pop()
            else:
                self.entered.append(_Entered(after.phase, event.at, after.case_number))
        if isinstance(event, AttendanceConfirmed):
            self.confirmed = event.people

    def leave(self, person: PersonId, at: Instant) -> None:
        """Close this person's stretch."""
        start = self.since.pop(person)
        self.stretches[person].append(_Stretch(start, max(start, at)))


def record(events: Iterable[Event]) -> Record:
    """The record of a meeting from its whole log; raises `ValueError` unless it has ended."""
    ordered = iter(lived_through(tuple(events)))
    room = born(RoomId(""), "", next(ordered))
    tally = _Tally()
    for event in ordered:
        after = evolve(room, event)
        tally.note(room, after, event)
        room = after
    if room.ended_at is None:
        raise ValueError("the meeting has not ended")
    for person in tuple(tally.since):
        tally.leave(person, room.ended_at)
    over_at = _over_at(room, tally, room.ended_at)
    return Record(
        plan=room.plan.name,
        is_rehearsal=room.is_rehearsal,
        opened_at=room.opened_at,
        ended_at=room.ended_at,
        is_confirmed=room.is_attendance_confirmed,
        attendance=_attendance(room, tally, over_at),
        cases=_cases(room, tally.entered),
        phases=_phases(tally.entered, over_at),
        follow_ups=room.follow_ups,
        is_test=room.is_test,
    )


def _is_present(person: Person | None) -> bool:
    return person is not None and person.standing is Standing.SEATED and not person.is_gone


def _over_at(room: Room, tally: _Tally, ended_at: Instant) -> Instant:
    """When the company parted: a room left behind is ended by the system hours later."""
    pages = [
        stretch.end
        for person, stretches in tally.stretches.items()
        if not room.people[person].by_name
        for stretch in stretches
    ]
    return min(ended_at, max(pages, default=ended_at))


def _attendance(room: Room, tally: _Tally, over_at: Instant) -> tuple[Attendance, ...]:
    stretches: defaultdict[PersonId, list[_Stretch]] = defaultdict(list)
    for person, theirs in tally.stretches.items():
        stretches[_known_as(room, person)] += theirs
    confirmed = {_known_as(room, person) for person in tally.confirmed}
    opened_at = over_at if room.opened_at is None else room.opened_at
    there = []
    for known in room.people.values():
        present = _covered([s.within(opened_at, over_at) for s in stretches[known.id]])
        if present or known.id in confirmed:
            is_confirmed = known.id in confirmed
            there.append(Attendance(known.id, known.name, known.role, present, is_confirmed))
    return tuple(there)


def _known_as(room: Room, person: PersonId) -> PersonId:
    """The person behind one, followed through "this is X again"."""
    into = room.people[person].is_merged_into if person in room.people else None
    return person if into is None else _known_as(room, into)


def _covered(stretches: Sequence[_Stretch]) -> Millis:
    """How long at least one of the stretches lasts; two devices are not twice as long."""
    covered, until = 0, Instant(0)
    for stretch in sorted(stretches, key=lambda s: s.start):
        covered += max(0, between(max(stretch.start, until), stretch.end))
        until = max(until, stretch.end)
    return Millis(covered)


def _cases(room: Room, entered: Sequence[_Entered]) -> tuple[CaseHeld, ...]:
    begun = dict.fromkeys(e.case for e in entered if SPECS[e.phase].presenting)
    held = []
    for case in (room.cases[number] for number in begun if number in room.cases):
        presenter = None if case.presenter is None else _known_as(room, case.presenter)
        leading = tuple(_known_as(room, leader) for leader in case.leading)
        held.append(CaseHeld(case.number, case.kind, presenter, leading))
    return tuple(held)


def _phases(entered: Sequence[_Entered], over_at: Instant) -> dict[Phase, Millis]:
    spent: dict[Phase, Millis] = {}
    ends = [*(e.at for e in entered[1:]), over_at]
    for phase, end in zip(entered, ends, strict=True):
        lasted = max(0, between(phase.at, min(end, over_at)))
        if phase.phase is not Phase.ENDED:
            spent[phase.phase] = Millis(spent.get(phase.phase, 0) + lasted)
    return spent
