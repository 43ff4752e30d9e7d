"""A meeting on the core alone, served as the service serves it.

Whatever fell due is issued before any command; a watcher opens the room and counts its leaders as
lost when their graces are over. Every press, accepted or refused, becomes a `Turn` that the laws
read. Time is an integer here and jumps when told.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace

from app.phases.phase import Phase
from app.phases.plan import ClockView, Plan, Step, StepId
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE, Instant, Millis, later
from app.rooms import commands as c
from app.rooms.capacities import Here, leaders_here
from app.rooms.command_table import TABLE
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.due import due
from app.rooms.errors import RoomError
from app.rooms.events import Event, RoomCreated
from app.rooms.evolve import born, fold
from app.rooms.facts import Facts, merged, next_stamp
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import SYSTEM, Role, person
from app.rooms.signals import Signals, hear, read
from app.rooms.state import Agreement, CallKind, Chair, Room, Standing
from tests.support.clock import NOON

ANNA, BEN, LEA = PersonId("anna"), PersonId("ben"), PersonId("lea")
PAULA, MARK, NINA = PersonId("paula"), PersonId("mark"), PersonId("nina")
OTTO, NILS, STRANGER = PersonId("otto"), PersonId("nils"), PersonId("stranger")
LEADERS = (ANNA, BEN)
INVITED = {
    ANNA: Role.LEADER,
    BEN: Role.LEADER,
    PAULA: Role.MEMBER,
    MARK: Role.MEMBER,
    NINA: Role.MEMBER,
    OTTO: Role.OBSERVER,
}
"""Who has a personal link and is there from the beginning."""
LATE = {LEA: Role.LEADER, NILS: Role.MEMBER}
"""A leader who comes late, and a member by a shared link whom a leader has to confirm."""
AGREEMENT = Agreement(1, "What is said here stays here.")

_AFTER = (
    Step(StepId("leadership"), Phase.LEADERSHIP, Millis(10 * MINUTE)),
    Step(StepId("debrief"), Phase.DEBRIEF, Millis(10 * MINUTE)),
    Step(StepId("corridor"), Phase.CORRIDOR),
)
_TWO = SHIPPED["two_case_90"]
PLANS: dict[str, Plan] = {
    "soft": _TWO,
    "leaders": replace(_TWO, clock=ClockView.LEADERS, wants_in=True),
    "full": SHIPPED["troika_30"],
    "rings": SHIPPED["inner_outer"],
    "training": replace(
        SHIPPED["intensive_45_45"], steps=(*SHIPPED["intensive_45_45"].steps[:-2], *_AFTER)
    ),
    "no_push_back": SHIPPED["fallberatung_60"],
}
"""One plan for each way in which plans differ."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one press did. `refusal` is set and `after` is `before` when it was refused."""

    ask: Ask
    now: Instant
    here: Here
    before: Room
    after: Room
    events: tuple[Event, ...] = ()
    refusal: RoomError | None = None

    @property
    def command(self) -> c.Command:
        """What was asked."""
        return self.ask.command

    def is_move(self) -> bool:
        """Whether the phase or step changed."""
        return self.before.position != self.after.position


