"""`pushback bots`: only for practice, and one paragraph when they cannot come."""

from typing import Any

import httpx
import pytest

from app.cli import bots
from app.rehearsal.bots import WentWrong
from app.rehearsal.client import NeverSaw, Refused
from tests.cli.conftest import Pushback

KEY = "pbk_test_" + "0" * 20 + "_" + "a" * 27


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the play was asked for; it raises `error` if there is one."""
    found: dict[str, Any] = {"error": None}

    async def play(at: Any, key: str, room: str, count: int, behave: str, *, leads: bool) -> None:
        found.update(url=at.url, key=key, room=room, count=count, behave=behave, leads=leads)
        if found["error"] is not None:
            raise found["error"]

    monkeypatch.setattr(bots, "_play", play)
    return found


def test_six_lively_bots_come_without_a_leader(pushback: Pushback, asked: dict[str, Any]) -> None:
    found = pushback("bots", "r1", "--key", KEY)

    assert 0 == found.exit_code
    assert ("http://127.0.0.1:8000", "r1", 6, "lively", False) == (
        asked["url"], asked["room"], asked["count"], asked["behave"], asked["leads"],
    )  # fmt: skip


def test_key_is_read_from_the_environment(pushback: Pushback, asked: dict[str, Any]) -> None:
    words = ("bots", "r1", "--count", "2", "--behave", "quiet", "--lead")
    assert 0 == pushback(*words, PUSHBACK_KEY=KEY).exit_code
    assert (KEY, 2, "quiet", True) == (
        asked["key"], asked["count"], asked["behave"], asked["leads"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--key", KEY.replace("test_", "")), "rooms for practice alone"),
        (("--key", KEY, "--count", "1", "--lead"), "two bots at least"),
        (("--key", KEY, "--url", "ftp://x"), "http:// or https://"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_comes(
    pushback: Pushback, asked: dict[str, Any], words: tuple[str, ...], says: str
) -> None:
    found = pushback("bots", "r1", *words)

    assert 1 == found.exit_code
    assert says in found.stderr
    assert "room" not in asked


@pytest.mark.parametrize("count", ["0", "13"])
def test_one_to_twelve_come(pushback: Pushback, asked: dict[str, Any], count: str) -> None:
    assert 2 == pushback("bots", "r1", "--key", KEY, "--count", count).exit_code
    assert "room" not in asked


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (Refused("not_found", "There is no such room."), "refused: There is no such room."),
        (NeverSaw("Miriam never saw the end"), "Miriam never saw the end."),
        (WentWrong("Miriam's advance was refused: stale"), "was refused: stale."),
        (httpx.ConnectError("no"), "No server answers at http://127.0.0.1:8000"),
        (ExceptionGroup("", [ExceptionGroup("", [NeverSaw("nothing")])]), "nothing."),
    ],
)
def test_what_went_wrong_is_one_paragraph(
    pushback: Pushback, asked: dict[str, Any], error: Exception, says: str
) -> None:
    asked["error"] = error

    found = pushback("bots", "r1", "--key", KEY)

    assert 1 == found.exit_code
    assert says in found.stderr
    assert "Traceback" not in found.stderr


def test_who_stops_it_is_told_nothing_more(pushback: Pushback, asked: dict[str, Any]) -> None:
    asked["error"] = KeyboardInterrupt()

    assert 130 == pushback("bots", "r1", "--key", KEY).exit_code
