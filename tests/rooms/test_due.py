"""What falls due by itself. `close` has one minute: bands after 20 s and 50 s, then zero."""

from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms.due import due, next_due
from tests.support.clock import NOON
from tests.support.scenario import ADA, given, step

CLOSE = step("1.close")


def at(seconds: int) -> Instant:
    return Instant(NOON + seconds * SECOND)


def test_nothing_is_due_before_and_after_the_meeting() -> None:
    for phase in (Phase.GATHERING, Phase.ENDED):
        assert next_due(given(phase).room) is None
        assert due(given(phase).room, at(10**6)) is None


def test_the_next_mark_is_the_next_instant_to_look() -> None:
    scene = given(Phase.CLOSE)

    assert at(20) == next_due(scene.room)
    assert at(50) == next_due(scene.at(20 * SECOND).room)
    assert at(60) == next_due(scene.at(50 * SECOND).room)
    assert next_due(scene.at(MINUTE).room) is None


def test_a_mark_is_due_at_its_instant_and_not_a_millisecond_before() -> None:
    room = given(Phase.CLOSE).room

    assert due(room, Instant(at(20) - 1)) is None
    assert ("band:room:1.close:1:1", c.ReachMark(CLOSE, 1, 1)) == due(room, at(20))


def test_zero_has_an_id_of_its_own() -> None:
    room = given(Phase.CLOSE).at(55 * SECOND).room

    assert ("zero:room:1.close:1", c.ReachMark(CLOSE, 1, 0)) == due(room, at(60))


def test_a_new_arming_has_a_new_id() -> None:
    scene = given(Phase.CLOSE).at(70 * SECOND).by(ADA).does(c.Extend(Millis(2 * MINUTE)))

    assert ("band:room:1.close:2:2", c.ReachMark(CLOSE, 2, 2)) == due(scene.room, at(10**6))


def test_nothing_falls_due_while_the_clock_stands() -> None:
    scene = given(Phase.CLOSE).at(10 * SECOND).by(ADA).does(c.Pause())

    assert next_due(scene.room) is None
    assert due(scene.room, at(10**6)) is None


def test_a_step_without_minutes_has_nothing_due() -> None:
    assert next_due(given(Phase.CORRIDOR).room) is None


def test_a_full_clock_records_zero_alone() -> None:
    room = given(Phase.DISCUSS, plan="troika_30").room

    assert ("zero:room:1.discuss:1", c.ReachMark(step("1.discuss"), 1, 0)) == due(room, at(300))
    assert due(room, at(299)) is None
