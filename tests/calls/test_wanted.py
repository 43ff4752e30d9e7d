"""The desired state is floor plus what passes, complete, and locks nobody else."""

from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.calls.places import place_of
from app.calls.wanted import FREE, Desired, Version, Wanted, desired
from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.ephemeral import Moment
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from app.rooms.signals import Signals
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Turn
from tests.laws.presses import PLACES, REFS
from tests.support.clock import NOON
from tests.support.rim import Node
from tests.support.scenario import ADA, CLEO, DEV, FINN, given

MOMENTS = st.builds(
    lambda away, opened: Moment(Signals(away=frozenset(away)), opened=frozenset(opened)),
    st.sets(st.sampled_from([ADA, CLEO, DEV])),
    st.sets(st.sampled_from([ADA, CLEO, DEV])),
)


class NobodyElse(RandomMeeting):
    """In every room that can be: who is locked in the call is locked by floor, or away, and so are
    all places that leaders have matched to them, and none of anybody else's or nobody's."""

    def witness(self, turn: Turn) -> None:
        room = turn.after
        presenting = locked(room)
        assert presenting == desired(room, Moment()).locked
        assert desired(room, Moment(opened=presenting)).locked == frozenset()
        wanted = desired(room, Moment())
        for ref, place in zip(REFS, PLACES, strict=True):
            whose = room.places.get(place)
            assert wanted.refs.get(ref) == whose
            assert wanted.of_ref(ref).microphone_locked is (whose in presenting)
        assert set(room.places.values()) <= room.people.keys()
        assert room.people.keys() - desired(room, Moment()).out == {p.id for p in room.seated()}


def test_nobody_else_is_locked_in_any_room_that_can_be() -> None:
    always(NobodyElse)


async def test_presenter_who_sits_back_is_locked_and_whoever_can_be_heard_closed(
    node: Node,
) -> None:
    room, sitters = await node.sat_back()
    await node.press(room, DEV, c.SomeoneCanHear())

    wanted = desired(sitters[CLEO].live.room, sitters[CLEO].live.moment)

    assert {CLEO: Wanted(True), DEV: Wanted(True, True)} == wanted.people
    assert FREE == wanted.of(ADA)


async def test_lock_that_an_emergency_lifted_is_wanted_no_more(node: Node) -> None:
    _room, sitters = await node.sat_back()
    live = sitters[CLEO].live
    live.open_to([CLEO], node.clock.now())

    assert not desired(live.room, live.moment).locked


@drawn(MOMENTS, MOMENTS)
def test_opening_locks_nobody_anew(before: Moment, after: Moment) -> None:
    wanted = [
        Desired({who: Wanted(True) for who in moment.signals.away}) for moment in (before, after)
    ]

    opened = wanted[1].opening(wanted[0].locked)

    assert opened.locked == wanted[0].locked & wanted[1].locked


@pytest.mark.parametrize("seq", [3, 4, 9])
def test_versions_rise_with_the_room_and_with_what_passes(seq: int) -> None:
    version = Version(4, 7)

    assert version < version.following(seq)
    assert version.following(seq).seq >= 4


def test_whoever_is_not_named_is_free() -> None:
    assert FREE == Desired().of(PersonId("anybody"))
    assert replace(FREE, microphone_locked=True) != FREE


def test_camera_alone_is_no_lock() -> None:
    assert not Desired({CLEO: Wanted(camera_locked=True)}).locked


def test_place_that_only_a_leader_can_match_is_as_its_person_and_free_where_nobody_has() -> None:
    wanted = Desired({CLEO: Wanted(True)}, refs={"telephone": CLEO, "laptop": DEV})

    assert Wanted(True) == wanted.of_ref("telephone")
    assert (FREE, FREE) == (wanted.of_ref("laptop"), wanted.of_ref("somebody"))
    assert Wanted(True) == wanted.opening({CLEO}).of_ref("telephone")


def test_whoever_is_somebody_we_know_again_is_locked_at_the_places_that_came_along() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN)
    place = place_of(scene.room.id, "telephone")
    room = scene.after(e.PlaceMatched(NOON, place, FINN)).sat_back().room
    after = replace(scene, room=room).by(ADA).does(c.SameAs(FINN, CLEO)).room

    assert not desired(room, Moment()).of_ref("telephone").microphone_locked
    assert desired(after, Moment()).of_ref("telephone").microphone_locked
    assert ({}, {FINN: CLEO}) == (desired(room, Moment()).again, desired(after, Moment()).again)
    assert {FINN: CLEO} == desired(after, Moment()).opening({CLEO}).again
