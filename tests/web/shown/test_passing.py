import pytest
from pydantic import BaseModel, ValidationError

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.ephemeral import Moment, Passing, passing
from app.rooms.leader_signals import LeaderSignal
from app.rooms.own import own
from app.rooms.roles import Audience
from app.web.shown import passing as shown
from tests.support.scenario import ADA, DEV, EVE, given

SCENE = (
    given(Phase.DISCUSS)
    .by(EVE)
    .does(c.NeedLeader())
    .by(ADA)
    .does(c.AnswerNeed(EVE))
    .does(c.SignalLeaders(LeaderSignal.TIME))
)
MOMENT = Moment(SCENE.signals, {DEV: SCENE.now})


def fits(shape: type[BaseModel], section: Passing, to: Audience) -> bool:
    try:
        shape.model_validate(passing(SCENE.room, MOMENT, to, SCENE.now)[section], strict=False)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("shape", "section", "to"),
    [
        (shown.PresenceShown, Passing.PRESENCE, Audience.INTEGRATION),
        (shown.PresenceForLeader, Passing.PRESENCE, Audience.LEADER),
        (shown.SignalsShown, Passing.SIGNALS, Audience.MEMBER),
        (shown.SignalsForLeader, Passing.SIGNALS, Audience.LEADER),
        (shown.BetweenShown, Passing.BETWEEN, Audience.LEADER),
        (shown.EnforcementShown, Passing.ENFORCEMENT, Audience.MEMBER),
    ],
)
def test_section_has_its_shape(shape: type[BaseModel], section: Passing, to: Audience) -> None:
    assert fits(shape, section, to)


def test_receipts_are_ones_own() -> None:
    shown.OwnShown.model_validate(own(SCENE.room, MOMENT, EVE))
    shown.OwnShown.model_validate(own(SCENE.room, MOMENT, DEV))


def test_requests_and_objections_have_no_place_among_members() -> None:
    assert not fits(shown.SignalsShown, Passing.SIGNALS, Audience.LEADER)


def test_what_leaders_are_told_sooner_has_no_place_among_members() -> None:
    assert not fits(shown.PresenceShown, Passing.PRESENCE, Audience.LEADER)
