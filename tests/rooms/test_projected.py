"""What each audience and each person was last shown."""

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.ephemeral import Moment
from app.rooms.fields import PersonId
from app.rooms.projected import Projected
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.signals import Signals
from app.rooms.views import SEES, Section
from tests.support.rim import KeepingSink
from tests.support.scenario import ADA, DEV, given

NOW = Instant(1)


def _seat(to: Audience = Audience.MEMBER) -> Seat:
    return Seat(given(Phase.PRESENT).room.id, DEV, to, KeepingSink())


def test_what_was_never_shown_is_all_changed_and_then_nothing_is() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    assert shown.changed(room, Audience.MEMBER) == {s.value for s in SEES[Audience.MEMBER]}
    assert shown.changed(room, Audience.MEMBER) == frozenset()


def test_only_what_an_audience_sees_otherwise_is_changed_for_it() -> None:
    scene = given(Phase.PRESENT)
    shown = Projected()
    for to in (Audience.MEMBER, Audience.LEADER):
        shown.changed(scene.room, to)
    after = scene.by(ADA).does(c.NameStandIn(DEV)).room
    assert shown.changed(after, Audience.LEADER) == {"room"}
    assert shown.changed(after, Audience.MEMBER) == frozenset()


def test_sections_that_are_not_asked_about_are_left_as_they_were_shown() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    assert shown.changed(room, Audience.MEMBER, [Section.DOOR]) == {"door"}
    assert "phase" in shown.changed(room, Audience.MEMBER)


def test_a_seat_knows_at_which_seq_each_of_its_sections_changed() -> None:
    scene = given(Phase.PRESENT)
    shown = Projected()
    shown.changed(scene.room, Audience.MEMBER)
    shown.changed_mine(scene.room, DEV)
    before = shown.seqs(_seat())
    after = scene.by(ADA).does(c.Pause()).room
    shown.changed(after, Audience.MEMBER)
    changed = {name for name, seq in shown.seqs(_seat()).items() if seq != before[name]}
    assert changed == {"clock"}
    assert shown.seqs(_seat())["clock"] == after.seq


def test_you_is_each_persons_own() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    assert shown.changed_mine(room, DEV)
    assert not shown.changed_mine(room, DEV)
    assert b'"dev"' in shown.logged(_seat(), "you")


def test_nobody_changes_for_somebody_the_room_does_not_know() -> None:
    assert not Projected().changed_mine(given(Phase.PRESENT).room, PersonId("nobody"))


def test_passing_things_are_compared_like_sections() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    away = Moment(Signals(away=frozenset({DEV})))
    assert shown.passed(room, Moment(), Audience.MEMBER, NOW)
    assert shown.passed(room, away, Audience.MEMBER, NOW) == {"presence"}
    assert shown.passed_own(room, away, DEV)
    assert not shown.passed_own(room, away, DEV)
    assert b'"away":true' in shown.ephemeral(_seat(), "own")
    assert b'"away"' in shown.ephemeral(_seat(), "presence")


def test_what_nobody_is_shown_any_more_is_forgotten() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    for to in (Audience.MEMBER, Audience.LEADER):
        shown.changed(room, to)
    shown.changed_mine(room, DEV)
    shown.forget(DEV)
    shown.keep([Audience.MEMBER])
    assert "you" not in shown.seqs(_seat())
    assert shown.changed(room, Audience.MEMBER) == frozenset()
    assert shown.changed(room, Audience.LEADER)
