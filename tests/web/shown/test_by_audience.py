"""The shapes by audience name what audiences see, and nothing else."""

import pytest

from app.rooms.ephemeral import SEES_PASSING
from app.rooms.roles import Audience
from app.rooms.views import SEES
from app.web.shown.by_audience import LOGGED, PASSING

MACHINES = (Audience.INTEGRATION, Audience.SCREEN)


@pytest.mark.parametrize("to", Audience)
def test_shapes_name_exactly_the_sections_that_an_audience_sees(to: Audience) -> None:
    own_sections = {"you"} if to not in MACHINES else set()
    passes = {"own"} if to not in MACHINES else set()

    assert {s.value for s in SEES[to]} | own_sections == {s.value for s in LOGGED[to]}
    assert {s.value for s in SEES_PASSING[to]} | passes == {s.value for s in PASSING[to]}
