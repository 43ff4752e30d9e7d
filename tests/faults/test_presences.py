"""Everybody of an audience is shown the same presence, and nobody is missed who is connected."""

from typing import Any

import pytest

from tests.faults.presences import Looked, unlike

HERE = {"ada": "here", "dev": "here"}
MISSED = HERE | {"dev": "not_connected"}
LEADERS = {"people": HERE, "presenter_missing": False, "departed": [], "another_device": []}


def looked(who: str, presence: dict[str, Any] | None, audience: str = "leader") -> Looked:
    return Looked(who, "room", audience, presence)


def test_same_presence_of_everybody_is_left_alone_and_each_audience_has_its_own() -> None:
    door = looked("Omar", None, "waiting")
    member = looked("Dev", {"people": HERE}, "member")

    assert [] == list(unlike([looked("Ada", LEADERS), looked("Ben", LEADERS), member, door]))


def test_another_device_that_one_node_was_told_of_is_no_wrong() -> None:
    told = LEADERS | {"another_device": ["dev"]}

    assert [] == list(unlike([looked("Ada", LEADERS), looked("Ben", told)]))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("people", HERE | {"dev": "away"}),
        ("presenter_missing", True),
        ("departed", [{"person": "dev"}]),
    ],
)
def test_leader_who_is_shown_another_presence_is_found(name: str, shown: Any) -> None:
    (wrong,) = unlike([looked("Ada", LEADERS), looked("Ben", LEADERS | {name: shown})])

    assert f"Ben is shown another {name} than the others" in wrong.about
    assert "dev" in wrong.about or "True" in wrong.about


def test_without_a_bus_only_who_is_away_for_a_moment_may_be_shown_otherwise() -> None:
    away = LEADERS | {"people": HERE | {"dev": "away"}}
    missed = LEADERS | {"people": MISSED}

    assert [] == list(unlike([looked("Ada", LEADERS), looked("Ben", away)], has_bus=False))
    assert list(unlike([looked("Ada", LEADERS), looked("Ben", missed)], has_bus=False))


def test_everybody_who_misses_somebody_connected_is_found_though_they_agree() -> None:
    shown = {"people": MISSED}

    assert 2 == len(list(unlike([looked("Dev", shown, "member"), looked("Eve", shown, "member")])))


def test_only_at_the_door_is_nobody_shown_who_is_connected() -> None:
    (wrong,) = unlike([looked("Ada", None), looked("Omar", None, "waiting")])

    assert "presence: Ada is shown none (room room)" == str(wrong)
