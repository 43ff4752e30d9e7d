"""What each audience and each person was last shown."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from app.phases.phase import Phase
from app.phases.tempo import Tempo
from app.phases.units import MINUTE, Instant, Millis
from app.rooms import commands as c
from app.rooms import projected, views
from app.rooms.ephemeral import (
    PASSES_OTHERWISE,
    PROJECT,
    SEES_PASSING,
    Moment,
    Passing,
    passing,
)
from app.rooms.fields import PersonId
from app.rooms.frames import encode
from app.rooms.own import own
from app.rooms.projected import Projected
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.signals import Line, Need, Signals
from app.rooms.state import Room, StandIn
from app.rooms.views import SEES, Section
from tests.support.rim import KeepingSink
from tests.support.scenario import ADA, CLEO, DEV, EVE, TILLY, given

NOW = Instant(1)
LATE = Instant(10 * MINUTE)


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


def test_who_comes_while_nothing_has_changed_is_shown_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[Section] = []

    def project(room: Room, section: Section, to: Audience) -> dict[str, Any]:
        looks.append(section)
        return views.project(room, section, to)

    monkeypatch.setattr(projected, "project", project)
    scene, shown = given(Phase.PRESENT), Projected()
    paused = scene.by(ADA).does(c.Pause()).room
    shown.complete(scene.room, Audience.MEMBER)
    looks.clear()

    shown.complete(scene.room, Audience.MEMBER)
    assert [] == looks
    shown.changed(paused, Audience.MEMBER, [Section.CLOCK])
    shown.follow(scene.room, paused, [Audience.MEMBER])
    shown.complete(paused, Audience.MEMBER)
    assert [Section.CLOCK] == looks


def test_an_audience_that_was_not_shown_a_change_is_shown_it_when_somebody_comes() -> None:
    scene, shown = given(Phase.PRESENT), Projected()
    paused = scene.by(ADA).does(c.Pause()).room
    shown.complete(scene.room, Audience.MEMBER)

    shown.follow(scene.room, paused, [Audience.LEADER])
    shown.complete(paused, Audience.MEMBER)
    assert b'"paused":true' in shown.logged(_seat(), "clock")

    shown.complete(paused, Audience.LEADER)
    shown.keep([Audience.LEADER])
    shown.complete(paused, Audience.MEMBER)
    assert b'"paused":true' in shown.logged(_seat(), "clock")


def test_you_is_each_persons_own() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    assert shown.changed_mine(room, DEV)
    assert not shown.changed_mine(room, DEV)
    assert b'"dev"' in shown.logged(_seat(), "you")


def test_nobody_changes_for_somebody_the_room_does_not_know() -> None:
    assert not Projected().changed_mine(given(Phase.PRESENT).room, PersonId("nobody"))


def _passed(shown: Projected, room: Room, moment: Moment, now: Instant) -> frozenset[str]:
    """What a member sees otherwise now."""
    return shown.passed(room, moment, (Audience.MEMBER,), now)[Audience.MEMBER]


def test_passing_things_are_compared_like_sections() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    away = Moment(Signals(away=frozenset({DEV})))
    assert _passed(shown, room, Moment(), NOW)
    assert _passed(shown, room, away, NOW) == {"presence"}
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


_SCENE = given(Phase.DISCUSS)
_SEATED = _SCENE.by(ADA).does(c.SeatByName("Tilly", person=TILLY))
_LED = _SCENE.by(ADA).does(c.NameStandIn(EVE))
_HIDDEN = replace(_SCENE.room, plan=replace(_SCENE.room.plan, shows_volunteers=False))
_SAID = Moment(
    Signals(heard={TILLY: NOW}, needs={DEV: Need(NOW)}, between=(Line(NOW, ADA, "text", "so"),)),
    moved={DEV: NOW},
)
_ROOM = _SCENE.room
_TAKEN = replace(_SEATED.room, stand_in=StandIn(acting_since=LATE))
_OTHER_CASE = replace(_ROOM, cases={1: replace(_ROOM.cases[1], presenter=EVE)})
_MOVED_ON = replace(_ROOM, position=given(Phase.CLOSING).room.position)
_NO_CASE = replace(_ROOM, case_number=0)
_PATIENT = replace(_ROOM, plan=replace(_ROOM.plan, tempo=Tempo(told_circle=Millis(10**9))))
_MOMENTS = (
    Moment(),
    *(
        Moment(said)
        for said in (
            Signals(needs={DEV: Need(NOW)}),
            Signals(needs={DEV: Need(NOW, (ADA,))}),
            Signals(volunteers=(DEV,)),
            Signals(wants_in=(EVE,)),
            Signals(away=frozenset({DEV})),
            Signals(objections=((DEV, EVE, NOW),)),
            Signals(between=(Line(NOW, ADA, "text", "a word"),)),
            Signals(heard={TILLY: NOW}),
        )
    ),
    Moment(parted={DEV: NOW}),
    Moment(opened=frozenset({DEV})),
    Moment(moved={DEV: NOW}),
)
_TIMES = [
    *((_SCENE.room, moment, NOW) for moment in _MOMENTS),
    *((room, Moment(), NOW) for room in (_LED.room, _HIDDEN, _SEATED.room)),
    (_SEATED.room, Moment(Signals(heard={TILLY: NOW})), NOW),
    (_SEATED.room, _SAID, NOW),
    (_TAKEN, _SAID, NOW),
    *((_SCENE.room, Moment(parted={CLEO: NOW}), at) for at in (NOW, LATE)),
    (_SCENE.room, Moment(parted={DEV: NOW}), LATE),
    *((room, Moment(parted={CLEO: NOW}), LATE) for room in (_SCENE.room, _OTHER_CASE)),
    *((room, Moment(parted={CLEO: NOW}), LATE) for room in (_SCENE.room, _MOVED_ON)),
    *((room, Moment(parted={CLEO: NOW}), LATE) for room in (_SCENE.room, _NO_CASE)),
    *((room, Moment(parted={CLEO: NOW}), LATE) for room in (_SCENE.room, _PATIENT)),
]
_FIRST, *_OTHERS = _TIMES
_CHANGES = [*pairwise(_TIMES), *((_FIRST, t) for t in _OTHERS), *((t, _FIRST) for t in _OTHERS)]


def test_whatever_changes_everybody_is_shown_what_it_comes_to_from_nothing() -> None:
    """The plain way projects all of it every time."""
    for before, after in _CHANGES:
        shown = Projected()
        for to in Audience:
            shown.passed(before[0], before[1], (to,), before[2])
            shown.passed(after[0], after[1], (to,), after[2])
            plain = {s.value: encode(body) for s, body in passing(*after[:2], to, after[2]).items()}
            assert plain == {s: shown.ephemeral(_seat(to), s) for s in plain}


def test_all_who_are_shown_what_passes_in_common_see_the_same_of_it() -> None:
    """It is encoded once for all of them."""
    assert set(PROJECT) == set(PASSES_OTHERWISE)
    for room, moment, now in _TIMES:
        for section, others in PASSES_OTHERWISE.items():
            alike = [to for to in Audience if section in SEES_PASSING[to] and to not in others]
            assert 1 >= len({encode(PROJECT[section](room, moment, to, now)) for to in alike})


def test_what_several_audiences_see_is_encoded_once_and_for_leaders_apart() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    audiences = (Audience.MEMBER, Audience.LEADER, Audience.OBSERVER)
    for to in audiences:
        shown.changed(room, to)
    shown.passed(room, _SAID, audiences, NOW)
    member, leader, observer = (_seat(to) for to in audiences)

    for name in ("phase", "circle", "floor"):
        assert shown.logged(member, name) is shown.logged(observer, name)
    assert shown.logged(member, "floor") is shown.logged(leader, "floor")
    assert shown.logged(member, "phase") != shown.logged(leader, "phase")
    assert shown.ephemeral(member, "signals") is shown.ephemeral(observer, "signals")
    assert shown.ephemeral(member, "signals") != shown.ephemeral(leader, "signals")


def test_whatever_changes_all_audiences_together_are_shown_what_it_comes_to() -> None:
    """Also who was not looked at when something changed."""
    for before, after in _CHANGES:
        shown, first = Projected(), Audience.MEMBER
        shown.passed(before[0], before[1], tuple(Audience), before[2])
        shown.passed(after[0], after[1], (first,), after[2])
        shown.passed(after[0], after[1], tuple(Audience), after[2])
        for to in Audience:
            plain = {s.value: encode(body) for s, body in passing(*after[:2], to, after[2]).items()}
            assert plain == {s: shown.ephemeral(_seat(to), s) for s in plain}


def test_a_loss_too_short_to_be_shown_is_not_projected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a circle that comes back after a cut would be, for everybody who comes."""
    looks: list[Instant] = []

    def presence(room: Room, moment: Moment, to: Audience, now: Instant) -> dict[str, Any]:
        looks.append(now)
        return {"people": sorted(moment.parted)}

    shown, tempo = Projected(), _ROOM.plan.tempo
    monkeypatch.setitem(PROJECT, Passing.PRESENCE, presence)
    _passed(shown, _ROOM, Moment(), NOW)
    first = Instant(1 + min(tempo.told_leaders, tempo.told_circle, tempo.told_presenter))
    for moment in (Moment(parted={DEV: NOW}), Moment(parted={DEV: NOW, EVE: NOW})):
        assert frozenset() == _passed(shown, _ROOM, moment, Instant(first - 1))
    assert [NOW] == looks

    assert {"presence"} == _passed(shown, _ROOM, Moment(parted={DEV: NOW}), first)
    assert [NOW, first] == looks


