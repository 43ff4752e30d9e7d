"""What each audience sees of what passes: deny by default."""

from dataclasses import replace
from typing import Any

import pytest

from app.phases.phase import Phase
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.counted import Parts
from app.rooms.enforcement import CallSaid, Claim, Said
from app.rooms.ephemeral import (
    PROJECT,
    SEES_PASSING,
    Moment,
    Passing,
    made_from,
    moment_of,
    passing,
)
from app.rooms.fields import PlaceId
from app.rooms.leader_signals import LeaderSignal
from app.rooms.places import Strangers, Unmatched, Via
from app.rooms.roles import SYSTEM, Audience
from app.rooms.signals import Signals
from app.rooms.state import CallKind
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, FINN, TILLY, Scene, given


def whispers() -> Scene:
    scene = given(Phase.SELECT).by(EVE).does(c.Volunteer()).does(c.NeedLeader())
    return scene.by(ADA).does(c.SignalLeaders(LeaderSignal.TIME)).does(c.WriteLeaders("a word"))


def seen(scene: Scene, to: Audience, now: Instant = NOON) -> dict[str, object]:
    found = passing(scene.room, Moment(signals=scene.signals), to, now)
    return {section.value: body for section, body in found.items()}


def test_every_audience_and_section_has_its_word() -> None:
    assert set(Audience) == set(SEES_PASSING)
    assert set(Passing) - {Passing.OWN} == set(PROJECT)


@pytest.mark.parametrize("to", [to for to in Audience if to is not Audience.LEADER])
def test_nobody_but_leaders_sees_needs_objections_or_what_leaders_say(to: Audience) -> None:
    shown = repr(seen(whispers(), to))

    for word in ("needs", "objections", "between", "a word", "presenter_missing"):
        assert word not in shown


def test_leaders_see_who_needs_one_and_what_they_say_to_each_other() -> None:
    shown = seen(whispers(), Audience.LEADER)

    assert [{"person": EVE, "at": NOON, "seen_by": []}] == shown["signals"]["needs"]  # type: ignore[index]  # JSON
    assert ["time", "a word"] == [k["value"] for k in shown["between"]["lines"]]  # type: ignore[index]  # JSON


def test_leaders_read_when_somebody_without_a_page_was_last_heard() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.SeatByName("Tilly", person=TILLY))
    heard = scene.does(c.HeardFrom(TILLY))

    assert {TILLY: NOON} == seen(heard, Audience.LEADER)["presence"]["heard"]  # type: ignore[index]  # JSON
    assert "heard" not in seen(heard, Audience.MEMBER)["presence"]  # type: ignore[operator]  # JSON
    came = heard.arrives(FINN, needs_confirmation=True).by(ADA).does(c.SameAs(FINN, TILLY))
    came = came.by(SYSTEM).does(c.Join(TILLY, 1))
    assert {} == seen(came, Audience.LEADER)["presence"]["heard"]  # type: ignore[index]  # JSON


def test_volunteers_are_the_circles_to_see_unless_the_plan_says_otherwise() -> None:
    scene = whispers()
    room = replace(scene.room, plan=replace(scene.room.plan, shows_volunteers=False))
    private = replace(scene, room=room)

    assert [EVE] == seen(scene, Audience.MEMBER)["signals"]["volunteers"]  # type: ignore[index]  # JSON
    assert "volunteers" not in seen(private, Audience.MEMBER)["signals"]  # type: ignore[operator]  # JSON
    assert [EVE] == seen(private, Audience.LEADER)["signals"]["volunteers"]  # type: ignore[index]  # JSON


def test_who_waits_sees_nothing_that_passes_and_a_machine_no_signals() -> None:
    assert {} == seen(whispers(), Audience.WAITING)
    assert {} == seen(whispers(), Audience.SCREEN)
    assert {"presence", "enforcement"} == set(seen(whispers(), Audience.INTEGRATION))


def departed(scene: Scene, to: Audience = Audience.LEADER) -> list[str]:
    shown = seen(scene, to)["presence"]["departed"]  # type: ignore[index]  # JSON
    return [one["name"] for one in shown]


def test_leaders_read_who_had_to_go_until_they_are_back() -> None:
    gone = given(Phase.DISCUSS).by(DEV).does(c.Leave())

    assert ["Dev"] == departed(gone)
    assert [] == departed(gone.by(SYSTEM).does(c.Join(DEV, 2)))
    for to in set(Audience) - {Audience.LEADER, Audience.WAITING}:
        assert "Dev" not in repr(seen(gone, to))


def test_who_was_removed_or_is_somebody_else_now_did_not_have_to_go() -> None:
    removed = given(Phase.OPENING).by(ADA).does(c.RemovePerson(DEV))
    merged = given(Phase.OPENING).arrives(FINN, needs_confirmation=True)

    assert [] == departed(removed)
    assert [] == departed(merged.by(ADA).does(c.SameAs(FINN, EVE)))


def test_stand_in_reads_of_nobody_who_had_to_go_before() -> None:
    gone = given(Phase.DISCUSS).by(EVE).does(c.Leave()).after(e.StandInNamed(NOON, DEV))
    for since, expected in ((NOON, ["Eve"]), (later(NOON, SECOND), [])):
        assert expected == departed(gone.after(e.RoomTaken(since)))


