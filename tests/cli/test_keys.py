"""Keys from the command line: shown once, listed without their secret, revoked."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Pushback


def test_a_key_is_shown_when_it_is_made_and_never_again(pushback: Pushback) -> None:
    key = pushback("keys", "create", "training", "--operator").stdout.strip()
    listed = pushback("keys", "list").stdout
    assert key.startswith("pbk_")
    assert "training" in listed
    assert key not in listed
    assert key.split("_")[1] in listed


def test_a_key_can_be_revoked_by_its_id(pushback: Pushback) -> None:
    key = pushback("keys", "create", "training", "--operator").stdout.strip()
    assert pushback("keys", "revoke", key.split("_")[1]).exit_code == 0
    assert "revoked" in pushback("keys", "list").stdout


def test_revoking_a_key_that_is_not_there_says_so(pushback: Pushback) -> None:
    pushback("migrate")
    found = pushback("keys", "revoke", "a" * 20)
    assert found.exit_code == 1
    assert found.stderr.startswith("pushback:")


def test_a_key_without_any_scope_is_refused_with_what_it_needs(pushback: Pushback) -> None:
    found = pushback("keys", "create", "training")
    assert found.exit_code == 1
    assert "--operator, --read ROOM or --lead ROOM" in found.stderr


def test_a_key_for_a_room_may_read_or_lead_it(pushback: Pushback) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    assert pushback("keys", "create", "board", "--lead", room).exit_code == 0
    assert "room:lead" in pushback("keys", "list").stdout


def test_a_key_for_a_screen_shows_a_room_and_does_nothing_else(pushback: Pushback) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    assert pushback("keys", "create", "stream", "--show", room).exit_code == 0
    listed = pushback("keys", "list").stdout
    assert "room:show" in listed
    assert "room:read" not in listed
    for other in (("--read", room), ("--lead", room), ("--operator",)):
        found = pushback("keys", "create", "stream", "--show", room, *other)
        assert (found.exit_code, "nothing else" in found.stderr) == (1, True)


def test_a_key_is_an_organisations_for_its_own_rooms(pushback: Pushback) -> None:
    made = pushback("keys", "create", "theirs", "--operator", "--organisation", "north")
    assert made.exit_code == 0
    assert "north" in pushback("keys", "list").stdout
    ours = pushback("rooms", "create").stdout.split()[1]
    found = pushback("keys", "create", "board", "--read", ours, "--organisation", "north")
    assert found.exit_code == 1
    assert "Not all of these rooms are north's." in found.stderr
    named = pushback("keys", "create", "x", "--operator", "--organisation", "North Star")
    assert named.exit_code == 1
    assert "1 to 40" in named.stderr


def test_a_test_key_says_so_and_is_for_no_room_of_a_meeting(pushback: Pushback) -> None:
    made = pushback("keys", "create", "trying", "--operator", "--test")
    assert made.stdout.startswith("pbk_test_")
    assert "test" in pushback("keys", "list").stdout
    meeting = pushback("rooms", "create").stdout.split()[1]
    found = pushback("keys", "create", "board", "--read", meeting, "--test")
    assert found.exit_code == 1
    assert "for practice" in found.stderr


@pytest.mark.parametrize("option", ["--read", "--lead"])
def test_a_key_for_a_room_that_is_not_there_is_refused_with_where_rooms_are(
    pushback: Pushback, option: str
) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    found = pushback("keys", "create", "board", option, room, option, "r1", option, "r0")
    assert found.exit_code == 1
    assert "There is no room r0, r1, or only its record is left; `pushback rooms list`" in (
        found.stderr
    )
    assert not found.stdout
    assert "board" not in pushback("keys", "list").stdout


@pytest.mark.parametrize("option", ["--read", "--lead"])
def test_a_key_for_a_room_of_which_only_the_record_is_left_is_refused(
    pushback: Pushback, database: str, option: str
) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE room SET ended_at = 1, reduced_at = 1")
    connection.close()
    found = pushback("keys", "create", "board", option, room)
    assert found.exit_code == 1
    assert f"There is no room {room}" in found.stderr


def test_a_key_cannot_lead_one_room_and_only_read_another(pushback: Pushback) -> None:
    found = pushback("keys", "create", "board", "--lead", "r1", "--read", "r2")
    assert found.exit_code == 1
    assert "two keys" in found.stderr


@pytest.mark.parametrize("days", ["401", "3000000", "999999999999"])
def test_a_key_that_would_outlive_400_days_is_refused(
    pushback: Pushback, database: str, days: str
) -> None:
    found = pushback("keys", "create", "training", "--operator", "--days", days)
    assert found.exit_code == 1
    assert "up to 400 days" in found.stderr
    assert not Path(database.removeprefix("sqlite:///")).exists()


def test_a_key_may_live_for_400_days_and_not_for_none(pushback: Pushback) -> None:
    made = ("keys", "create", "training", "--operator", "--days")
    assert pushback(*made, "400").exit_code == 0
    assert pushback(*made, "0").exit_code == 1


def test_a_key_that_ends_in_no_year_of_ours_is_listed(pushback: Pushback, database: str) -> None:
    pushback("keys", "create", "training", "--operator")
    for far in (260_000_000_000_000, 2**62):
        with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
            connection.execute("UPDATE access_key SET expires_at = ?", (far,))
        connection.close()
        assert "after 9999" in pushback("keys", "list").stdout


@pytest.mark.parametrize("option", ["--read", "--lead"])
@pytest.mark.parametrize("room", ["BAD ROOM!!", "", "r1\n", "r" * 65])
def test_a_key_for_what_is_no_rooms_id_is_refused(
    pushback: Pushback, option: str, room: str
) -> None:
    found = pushback("keys", "create", "board", option, room)
    assert found.exit_code == 1
    assert "A room's id" in found.stderr


@pytest.mark.parametrize("words", [("list",), ("revoke", "k-1")])
def test_a_file_that_is_not_there_has_no_keys_and_is_not_made(
    pushback: Pushback, database: str, words: tuple[str, ...]
) -> None:
    found = pushback("keys", *words)

    assert (1, False) == (found.exit_code, Path(database.removeprefix("sqlite:///")).exists())
    assert "name the file that you mean" in found.stderr
