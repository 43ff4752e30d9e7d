"""The room: one frozen aggregate, folded from its log and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.phases.machine import Position
from app.phases.marks import StepClock
from app.phases.phase import SPECS, Phase
from app.phases.plan import Plan, Step, StepId
from app.phases.units import Instant, Millis
from app.rooms.fields import PersonId, PlaceId, RoomId
from app.rooms.roles import Role


class Standing(StrEnum):
    """Where a person is in relation to the circle."""

    WAITING = "waiting"
    SEATED = "seated"
    DEPARTED = "departed"
    REMOVED = "removed"


class Ring(StrEnum):
    """Which circle a seat belongs to."""

    INNER = "inner"
    OUTER = "outer"


class CaseKind(StrEnum):
    """What a case is to the group."""

    NEW = "new"
    FOLLOW_UP = "follow_up"


class Chair(StrEnum):
    """Where the presenter's chair stands. `offered` is neither answer, and never locked."""

    IN_CIRCLE = "in_circle"
    OFFERED = "offered"
    SITTING_BACK = "sitting_back"
    STAYING = "staying"
    ENDED = "ended"


AT_EASE = frozenset({Chair.IN_CIRCLE, Chair.STAYING, Chair.ENDED})
"""Where nothing is asked of the presenter, and nothing is to be ended."""


class PauseReason(StrEnum):
    """Why the clock stands still; not kept after the meeting."""

    TECHNICAL = "technical"
    DISTRESS = "distress"
    INTERRUPTION = "interruption"
    LEADERS_LOST = "leaders_lost"
    OTHER = "other"


class CallKind(StrEnum):
    """What the meeting is heard through."""

    BESIDE = "beside"
    """Any call, which we know nothing of."""
    BUILT_IN = "built_in"
    """The page itself."""
    LIVEKIT = "livekit"
    """A LiveKit server of the operator's, and pages of theirs."""
    CONTRACT = "contract"
    """Somebody else's, whose makers keep the Call Control Contract with us."""


KNOWS_WHOSE = frozenset({CallKind.BESIDE, CallKind.BUILT_IN})
"""Calls in which leaders match nobody: of the one no place is known, in the other each is known by
whoever came."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of this meeting. `seat` is kept once given, so that everyone returns to their own.

    `needs_confirmation`: came by a shared link and no leader has said yes yet. `by_name`: seated by
    a leader, without a page (telephone, or beside the call). `visit` counts accepted hellos.
    `may_return`: was in the circle when the door shut.
    `is_gone`: no sign of life for the grace of the tempo. `is_merged_into`: "this is X again".
    `out_at`: when they last had to go or were removed.
    """

    id: PersonId
    name: str
    role: Role
    standing: Standing = Standing.WAITING
    seat: int | None = None
    ring: Ring = Ring.INNER
    needs_confirmation: bool = False
    by_name: bool = False
    visit: int = 0
    is_gone: bool = False
    may_return: bool = False
    agreed: int = 0
    attested: bool = False
    is_merged_into: PersonId | None = None
    out_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class PushBack:
    """The push-back of one case. `camera` None: not said. `invited` and `declined`: the rejoin.
    `sat_back_at`: when the presenter last did."""

    chair: Chair = Chair.IN_CIRCLE
    camera: bool | None = None
    invited: bool = False
    declined: bool = False
    sat_back_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its number, who presents, who leads; nothing about the patient, ever."""

    number: int
    presenter: PersonId | None = None
    leading: tuple[PersonId, ...] = ()
    kind: CaseKind = CaseKind.NEW
    stopped: bool = False
    withdrawn: bool = False
    push_back: PushBack = field(default_factory=PushBack)


@dataclass(frozen=True, slots=True)
class LastMove:
    """What `undo` brings back, until `until`."""

    position: Position
    case: Case | None
    until: Instant


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who takes the room when leaders are lost. `named` with no person is "no stand-in", chosen.

    `was_offered`: the room was offered since leaders were lost, whatever became of it.
    """

    named: bool = False
    person: PersonId | None = None
    offered_until: Instant | None = None
    acting_since: Instant | None = None
    was_offered: bool = False

    @property
    def is_acting(self) -> bool:
        """Whether the stand-in holds the room."""
        return self.acting_since is not None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The group's agreement as shown at the door; `version` rises with its words."""

    version: int = 1
    text: str = ""