class Meeting:
    """A room with its log, its connections and the time; `witnesses` hear of every turn."""

    def __init__(self, plan: Plan) -> None:
        self.now = NOON
        self.log: list[Event] = [RoomCreated(self.now, plan, AGREEMENT, call=CallKind.CONTRACT)]
        self.room = born(RoomId("room-1"), "epoch-1", self.log[0])
        self.here: set[PersonId] = set()
        self.visits: dict[PersonId, int] = {}
        self.parted: dict[PersonId, Instant] = {}
        self.facts: Facts = {}
        self.unled_since: Instant | None = self.now
        self.telephones = 0
        self.witnesses: list[Callable[[Turn], None]] = []

    def again(self) -> "Meeting":
        """The same meeting so far, which goes on by itself and has no witness yet."""
        other = copy(self)
        other.log, other.witnesses = self.log.copy(), []
        other.here, other.visits = self.here.copy(), self.visits.copy()
        other.parted, other.facts = self.parted.copy(), dict(self.facts)
        return other

    # Presses -------------------------------------------------------------------------------

    def press(self, ask: Ask) -> Turn:
        """One press, after everything that fell due before it."""
        self.look()
        return self._decided(ask)

    def do(self, by: PersonId, command: c.Command) -> Turn:
        """A press by somebody who has just looked, and who means it."""
        self.look()
        revs = self.room.revs
        expect = TABLE[type(command)].expect
        brought = {expect.value: getattr(revs, expect.value)} if expect else {}
        return self._decided(Ask(command, person(by), brought, confirm=revs.case_rev))

    def system(self, command: c.Command) -> Turn:
        """A command of the system."""
        return self._decided(Ask(command, SYSTEM))

    def whisper(self, ask: Ask) -> RoomError | None:
        """An ephemeral ask: handed over, or refused."""
        self.look()
        try:
            stamp = next_stamp(self.facts, self.now)
            said = hear(self.signals, self.room, ask, now=self.now, stamp=stamp)
        except RoomError as refusal:
            return refusal
        self.facts = merged(self.facts, said)
        return None

    @property
    def signals(self) -> Signals:
        """What was said, as far as it counts now."""
        return read(self.facts, self.room)

    def _decided(self, ask: Ask) -> Turn:
        before, here, ask = self.room, frozenset(self.here), self._drawn(ask)
        try:
            events = decide(before, ask, now=self.now, here=here)
        except RoomError as refusal:
            turn = Turn(ask, self.now, here, before, before, refusal=refusal)
        else:
            self.log.extend(events)
            self.room = fold(before, events)
            turn = Turn(ask, self.now, here, before, self.room, events)
        self._notice_leaders()
        for hears in self.witnesses:
            hears(turn)
        return turn

    def _drawn(self, ask: Ask) -> Ask:
        """Who is seated by name gets a new id here, as in the service."""
        if not isinstance(ask.command, c.SeatByName):
            return ask
        self.telephones += 1
        drawn = replace(ask.command, person=PersonId(f"telephone-{self.telephones}"))
        return replace(ask, command=drawn)

    # What happens by itself ----------------------------------------------------------------

    def look(self) -> None:
        """Issue what is due: marks first, then lost people, the opening and the loss of leaders."""
        while (found := due(self.room, self.now)) is not None:
            self.system(found[1])
        for who, at in tuple(self.parted.items()):
            one = self.room.people.get(who)
            if one and not one.is_gone and self.now >= later(at, self.room.plan.tempo.left):
                self.system(c.Lose(who, self.visits[who], at))
        self._look_for_leaders()

    def _look_for_leaders(self) -> None:
        room, tempo = self.room, self.room.plan.tempo
        if room.step is None or self.unled_since is None:
            return
        if room.is_led and self.now >= later(self.unled_since, tempo.fail_open):
            self.system(c.FailOpen(room.openings + 1))
        is_lost = self.now >= later(self.unled_since, tempo.leaders_lost)
        if is_lost and not self.room.are_leaders_lost:
            self.system(c.LoseLeaders(self.room.losses + 1))

    def _notice_leaders(self) -> None:
        is_led = bool(leaders_here(self.room, frozenset(self.here)))
        self.unled_since = None if is_led else self.unled_since or self.now

    # The world -----------------------------------------------------------------------------

    def passes(self, by: int) -> None:
        """Time passes, and whoever watches looks."""
        self.now = Instant(self.now + by)
        self.look()

    def arrives(self, who: PersonId, role: Role, *, is_stranger: bool = False) -> None:
        """Somebody comes by a link, accepts what is to be accepted, and says hello."""
        self.look()
        self.system(c.Arrive(who, f"Name of {who}", role, is_stranger))
        self.do(who, c.Agree(AGREEMENT.version))
        self.do(who, c.Attest())
        self.connects(who)

    def connects(self, who: PersonId) -> None:
        """A socket of theirs says hello."""
        self.look()
        self.visits[who] = self.visits.get(who, 0) + 1
        self.here.add(who)
        self.parted.pop(who, None)
        self.system(c.Join(who, self.visits[who]))

    def drops(self, who: PersonId) -> None:
        """Their last socket closes."""
        self.look()
        if who in self.here:
            self.here.discard(who)
            self.parted[who] = self.now
            self._notice_leaders()


def everyone(plan: Plan) -> Meeting:
    """A meeting where all who were invited are in the circle, and the observer may stay."""
    meeting = Meeting(plan)
    for who, role in INVITED.items():
        meeting.arrives(who, role)
    meeting.do(ANNA, c.RecordObserversAgreed())
    return meeting


def moved(meeting: Meeting, phase: Phase, *, presenter: PersonId = PAULA) -> Meeting:
    """The meeting led on to `phase`, with somebody to present every case."""
    while meeting.room.phase is not phase and meeting.room.phase is not Phase.ENDED:
        onward(meeting, LEADERS if presenter not in LEADERS else (BEN, ANNA), presenter)
    return meeting


def onward(meeting: Meeting, leaders: Iterable[PersonId], presenter: PersonId) -> None:
    """One step on, by the first leader who can."""
    for by in leaders:
        if meeting.room.phase is Phase.GATHERING:
            turn = meeting.do(by, c.OpenMeeting())
        else:
            chosen = meeting.room.case is not None and meeting.room.case.presenter is not None
            if meeting.room.phase is Phase.SELECT and not chosen:
                meeting.do(by, c.ChoosePresenter(presenter))
            turn = meeting.do(by, c.Advance())
        if turn.refusal is None:
            return


def sitting_back(meeting: Meeting, presenter: PersonId = PAULA) -> Meeting:
    """The meeting in `discuss`, with the presenter sitting back."""
    moved(meeting, Phase.DISCUSS, presenter=presenter)
    meeting.do(presenter, c.SitBack(camera=False))
    return meeting


def presenter_of(room: Room) -> PersonId | None:
    """Who sits in the presenter's chair, if they are in the circle."""
    presenter = room.presenter()
    is_there = presenter is not None and presenter.standing is Standing.SEATED
    return presenter.id if presenter is not None and is_there else None


def chair_of(room: Room) -> Chair:
    """Where the presenter's chair stands; in the circle where nobody presents."""
    case = room.case
    return case.push_back.chair if case is not None else Chair.IN_CIRCLE
