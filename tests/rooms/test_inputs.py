"""A section whose inputs are the same objects is the same; a watched room tells what is read."""

from dataclasses import fields, replace
from typing import Any

import pytest

from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import audience
from app.rooms.fields import PlaceId
from app.rooms.inputs import INPUTS, Basis, concerned, is_same
from app.rooms.roles import SYSTEM, Audience
from app.rooms.state import Revs, Room
from app.rooms.views import SEES, Section, mine, project
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, DEV, EVE, EVENING, FINN, OMAR, given

FULL = replace(EVENING, clock=ClockView.FULL)


class WatchedRevs(Revs):
    """Revisions that note which of them was read."""

    def __getattribute__(self, name: str) -> Any:
        if name.endswith("_rev"):
            READ.add(name)
        return super().__getattribute__(name)


class WatchedRoom(Room):
    """A room that notes which of its facts was read."""

    def __getattribute__(self, name: str) -> Any:
        if name in FACTS:
            READ.add(name)
        return super().__getattribute__(name)


FACTS = {field.name for field in fields(Room)} - {"revs"}
READ: set[str] = set()


def watched(room: Room) -> Room:
    facts = {name: getattr(room, name) for name in FACTS}
    revs = WatchedRevs(*(getattr(room.revs, field.name) for field in fields(Revs)))
    return WatchedRoom(**facts, revs=revs)


SCENES = [
    *(given(phase, observers=(OMAR,)) for phase in Phase),
    given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA).sat_back(),
    given(Phase.DISCUSS, plan="inner_outer").arrives(FINN).by(ADA).does(c.NameStandIn(EVE)),
    given(Phase.REJOIN, plan=FULL).after(e.StandInNamed(NOON, EVE), e.LeadersLost(NOON, NOON)),
]


_DISCUSS = given(Phase.DISCUSS)
_ALONE = given(Phase.DISCUSS, presenter=ADA)
FURTHER = [
    _DISCUSS,
    _DISCUSS.after(e.PersonJoined(NOON, DEV, 7)),
    _DISCUSS.by(ADA).does(c.Pause()),
    _DISCUSS.by(DEV).does(c.Leave()),
    _DISCUSS.by(ADA).does(c.NameStandIn(EVE)),
    _DISCUSS.arrives(FINN).by(ADA).does(c.SameAs(FINN, DEV)),
    _ALONE,
    _ALONE.by(BEN).does(c.Leave()),
    _ALONE.by(BEN).does(c.Pause()),
    given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA),
    given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA).by(ADA).does(c.Pause()),
]


@pytest.mark.parametrize("section", Section)
def test_a_section_is_made_from_nothing_but_its_inputs(section: Section) -> None:
    """Or a change of something else would not be projected."""
    READ.clear()
    for scene in SCENES:
        room = watched(scene.room)
        if section is Section.YOU:
            for one in scene.room.people.values():
                mine(room, one)
        else:
            for to in (audience for audience in Audience if section in SEES[audience]):
                project(room, section, to)

    assert set(INPUTS[section]) >= READ


@pytest.mark.parametrize("section", Section)
def test_a_section_is_the_same_while_its_inputs_are(section: Section) -> None:
    scene = given(Phase.DISCUSS)
    changed = {
        "people": scene.by(DEV).does(c.Leave()),
        "paused": scene.by(ADA).does(c.Pause()),
        "agreed": scene.by(ADA).does(c.RecordObserversAgreed()),
        "phase": scene.by(ADA).does(c.Advance()),
        "places": scene.after(e.PlaceMatched(NOON, PlaceId("a" * 32), DEV)),
    }
    touched = {
        "people": {"phase", "circle", "floor", "door", "you"},
        "paused": {"clock", "door"},
        "agreed": {"room"},
        "phase": {"phase", "clock", "circle", "floor", "door", "you"},
        "places": {"circle"},
    }

    assert is_same(section, scene.room, scene.room)
    for name, other in changed.items():
        assert (section not in touched[name]) is is_same(section, scene.room, other.room), name


def test_a_pause_concerns_the_you_of_a_leader_who_presents_and_of_nobody_else() -> None:
    """Only there stands the timer's revision, for the one who has no leaders' view."""
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA)
    guided = given(Phase.DISCUSS)

    assert not is_same(Section.YOU, alone.room, alone.by(ADA).does(c.Pause()).room)
    assert is_same(Section.YOU, guided.room, guided.by(ADA).does(c.Pause()).room)


class TestConcerned:
    def test_whoever_is_not_concerned_has_the_you_and_the_audience_of_before(self) -> None:
        """Between any two scenes, however far apart: the plain way projects everybody's."""
        rooms = [scene.room for scene in (*SCENES, *FURTHER)]
        for before in rooms:
            for room in rooms:
                people = frozenset(room.people)
                for who in people - concerned(before, room, people):
                    was, one = before.people[who], room.people[who]
                    assert mine(before, was) == mine(room, one)
                    assert audience(before, was) is audience(room, one)

    def test_of_an_arrival_only_who_came_is_concerned(self) -> None:
        before = given(Phase.OPENING)
        after = before.by(SYSTEM).after(e.PersonJoined(NOON, DEV, 7))

        assert {DEV} == concerned(before.room, after.room, frozenset(before.room.people))
        assert frozenset() == concerned(before.room, after.room, frozenset({EVE}))

    def test_of_a_move_everybody_is_concerned(self) -> None:
        before = given(Phase.OPENING)
        people = frozenset(before.room.people)

        assert people == concerned(before.room, before.by(ADA).does(c.Advance()).room, people)

    def test_where_a_leader_presents_it_matters_whether_there_is_another(self) -> None:
        before = given(Phase.DISCUSS, presenter=ADA)
        alone = before.by(BEN).does(c.Leave()).room
        came = before.after(e.PersonJoined(NOON, DEV, 7)).room

        assert ADA in concerned(before.room, alone, frozenset({ADA}))
        assert ADA not in concerned(before.room, came, frozenset({ADA}))

    def test_a_pause_concerns_a_leader_who_presents_and_otherwise_nobody(self) -> None:
        for presenter, wanted in ((ADA, {ADA, DEV}), (DEV, set())):
            scene = given(Phase.DISCUSS, leaders=(ADA,), presenter=presenter)
            paused = scene.by(ADA).does(c.Pause()).room
            assert wanted == concerned(scene.room, paused, frozenset({ADA, DEV}))

    def test_who_turned_out_to_be_somebody_else_is_concerned_by_what_becomes_of_them(self) -> None:
        merged = given(Phase.OPENING).arrives(FINN).by(ADA).does(c.SameAs(FINN, DEV))
        after = merged.after(e.PersonJoined(NOON, EVE, 7)).room

        assert {FINN, EVE} == concerned(merged.room, after, frozenset(after.people))


def test_basis_changes_with_any_of_its_objects_and_equal_is_not_the_same() -> None:
    basis, one, other = Basis(), [1], [1]

    assert basis.has_changed(one, None)
    assert not basis.has_changed(one, None)
    assert basis.has_changed(other, None)
    assert basis.has_changed(other)