def _in_the_circle(person: Person) -> int:
    return -1 if person.seat is None else person.seat


@dataclass(frozen=True, slots=True)
class Revs:
    """Revisions that rise over the room's life; a command brings the one its table row names."""

    phase_rev: int = 0
    timer_rev: int = 0
    case_rev: int = 0
    plan_rev: int = 0


@dataclass(frozen=True, slots=True)
class Advance:
    """When the clock of a room for practice was advanced, and by how much."""

    at: Instant
    by: Millis


@dataclass(frozen=True, slots=True)
class Room:
    """One meeting. `seq` is the number of its last event; `epoch` names the incarnation of its log.

    `is_led` is false from a fail-open or a loss of leaders until a leader is back: nobody is locked
    meanwhile. `losses` and `openings` count them, for the ids of the system's commands.
    `led_until`: when somebody ceased to be one of the `leaders`, by taking the chair or going.
    `is_test`: for practice, so that its clock can be advanced.
    `advances`: the last times that it was; for what happened before them see `aging`.
    `follow_ups`: how many were told of former cases; counted apart from cases.
    `places`: whose place in the call is whose, as leaders have said.
    """

    id: RoomId
    epoch: str
    plan: Plan
    created_at: Instant
    seq: int = 0
    agreement: Agreement = field(default_factory=Agreement)
    is_rehearsal: bool = False
    call: CallKind = CallKind.BESIDE
    is_test: bool = False
    position: Position = field(default_factory=Position)
    clocks: Mapping[StepId, StepClock] = field(default_factory=dict)
    revs: Revs = field(default_factory=Revs)
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    cases: Mapping[int, Case] = field(default_factory=dict)
    case_number: int = 0
    follow_ups: int = 0
    paused: PauseReason | None = None
    planned_end: Instant | None = None
    last_move: LastMove | None = None
    stand_in: StandIn = field(default_factory=StandIn)
    observers_agreed: bool = False
    outer_open: bool = False
    is_led: bool = True
    are_leaders_lost: bool = False
    losses: int = 0
    openings: int = 0
    opened_at: Instant | None = None
    ended_at: Instant | None = None
    is_attendance_confirmed: bool = False
    led_until: Mapping[PersonId, Instant] = field(default_factory=dict)
    places: Mapping[PlaceId, PersonId] = field(default_factory=dict)
    advances: tuple[Advance, ...] = ()

    @property
    def phase(self) -> Phase:
        """The current phase."""
        return self.position.phase

    @property
    def step(self) -> Step | None:
        """The current step, None in `gathering` and `ended`."""
        return None if self.position.step is None else self.plan.step(self.position.step)

    @property
    def clock(self) -> StepClock | None:
        """The current step's clock."""
        return None if self.position.step is None else self.clocks[self.position.step]

    @property
    def case(self) -> Case | None:
        """The case being worked on, None outside cases."""
        return self.cases.get(self.case_number) if self.case_number else None

    @property
    def is_door_shut(self) -> bool:
        """Whether late-comers wait."""
        return SPECS[self.phase].door_shut

    def seated(self) -> tuple[Person, ...]:
        """Who has a chair now, in seat order, observers included."""
        there = [p for p in self.people.values() if p.standing is Standing.SEATED]
        return tuple(sorted(there, key=_in_the_circle))

    def places_of(self, person: PersonId) -> list[PlaceId]:
        """Their places in the call, as far as leaders have matched them."""
        return sorted(place for place, whose in self.places.items() if whose == person)

    def waiting(self) -> tuple[Person, ...]:
        """Who stands at the door, in the order of arrival."""
        return tuple(p for p in self.people.values() if p.standing is Standing.WAITING)

    def presenter(self) -> Person | None:
        """The presenter in the chair, from `present` to `close`; None elsewhere."""
        case = self.case
        if case is None or case.presenter is None or not SPECS[self.phase].presenting:
            return None
        return self.people.get(case.presenter)

    def leaders(self) -> tuple[Person, ...]:
        """Seated leaders who have come by a page, have not gone and do not present this case."""
        presenter = self.presenter()
        held = presenter.id if presenter else None
        there = [
            p
            for p in self.people.values()
            if p.role is Role.LEADER and p.standing is Standing.SEATED
            if p.id != held and p.visit and not p.is_gone
        ]
        return tuple(sorted(there, key=_in_the_circle))
