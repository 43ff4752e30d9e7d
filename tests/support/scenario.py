"""A small language for tests of a room: who is there, when, who does what, and what comes of it.

    given(Phase.DISCUSS).by(CLEO).does(c.SitBack()).then(e.SatBack)
    given(Phase.PRESENT).at(5 * MINUTE).then(e.MarkReached, e.MarkReached, e.MarkReached)
    given(Phase.DISCUSS).without(ADA).by(SYSTEM).does(c.FailOpen(1))

A scene is a value: every step returns a new one, so that two tests can part from the same. Marks
that fall due are recorded before anything else is decided, as the service does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import Plan, StepId
from app.phases.shipped import SHIPPED, lay_out
from app.phases.units import Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import Here
from app.rooms.command_table import row
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.due import due
from app.rooms.events import Event
from app.rooms.evolve import born, fold
from app.rooms.facts import Facts, merged, next_stamp
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import SYSTEM, Actor, Kind, Role, person
from app.rooms.signals import Signals, hear, read
from app.rooms.state import Agreement, Room, Standing
from tests.support.clock import NOON

ADA = PersonId("ada")
BEN = PersonId("ben")
CLEO = PersonId("cleo")
DEV = PersonId("dev")
EVE = PersonId("eve")
FINN = PersonId("finn")
OMAR = PersonId("omar")
STRANGER = PersonId("stranger")
TILLY = PersonId("tilly")
LEADERS = (ADA, BEN)
MEMBERS = (CLEO, DEV, EVE)
MACHINE = Actor(Kind.INTEGRATION, "machine", may_lead=True)
READER = Actor(Kind.INTEGRATION, "reader")
OPERATOR = Actor(Kind.OPERATOR, "operator")

EVENING = Plan(
    "evening",
    "Two cases, then the leading, a debrief and the corridor",
    lay_out(
        8,
        ((3, 5, 4, 20, 5, 1), (2, 5, 4, 20, 5, 1)),
        7,
        {Phase.LEADERSHIP: 45, Phase.DEBRIEF: 10, Phase.CORRIDOR: 0},
    ),
)
"""A plan that meets all thirteen phases."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A room at an instant, with somebody about to act. `events` is what the last step became.

    `absent` are seated without being connected; everybody else with a chair and a page is `here`.
    """

    room: Room
    began: Instant = NOON
    now: Instant = NOON
    actor: Actor = SYSTEM
    absent: frozenset[PersonId] = frozenset()
    events: tuple[Event, ...] = ()
    facts: Facts = field(default_factory=dict)

    @property
    def signals(self) -> Signals:
        """What was said, as far as it counts now."""
        return read(self.facts, self.room)

    @property
    def here(self) -> Here:
        """Who is connected: who had to go may have left the page open."""
        out = (Standing.WAITING, Standing.REMOVED)
        pages = (p for p in self.room.people.values() if p.standing not in out and not p.by_name)
        return frozenset(p.id for p in pages if p.is_merged_into is None) - self.absent

    def at(self, since_it_began: Millis | int) -> "Scene":
        """So long after the scene began; marks that fell due are recorded."""
        return replace(self, now=later(self.began, Millis(since_it_began)))._elapsed()

    def by(self, who: PersonId | Actor) -> "Scene":
        """From now on this person, machine or the system acts."""
        return replace(self, actor=who if isinstance(who, Actor) else person(who))

    def without(self, *people: PersonId) -> "Scene":
        """These people are not connected."""
        return replace(self, absent=self.absent | frozenset(people))

    def back(self, *people: PersonId) -> "Scene":
        """These people are connected again, though nobody recorded it."""
        return replace(self, absent=self.absent - frozenset(people))

    def does(
        self, command: c.Command, *, expect: int | None = None, confirm: int | None = None
    ) -> "Scene":
        """The actor does this, on a fresh picture unless `expect` says otherwise.

        Raises the `RoomError` of a refusal.
        """
        due_first = self._elapsed()
        ask = due_first.ask(command, expect=expect, confirm=confirm)
        if not row(type(command)).durable:
            stamp = next_stamp(self.facts, self.now)
            said = hear(due_first.signals, due_first.room, ask, now=self.now, stamp=stamp)
            return replace(due_first, facts=merged(self.facts, said), events=())
        events = decide(due_first.room, ask, now=self.now, here=due_first.here)
        return due_first.after(*events)

    def ask(
        self, command: c.Command, *, expect: int | None = None, confirm: int | None = None
    ) -> Ask:
        """The command as the actor's page would send it now."""
        rev = row(type(command)).expect
        if rev is None:
            return Ask(command, self.actor, confirm=confirm)
        seen: int = getattr(self.room.revs, rev) if expect is None else expect
        return Ask(command, self.actor, {rev.value: seen}, confirm)

    def after(self, *events: Event) -> "Scene":
        """These events have happened."""
        return replace(self, room=fold(self.room, events), events=events)

    def then(self, *expected: Event | type[Event]) -> "Scene":
        """Asserts what the last step became: whole events, or types where those say enough."""
        came = tuple(
            type(event) if isinstance(wanted, type) else event
            for wanted, event in zip_longest(expected, self.events)
        )
        assert expected == came, f"expected {expected}, came {came}"
        return self

    def sat_back(self) -> "Scene":
        """The presenter was offered to sit back and does; the actor stays who they were."""
        presenter = self.room.presenter()
        assert presenter is not None, "nobody presents"
        offered = self.by(MACHINE).does(c.OfferPushBack())
        return offered.by(presenter.id).does(c.SitBack()).by(self.actor)

    def arrives(
        self, who: PersonId, role: Role = Role.MEMBER, *, needs_confirmation: bool = False
    ) -> "Scene":
        """Somebody comes to the door, ready but for what a leader has to say."""
        arrive = c.Arrive(who, who.capitalize(), role, needs_confirmation)
        at_door = self.by(SYSTEM).does(arrive).by(who)
        agreed = at_door.does(c.Agree(self.room.agreement.version)).does(c.Attest())
        joined = agreed.by(SYSTEM).does(c.Join(who, 1))
        events = (*agreed.events, *joined.events)
        return replace(joined, actor=self.actor, events=events)

    def _elapsed(self) -> "Scene":
        scene, found = replace(self, events=()), due(self.room, self.now)
        recorded: list[Event] = []
        while found is not None:
            ask = Ask(found[1], SYSTEM)
            recorded += decide(scene.room, ask, now=scene.now, here=scene.here)
            scene = replace(scene, room=fold(self.room, recorded))
            found = due(scene.room, scene.now)
        return replace(scene, events=tuple(recorded))


