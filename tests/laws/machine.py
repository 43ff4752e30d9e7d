"""The rules by which random meetings are made; each law adds only what it reads in a turn."""

from collections.abc import Callable
from functools import cache
from typing import ClassVar

from hypothesis import Phase as Stage
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.units import MINUTE, Millis
from app.rooms import commands as c
from app.rooms.command_table import EPHEMERAL
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM
from app.rooms.state import Ring
from tests.laws.meeting import (
    ANNA,
    BEN,
    INVITED,
    LATE,
    LEADERS,
    MARK,
    NILS,
    NINA,
    OTTO,
    PAULA,
    PLANS,
    STRANGER,
    Meeting,
    Turn,
    everyone,
    moved,
    onward,
    presenter_of,
    sitting_back,
)
from tests.laws.presses import (
    CAST,
    DURABLE_COMMANDS,
    EDITS,
    EPHEMERAL_COMMANDS,
    JUMPS,
    LEADING,
    PLACES,
    SYSTEM_COMMANDS,
    TELEPHONES,
    Press,
    edited,
    presses,
)

ANSWERS = st.sampled_from(
    [c.SitBack(camera=False), c.SitBack(), c.Stay(), c.ComeBackIn(), c.KeepListening(),
     c.ChooseCamera(on=True)]
)  # fmt: skip
OWN = st.sampled_from([c.Leave(), c.Agree(1), c.Attest(), c.ComeBackIn(), c.Stay()])
GUIDANCE = st.sampled_from(
    [c.OfferPushBack(), c.InviteRejoin(), c.Release(), c.Stop(), c.Pause(), c.Resume(), c.Undo(),
     c.Back(), c.WithdrawCase(), c.CloseMeeting(), c.NameStandIn(MARK), c.AddCase(),
     c.DropCase(), c.OpenOuterRing(), c.CloseOuterRing(), c.Skip(StepId("1.rejoin")),
     c.SetRing(PAULA, Ring.OUTER), c.SetRing(MARK, Ring.OUTER), c.Extend(Millis(3 * MINUTE)),
     c.Shorten(Millis(3 * MINUTE)), c.SetLeading((BEN,)), c.ConfirmPerson(NILS),
     c.SameAs(NILS, again=MARK), c.SameAs(MARK, again=PAULA), c.Admit(NILS),
     c.CountFollowUps(1), c.ConfirmAttendance((PAULA, STRANGER)),
     c.MatchPlace(PLACES[0], PAULA), c.MatchPlace(PLACES[0], NILS), c.FreePlace(PLACES[0])]
)  # fmt: skip


def _alone(meeting: Meeting) -> Meeting:
    """Anna leads alone and presents herself."""
    meeting.do(BEN, c.Leave())
    meeting.drops(BEN)
    for phase in (Phase.OPENING, Phase.SELECT):
        if phase in {s.phase for s in meeting.room.plan.steps}:
            moved(meeting, phase)
    meeting.do(ANNA, c.ChoosePresenter(ANNA))
    for _ in range(3):
        onward(meeting, (ANNA,), ANNA)
    return meeting


def _stand_in_acts(meeting: Meeting) -> Meeting:
    """Mark was named stand-in, the leaders are lost, and he has taken the room."""
    meeting.do(ANNA, c.NameStandIn(MARK))
    _unled(meeting)
    meeting.passes(2 * MINUTE)
    meeting.do(MARK, c.TakeRoom())
    return meeting


def _unled(meeting: Meeting) -> Meeting:
    """Somebody sits back, and both leaders have just lost their connections."""
    sitting_back(meeting)
    for leader in LEADERS:
        meeting.drops(leader)
    return meeting


SCENES: dict[str, Callable[[Meeting], Meeting]] = {
    "gathering": lambda meeting: meeting,
    "select": lambda meeting: moved(meeting, Phase.SELECT),
    "present": lambda meeting: moved(meeting, Phase.PRESENT),
    "discuss": lambda meeting: moved(meeting, Phase.DISCUSS),
    "sitting back": sitting_back,
    "a leader sits back": lambda meeting: sitting_back(meeting, ANNA),
    "a leader alone presents": _alone,
    "no leader is connected": _unled,
    "a stand-in acts": _stand_in_acts,
    "closing": lambda meeting: moved(meeting, Phase.CLOSING),
    "ended": lambda meeting: moved(meeting, Phase.ENDED),
}
"""Where a random meeting begins, so that the depths are reached as often as the shallows."""


@cache
def _so_far(plan: str, scene: str) -> Meeting:
    """Held once; whoever goes on from there takes it `again`."""
    return SCENES[scene](everyone(PLANS[plan]))


LATE_PHASES = (Phase.CLOSING, Phase.LEADERSHIP, Phase.DEBRIEF, Phase.CORRIDOR, Phase.ENDED)


