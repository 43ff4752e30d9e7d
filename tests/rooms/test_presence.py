"""Who is connected, as each audience may know it."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.presence import next_change, presence, presenter_missing
from app.rooms.roles import Audience
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, given


def after(ms: int) -> Instant:
    return later(NOON, Millis(ms))


@pytest.mark.parametrize(
    ("to", "grace"),
    [
        (Audience.LEADER, 10 * SECOND),
        (Audience.MEMBER, 30 * SECOND),
        (Audience.OBSERVER, 30 * SECOND),
        (Audience.SITTING_BACK, 30 * SECOND),
        (Audience.INTEGRATION, 30 * SECOND),
    ],
)
def test_lost_connection_is_shown_after_a_grace(to: Audience, grace: int) -> None:
    room, parted = given(Phase.DISCUSS).room, {DEV: NOON}

    assert "here" == presence(room, parted, (), to, after(grace - 1))[DEV]
    assert "not_connected" == presence(room, parted, (), to, after(grace))[DEV]


def test_away_is_shown_while_connected() -> None:
    room = given(Phase.DISCUSS).room

    assert "away" == presence(room, {}, [EVE], Audience.MEMBER, NOON)[EVE]


def test_who_has_gone_is_not_connected_whatever_else() -> None:
    room = given(Phase.DISCUSS).after(e.PersonLeft(NOON, DEV, 1)).room

    assert "not_connected" == presence(room, {}, [DEV], Audience.MEMBER, NOON)[DEV]


def test_who_was_never_connected_is_not_shown_as_here() -> None:
    room = given(Phase.OPENING).room
    people = {**room.people, DEV: replace(room.people[DEV], visit=0)}

    seen = presence(replace(room, people=people), {}, (), Audience.LEADER, NOON)
    assert ("not_connected", "here") == (seen[DEV], seen[CLEO])


def test_who_has_no_page_is_seated_by_name() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.SeatByName("Walter", person=EVE.__class__("w")))

    assert "seated" in presence(scene.room, {}, (), Audience.MEMBER, NOON).values()


def test_leaders_are_told_of_a_missing_presenter_after_15_s() -> None:
    room = given(Phase.DISCUSS).room

    assert not presenter_missing(room, {CLEO: NOON}, after(15 * SECOND - 1))
    assert presenter_missing(room, {CLEO: NOON}, after(15 * SECOND))
    assert not presenter_missing(room, {}, after(60 * SECOND))
    assert not presenter_missing(given(Phase.OPENING).room, {CLEO: NOON}, after(60 * SECOND))


def test_presenter_on_the_telephone_is_never_missing() -> None:
    walter = CLEO.__class__("w")
    scene = given(Phase.SELECT).by(ADA).does(c.SeatByName("Walter", person=walter))
    room = scene.does(c.ChoosePresenter(walter)).does(c.Advance()).room

    assert not presenter_missing(room, {walter: NOON}, after(60 * SECOND))


def test_next_change_is_the_next_grace_to_end() -> None:
    room, parted = given(Phase.DISCUSS).room, {DEV: NOON, EVE: after(12 * SECOND)}

    changes = []
    at: Instant | None = NOON
    while at is not None:
        at = next_change(room, parted, at)
        changes.append(at)

    expected = [10, 15, 22, 27, 30, 42]
    assert [*(after(s * SECOND) for s in expected), None] == changes
