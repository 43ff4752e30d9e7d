"""What rooms really project is what the shapes say, for every phase, plan and audience."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import ClockView, Plan
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE
from app.rooms import commands as c
from app.rooms.because import because
from app.rooms.capacities import audience
from app.rooms.ephemeral import Moment, passing
from app.rooms.errors import RoomError
from app.rooms.fields import CommandId
from app.rooms.frames import done, refused, state
from app.rooms.leader_signals import LeaderSignal
from app.rooms.own import own
from app.rooms.roles import SYSTEM, Audience
from app.rooms.state import Person
from app.rooms.views import Section, mine, view
from app.web.outbound import CODES, REFUSALS, STATE
from tests.support.clock import NOON
from tests.support.frames import WrongFrame, check_frame
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, EVENING, FINN, OMAR, Scene, given

MACHINES = (Audience.INTEGRATION, Audience.SCREEN)
PLANS: dict[str, Plan] = {
    "soft": EVENING,
    "leaders": replace(EVENING, clock=ClockView.LEADERS, shows_volunteers=False),
    "full": SHIPPED["troika_30"],
    "rings": SHIPPED["inner_outer"],
    "no_push_back": SHIPPED["fallberatung_60"],
    "no_case": SHIPPED["review"],
}


def scenes(plan: Plan) -> Iterator[Scene]:
    """A meeting with an observer, a waiting stranger and a removed one, in each of its phases."""
    for phase in Phase:
        try:
            scene = given(phase, plan=plan, observers=(OMAR,))
        except RoomError:  # the plan has no such phase
            continue
        if scene.room.phase is not phase:
            continue
        yield scene
        yield scene.at(3 * MINUTE)
        if phase in CASE_PHASES[1:] and plan.push_back and phase is not Phase.CLOSE:
            yield from presented(scene)


def presented(scene: Scene) -> Iterator[Scene]:
    if scene.room.phase in {Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS}:
        back = scene.sat_back()
        yield back
        yield back.by(CLEO).does(c.ChooseCamera(on=False))
        yield back.by(ADA).does(c.Stop())
    if scene.room.phase is Phase.REJOIN:
        yield scene.by(CLEO).does(c.KeepListening())


def people(scene: Scene) -> Iterator[tuple[Person, Audience]]:
    for one in scene.room.people.values():
        yield one, audience(scene.room, one)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_logged_section_is_as_its_shape_says(plan: Plan) -> None:
    seen: set[Audience] = set()
    for scene in scenes(plan):
        is_over = scene.room.phase is Phase.ENDED
        late = scene if is_over else scene.arrives(FINN, needs_confirmation=True)
        for one, to in people(late):
            check_frame(full(late, to, one), to.value)
            seen.add(to)
        for machine in MACHINES:
            check_frame(full(late, machine, None), machine.value)

    assert {Audience.LEADER, Audience.MEMBER, Audience.WAITING} <= seen


def full(scene: Scene, to: Audience, one: Person | None) -> dict[str, Any]:
    sections = view(scene.room, to) | ({} if one is None else {Section.YOU: mine(scene.room, one)})
    return framed(sections, seq=scene.room.seq, view=f"{to.value}.v1")


def framed(sections: Mapping[Any, Any], **head: Any) -> dict[str, Any]:
    encoded = {s.value: orjson.dumps(body) for s, body in sections.items()}
    found: dict[str, Any] = orjson.loads(state(encoded, now=NOON, **head).payload)
    return found


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_ephemeral_section_is_as_its_shape_says(plan: Plan) -> None:
    for scene in scenes(plan):
        told = signalled(scene)
        moment = Moment(told.signals, {DEV: told.now}, frozenset({CLEO}))
        for to in Audience:
            sections: dict[Any, Any] = dict(passing(told.room, moment, to, told.now))
            if to not in MACHINES:
                sections["own"] = own(told.room, moment, EVE)
            named = {getattr(name, "value", name): body for name, body in sections.items()}
            frame = {"t": "state", "now": told.now, "set": named}
            assert named or to is Audience.SCREEN
            if named:
                check_frame(frame, to.value)


def signalled(scene: Scene) -> Scene:
    for who, command in (
        (EVE, c.NeedLeader()),
        (BEN, c.AnswerNeed(EVE)),
        (DEV, c.Volunteer()),
        (DEV, c.SomeoneCanHear()),
        (DEV, c.ObjectToObserver(OMAR)),
        (ADA, c.SignalLeaders(LeaderSignal.TIME)),
        (ADA, c.WriteLeaders("soon?")),
    ):
        try:
            scene = scene.by(who).does(command)
        except RoomError:
            continue
    return scene


def test_presenter_who_leads_alone_has_the_leaders_revisions_and_not_their_view() -> None:
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA)
    one = alone.room.people[ADA]
    to = audience(alone.room, one)

    check_frame(full(alone, to, one), to.value)

    assert Audience.MEMBER is to
    assert {"phase_rev", "timer_rev", "plan_rev"} <= mine(alone.room, one).keys()


def test_stand_in_who_is_offered_the_room_reads_until_when() -> None:
    named = given(Phase.PRESENT).by(ADA).does(c.NameStandIn(DEV))
    lost = named.without(ADA, BEN).by(SYSTEM).at(10 * MINUTE).by(SYSTEM).does(c.LoseLeaders(1))
    one = lost.room.people[DEV]

    check_frame(full(lost, Audience.MEMBER, one), "member")

    assert "offered_until" in mine(lost.room, one)


@pytest.mark.parametrize("to", [a for a in Audience if a is not Audience.LEADER])
def test_leaders_view_is_refused_to_everybody_else(to: Audience) -> None:
    scene = given(Phase.DISCUSS).sat_back()
    leaders = full(scene, Audience.LEADER, scene.room.people[ADA])
    forged = {**leaders, "view": f"{to.value}.v1"}

    with pytest.raises(WrongFrame):
        check_frame(forged, to.value)


@pytest.mark.parametrize("to", [Audience.LEADER, Audience.MEMBER, Audience.INTEGRATION])
def test_causes_are_those_that_the_audience_may_read(to: Audience) -> None:
    scene = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.ComeBackIn())
    sections = {Section.FLOOR: view(scene.room, to)[Section.FLOOR]}
    causes = because(scene.events, to)

    check_frame(framed(sections, seq=scene.room.seq, because=causes), to.value)

    assert (("push_back_ended",) if to is Audience.LEADER else ()) == causes
    if to is not Audience.LEADER:
        with pytest.raises(WrongFrame):
            check_frame(framed(sections, seq=7, because=["push_back_ended"]), to.value)


def test_answers_are_as_their_shapes_say() -> None:
    name = CommandId("0192d3c4-0000-4000-8000-000000000001")

    check_frame(orjson.loads(done(name, 7)), "member")
    check_frame(orjson.loads(done(name, None)), "member")
    for code, error in REFUSALS.items():
        if issubclass(error, RoomError):
            frame = orjson.loads(refused(name, error()).payload)
            check_frame(frame, "member")
            assert code == frame["code"]


def test_abstract_refusals_are_no_codes() -> None:
    assert not {"refused", "bad_secret"} & set(CODES)
    assert {"stale", "unavailable", "ticket_invalid", "removed"} <= set(CODES)


def test_unknown_field_of_a_frame_is_refused() -> None:
    shape = TypeAdapter(STATE[Audience.MEMBER][1])

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        shape.validate_python(
            {
                "t": "state",
                "now": 1,
                "seq": 1,
                "because": [],
                "set": {"door": {"state": "open"}},
                "hidden": 1,
            }
        )
