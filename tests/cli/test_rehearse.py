"""`pushback rehearse`: exit status, plain lines, JSON, and one paragraph when it cannot begin."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from rich.console import Console

from app.cli import rehearse
from app.rehearsal.client import Refused
from app.rehearsal.evidence import Check, Evidence
from app.rehearsal.screen import Lines, Screen, Silence
from app.rehearsal.server import DidNotStart
from tests.cli.conftest import Pushback

GOOD = Check("one time", True, "within 1 ms")
BAD = Check("one circle", False, "the order differed")
NOTHING = Evidence({}, (), (), (), {}, (), 0.0, 72.0)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a play was asked for; it leaves nothing behind, or raises `error`."""
    asked: dict[str, Any] = {"checks": (GOOD,), "error": None}

    async def play(running: Any, **how: Any) -> Evidence:
        asked.update(running=running, **how)
        if asked["error"] is not None:
            raise asked["error"]
        return replace(NOTHING, speed=how["speed"])

    monkeypatch.setattr(rehearse, "play", play)
    monkeypatch.setattr(rehearse, "verdict", lambda evidence: asked["checks"])
    return asked


@pytest.mark.slow
def test_a_whole_meeting_over_real_sockets_holds_and_exits_with_0(pushback: Pushback) -> None:
    """The smoke test of an installation, as short as it can be."""
    found = pushback("rehearse", "--seconds", "12", "--json")
    assert found.exit_code == 0, found.stdout
    told = json.loads(found.stdout)
    assert told["ok"] is True
    assert told["figures"]["clocks_p99"] < 50


def test_a_violation_exits_with_1_and_is_named(pushback: Pushback, played: dict[str, Any]) -> None:
    played["checks"] = (GOOD, BAD)
    found = pushback("rehearse")
    assert found.exit_code == 1
    assert "one circle" in found.stdout
    assert "1 of 2 checks failed" in found.stdout


def test_a_violation_is_one_object_for_machines(pushback: Pushback, played: dict[str, Any]) -> None:
    played["checks"] = (BAD,)
    found = pushback("rehearse", "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["ok"] is False
    assert type(played["watcher"]) is Silence


@pytest.mark.parametrize(
    ("words", "speed"),
    [((), 72.0), (("--seconds", "60"), 90.0), (("--speed", "10"), 10.0)],
    ids=["by default", "by its length", "by its speed"],
)
def test_speed_is_a_length_or_a_number_of_times(
    pushback: Pushback, played: dict[str, Any], words: tuple[str, ...], speed: float
) -> None:
    assert pushback("rehearse", *words).exit_code == 0
    assert played["speed"] == speed


@pytest.mark.parametrize("words", [("--speed", "0.5"), ("--speed", "601"), ("--seconds", "0")])
def test_no_speed_is_slower_than_life_or_faster_than_a_meeting_can_be(
    pushback: Pushback, played: dict[str, Any], words: tuple[str, ...]
) -> None:
    found = pushback("rehearse", *words)
    assert found.exit_code == 1
    assert "1 to 600 times faster" in found.stderr


def test_a_running_server_is_named_with_a_key_from_the_words_or_the_environment(
    pushback: Pushback, played: dict[str, Any]
) -> None:
    pushback("rehearse", "--url", "http://localhost:8000/", "--key", "pbk_a")
    assert (played["running"][0].url, played["running"][1]) == ("http://localhost:8000", "pbk_a")
    pushback("rehearse", "--url", "http://localhost:8000", PUSHBACK_KEY="pbk_b")
    assert played["running"][1] == "pbk_b"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--url", "http://localhost:8000"), "wants an operator's key"),
        (("--url", "nonsense", "--key", "pbk_a"), "begins with http"),
    ],
    ids=["no key", "no address"],
)
def test_what_is_missing_is_said_in_one_paragraph(
    pushback: Pushback, played: dict[str, Any], words: tuple[str, ...], says: str
) -> None:
    found = pushback("rehearse", *words)
    assert found.exit_code == 1
    assert says in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (httpx.ConnectError("x"), "No server answers at http://localhost:8000."),
        (ExceptionGroup("g", [httpx.ConnectError("x")]), "No server answers at"),
        (Refused("bad_key", "no"), "does not take this key"),
        (Refused("room_full", "no"), "refused: no (room_full)"),
        (DidNotStart("address in use"), "It said:\naddress in use"),
    ],
    ids=["away", "away in a group", "bad key", "refused", "did not start"],
)
def test_why_it_could_not_begin_is_said_without_a_traceback(
    pushback: Pushback, played: dict[str, Any], error: Exception, says: str
) -> None:
    played["error"] = error
    found = pushback("rehearse", "--url", "http://localhost:8000", "--key", "pbk_secret")
    assert found.exit_code == 1
    assert says in found.stderr
    assert "Traceback" not in found.stderr
    assert "pbk_secret" not in found.output


def test_an_error_of_our_own_is_not_explained_away(
    pushback: Pushback, played: dict[str, Any]
) -> None:
    played["error"] = ExceptionGroup("g", [ZeroDivisionError()])
    assert isinstance(pushback("rehearse").exception, ExceptionGroup)


def test_a_server_that_is_not_there_is_one_paragraph(pushback: Pushback) -> None:
    found = pushback("rehearse", "--url", "http://127.0.0.1:9", "--key", "pbk_a")
    assert found.exit_code == 1
    assert "No server answers at http://127.0.0.1:9" in found.stderr


def test_a_terminal_is_drawn_on_and_anything_else_gets_lines() -> None:
    terminal, file = Console(force_terminal=True), Console(force_terminal=False)
    assert isinstance(rehearse.watcher_for(terminal, is_json=False), Screen)
    assert isinstance(rehearse.watcher_for(file, is_json=False), Lines)
    assert type(rehearse.watcher_for(terminal, is_json=True)) is Silence


@pytest.fixture
def in_a_terminal() -> Iterator[None]:
    """What is started hears Ctrl+C, also where these tests run in the background of a shell, which
    makes all that it starts there deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("in_a_terminal")
def test_ctrl_c_stops_it_and_its_server_without_a_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "rehearse"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert " 1/20" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert (process.wait(), said) == (130, "Stopped.\n")
