from dataclasses import asdict

from app.phases.tempo import Tempo
from app.phases.units import HOUR, MINUTE, SECOND


def test_graces_are_those_of_the_design() -> None:
    expected = {
        "undo": 15 * SECOND,
        "told_leaders": 10 * SECOND,
        "told_circle": 30 * SECOND,
        "told_presenter": 15 * SECOND,
        "fail_open": 15 * SECOND,
        "leaders_lost": 120 * SECOND,
        "stand_in": 60 * SECOND,
        "left": 2 * MINUTE,
        "abandoned": 12 * HOUR,
    }

    assert expected == asdict(Tempo())


def test_a_rehearsal_divides_every_grace_alike() -> None:
    whole, tenth = asdict(Tempo()), asdict(Tempo().divided(10))

    assert {name: ms // 10 for name, ms in whole.items()} == tenth


def test_no_grace_falls_below_a_millisecond() -> None:
    assert {1} == set(asdict(Tempo().divided(10**9)).values())
