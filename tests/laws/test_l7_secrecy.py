"""L7: no section carries a field outside its reader's audience, and no refusal echoes a value.

Three ways of looking. Words: a name that only leaders may read is looked for in every other screen.
Fields: each audience's screens are compared with the list of what they may hold. Interference: two
rooms that differ only in what an audience may not know look the same to it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.phases.marks import StepClock
from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.phases.timer import Timer
from app.phases.units import Instant, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.because import because
from app.rooms.deciding.scene import Ask
from app.rooms.ephemeral import Moment, passing
from app.rooms.errors import BadPlan
from app.rooms.events import Event
from app.rooms.fields import PersonId
from app.rooms.own import own
from app.rooms.places import Strangers, Unmatched, Via
from app.rooms.roles import Audience, Role, person
from app.rooms.state import (
    Case,
    Chair,
    LastMove,
    PauseReason,
    Person,
    Revs,
    Room,
    StandIn,
    Standing,
)
from app.rooms.views import gap_at, mine, view
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import (
    ANNA,
    BEN,
    MARK,
    NILS,
    OTTO,
    PAULA,
    PLANS,
    Turn,
    everyone,
    moved,
    sitting_back,
)
from tests.laws.presses import PLACES, TYPED
from tests.support.clock import NOON

CIRCLE = (Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER)
OUTSIDE = (Audience.WAITING, Audience.SCREEN)
CANARY = "Canary"
BIRD = PersonId("canary")
SOON = Instant(1_999_999_999_999)


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


MAY_READ: Mapping[str, frozenset[str]] = {
    "room": words(
        "id title rehearsal test agreement version text call plan clock push_back wants_in rings "
        "outer_open observers_agreed steps phase case limit_ms"
    ),
    "phase": words("phase step text case number of presenter kind stopped"),
    "clock": words("paused planned_end band bands"),
    "circle": words("seats seat person name role ring by_name gone presents sits_back camera_off"),
    "floor": frozenset({"seats", "floor", "reason"}),
    "door": frozenset({"state"}),
}
"""Every field that somebody in the circle may read under a soft clock, whoever they are."""

FULL_CLOCK = frozenset({"limit_ms", "spent_ms", "since"})
AT_THE_DOOR: Mapping[str, frozenset[str]] = {
    "room": words("id title rehearsal test agreement version text"),
    "door": frozenset({"state", "gap_at"}),
}
"""Every field that somebody who waits may read."""
ON_A_SCREEN: Mapping[str, frozenset[str]] = {
    "phase": frozenset({"phase"}),
    "clock": MAY_READ["clock"],
}
"""Every field that whoever passes a screen may read under a soft clock."""

AMONG_LEADERS: tuple[type[Event], ...] = (
    e.LeadingSet, e.StandInNamed, e.RoomDeclined, e.RejoinInvited, e.RejoinDeclined, e.LedAgain,
    e.PersonArrived, e.PersonJoined, e.PersonConfirmed, e.PersonMerged, e.AgreementAccepted,
    e.PrivacyAttested, e.PushBackOffered, e.LimitSet,
)  # fmt: skip
"""What happens between leaders, at the door, or in one person's own section."""

CAUSES = words(
    "phase_entered move_undone meeting_stopped clock_paused clock_resumed person_seated "
    "outer_ring_opened outer_ring_closed observers_agreed room_taken sat_back"
)
"""Why a frame came, for those who do not lead: what the circle sees happening anyway."""

MOVES_A_FLOOR = (e.PushBackOffered, e.PersonJoined, e.LedAgain)
"""An offer in `discuss` asks the presenter to listen, and with a leader back somebody who sits back
is locked again: everybody sees floors."""


def screens(room: Room, to: Audience) -> dict[str, Any]:
    return {section.value: seen for section, seen in view(room, to).items()}


def as_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def fields_of(value: Any, people: frozenset[str]) -> set[str]:
    """Every key in a section; a table by person has people for keys, who are no fields."""
    if isinstance(value, dict):
        inner = [fields_of(one, people) for one in value.values()]
        return {str(key) for key in value if key not in people}.union(*inner)
    if isinstance(value, list):
        return set().union(*(fields_of(one, people) for one in value))
    return set()