def given(
    phase: Phase = Phase.GATHERING,
    *,
    plan: Plan | str = EVENING,
    case: int = 1,
    presenter: PersonId = CLEO,
    leaders: Sequence[PersonId] = LEADERS,
    members: Sequence[PersonId] = MEMBERS,
    observers: Sequence[PersonId] = (),
    agreement: str = "What is said here stays here.",
) -> Scene:
    """A scene that begins as `phase` (of `case`) is entered, with everybody seated and connected.

    The first leader has made every move and so leads the case; `presenter` presents it.
    """
    mover = next(map(person, leaders), MACHINE)
    scene = _gathered(plan, leaders, members, observers, agreement).by(mover)
    if phase is Phase.GATHERING:
        return scene
    scene = scene.does(c.OpenMeeting())
    number = case if phase in CASE_PHASES else scene.room.plan.cases
    while (scene.room.phase, scene.room.case_number) != (phase, number):
        if phase not in CASE_PHASES and scene.room.phase is phase:
            break
        scene = _onward(scene, presenter)
    return replace(scene, events=())


def _gathered(
    plan: Plan | str,
    leaders: Sequence[PersonId],
    members: Sequence[PersonId],
    observers: Sequence[PersonId],
    agreement: str,
) -> Scene:
    meant = SHIPPED[plan] if isinstance(plan, str) else plan
    created = e.RoomCreated(NOON, meant, Agreement(1, agreement))
    scene = Scene(born(RoomId("room"), "epoch", created))
    for who, role in (*((p, Role.LEADER) for p in leaders), *((p, Role.MEMBER) for p in members)):
        scene = scene.arrives(who, role)
    if observers:
        scene = scene.by(MACHINE).does(c.RecordObserversAgreed())
    for who in observers:
        scene = scene.arrives(who, Role.OBSERVER)
    return scene


def _onward(scene: Scene, presenter: PersonId) -> Scene:
    """The next step, by whoever moves the scene; a leader who presents lets a machine do it."""
    if scene.room.phase is Phase.SELECT:
        scene = scene.does(c.ChoosePresenter(presenter))
    mover = scene.actor
    by = MACHINE if mover.person == presenter and scene.room.presenter() else mover
    return scene.by(by).does(c.Advance()).by(mover)


def step(name: str) -> StepId:
    """`step("1.discuss")`."""
    return StepId(name)
