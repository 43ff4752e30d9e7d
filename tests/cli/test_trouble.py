"""Every foreseen failure of a start has a cure in words."""

import socket

import pytest

from app.cli.trouble import CURES
from tests.cli.conftest import Pushback


@pytest.mark.parametrize("error", CURES, ids=lambda error: error.__name__)
def test_a_cure_is_a_sentence(error: type[Exception]) -> None:
    assert CURES[error].endswith(".")
    assert len(CURES[error]) > 20


def test_a_port_in_use_says_how_to_choose_another(pushback: Pushback) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = pushback("serve", PORT=str(taken.getsockname()[1]))
    assert found.exit_code == 1
    assert "PORT=8001" in found.stderr
    assert "Traceback" not in found.output


def test_an_address_that_is_no_database_says_which_are(pushback: Pushback) -> None:
    found = pushback("migrate", DATABASE_URL="mysql://canary")
    assert found.exit_code == 1
    assert "sqlite:///" in found.stderr
    assert "canary" not in found.stderr


def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    pushback: Pushback,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"postgresql://someone:canary@127.0.0.1:{port}/none"
    found = pushback("migrate", DATABASE_URL=url)
    assert found.exit_code == 1
    assert found.stderr.startswith("pushback:")
    assert "canary" not in found.output