class Canaries(RandomMeeting):
    """Random meetings in which every secret of the moment is replaced by a canary."""

    looked_at: Room | None = None

    def witness(self, turn: Turn) -> None:
        room = turn.after
        if room is not self.looked_at:  # what was refused leaves the very same room
            self._shows_nothing(room)
            self.looked_at = room
        self._nothing_is_echoed(turn)
        self._leaders_lines_are_theirs(room)
        assert () == because(turn.events, Audience.SCREEN)
        for to in (*CIRCLE, Audience.INTEGRATION, Audience.WAITING):
            assert set(because(turn.events, to)) <= CAUSES
        if turn.events and all(isinstance(event, AMONG_LEADERS) for event in turn.events):
            self._nobody_else_notices(turn)

    def _shows_nothing(self, room: Room) -> None:
        people = frozenset(map(str, room.people))
        for to in CIRCLE:
            seen = screens(room, to)
            self._holds_only(seen, to, room, people)
            assert seen == screens(with_other_secrets(room), to)
        door = screens(room, Audience.WAITING)
        assert all(fields_of(door[s], people) <= AT_THE_DOOR[s] for s in door)
        assert door == screens(seen_from_the_door(room), Audience.WAITING) | {"door": door["door"]}
        self._a_screen_tells_nothing_of_people(room, people)
        self._names_stay_where_they_are_known(room)
        self._everybody_knows_only_themselves(room)

    @staticmethod
    def _holds_only(seen: dict[str, Any], to: Audience, room: Room, people: frozenset[str]) -> None:
        is_full = room.plan.clock is ClockView.FULL
        for section, body in seen.items():
            allowed = MAY_READ[section] | (FULL_CLOCK if is_full else frozenset())
            assert fields_of(body, people) <= allowed, (to, section)
        assert ("clock" in seen) is (to is not Audience.SITTING_BACK)
        if not is_full:
            assert "limit_ms" not in as_json(seen)

    @staticmethod
    def _a_screen_tells_nothing_of_people(room: Room, people: frozenset[str]) -> None:
        """It is the same whoever is there, and whatever they are to the case."""
        seen = screens(room, Audience.SCREEN)
        more = FULL_CLOCK if room.plan.clock is ClockView.FULL else frozenset()
        assert all(fields_of(seen[s], people) <= ON_A_SCREEN[s] | more for s in seen)
        assert seen == screens(without_people(room), Audience.SCREEN)

    @staticmethod
    def _names_stay_where_they_are_known(room: Room) -> None:
        unseated = {
            one.id: replace(one, name=CANARY)
            for one in room.people.values()
            if one.standing is not Standing.SEATED and not presents(room, one)
        }
        at_the_door = replace(room, people={**room.people, **unseated})
        for to in (*CIRCLE, Audience.INTEGRATION):
            assert CANARY not in as_json(screens(at_the_door, to))
            assert CANARY not in as_json(passing(at_the_door, Moment(), to, NOON))

    @staticmethod
    def _everybody_knows_only_themselves(room: Room) -> None:
        others = replace(with_other_secrets(room), stand_in=room.stand_in, revs=room.revs)
        people = set(map(str, room.people))
        for one in room.people.values():
            if one.is_merged_into is not None:
                continue  # whoever is known as somebody else reads as that person from then on
            seen = mine(room, one)
            assert presents(room, one) or seen == mine(others, one)
            assert {str(one.id)} == people & set(as_json(seen).split('"'))

    @staticmethod
    def _nothing_is_echoed(turn: Turn) -> None:
        refusal = turn.refusal
        if refusal is not None:
            told = as_json(dict(refusal.facts)) + refusal.say
            assert TYPED not in told
            assert "nowhere" not in told or isinstance(refusal, BadPlan), "a plan names its step"

    def _leaders_lines_are_theirs(self, room: Room) -> None:
        """Needs, objections, what leaders say to each other, who in the call is nobody's and who
        opened their own microphone there are in no other passing section."""
        anna = Unmatched(CANARY, BIRD, Via.TELEPHONE)
        strangers = Strangers({PLACES[0]: anna}, 3)
        said = Moment(signals=self.meeting.signals, strangers=strangers, tested="community")
        said = replace(said, wishes=dict.fromkeys(room.people, NOON))
        unsaid = Moment(signals=replace(said.signals, needs={}, objections=(), between=()))
        for to in (*CIRCLE, Audience.INTEGRATION, *OUTSIDE):
            assert passing(room, said, to, NOON) == passing(room, unsaid, to, NOON)

    @staticmethod
    def _nobody_else_notices(turn: Turn) -> None:
        if turn.before.seated() != turn.after.seated():
            return
        is_full = turn.after.plan.clock is ClockView.FULL
        bands_moved = any(isinstance(event, e.LimitSet) for event in turn.events)
        called_anew = presenters_called_anew(turn)
        for to in CIRCLE:
            before, after = screens(called_anew, to), screens(turn.after, to)
            if is_full or bands_moved:
                before, after = before | {"clock": None}, after | {"clock": None}
            if any(isinstance(event, MOVES_A_FLOOR) for event in turn.events):
                before, after = before | {"floor": None}, after | {"floor": None}
            assert before == after


