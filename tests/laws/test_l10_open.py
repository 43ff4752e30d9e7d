"""L10: nobody is locked once no leader has been connected for 15 s, and one's own way back works.

A leader who presents this case is no leader here; and where no other leader is, nobody is locked.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.units import later
from app.rooms import commands as c
from app.rooms.deciding.scene import Ask
from app.rooms.fields import PersonId
from app.rooms.floors import floors
from app.rooms.roles import Role, person
from app.rooms.state import Room, Standing
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import (
    ANNA,
    BEN,
    LEADERS,
    PAULA,
    PLANS,
    Meeting,
    Turn,
    everyone,
    presenter_of,
    sitting_back,
)

PICTURES = st.dictionaries(
    st.sampled_from(["phase_rev", "case_rev", "timer_rev", "nonsense"]), st.integers(-3, 99)
)


def locked(room: Room) -> set[PersonId]:
    return {who for who, seat in floors(room).items() if seat.floor is Floor.LOCKED}


class FailingOpen(RandomMeeting):
    """Leaders who vanish in every way: by connection, by leaving, by removal, by presenting."""

    scenes = ("no leader is connected", "a leader sits back", "sitting back", "discuss",
              "a leader alone presents")  # fmt: skip

    def witness(self, turn: Turn) -> None:
        for who in locked(turn.after):
            presents = presenter_of(turn.after) == who
            assert presents
            assert turn.after.phase in (Phase.DISCUSS, Phase.REJOIN)
            assert self._others_who_lead(turn.after, who)

    @rule(by=st.sampled_from([14_999, 15_000, 15_001, 60_000, 120_000, 600_000]))
    def time_passes_and_the_law_is_read(self, by: int) -> None:
        self.meeting.passes(by)
        since = self.meeting.unled_since
        grace = self.meeting.room.plan.tempo.fail_open
        if since is not None and self.meeting.now >= later(since, grace):
            assert set() == locked(self.meeting.room)

    @rule(by=st.sampled_from(LEADERS))
    def a_leader_has_to_go(self, by: PersonId) -> None:
        self.meeting.do(by, c.Leave())

    @rule(leaders=st.just(LEADERS))
    def every_leader_drops(self, leaders: tuple[PersonId, ...]) -> None:
        for leader in leaders:
            self.meeting.drops(leader)

    @precondition(lambda self: presenter_of(self.meeting.room) is not None)
    @rule(picture=PICTURES, confirm=st.none() | st.integers(0, 9))
    def the_presenter_comes_back_in_whatever_their_page_shows(
        self, picture: dict[str, int], confirm: int | None
    ) -> None:
        presenter = presenter_of(self.meeting.room)
        assert presenter is not None
        turn = self.meeting.press(Ask(c.ComeBackIn(), person(presenter), picture, confirm))
        assert turn.refusal is None
        assert presenter not in locked(turn.after)
        self.meeting.press(Ask(c.Resume(), person(ANNA), {"timer_rev": turn.after.revs.timer_rev}))
        assert presenter not in locked(self.meeting.room)

    @staticmethod
    def _others_who_lead(room: Room, presenter: PersonId) -> bool:
        return any(
            p.role is Role.LEADER
            and p.standing is Standing.SEATED
            and p.id != presenter
            and not (p.by_name or p.is_gone)
            for p in room.people.values()
        )


def test_nobody_is_locked_when_no_leader_has_been_connected_for_the_grace() -> None:
    """L10, and the presenter's own way back from wherever they are."""
    always(FailingOpen)


def after(meeting: Meeting, *presses: tuple[PersonId, c.Command]) -> Meeting:
    for by, command in presses:
        assert meeting.do(by, command).refusal is None
    return meeting


def test_the_lock_holds_for_a_moment_without_leaders_and_lifts_after_fifteen_seconds() -> None:
    meeting = sitting_back(everyone(PLANS["soft"]))
    for leader in LEADERS:
        meeting.drops(leader)

    meeting.passes(14_999)
    assert {PAULA} == locked(meeting.room)

    meeting.passes(1)
    assert set() == locked(meeting.room)


def test_a_leader_who_returns_does_not_bring_the_lock_back() -> None:
    """Push-back that fail-open ended has ended; it is offered again if anybody wants it."""
    meeting = sitting_back(everyone(PLANS["soft"]))
    for leader in LEADERS:
        meeting.drops(leader)
    meeting.passes(16_000)

    meeting.connects(BEN)

    assert meeting.room.is_led
    assert set() == locked(meeting.room)


def test_the_lock_lifts_too_when_every_leader_has_said_that_they_have_to_go() -> None:
    meeting = after(sitting_back(everyone(PLANS["soft"])), (ANNA, c.Leave()), (BEN, c.Leave()))
    assert set() == locked(meeting.room)
    meeting.passes(16_000)

    meeting.connects(ANNA)

    assert set() == locked(meeting.room)


def test_coming_back_in_is_never_stale_never_refused_and_already_so_the_second_time() -> None:
    meeting = after(
        sitting_back(everyone(PLANS["soft"])), (ANNA, c.Pause()), (BEN, c.Stop()), (BEN, c.Undo())
    )
    old = {"case_rev": -1, "phase_rev": 0}

    turns = [meeting.press(Ask(c.ComeBackIn(), person(PAULA), old)) for _ in range(2)]

    assert [None, None] == [turn.refusal for turn in turns]
    assert () == turns[1].events