def test_every_grace_that_ends_shows_what_it_comes_to_from_nothing() -> None:
    """Of the presenter, whose loss leaders are told of apart, and of somebody else."""
    tempo, shown, lost = _ROOM.plan.tempo, Projected(), Moment(parted={CLEO: NOW, DEV: NOW})
    graces = sorted((tempo.told_leaders, tempo.told_circle, tempo.told_presenter))
    for now in (Instant(NOW + grace + by) for grace in graces for by in (-1, 0)):
        shown.passed(_ROOM, lost, tuple(Audience), now)
        for to in Audience:
            plain = {s.value: encode(body) for s, body in passing(_ROOM, lost, to, now).items()}
            assert plain == {s: shown.ephemeral(_seat(to), s) for s in plain}


def test_whatever_changes_everybodys_own_is_what_it_comes_to_from_nothing() -> None:
    for before, after in _CHANGES:
        shown = Projected()
        shown.passed_own(before[0], before[1], DEV)
        shown.touched(before[0], before[1], [DEV])
        shown.touched(after[0], after[1], [DEV])
        assert encode(own(after[0], after[1], DEV)) == shown.ephemeral(_seat(), "own")


def test_what_was_let_go_of_is_projected_anew() -> None:
    room, shown = given(Phase.PRESENT).room, Projected()
    shown.changed(room, Audience.MEMBER)
    _passed(shown, room, Moment(), NOW)
    shown.keep([])
    assert "presence" in _passed(shown, room, Moment(), NOW)
