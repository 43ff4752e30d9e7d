"""The fold: total, dense, and the only way a room changes."""

from typing import get_args

import pytest

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import NotFound
from app.rooms.evolve import EVOLVE, born, evolve, fold
from app.rooms.fields import RoomId
from app.rooms.state import Agreement
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, given

CREATED = e.RoomCreated(NOON, SHIPPED["review"], Agreement(3, "Ours."), is_rehearsal=True)


def test_every_event_of_the_union_has_its_fold_and_every_fold_its_event() -> None:
    assert set(get_args(e.Event)) == set(EVOLVE)


def test_every_exported_event_is_in_the_union() -> None:
    assert set(get_args(e.Event)) == {getattr(e, name) for name in e.__all__} - {e.Event}


def test_a_room_is_born_of_its_first_event() -> None:
    room = born(RoomId("room"), "epoch", CREATED)

    assert ("room", "epoch", SHIPPED["review"], NOON, 1, Agreement(3, "Ours."), True) == (
        room.id,
        room.epoch,
        room.plan,
        room.created_at,
        room.seq,
        room.agreement,
        room.is_rehearsal,
    )


def test_a_room_is_not_born_of_anything_else() -> None:
    with pytest.raises(NotFound):
        born(RoomId("room"), "epoch", e.MoveUndone(NOON))


def test_seq_rises_by_one_with_every_event() -> None:
    room = born(RoomId("room"), "epoch", CREATED)
    events: list[e.Event] = [e.ObserversAgreed(NOON), CREATED, e.OuterRingOpened(NOON)]

    assert [2, 3, 4] == [fold(room, events[:n]).seq for n in (1, 2, 3)]


def test_folding_at_once_or_one_by_one_is_the_same() -> None:
    room = given(Phase.DISCUSS).room
    events = given(Phase.DISCUSS).by(ADA).does(c.Advance()).events
    one_by_one = room
    for event in events:
        one_by_one = evolve(one_by_one, event)

    assert one_by_one == fold(room, events)


def test_a_room_remembers_nothing_that_its_events_did_not_say() -> None:
    """Two people who did the same left the same room: connections and presses leave no trace."""
    scene = given(Phase.DISCUSS)

    assert scene.by(ADA).does(c.Pause()).room == scene.without(DEV, CLEO).does(c.Pause()).room


def test_a_room_remembers_when_somebody_ceased_to_lead_it() -> None:
    room = given(Phase.DISCUSS).room

    assert {ADA: NOON} == evolve(room, e.PersonDeparted(NOON, ADA)).led_until
    assert {} == evolve(room, e.PersonDeparted(NOON, DEV)).led_until
