"""Rooms from the command line."""

import pytest

from app.access.secrets import Kind, parse
from app.web.api.rooms import MOST_AGREEMENT
from tests.cli.conftest import Pushback

EMPTY_TABLE = 4
"""Lines of a table without rows."""


def test_a_room_comes_with_a_link_for_each_person_and_one_for_all_others(
    pushback: Pushback,
) -> None:
    made = pushback("rooms", "create", "--leader", "Ada", "--member", "Cleo", "--observer", "Omar")
    lines = made.stdout.splitlines()
    assert made.exit_code == 0
    assert [line.split()[0] for line in lines] == ["room", "leader", "member", "observer", "others"]
    for line in lines[1:]:
        parse(Kind.LINK, line.rpartition("#")[2])


def test_links_follow_the_public_address(pushback: Pushback) -> None:
    made = pushback("rooms", "create", PUBLIC_URL="https://balint.example/")
    assert "https://balint.example/r/r" in made.stdout


def test_a_room_is_listed_without_names(pushback: Pushback) -> None:
    room = pushback("rooms", "create", "--leader", "Ada").stdout.split()[1]
    listed = pushback("rooms", "list").stdout
    assert room in listed
    assert "Ada" not in listed


def test_a_plan_that_is_not_shipped_is_refused(pushback: Pushback) -> None:
    found = pushback("rooms", "create", "--plan", "nosuch")
    assert found.exit_code == 1
    assert "pushback plans" in found.stderr


def test_a_name_that_no_seat_can_have_is_refused(pushback: Pushback) -> None:
    assert pushback("rooms", "create", "--leader", "").exit_code == 1


def test_rooms_of_a_database_that_is_not_there_say_who_makes_it(pushback: Pushback) -> None:
    found = pushback("rooms", "list")
    assert found.exit_code == 1
    assert "pushback.db yet. `pushback serve` makes it" in found.stderr
    assert "DATABASE_URL" in found.stderr


@pytest.mark.parametrize("hours", ["0", "-1", "9601"])
def test_no_room_is_left_behind_by_links_that_cannot_be(pushback: Pushback, hours: str) -> None:
    pushback("migrate")
    found = pushback("rooms", "create", "--hours", hours)
    assert found.exit_code == 1
    assert "up to 400 days" in found.stderr
    assert not found.stdout
    assert len(pushback("rooms", "list").stdout.splitlines()) == EMPTY_TABLE


def test_an_agreement_is_bounded_as_it_is_over_rest(pushback: Pushback) -> None:
    words = "a" * MOST_AGREEMENT
    found = pushback("rooms", "create", "--agreement", f"{words}a")
    assert found.exit_code == 1
    assert "up to 4,000 characters" in found.stderr
    assert pushback("rooms", "create", "--agreement", words).exit_code == 0