def test_stand_in_sees_no_past_signals() -> None:
    scene = whispers()
    later_on = later(NOON, Millis(5 * SECOND))
    taken = scene.after(e.StandInNamed(NOON, DEV), e.RoomTaken(later_on))

    shown = seen(taken, Audience.LEADER)
    assert ([], []) == (shown["between"]["lines"], shown["signals"]["needs"])  # type: ignore[index]  # JSON
    assert [] == shown["signals"]["objections"]  # type: ignore[index]  # JSON


def test_stand_in_reads_nothing_of_before_about_telephones_and_devices() -> None:
    told = given(Phase.OPENING).by(ADA).does(c.SeatByName("Tilly", person=TILLY))
    told = told.does(c.HeardFrom(TILLY))
    moment = Moment(signals=told.signals, moved={EVE: NOON})
    for since, expected in ((NOON, ({TILLY: NOON}, [EVE])), (later(NOON, SECOND), ({}, []))):
        taken = told.after(e.StandInNamed(NOON, DEV), e.RoomTaken(since)).room
        found = passing(taken, moment, Audience.LEADER, since)[Passing.PRESENCE]

        assert expected == (found["heard"], found["another_device"])


def test_objection_is_shown_to_leaders_alone() -> None:
    omar = EVE.__class__("omar")
    scene = given(Phase.OPENING, observers=[omar]).by(CLEO).does(c.ObjectToObserver(omar))

    shown = seen(scene, Audience.LEADER)["signals"]
    assert [{"by": CLEO, "observer": omar}] == shown["objections"]  # type: ignore[index]  # JSON


def test_enforcement_says_what_was_verified_and_who_is_opened() -> None:
    moment = Moment(signals=Signals(), opened=frozenset({CLEO}))
    shown = passing(given(Phase.DISCUSS).room, moment, Audience.MEMBER, NOON)

    assert {
        "locks": "agreed",
        "door": "agreed",
        "removal": "agreed",
        "opened": [CLEO],
    } == shown[Passing.ENFORCEMENT]


class TestCallOfOurs:
    """What is said of a call that can close a microphone."""

    @staticmethod
    def seen(moment: Moment, to: Audience = Audience.MEMBER) -> Any:
        room = replace(given(Phase.DISCUSS).room, call=CallKind.BUILT_IN)
        return passing(room, moment, to, NOON)[Passing.ENFORCEMENT]

    def test_lock_is_requested_until_somebody_says_more(self) -> None:
        assert "requested" == self.seen(Moment())["locks"]

    def test_what_was_said_of_the_presenter_is_shown_and_why_to_leaders_alone(self) -> None:
        moment = Moment(locks={CLEO: Said(Claim.FAILED, "unreachable")})

        assert "failed" == self.seen(moment)["locks"]
        assert "why" not in self.seen(moment)
        assert "unreachable" == self.seen(moment, Audience.LEADER)["why"]

    def test_door_and_removal_are_what_was_said_of_the_call(self) -> None:
        seen = self.seen(Moment(call=CallSaid(Claim.ENFORCED, Claim.REQUESTED)))

        assert ("enforced", "requested") == (seen["door"], seen["removal"])

    def test_lock_in_a_call_that_is_known_to_fail_is_not_said_to_be_asked(self) -> None:
        seen = self.seen(Moment(call=CallSaid(Claim.FAILED, Claim.FAILED, "lost")), Audience.LEADER)

        assert ("failed", "lost") == (seen["locks"], seen["why"])

    def test_since_when_is_for_leaders_alone(self) -> None:
        moment = Moment(locks={CLEO: Said(Claim.FAILED, "lost", NOON)})
        earlier = Moment(locks={CLEO: Said(Claim.FAILED, "lost", Instant(NOON - SECOND))})

        assert NOON == self.seen(moment, Audience.LEADER)["since"]
        for to in (Audience.MEMBER, Audience.OBSERVER, Audience.SITTING_BACK, Audience.INTEGRATION):
            assert "since" not in self.seen(moment, to)
            assert self.seen(earlier, to) == self.seen(moment, to)

    def test_who_is_unmatched_and_how_the_call_is_tested_is_for_leaders_alone(self) -> None:
        anna = Unmatched("Anna", CLEO, Via.TELEPHONE)
        strangers = Strangers({PlaceId("a" * 32): anna}, 2)
        moment = Moment(strangers=strangers, tested="media-tested")

        seen = self.seen(moment, Audience.LEADER)

        assert ["Anna"] == [one["name"] for one in seen["unmatched"]]
        assert (2, "media-tested") == (seen["unmatched_more"], seen["tested"])
        for to in (Audience.MEMBER, Audience.OBSERVER, Audience.SITTING_BACK, Audience.INTEGRATION):
            assert self.seen(Moment(), to) == self.seen(moment, to)

    def test_places_of_nobody_are_read_from_facts_and_make_the_section_anew(self) -> None:
        parts: Parts = {
            "unmatched": [(("unmatched", "a" * 32), (NOON, "Anna", "", "web"))],
            "tested": [(("tested",), (NOON, "community"))],
        }
        room = given(Phase.DISCUSS).room

        moment = moment_of(parts, room, {})

        assert Strangers({PlaceId("a" * 32): Unmatched("Anna", via=Via.WEB)}) == moment.strangers
        assert "community" == moment.tested
        made = [made_from(Passing.ENFORCEMENT, room, one, NOON) for one in (Moment(), moment)]
        assert made[0] != made[1]
