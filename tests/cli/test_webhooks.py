"""Webhooks from the command line; a server sends what is to be sent."""

import pytest

from tests.cli.conftest import Pushback

URL = "https://hooks.example.com/pushback"


@pytest.fixture
def endpoint(pushback: Pushback) -> tuple[str, str]:
    """An endpoint: its id and its secret."""
    made = pushback("webhooks", "create", URL)
    assert made.exit_code == 0, made.stderr
    id_, secret = made.stdout.split()
    return id_, secret


def test_a_secret_is_shown_when_it_is_made_and_never_again(
    pushback: Pushback, endpoint: tuple[str, str]
) -> None:
    id_, secret = endpoint
    listed = pushback("webhooks", "list").stdout
    assert secret.startswith("whsec_")
    assert id_ in listed
    assert URL in listed
    assert "whsec_" not in listed


def test_a_rotated_secret_is_another(pushback: Pushback, endpoint: tuple[str, str]) -> None:
    id_, secret = endpoint
    rotated = pushback("webhooks", "rotate", id_).stdout.strip()
    assert rotated.startswith("whsec_")
    assert rotated != secret


def test_a_test_is_in_the_log_and_sent_again(pushback: Pushback, endpoint: tuple[str, str]) -> None:
    id_, _ = endpoint
    message = pushback("webhooks", "test", id_).stdout.strip()
    listed = pushback("webhooks", "messages", id_).stdout
    assert message in listed
    assert "webhook.test" in listed
    assert "waiting" in listed
    assert pushback("webhooks", "replay", id_, "--hours", "1").stdout == "1\n"


def test_an_endpoint_is_enabled_and_deleted(pushback: Pushback, endpoint: tuple[str, str]) -> None:
    id_, _ = endpoint
    assert pushback("webhooks", "enable", id_).stdout == "enabled\n"
    assert pushback("webhooks", "delete", id_).stdout == "deleted\n"
    assert id_ not in pushback("webhooks", "list").stdout


def test_an_address_of_ours_is_refused_without_an_echo(pushback: Pushback) -> None:
    found = pushback("webhooks", "create", "https://10.0.0.1/canary")
    assert found.exit_code == 1
    assert found.stderr.startswith("pushback:")
    assert "canary" not in found.output + found.stderr


def test_this_machine_is_an_address_only_for_a_server_of_its_own(pushback: Pushback) -> None:
    own = "http://127.0.0.1:9000/hook"
    assert pushback("webhooks", "create", own, HOST="0.0.0.0").exit_code == 1
    assert pushback("webhooks", "create", own).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("rotate",), ("enable",), ("delete",), ("test",), ("messages",), ("replay", "--hours", "1")],
)
def test_an_endpoint_that_is_not_there_is_said_so(
    pushback: Pushback, words: tuple[str, ...]
) -> None:
    pushback("migrate")
    found = pushback("webhooks", words[0], "a" * 20, *words[1:])
    assert found.exit_code == 1
    assert "There is no such endpoint." in found.stderr


def test_there_is_nothing_to_list_before_a_server_has_made_the_file(pushback: Pushback) -> None:
    found = pushback("webhooks", "list")
    assert found.exit_code == 1
    assert "there is no file" in found.stderr


def test_endpoint_is_listed_with_what_it_is_told_of(pushback: Pushback) -> None:
    meetings, practice = [
        pushback("webhooks", "create", URL, *words).stdout.split()[0] for words in ((), ("--test",))
    ]
    lines = pushback("webhooks", "list").stdout.splitlines()

    assert [True, True] == [
        any(id_ in line and told in line for line in lines)
        for id_, told in ((meetings, "meetings"), (practice, "test rooms"))
    ]


def test_endpoint_of_an_organisation_is_listed_with_its_name(pushback: Pushback) -> None:
    made = pushback("webhooks", "create", URL, "--organisation", "north", "--test")
    (line,) = [
        line
        for line in pushback("webhooks", "list").stdout.splitlines()
        if made.stdout.split()[0] in line
    ]

    assert ["north", "test rooms"] == [cell.strip() for cell in line.split("│")[3:5]]


def test_name_that_no_organisation_can_have_makes_no_endpoint(pushback: Pushback) -> None:
    found = pushback("webhooks", "create", URL, "--organisation", "North Star")

    assert found.exit_code == 1
    assert "An organisation's name has" in found.stderr