def presenters_called_anew(turn: Turn) -> Room:
    """The room before, where a presenter who had to go has the name that a leader now gives: it
    stands in the words of the phase, for everybody."""
    names = {one.person: one.name for one in turn.events if isinstance(one, e.PersonConfirmed)}
    called = {
        who: replace(one, name=names.get(who, one.name)) if presents(turn.before, one) else one
        for who, one in turn.before.people.items()
    }
    return replace(turn.before, people=called)


def presents(room: Room, one: Person) -> bool:
    presenter = room.presenter()
    return presenter is not None and presenter.id == one.id


def without_people(room: Room) -> Room:
    """The same room with nobody in it, and nobody's case."""
    return replace(room, people={}, cases={}, stand_in=StandIn(), seq=room.seq + 7)


def with_other_secrets(room: Room) -> Room:
    """The same room to everybody in the circle, with everything else otherwise."""
    people = dict(room.people)
    for one in room.people.values():
        if one.standing is not Standing.SEATED and not presents(room, one):
            people[one.id] = replace(one, name=CANARY, role=Role.OBSERVER, needs_confirmation=True)
        else:
            people[one.id] = replace(one, visit=one.visit and 99, may_return=not one.may_return)
    people[BIRD] = Person(BIRD, CANARY, Role.MEMBER)
    return replace(
        room,
        seq=room.seq + 7,
        people=people,
        cases=_other_cases(room),
        clocks=_other_clocks(room),
        revs=Revs(91, 92, 93, 94),
        paused=PauseReason.DISTRESS if room.paused is not None else None,
        stand_in=StandIn(named=True, person=BIRD),
        last_move=LastMove(room.position, None, SOON),
        opened_at=SOON,
        losses=9,
        openings=9,
        places={PLACES[0]: BIRD, **dict.fromkeys(PLACES[1:], next(iter(room.people), BIRD))},
    )


def _other_cases(room: Room) -> dict[int, Case]:
    cases = {n: replace(k, presenter=BIRD, leading=(BIRD,)) for n, k in room.cases.items()}
    cases[6] = Case(6, presenter=BIRD, leading=(BIRD,))
    case = room.case
    if case is not None:
        told = replace(case.push_back, invited=True, declined=not case.push_back.declined)
        cases[case.number] = replace(case, leading=(BIRD,), push_back=told, withdrawn=True)
    return cases


def _other_clocks(room: Room) -> Mapping[Any, StepClock]:
    """Under a full clock nothing of the running step is secret; else only its band is known."""
    if room.plan.clock is ClockView.FULL:
        return room.clocks
    return {
        step: StepClock(
            Timer(None if k.timer.limit is None else Millis(777_777), Millis(1), SOON),
            touched=SOON,
            arming=9,
            reached=k.reached | {0},
        )
        for step, k in room.clocks.items()
    }


def seen_from_the_door(room: Room) -> Room:
    """Another meeting altogether, behind the same door."""
    return replace(with_other_secrets(room), people={}, cases={}, case_number=0)


