"""The list of commands explains itself."""

import gc
import importlib
import json
import os
import subprocess
import sys

import pytest

import app.cli
from app.phases.diagram import diagram
from app.web.serving.collector import THRESHOLDS
from tests.cli.conftest import Pushback


def test_help_names_every_command(pushback: Pushback) -> None:
    said = pushback("--help").stdout
    for command in (
        "serve", "migrate", "keys", "plans", "rooms", "replay", "restored", "rehearse", "conform",
        "diagram", "protocol",
    ):  # fmt: skip
        assert command in said


def test_the_diagram_is_the_one_of_the_table(pushback: Pushback) -> None:
    assert pushback("diagram").stdout.strip() == diagram().strip()


def test_the_protocol_is_printed_for_machines(pushback: Pushback) -> None:
    assert json.loads(pushback("protocol").stdout)["asyncapi"].startswith("3.")


@pytest.mark.parametrize(
    "command", ["serve", "migrate", "replay", "restored", "rehearse", "conform"]
)
def test_each_command_has_a_help_of_its_own(pushback: Pushback, command: str) -> None:
    found = pushback(command, "--help")
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) > 3


def test_a_wrong_setting_is_one_paragraph_that_names_it_and_not_its_value(
    pushback: Pushback,
) -> None:
    found = pushback("serve", PORT="canary")
    assert found.exit_code == 1
    assert "PORT" in found.stderr
    assert "canary" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_terminal_that_lacks_a_letter_gets_another_one(pushback: Pushback, database: str) -> None:
    pushback("keys", "create", "Zürich", "--operator")
    words = [sys.executable, "-m", "app.cli", "keys", "list"]
    environment = {**os.environ, "DATABASE_URL": database, "PYTHONIOENCODING": "ascii"}
    found = subprocess.run(words, env=environment, capture_output=True, timeout=60, check=False)

    assert 0 == found.returncode
    assert b"Z?rich" in found.stdout


def test_nothing_that_is_loaded_at_the_start_is_walked_as_garbage() -> None:
    found = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        importlib.reload(app.cli)
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.set_threshold(*found)