class RandomMeeting(RuleBasedStateMachine):
    """People, machines, connections and time, at random; `witness` reads every turn."""

    scenes: ClassVar[tuple[str, ...]] = tuple(scene for scene in SCENES if scene != "ended")
    meeting: Meeting

    def witness(self, turn: Turn) -> None:
        """Read one turn, accepted or refused; assert the law."""

    def began(self) -> None:
        """Look at the meeting before the first random turn."""

    @initialize(plan=st.sampled_from(sorted(PLANS)), scene=st.sampled_from(sorted(SCENES)))
    def begin(self, plan: str, scene: str) -> None:
        begins = scene if scene in self.scenes else self.scenes[0]
        self.meeting = _so_far(plan, begins).again()
        self.meeting.witnesses.append(self.witness)
        self.began()

    @rule(several=st.lists(presses(DURABLE_COMMANDS), min_size=1, max_size=6))
    def anybody_presses_anything(self, several: list[Press]) -> None:
        for press in several:
            self.meeting.press(press.ask(self.meeting.room))

    @rule(several=st.lists(presses(DURABLE_COMMANDS, LEADING), min_size=1, max_size=6))
    def a_leader_presses_anything(self, several: list[Press]) -> None:
        for press in several:
            self.meeting.press(press.ask(self.meeting.room))

    @rule(several=st.lists(st.tuples(st.sampled_from(LEADERS), GUIDANCE), min_size=1, max_size=4))
    def a_leader_guides(self, several: list[tuple[PersonId, c.Command]]) -> None:
        for by, command in several:
            self.meeting.do(by, command)

    @rule(how=EDITS, by=st.sampled_from(LEADERS))
    def a_leader_edits_the_plan(
        self, how: Callable[[list[c.PlannedStep]], list[c.PlannedStep]], by: PersonId
    ) -> None:
        self.meeting.do(by, edited(self.meeting.room, how))

    @precondition(lambda self: self.meeting.room.phase not in LATE_PHASES)
    @rule(presenter=st.sampled_from([PAULA, PAULA, ANNA, *TELEPHONES]), by=st.permutations(LEADERS))
    def the_meeting_moves_on(self, presenter: PersonId, by: list[PersonId]) -> None:
        onward(self.meeting, by, presenter)

    @precondition(lambda self: self.meeting.room.phase in LATE_PHASES)
    @rule(by=st.permutations(LEADERS), is_due=st.sampled_from([True, False, False]))
    def the_meeting_draws_to_its_end(self, by: list[PersonId], is_due: bool) -> None:
        if is_due:
            onward(self.meeting, by, PAULA)

    @precondition(lambda self: presenter_of(self.meeting.room) is not None)
    @rule(several=st.lists(ANSWERS, min_size=1, max_size=3))
    def the_presenter_answers(self, several: list[c.Command]) -> None:
        for command in several:
            presenter = presenter_of(self.meeting.room)
            if presenter is not None:
                self.meeting.do(presenter, command)

    @precondition(lambda self: presenter_of(self.meeting.room) is not None)
    @rule(by=st.sampled_from(LEADERS))
    def the_presenter_is_offered_to_sit_back_and_does(self, by: PersonId) -> None:
        self.meeting.do(by, c.OfferPushBack())
        presenter = presenter_of(self.meeting.room)
        if presenter is not None:
            self.meeting.do(presenter, c.SitBack(camera=True))

    @rule(command=st.sampled_from([c.TakeRoom(), c.DeclineRoom(), c.Release(), c.Pause(),
                                   c.Admit(NILS), c.CloseMeeting(), c.Advance(), c.Stop(),
                                   c.RemovePerson(PAULA), c.NameStandIn(MARK)]))  # fmt: skip
    def the_stand_in_helps(self, command: c.Command) -> None:
        stand_in = self.meeting.room.stand_in.person
        if stand_in is not None:
            self.meeting.do(stand_in, command)

    @rule(who=st.sampled_from((*INVITED, NILS)), by=JUMPS)
    def somebody_has_to_go_and_is_back(self, who: PersonId, by: int) -> None:
        self.meeting.do(who, c.Leave())
        self.meeting.drops(who)
        self.meeting.passes(by)
        if who in self.meeting.room.people:
            self.meeting.connects(who)

    @rule(who=st.sampled_from([NINA, OTTO, NILS]), several=st.lists(OWN, max_size=4))
    def somebody_is_removed_and_tries_again(self, who: PersonId, several: list[c.Command]) -> None:
        self.meeting.do(ANNA, c.RemovePerson(who))
        for command in several:
            self.meeting.do(who, command)

    @rule(press=presses(EPHEMERAL_COMMANDS))
    def anybody_whispers(self, press: Press) -> None:
        ask = press.ask(self.meeting.room)
        assert type(ask.command) in EPHEMERAL
        self.meeting.whisper(ask)

    @rule(press=presses(SYSTEM_COMMANDS, st.just(SYSTEM)))
    def the_system_asks_amiss(self, press: Press) -> None:
        if not isinstance(press.command, c.Join | c.EndAbandoned | c.Lose):
            self.meeting.press(press.ask(self.meeting.room))

    @rule(by=JUMPS)
    def time_passes(self, by: int) -> None:
        self.meeting.passes(by)

    @rule(who=st.sampled_from(CAST))
    def somebody_connects(self, who: PersonId) -> None:
        if who in self.meeting.room.people:
            self.meeting.connects(who)

    @rule(who=st.sampled_from((*LEADERS, *INVITED, NILS)))
    def somebody_drops(self, who: PersonId) -> None:
        self.meeting.drops(who)

    @rule(who=st.sampled_from(list(LATE)))
    def somebody_comes_late(self, who: PersonId) -> None:
        self.meeting.arrives(who, LATE[who], is_stranger=who == NILS)


def always(machine: type[RandomMeeting], *, times: int = 2) -> None:
    """Run random meetings of at most 30 rules, `times` as many as the profile says.

    Hypothesis does not explain what it found: tracing every line of a meeting takes minutes.
    """
    chosen = settings(
        max_examples=times * settings().max_examples,
        stateful_step_count=30,
        phases=[stage for stage in Stage if stage is not Stage.explain],
    )
    run_state_machine_as_test(machine, settings=chosen)
