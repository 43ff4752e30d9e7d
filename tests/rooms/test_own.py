"""What passes and is for one person alone."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import SECOND, later
from app.rooms import commands as c
from app.rooms.counted import Parts
from app.rooms.ephemeral import Moment, moment_of
from app.rooms.own import own
from tests.rooms.test_ephemeral import whispers
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, given


def test_own_is_what_became_of_my_request_my_offer_and_whether_i_am_away() -> None:
    scene = whispers().by(ADA).does(c.AnswerNeed(EVE)).by(EVE).does(c.SomeoneCanHear())
    moment = Moment(signals=scene.signals)
    seen = {"at": NOON, "seen_by": ["Ada"]}

    never = {"wished_at": None, "reminded_at": None}
    assert {"need": seen, "away": True, "volunteers": True, **never} == own(scene.room, moment, EVE)
    assert {"need": None, "away": False, "volunteers": False, **never} == own(
        scene.room, moment, DEV
    )


def test_own_offer_is_read_where_the_circle_may_not_and_ends_with_the_choice() -> None:
    scene = whispers()
    private = replace(scene.room, plan=replace(scene.room.plan, shows_volunteers=False))
    over = scene.by(EVE).does(c.NoLongerVolunteer())

    assert own(private, Moment(signals=scene.signals), EVE)["volunteers"]
    assert not own(private, Moment(signals=over.signals), EVE)["volunteers"]


@pytest.mark.parametrize(("tried_at", "shown"), [(NOON, NOON), (0, None)])
def test_own_microphone_opened_while_sitting_back_is_told_to_that_person_alone(
    tried_at: int, shown: int | None
) -> None:
    room = given(Phase.DISCUSS).by(CLEO).does(c.SitBack()).room
    parts: Parts = {"asked": [(("asked", CLEO), (later(NOON, SECOND), tried_at, "e1"))]}
    moment = moment_of(parts, room, {})

    assert shown == own(room, moment, CLEO)["wished_at"]
    assert own(room, moment, ADA)["wished_at"] is None
