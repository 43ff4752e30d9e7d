"""Scenarios 2, 3, 4 and 15: push-back, and what happens to it when connections fail."""

import pytest

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.because import because
from app.rooms.command_table import TABLE
from app.rooms.ephemeral import Moment, Passing, passing
from app.rooms.errors import Forbidden, Stale
from app.rooms.fields import PersonId
from app.rooms.floors import floors
from app.rooms.roles import SYSTEM, Audience
from app.rooms.state import Chair, PauseReason
from app.rooms.views import Section, mine, project
from tests.support.scenario import ADA, BEN, CLEO, DEV, Scene, given

CIRCLE = (Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER)


def test_scenario_02_presenter_sits_back_with_the_camera_off() -> None:
    """They hear and are not seen; nobody unmutes them, and their way back is one press."""
    discuss = given(Phase.DISCUSS)
    assert Floor.LISTENING is floor(discuss), "offered, and never locked without an answer"

    back = discuss.by(CLEO).does(c.SitBack(camera=False)).then(e.SatBack)

    assert Floor.LOCKED is floor(back)
    for to in CIRCLE:
        seat = next(s for s in project(back.room, Section.CIRCLE, to)["seats"] if s["presents"])
        assert (True, True) == (seat["sits_back"], seat["camera_off"])
    assert not {name for name in map(str, TABLE) if "mute" in name.lower()}
    for somebody in (DEV, ADA):
        with pytest.raises(Forbidden):
            back.by(somebody).does(c.ComeBackIn())
    assert Floor.OPEN is floor(back.by(CLEO).does(c.ComeBackIn()))


def test_scenario_02_that_the_presenter_comes_back_is_told_to_the_leaders_only() -> None:
    """The circle sees a floor that opened, as if a leader had released it."""
    back = given(Phase.DISCUSS).sat_back()

    returned = back.by(CLEO).does(c.ComeBackIn()).then(e.PushBackEnded)

    assert ("push_back_ended",) == because(returned.events, Audience.LEADER)
    released = back.by(ADA).does(c.Release())
    for to in CIRCLE:
        assert () == because(returned.events, to)
        assert project(released.room, Section.CIRCLE, to) == project(
            returned.room, Section.CIRCLE, to
        )


def test_scenario_02_a_presenter_who_needs_a_leader_is_heard_by_leaders_only() -> None:
    """ "I am not all right", from behind a dark tile: leaders see who, the circle sees nothing."""
    needs = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.NeedLeader())
    moment = Moment(signals=needs.signals)

    told = passing(needs.room, moment, Audience.LEADER, needs.now)[Passing.SIGNALS]
    assert [CLEO] == [need["person"] for need in told["needs"]]
    for to in CIRCLE:
        calm = passing(needs.room, Moment(), to, needs.now)
        assert calm == passing(needs.room, moment, to, needs.now)


def test_scenario_03_the_presenters_network_drops_at_minute_twelve() -> None:
    """Nothing pauses by itself; leaders read it after 15 s and can pause; all is kept for them."""
    back = given(Phase.DISCUSS).sat_back().at(12 * MINUTE)
    dropped_at, seat = back.now, back.room.people[CLEO].seat

    assert not missing(back, dropped_at, 14_999)
    assert missing(back, dropped_at, 15_000)

    alone = back.without(CLEO).at(12 * MINUTE + 15 * SECOND)
    assert alone.room.clock is not None
    assert alone.room.clock.timer.is_running
    paused = alone.by(ADA).does(c.Pause(PauseReason.TECHNICAL)).then(e.ClockPaused)

    gone = paused.at(14 * MINUTE).by(SYSTEM).does(c.Lose(CLEO, 1, dropped_at)).then(e.PersonLeft)
    assert Chair.SITTING_BACK == chair(gone)

    again = gone.at(16 * MINUTE).back(CLEO).by(SYSTEM).does(c.Join(CLEO, 2))
    assert seat == again.room.people[CLEO].seat
    assert Floor.LOCKED is floor(again)
    assert again.room.paused is not None, "returning resumes nothing: a leader does"


def missing(scene: Scene, since: Instant, for_so_long: int) -> bool:
    moment, now = Moment(parted={CLEO: since}), later(since, Millis(for_so_long))
    told = passing(scene.room, moment, Audience.LEADER, now)[Passing.PRESENCE]
    for to in CIRCLE:
        assert "presenter_missing" not in passing(scene.room, moment, to, now)[Passing.PRESENCE]
    return bool(told["presenter_missing"])


