"""Small changes that several events share."""

from app.phases.marks import StepClock
from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.rooms.replacing import replaced
from app.rooms.state import AT_EASE, Case, Chair, Person, Room, StandIn


def with_person(room: Room, person: Person) -> Room:
    """The room with this person in place of their former self."""
    return replaced(room, people={**room.people, person.id: person})


def with_places_of(room: Room, former: Person, known: Person) -> Room:
    """The room where what was somebody's place in the call is somebody else's."""
    if not room.places_of(former.id):
        return room
    places = {p: known.id if who == former.id else who for p, who in room.places.items()}
    return replaced(room, places=places)


def with_case(room: Room, case: Case) -> Room:
    """The room with this case in place of its former self, and a risen `case_rev`."""
    return bump_case(replaced(room, cases={**room.cases, case.number: case}))


def bump_case(room: Room) -> Room:
    """A risen `case_rev`."""
    return replaced(room, revs=replaced(room.revs, case_rev=room.revs.case_rev + 1))


def bump_phase(room: Room) -> Room:
    """A risen `phase_rev`."""
    return replaced(room, revs=replaced(room.revs, phase_rev=room.revs.phase_rev + 1))


def bump_plan(room: Room) -> Room:
    """A risen `plan_rev`."""
    return replaced(room, revs=replaced(room.revs, plan_rev=room.revs.plan_rev + 1))


def with_clock(room: Room, clock: StepClock) -> Room:
    """The current step's clock in place of its former self, and a risen `timer_rev`."""
    if room.position.step is None:
        return room
    revs = replaced(room.revs, timer_rev=room.revs.timer_rev + 1)
    return replaced(room, clocks={**room.clocks, room.position.step: clock}, revs=revs)


def clock_paused(room: Room, at: Instant) -> Room:
    """The current step's clock standing still."""
    return room if room.clock is None else with_clock(room, room.clock.pause(at))


def clock_started(room: Room, at: Instant) -> Room:
    """The current step's clock running."""
    return room if room.clock is None else with_clock(room, room.clock.start(at))


def chair_ended(case: Case) -> Case:
    """The case with its push-back over, if there was one to end."""
    if case.push_back.chair in AT_EASE:
        return case
    return replaced(case, push_back=replaced(case.push_back, chair=Chair.ENDED))


def offered(stand_in: StandIn, until: Instant | None) -> StandIn:
    """The stand-in after leaders were lost, or later: offered the room until then, or not yet."""
    return replaced(stand_in, offered_until=until, was_offered=until is not None)


def without_office(room: Room, person: PersonId) -> Room:
    """Nobody's stand-in is somebody who is out; nor has anybody chosen "no stand-in"."""
    return replaced(room, stand_in=StandIn()) if room.stand_in.person == person else room