def test_nobody_reads_what_is_not_for_them_in_any_section_or_refusal() -> None:
    """L7, by words, by fields and by interference."""
    always(Canaries, times=1)


def test_leaders_see_what_others_do_not_so_that_the_canaries_mean_something() -> None:
    meeting = everyone(PLANS["soft"])
    meeting.arrives(NILS, Role.MEMBER, is_stranger=True)
    room = moved(meeting, Phase.DISCUSS).room

    assert screens(room, Audience.LEADER) != screens(with_other_secrets(room), Audience.LEADER)
    assert f"Name of {NILS}" in as_json(screens(room, Audience.LEADER))
    assert f"Name of {NILS}" not in as_json(screens(room, Audience.MEMBER))


def test_a_distress_is_a_pause_like_any_other_to_the_circle() -> None:
    rooms = []
    for reason in PauseReason:
        meeting = moved(everyone(PLANS["soft"]), Phase.DISCUSS)
        meeting.do(ANNA, c.Pause(reason))
        rooms.append(meeting.room)

    for to in (*CIRCLE, *OUTSIDE):
        assert 1 == len({as_json(screens(room, to)) for room in rooms})


@pytest.mark.parametrize("command", [c.KeepListening(), c.ChooseCamera(on=False)])
def test_what_the_presenter_tells_the_leaders_the_circle_does_not_read(command: c.Command) -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.REJOIN)
    before = meeting.room

    assert meeting.do(PAULA, command).events

    for to in (*CIRCLE, Audience.SCREEN):
        assert screens(before, to) == screens(meeting.room, to)


def test_no_screen_tells_the_hand_that_ended_the_push_back() -> None:
    """By themselves or by a leader: nobody in the circle can tell, and there is nothing to tell."""
    by_presenter = sitting_back(everyone(PLANS["soft"]))
    by_presenter.do(PAULA, c.ComeBackIn())
    by_leader = sitting_back(everyone(PLANS["soft"]))
    by_leader.do(BEN, c.Release())

    for to in (*CIRCLE, Audience.SCREEN):
        assert screens(by_presenter.room, to) == screens(by_leader.room, to)


def test_a_presenter_who_sits_back_sees_no_clock_at_all() -> None:
    meeting = sitting_back(everyone(PLANS["full"]))
    seen = screens(meeting.room, Audience.SITTING_BACK)

    assert "clock" not in seen
    assert "since" not in as_json(seen)
    assert Chair.SITTING_BACK.value == mine(meeting.room, meeting.room.people[PAULA])["chair"]


def test_the_door_shows_nobody_waiting_to_the_circle_and_no_circle_to_who_waits() -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.PRESENT)
    before = screens(meeting.room, Audience.MEMBER)

    meeting.arrives(NILS, Role.MEMBER, is_stranger=True)

    assert before == screens(meeting.room, Audience.MEMBER)
    assert gap_at(meeting.room) == screens(meeting.room, Audience.WAITING)["door"]["gap_at"]
    told = as_json(screens(meeting.room, Audience.WAITING))
    assert not any(f"Name of {who}" in told for who in (ANNA, BEN, PAULA, MARK, OTTO))


@pytest.mark.parametrize("command", [c.Volunteer(), c.NeedLeader(), c.SomeoneCanHear()], ids=repr)
def test_what_somebody_said_is_in_nobody_elses_own_section(command: c.Command) -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.SELECT)
    before = {who: own(meeting.room, Moment(), who) for who in meeting.room.people}

    assert meeting.whisper(Ask(command, person(MARK), {})) is None

    after = {who: own(meeting.room, Moment(meeting.signals), who) for who in meeting.room.people}
    assert [MARK] == [who for who in after if after[who] != before[who]]


def test_who_had_to_go_is_named_to_leaders_alone() -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.SELECT)
    meeting.do(MARK, c.Leave())
    told = {to: as_json(passing(meeting.room, Moment(), to, NOON)) for to in Audience}

    assert [Audience.LEADER] == [to for to in Audience if f"Name of {MARK}" in told[to]]
