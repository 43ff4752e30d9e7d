"""A history that broke a law is there to be read when the run is over."""

import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.faults import rounds
from tests.faults.broken import kept
from tests.faults.checker import Complaint
from tests.faults.tally import Tally
from tests.faults.trial import Trial
from tests.support.history import History, Press, Row, Seen, Truth
from tests.support.postgres import PostgresServer

WRONG = [Complaint("L1 durable", "room-1", "p1 was acknowledged and is lost")]
TRUTH = Truth("room-1", (Row(1, "p0"),), {"p0": "{}"}, ({}, {"timer_rev": 1}), (), {})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def lived() -> History:
    press = Press("p1", "Ada", "room-1", "pause", {"timer_rev": 1}, 2.5, done=["{}"], seq=2)
    seen = Seen("Ada", "room-1", 1, "leader", 2, {"clock": "abc"}, 3.0)
    return History({"p1": press}, seen=[seen])


def left_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in folder.glob("faults-broken-*.json")]


def test_history_is_written_with_what_is_wrong_and_its_place_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = kept(WRONG, lived(), [TRUTH], {"seed": 7})
    found = json.loads(path.read_text(encoding="utf-8"))

    assert str(path) in capsys.readouterr().out
    assert (["L1 durable: p1 was acknowledged and is lost (room room-1)"], {"seed": 7}) == (
        found["wrong"],
        found["about"],
    )
    assert 2.5 == found["history"]["presses"]["p1"]["pressed_at"]
    assert {"clock": "abc"} == found["history"]["seen"][0]["held"]
    assert [{"seq": 1, "command": "p0"}] == found["truths"][0]["rows"]


def test_two_broken_histories_are_two_files() -> None:
    paths = {kept(WRONG, lived(), [TRUTH], {}) for _ in range(2)}

    assert 2 == len(paths)


@pytest.mark.parametrize("wrong", [WRONG, []], ids=["broken", "whole"])
async def test_trial_leaves_its_history_only_where_a_law_did_not_hold(
    wrong: list[Complaint], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def proven() -> list[Complaint]:
        return list(wrong)

    async def suffering(_: Trial) -> None:
        return None

    @asynccontextmanager
    async def trying(*_: Any, **__: Any) -> AsyncIterator[SimpleNamespace]:
        cluster = SimpleNamespace(said=lambda: "")
        yield SimpleNamespace(proven=proven, cluster=cluster, history=lived(), judged_by=[TRUTH])

    @contextmanager
    def on_sqlite(*_: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(rounds, "trying", trying)
    monkeypatch.setattr(rounds, "on_sqlite", on_sqlite)
    monkeypatch.setattr(Tally, "take", lambda *_: None)
    nowhere = cast("PostgresServer", None)
    await rounds.one_trial(7, "sqlite", frozenset(), suffering, nowhere, Tally())

    left = [one["about"] for one in left_in(folder)]
    assert [{"seed": 7, "ground": "sqlite"}] * bool(wrong) == left
