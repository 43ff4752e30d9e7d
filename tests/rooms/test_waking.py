"""When a room wakes by itself: nothing ticks, and nothing that can change is slept through."""

from app.phases.phase import Phase
from app.phases.units import HOUR, MINUTE, SECOND, Instant
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.live import LiveRoom
from app.rooms.state import Standing
from app.rooms.waking import APART, can_be_lost, is_to_be_read, next_wake, unled_since
from tests.support.clock import NOON
from tests.support.rim import Tally
from tests.support.scenario import ADA, BEN, DEV, MACHINE, given


def acquainted(phase: Phase) -> LiveRoom:
    """A room of which the rows have been read, and everybody is connected here."""
    live = LiveRoom(given(phase).room, Tally())
    live.is_acquainted = True
    live.read_at = NOON
    return live


class TestStirred:
    """Another node told that somebody came or went there."""

    def test_rows_are_read_at_once_and_not_twice_within_a_second(self) -> None:
        live = acquainted(Phase.GATHERING)
        assert not is_to_be_read(live)
        assert next_wake(live, NOON, is_fresh=True) is None
        live.is_stirred = True

        assert APART == SECOND
        assert is_to_be_read(live)
        assert NOON + 400 < NOON + SECOND == next_wake(live, Instant(NOON + 400), is_fresh=True)
        late = Instant(NOON + MINUTE)
        assert late == next_wake(live, late, is_fresh=True)

    def test_room_nobody_was_read_of_is_looked_at_at_once(self) -> None:
        live = LiveRoom(given(Phase.GATHERING).room, Tally())

        assert NOON == next_wake(live, NOON, is_fresh=True)


def test_only_who_sits_or_waits_here_can_be_lost() -> None:
    scene = given(Phase.DISCUSS)
    gone = scene.by(DEV).does(c.Leave()).room

    assert can_be_lost(scene.room, scene.room.people[DEV])
    assert Standing.DEPARTED is gone.people[DEV].standing
    assert not can_be_lost(gone, gone.people[DEV])
    assert not can_be_lost(scene.room, scene.room.people.get(PersonId("nobody")))


class TestUnledSince:
    def test_it_counts_from_the_last_parting_of_somebody_who_still_led(self) -> None:
        gone = given(Phase.DISCUSS).by(BEN).does(c.Leave())
        dropped, closed = Instant(NOON + 5 * SECOND), Instant(NOON + 14 * SECOND)

        assert dropped == unled_since(gone.room, frozenset({BEN}), {ADA: dropped})
        assert dropped == unled_since(gone.room, frozenset(), {ADA: dropped, BEN: closed})

    def test_a_leader_who_has_to_go_is_counted_from_that_press(self) -> None:
        long_gone = {BEN: Instant(NOON - HOUR)}
        gone = given(Phase.DISCUSS).at(9 * SECOND).by(ADA).does(c.Leave())

        assert Instant(NOON + 9 * SECOND) == unled_since(gone.room, frozenset({ADA}), long_gone)

    def test_who_parted_before_they_ceased_to_lead_is_counted_from_the_parting(self) -> None:
        scene = given(Phase.DISCUSS, leaders=(ADA,)).at(9 * SECOND).by(MACHINE)
        gone = scene.does(c.RemovePerson(ADA))

        assert NOON == unled_since(gone.room, frozenset(), {ADA: NOON})

    def test_a_leader_who_took_the_chair_led_until_then(self) -> None:
        room = given(Phase.PRESENT, presenter=BEN).room

        assert NOON == unled_since(room, frozenset({BEN}), {ADA: Instant(NOON - HOUR)})

    def test_with_a_leader_connected_nothing_is_counted(self) -> None:
        assert unled_since(given(Phase.DISCUSS).room, frozenset({ADA}), {BEN: NOON}) is None
