"""Secrecy is projection: what each audience sees, exactly, and that nothing else is there."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from app.phases.machine import Position
from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.phases.units import MINUTE, Instant, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Audience, Role
from app.rooms.state import (
    Case,
    Chair,
    LastMove,
    PauseReason,
    Person,
    PushBack,
    Revs,
    Ring,
    Room,
    StandIn,
    Standing,
)
from app.rooms.views import (
    PROJECTIONS,
    SEES,
    SEES_ALL,
    SEES_OTHERWISE,
    Section,
    gap_at,
    mine,
    project,
    view,
)
from tests.support.clock import NOON
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    EVENING,
    FINN,
    MACHINE,
    OMAR,
    TILLY,
    Scene,
    given,
    step,
)

OTHERS = [audience for audience in Audience if audience not in SEES_ALL]
CIRCLE = [Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER]
FULL = replace(EVENING, clock=ClockView.FULL)
FOR_LEADERS = replace(EVENING, clock=ClockView.LEADERS)
SECTIONS = "room phase clock circle floor door"
EXPECTED = {
    "leader": SECTIONS,
    "member": SECTIONS,
    "sitting_back": "room phase circle floor door",
    "observer": SECTIONS,
    "integration": SECTIONS,
    "screen": "phase clock",
    "waiting": "room door",
}
SEAT = "seat person name role ring by_name gone presents sits_back camera_off"
IN_ROOM = (
    "id title rehearsal test agreement call plan clock push_back wants_in rings outer_open "
    "observers_agreed steps"
)
IN_CLOCK = "paused planned_end"
DIGITS = "limit_ms spent_ms since"
BANDS = "band bands"
LEADERS_CLOCK = "timer_rev reason zero opened_at"
YOU = "person name role standing audience seat agreed attested acts_as"


def keys(room: Room, section: Section, to: Audience) -> set[str]:
    return set(project(room, section, to))


def you(scene: Scene, who: PersonId) -> dict[str, Any]:
    return mine(scene.room, scene.room.people[who])


def seats(room: Room, to: Audience) -> dict[str, dict[str, Any]]:
    return {seat["person"]: seat for seat in project(room, Section.CIRCLE, to)["seats"]}


# Deny by default -----------------------------------------------------------------------------


def test_every_audience_is_told_what_it_sees_and_every_section_how() -> None:
    assert set(Audience) == set(SEES)
    assert set(Section) - {Section.YOU} == set(PROJECTIONS)
    assert {Audience.LEADER, Audience.INTEGRATION} == SEES_ALL


@pytest.mark.parametrize("to", Audience)
@pytest.mark.parametrize("phase", Phase)
def test_an_audience_sees_its_sections_in_every_phase_and_no_other(
    phase: Phase, to: Audience
) -> None:
    assert set(EXPECTED[to].split()) == set(view(given(phase).room, to))


@pytest.mark.parametrize("to", Audience)
def test_a_section_that_an_audience_does_not_see_cannot_be_asked_for(to: Audience) -> None:
    for section in set(Section) - SEES[to]:
        with pytest.raises(KeyError):
            project(given(Phase.DISCUSS).room, section, to)


def test_a_presenter_sitting_back_has_no_clock_whatever_the_plan() -> None:
    for plan in (EVENING, FULL, FOR_LEADERS):
        room = given(Phase.DISCUSS, plan=plan).sat_back().room
        assert "clock" not in view(room, Audience.SITTING_BACK)


# Section by section --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Audience.LEADER, f"{IN_ROOM} plan_rev stand_in follow_ups"),
        (Audience.INTEGRATION, f"{IN_ROOM} plan_rev"),
        (Audience.MEMBER, IN_ROOM),
        (Audience.SITTING_BACK, IN_ROOM),
        (Audience.OBSERVER, IN_ROOM),
        (Audience.WAITING, "id title rehearsal test agreement"),
    ],
)
def test_room(to: Audience, expected: str) -> None:
    assert set(expected.split()) == keys(given(Phase.DISCUSS).room, Section.ROOM, to)


@pytest.mark.parametrize("to", [Audience.LEADER, Audience.MEMBER, Audience.INTEGRATION])
@pytest.mark.parametrize("plan", [EVENING, FULL, FOR_LEADERS], ids=["soft", "full", "leaders"])
def test_minutes_of_steps_are_for_those_who_see_the_whole_clock(plan: Any, to: Audience) -> None:
    steps = project(given(plan=plan).room, Section.ROOM, to)["steps"]
    seen = {"id", "phase", "case"}

    assert [s.id for s in plan.steps] == [s["id"] for s in steps]
    sees_minutes = to in SEES_ALL or plan is FULL
    assert {frozenset(seen | {"limit_ms"} if sees_minutes else seen)} == {
        frozenset(s) for s in steps
    }


@pytest.mark.parametrize("to", [Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER])
def test_phase_for_the_circle(to: Audience) -> None:
    expected = {
        "phase": "discuss",
        "step": "2.discuss",
        "text": "Cleo listens. Imagine being the patient; imagine being the clinician. "
        "Nobody has to be right.",
        "case": {"number": 2, "of": 2, "presenter": CLEO, "kind": "new", "stopped": False},
    }

    assert expected == project(given(Phase.DISCUSS, case=2).room, Section.PHASE, to)


def test_a_screen_reads_where_the_meeting_is_and_nothing_of_the_case() -> None:
    case = given(Phase.DISCUSS, case=2)
    stopped = case.sat_back().by(ADA).does(c.Stop())

    for scene in (case, case.sat_back(), stopped):
        assert {"phase": "discuss"} == project(scene.room, Section.PHASE, Audience.SCREEN)


@pytest.mark.parametrize("plan", [EVENING, FULL, FOR_LEADERS], ids=["soft", "full", "leaders"])
def test_a_screen_reads_the_clock_as_members_do(plan: Any) -> None:
    room = given(Phase.DISCUSS, plan=plan).sat_back().room

    assert project(room, Section.CLOCK, Audience.MEMBER) == project(
        room, Section.CLOCK, Audience.SCREEN
    )


def test_phase_for_leaders_and_machines() -> None:
    scene = (
        given(Phase.DISCUSS).by(ADA).does(c.ChoosePresenter(DEV)).does(c.SetLeading((BEN,), case=2))
    )
    for to in SEES_ALL:
        seen = project(scene.room, Section.PHASE, to)
        assert {
            "phase_rev": scene.room.revs.phase_rev,
            "case_rev": scene.room.revs.case_rev,
            "undo_until": NOON + 15_000,
            "leading": [ADA],
            "coming": [{"case": 2, "presenter": DEV, "leading": [BEN]}],
        } == {k: seen[k] for k in set(seen) - {"phase", "step", "text", "case"}}


@pytest.mark.parametrize("phase", [Phase.CLOSING, Phase.CORRIDOR, Phase.ENDED])
def test_after_the_cases_no_case_is_coming(phase: Phase) -> None:
    room = given(phase).room

    assert room.cases
    assert all([] == project(room, Section.PHASE, to)["coming"] for to in SEES_ALL)


def test_outside_a_case_nobody_leads_and_after_an_undo_nothing_can_be_undone() -> None:
    scene = given(Phase.OPENING)
    undone = scene.by(ADA).does(c.Undo())

    assert [] == project(scene.room, Section.PHASE, Audience.LEADER)["leading"]
    assert project(scene.room, Section.PHASE, Audience.MEMBER)["case"] is None
    assert project(undone.room, Section.PHASE, Audience.LEADER)["undo_until"] is None


def test_a_text_without_a_presenter_has_a_gap_for_the_name() -> None:
    room = replace(given(Phase.PRESENT).room, cases={1: Case(1)})

    assert (
        "… tells it, without notes; we listen."
        == (project(room, Section.PHASE, Audience.MEMBER)["text"])
    )


@pytest.mark.parametrize(
    ("plan", "to", "expected"),
    [
        (EVENING, Audience.MEMBER, f"{IN_CLOCK} {BANDS}"),
        (EVENING, Audience.OBSERVER, f"{IN_CLOCK} {BANDS}"),
        (EVENING, Audience.LEADER, f"{IN_CLOCK} {BANDS} {DIGITS} {LEADERS_CLOCK}"),
        (EVENING, Audience.INTEGRATION, f"{IN_CLOCK} {BANDS} {DIGITS} {LEADERS_CLOCK}"),
        (FULL, Audience.MEMBER, f"{IN_CLOCK} {DIGITS}"),
        (FULL, Audience.LEADER, f"{IN_CLOCK} {DIGITS} {LEADERS_CLOCK}"),
        (FOR_LEADERS, Audience.MEMBER, IN_CLOCK),
        (FOR_LEADERS, Audience.LEADER, f"{IN_CLOCK} {DIGITS} {LEADERS_CLOCK}"),
    ],
)
def test_clock(plan: Any, to: Audience, expected: str) -> None:
    assert set(expected.split()) == keys(given(Phase.DISCUSS, plan=plan).room, Section.CLOCK, to)


def test_a_soft_clock_tells_members_early_middle_or_last() -> None:
    scene = given(Phase.DISCUSS)
    bands = [
        project(scene.at(m * MINUTE).room, Section.CLOCK, Audience.MEMBER)["band"]
        for m in (0, 7, 17, 21)
    ]

    assert [0, 1, 2, 2] == bands
    assert 3 == project(scene.room, Section.CLOCK, Audience.MEMBER)["bands"]


def test_a_step_without_minutes_has_no_bands_and_before_the_meeting_none_has_begun() -> None:
    assert {"paused", "planned_end"} == keys(
        given(Phase.CORRIDOR).room, Section.CLOCK, Audience.MEMBER
    )
    assert {"paused": False, "planned_end": None, "band": None, "bands": 3} == project(
        given().room, Section.CLOCK, Audience.MEMBER
    )


def test_leaders_read_zero_and_the_reason_of_a_pause() -> None:
    scene = given(Phase.DISCUSS).at(21 * MINUTE).by(ADA).does(c.Pause(PauseReason.TECHNICAL))
    seen = project(scene.room, Section.CLOCK, Audience.LEADER)

    assert (True, True, "technical", 21 * MINUTE, None) == (
        seen["paused"],
        seen["zero"],
        seen["reason"],
        seen["spent_ms"],
        seen["since"],
    )


def test_before_the_meeting_the_whole_clock_is_empty() -> None:
    seen = project(given(plan=FULL).room, Section.CLOCK, Audience.LEADER)

    assert (None, 0, None, False, None) == tuple(
        seen[k] for k in ("limit_ms", "spent_ms", "since", "zero", "reason")
    )


@pytest.mark.parametrize("to", [a for a in Audience if Section.CIRCLE in SEES[a]])
def test_the_circle_is_the_same_in_the_same_order_on_every_screen(to: Audience) -> None:
    room = given(Phase.DISCUSS, observers=(OMAR,)).arrives(FINN).sat_back().room

    found = project(room, Section.CIRCLE, to)["seats"]
    assert [ADA, BEN, CLEO, DEV, EVE, OMAR] == [seat["person"] for seat in found]
    for seat in found:
        adds = {"push_back"} if to in SEES_ALL and seat["person"] == CLEO else set()
        adds |= {"agreed", "attested", "places"} if to is Audience.LEADER else set()
        assert set(SEAT.split()) | adds == set(seat)


def test_a_seat_says_who_sits_there_and_how() -> None:
    scene = given(Phase.DISCUSS).by(CLEO).does(c.SitBack(camera=False))
    gone = scene.after(e.PersonLeft(NOON, DEV, 1))

    assert {
        "seat": 2,
        "person": CLEO,
        "name": "Cleo",
        "role": "member",
        "ring": "inner",
        "by_name": False,
        "gone": False,
        "presents": True,
        "sits_back": True,
        "camera_off": True,
    } == seats(gone.room, Audience.MEMBER)[CLEO]
    assert seats(gone.room, Audience.MEMBER)[DEV]["gone"]


def test_only_who_sits_back_with_the_camera_off_is_shown_so() -> None:
    chosen = given(Phase.DISCUSS).by(CLEO).does(c.ChooseCamera(on=False))
    seen = chosen.by(CLEO).does(c.SitBack(camera=True))

    for scene in (chosen, seen):
        assert not seats(scene.room, Audience.MEMBER)[CLEO]["camera_off"]


def test_leaders_read_how_the_presenter_answered() -> None:
    scene = given(Phase.REJOIN).by(CLEO).does(c.KeepListening())

    assert {"chair": "offered", "invited": True, "declined": True} == (
        seats(scene.room, Audience.LEADER)[CLEO]["push_back"]
    )


def test_leaders_read_who_has_agreed_aloud() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.SeatByName("Tilly", person=TILLY))
    agreed = scene.does(c.Agree(1, said_by=TILLY))
    both = agreed.does(c.Attest(said_by=TILLY))

    found = [seats(each.room, Audience.LEADER)[TILLY] for each in (scene, agreed, both)]
    assert [(False, False), (True, False), (True, True)] == [
        (seat["agreed"], seat["attested"]) for seat in found
    ]


def test_everybodys_floor_is_seen_with_its_reason() -> None:
    room = given(Phase.DISCUSS, members=(CLEO,)).sat_back().room

    for to in (Audience.MEMBER, Audience.LEADER, Audience.SITTING_BACK, Audience.INTEGRATION):
        assert {
            ADA: {"floor": "open", "reason": "phase"},
            BEN: {"floor": "open", "reason": "phase"},
            CLEO: {"floor": "locked", "reason": "push_back"},
        } == project(room, Section.FLOOR, to)["seats"]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Audience.LEADER, {"state", "gap_at", "waiting"}),
        (Audience.WAITING, {"state", "gap_at"}),
        (Audience.MEMBER, {"state"}),
        (Audience.SITTING_BACK, {"state"}),
        (Audience.OBSERVER, {"state"}),
        (Audience.INTEGRATION, {"state"}),
    ],
)
def test_door(to: Audience, expected: set[str]) -> None:
    assert expected == keys(given(Phase.DISCUSS).room, Section.DOOR, to)


def test_leaders_read_who_waits_and_what_is_missing() -> None:
    scene = given(Phase.DISCUSS).by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.OBSERVER, True))

    seen = project(scene.room, Section.DOOR, Audience.LEADER)
    assert "shut" == seen["state"]
    assert [
        {
            "person": FINN,
            "name": "Finn",
            "role": "observer",
            "needs_confirmation": True,
            "ready": False,
            "gone": False,
        }
    ] == seen["waiting"]


def test_the_stand_in_is_read_by_leaders() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)).after(e.LeadersLost(NOON, NOON))

    assert {"named": True, "person": EVE, "acting": False, "offered_until": NOON} == (
        project(scene.room, Section.ROOM, Audience.LEADER)["stand_in"]
    )


# The next gap --------------------------------------------------------------------------------


def test_the_next_gap_is_the_planned_end_of_the_case() -> None:
    """Eight minutes into discuss 12 of its 20 are left, then 5 of rejoin and 1 of close."""
    scene = given(Phase.DISCUSS).at(8 * MINUTE).by(ADA).does(c.Extend(Millis(2 * MINUTE)))

    assert NOON + (20 + 2 + 5 + 1) * MINUTE == gap_at(scene.room)


def test_past_its_time_nobody_is_told_an_instant_that_is_over() -> None:
    scene = given(Phase.CLOSE).at(5 * MINUTE).by(ADA)

    assert gap_at(scene.room) is None
    assert gap_at(scene.does(c.Pause()).does(c.Resume()).room) is None
    assert NOON + 11 * MINUTE == gap_at(scene.does(c.Extend(Millis(6 * MINUTE))).room)


def test_after_the_cases_the_gap_is_when_the_door_opens_again() -> None:
    assert NOON + 55 * MINUTE == gap_at(given(Phase.LEADERSHIP).room)
    assert NOON + 10 * MINUTE == gap_at(given(Phase.DEBRIEF).room)


def test_no_gap_is_told_while_the_door_is_open_the_clock_stands_or_nothing_is_planned() -> None:
    paused = given(Phase.DISCUSS).by(ADA).does(c.Pause())
    endless = replace(EVENING, steps=tuple(replace(s, limit=None) for s in EVENING.steps))

    assert gap_at(given(Phase.SELECT).room) is None
    assert gap_at(paused.room) is None
    assert gap_at(given(Phase.DISCUSS, plan=endless).room) is None
    assert gap_at(replace(given(Phase.DISCUSS).room, position=Position(Phase.DISCUSS))) is None


# What concerns one person alone ----------------------------------------------------------------


def test_you_are_told_who_you_are_and_what_you_act_as() -> None:
    assert {
        "person": DEV,
        "name": "Dev",
        "role": "member",
        "standing": "seated",
        "audience": "member",
        "seat": 3,
        "agreed": True,
        "attested": True,
        "acts_as": ["member"],
    } == you(given(Phase.DISCUSS), DEV)


def test_the_presenter_alone_reads_their_chair_and_its_revision() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())
    chair = {
        "case_rev": scene.room.revs.case_rev,
        "chair": "sitting_back",
        "camera": None,
        "invited": True,
        "declined": False,
    }

    assert chair.items() <= you(scene, CLEO).items()
    for who in (ADA, DEV):
        assert set(YOU.split()) == set(you(scene, who))


def test_a_leader_who_presents_alone_reads_what_moving_the_room_needs() -> None:
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA)
    beside = given(Phase.DISCUSS, presenter=BEN)

    revs = alone.room.revs
    brought = {
        "phase_rev": revs.phase_rev,
        "timer_rev": revs.timer_rev,
        "plan_rev": revs.plan_rev,
        "case_rev": revs.case_rev,
    }
    assert brought.items() <= you(alone, ADA).items()
    assert not {"phase_rev", "timer_rev", "plan_rev"} & set(you(beside, BEN))


def test_who_is_offered_the_room_reads_until_when() -> None:
    named = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))
    scene = named.without(ADA, BEN).by(SYSTEM).does(c.LoseLeaders(1))

    assert NOON + MINUTE == you(scene, EVE)["offered_until"]
    assert "offered_until" not in you(scene, DEV)


def test_a_presenter_reads_no_chair_of_a_case_that_is_gone() -> None:
    scene = given(Phase.CLOSING)

    assert set(YOU.split()) == set(you(scene, CLEO))


def test_an_agreement_in_other_words_is_not_yet_accepted() -> None:
    room = given().room
    newer = replace(room, agreement=replace(room.agreement, version=2))

    assert not mine(newer, newer.people[DEV])["agreed"]


# What leaders do among themselves changes nobody else's screen ------------------------------------


def quiet(scene: Scene) -> list[tuple[str, Scene]]:
    """Things that concern leaders alone, each done in the scene."""
    led = scene.by(ADA)
    waiting = scene.arrives(FINN, needs_confirmation=True)
    return [
        ("a later case's leading", led.does(c.SetLeading((BEN,), case=2))),
        ("this case's leading", led.does(c.SetLeading((BEN,)))),
        ("a later presenter", led.does(c.ChoosePresenter(DEV, case=2))),
        ("a stand-in", led.does(c.NameStandIn(EVE))),
        ("no stand-in", led.does(c.NameStandIn())),
        ("somebody waits", waiting),
        ("somebody who waits is confirmed", waiting.by(ADA).does(c.ConfirmPerson(FINN, "Finn B"))),
        ("somebody who waits is sent away", waiting.by(ADA).does(c.RemovePerson(FINN))),
        ("somebody who waits is somebody", waiting.by(ADA).does(c.SameAs(FINN, DEV))),
        ("follow-ups", led.does(c.CountFollowUps(2))),
        ("more time", led.does(c.Extend(Millis(MINUTE)))),
        ("less time", led.does(c.Shorten(Millis(MINUTE)))),
        ("other minutes", led.does(c.EditPlan(longer_closing(scene)))),
        ("the end of the time to undo", scene.at(MINUTE)),
    ]


def longer_closing(scene: Scene) -> tuple[c.PlannedStep, ...]:
    return tuple(
        c.PlannedStep(s.id, s.phase, (s.limit or 0) / MINUTE + (s.id == "closing"), s.case)
        for s in scene.room.plan.after(scene.room.position.step)
    )


@pytest.mark.parametrize("to", CIRCLE)
def test_what_leaders_do_among_themselves_changes_no_other_section(to: Audience) -> None:
    before = given(Phase.DISCUSS, observers=(OMAR,)).sat_back()
    changed = [name for name, then in quiet(before) if view(before.room, to) != view(then.room, to)]

    assert [] == changed


@pytest.mark.parametrize("who", [CLEO, DEV, OMAR])
def test_nor_what_concerns_one_of_them_alone(who: PersonId) -> None:
    """`case_rev` alone rises for the presenter, who must bring it."""
    before = given(Phase.DISCUSS, observers=(OMAR,)).sat_back()

    def without_rev(scene: Scene) -> dict[str, Any]:
        return {k: v for k, v in you(scene, who).items() if k != "case_rev"}

    changed = [name for name, then in quiet(before) if without_rev(before) != without_rev(then)]
    assert [] == changed


@pytest.mark.parametrize("to", [Audience.MEMBER, Audience.OBSERVER])
def test_declining_costs_nothing_because_nobody_else_sees_it(to: Audience) -> None:
    before = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())
    declined = before.by(CLEO).does(c.KeepListening())
    again = declined.by(ADA).does(c.InviteRejoin())

    assert view(before.room, to) == view(declined.room, to) == view(again.room, to)


def test_nothing_about_the_circle_is_told_at_the_door() -> None:
    text = json.dumps(view(given(Phase.DISCUSS).sat_back().room, Audience.WAITING))

    assert [] == [who for who in (ADA, BEN, CLEO, DEV, EVE) if who in text.lower()]


# Canaries ------------------------------------------------------------------------------------

CANARY = "canary"
SONG = 7_777_777_000


@cache
def observed(phase: Phase, clock: ClockView) -> Room:
    return given(phase, plan=replace(EVENING, clock=clock), observers=(OMAR,)).room


def with_canaries(phase: Phase, clock: ClockView, chair: Chair, pause: PauseReason | None) -> Room:
    """A room whose every fact for leaders alone is a word or a number found nowhere else."""
    room = observed(phase, clock)
    bird = PersonId(f"{CANARY}-person")
    push_back = PushBack(chair, camera=None, invited=True, declined=True)
    cases = {
        n: replace(case, leading=(PersonId(f"{CANARY}-leading"),), push_back=push_back)
        for n, case in room.cases.items()
    }
    cases[3] = Case(3, PersonId(f"{CANARY}-coming"), (PersonId(f"{CANARY}-next"),))
    out = {
        standing: Person(
            PersonId(f"{CANARY}-{standing}"), f"{CANARY} {standing}", Role.MEMBER, standing
        )
        for standing in Standing
        if standing is not Standing.SEATED
    }
    return replace(
        room,
        people={**room.people, **{p.id: p for p in out.values()}},
        cases=cases,
        paused=pause,
        revs=Revs(SONG + 1, SONG + 2, SONG + 3, SONG + 4),
        last_move=LastMove(room.position, None, Instant(SONG + 5)),
        opened_at=Instant(SONG + 7),
        stand_in=StandIn(True, bird, Instant(SONG + 8)),
        losses=SONG + 9,
        openings=SONG + 10,
    )


@settings(max_examples=80)
@for_any(
    st.sampled_from(Phase),
    st.sampled_from(ClockView),
    st.sampled_from(Chair),
    st.none() | st.sampled_from(PauseReason),
)
def test_no_fact_for_leaders_alone_is_in_any_other_audiences_json(
    phase: Phase, clock: ClockView, chair: Chair, pause: PauseReason | None
) -> None:
    room = with_canaries(phase, clock, chair, pause)
    hidden = ["declined", "invited", "leading", "coming", "undo_until", "stand_in", "zero"]
    hidden += ["follow_ups"]

    for to in OTHERS:
        text = json.dumps(view(room, to))
        assert CANARY not in text
        assert str(SONG)[:7] not in text
        assert [] == [word for word in hidden if f'"{word}"' in text]
        assert pause is None or f'"{pause.value}"' not in text
    for who in (DEV, EVE, OMAR):
        text = json.dumps(mine(room, room.people[who]))
        assert CANARY not in text
        assert str(SONG)[:7] not in text


@settings(max_examples=80)
@for_any(
    st.sampled_from(Phase),
    st.sampled_from(ClockView),
    st.sampled_from(Chair),
    st.none() | st.sampled_from(PauseReason),
)
def test_all_who_are_shown_a_section_in_common_see_the_same_of_it(
    phase: Phase, clock: ClockView, chair: Chair, pause: PauseReason | None
) -> None:
    """It is encoded once for all of them."""
    room = with_canaries(phase, clock, chair, pause)
    assert set(SEES_OTHERWISE) == set(PROJECTIONS)
    for section, others in SEES_OTHERWISE.items():
        alike = [to for to in Audience if section in SEES[to] and to not in others]
        shown = {json.dumps(project(room, section, to), sort_keys=True) for to in alike}
        assert 1 == len(shown), section


def test_the_canaries_sing_where_leaders_look() -> None:
    """Or the test above would prove nothing."""
    room = with_canaries(Phase.DISCUSS, ClockView.SOFT, Chair.OFFERED, PauseReason.DISTRESS)
    text = json.dumps(view(room, Audience.LEADER))

    for sung in ("person", "leading", "coming", "next", "waiting"):
        assert f"{CANARY}-{sung}" in text
    for note in (1, 2, 3, 4, 5, 7, 8):
        assert str(SONG + note) in text
    assert '"distress"' in text


@settings(max_examples=40)
@for_any(st.sampled_from(Phase), st.sampled_from(Chair))
def test_digits_of_a_soft_clock_reach_nobody_but_leaders_and_machines(
    phase: Phase, chair: Chair
) -> None:
    """The limits here are numbers found nowhere else."""
    told = Millis(1_234_567)
    room = observed(phase, ClockView.SOFT)
    plan = replace(EVENING, steps=tuple(replace(s, limit=told) for s in EVENING.steps))
    clocks = {s: replace(k, timer=replace(k.timer, limit=told)) for s, k in room.clocks.items()}
    room = replace(room, plan=plan, clocks=clocks, planned_end=None)

    for to in CIRCLE:
        assert "1234567" not in json.dumps(view(room, to))


def test_rings_and_names_seated_aloud_are_shown_to_the_circle() -> None:
    scene = given(Phase.DISCUSS, plan="inner_outer").by(MACHINE)
    scene = scene.does(c.SeatByName("Tilly", person=PersonId("tilly")))
    seat = seats(scene.does(c.SetRing(DEV, Ring.OUTER)).room, Audience.MEMBER)

    assert ("outer", True, "Tilly") == (
        seat[DEV]["ring"],
        seat["tilly"]["by_name"],
        seat["tilly"]["name"],
    )
    assert step("1.discuss") == scene.room.position.step