def test_scenario_04_the_only_leader_drops_and_a_stand_in_was_named() -> None:
    """The lock lifts after 15 s; after 120 s the clock pauses; the room is offered, not given."""
    led = given(Phase.DISCUSS, leaders=(ADA,)).by(ADA).does(c.NameStandIn(DEV)).sat_back()
    alone = led.at(5 * MINUTE).without(ADA)

    opened = alone.at(5 * MINUTE + 15 * SECOND).by(SYSTEM).does(c.FailOpen(1)).then(e.FailedOpen)
    assert Floor.OPEN is floor(opened)
    assert opened.room.paused is None
    assert capacities_of(opened, DEV) == capacities_of(led, DEV), "nobody gains powers silently"

    lost = opened.at(7 * MINUTE).by(SYSTEM).does(c.LoseLeaders(1)).then(e.LeadersLost)
    assert PauseReason.LEADERS_LOST is lost.room.paused
    assert lost.room.stand_in.offered_until == later(lost.now, MINUTE)
    with pytest.raises(Forbidden):
        lost.by(DEV).does(c.EndMeeting())

    taken = lost.by(DEV).does(c.TakeRoom()).then(e.RoomTaken)
    for command in (c.Pause(), c.Release(), c.CloseMeeting()):
        taken.by(DEV).does(command)
    for refused in (c.Advance(), c.Stop(), c.RemovePerson(CLEO), c.ChoosePresenter(CLEO)):
        with pytest.raises(Forbidden):
            taken.by(DEV).does(refused)


def test_scenario_04_the_only_leader_drops_and_there_is_no_stand_in() -> None:
    """The lock lifts, the room pauses, and nobody is offered or gains anything."""
    led = given(Phase.DISCUSS, leaders=(ADA,)).by(ADA).does(c.NameStandIn(None)).sat_back()
    alone = led.without(ADA)
    lost = alone.by(SYSTEM).does(c.FailOpen(1)).at(2 * MINUTE).does(c.LoseLeaders(1))

    assert Floor.OPEN is floor(lost)
    assert lost.room.paused is PauseReason.LEADERS_LOST
    assert lost.room.stand_in.offered_until is None
    for one in lost.room.people:
        assert capacities_of(led, one) == capacities_of(lost, one)
        with pytest.raises(Forbidden):
            lost.by(one if one != ADA else DEV).does(c.TakeRoom())


def test_scenario_04_a_leader_who_returns_leads_again_and_resumes_by_hand() -> None:
    led = given(Phase.DISCUSS, leaders=(ADA,)).by(ADA).does(c.NameStandIn(DEV)).sat_back()
    lost = led.without(ADA).by(SYSTEM).does(c.FailOpen(1)).at(2 * MINUTE).does(c.LoseLeaders(1))
    acting = lost.by(DEV).does(c.TakeRoom())

    back = acting.back(ADA).by(SYSTEM).does(c.Join(ADA, 2))

    assert back.room.is_led
    assert capacities_of(led, DEV) == capacities_of(back, DEV)
    assert back.room.paused is not None
    assert Floor.OPEN is floor(back), "what fail-open ended is not restored"
    assert back.by(ADA).does(c.Resume()).room.paused is None


def test_scenario_04_one_of_two_leaders_drops_and_nothing_happens() -> None:
    back = given(Phase.DISCUSS).sat_back().without(BEN).at(10 * MINUTE)

    for grace in (c.FailOpen(1), c.LoseLeaders(1)):
        with pytest.raises(Stale):
            back.by(SYSTEM).does(grace)
    assert Floor.LOCKED is floor(back)


def test_scenario_15_without_a_call_of_ours_every_lock_reads_agreed() -> None:
    """The screen never claims more than was verified: locks, the door and removals are agreed."""
    back = given(Phase.DISCUSS).sat_back()

    for to in (Audience.LEADER, *CIRCLE, Audience.INTEGRATION):
        told = passing(back.room, Moment(), to, back.now)[Passing.ENFORCEMENT]
        assert {"agreed"} == {told[what] for what in ("locks", "door", "removal")}
        assert "enforced" not in str(told)


def floor(scene: Scene) -> Floor:
    return floors(scene.room)[CLEO].floor


def chair(scene: Scene) -> str:
    told: str = mine(scene.room, scene.room.people[CLEO])["chair"]
    return told


def capacities_of(scene: Scene, who: PersonId) -> list[str]:
    acts: list[str] = mine(scene.room, scene.room.people[who])["acts_as"]
    return acts
