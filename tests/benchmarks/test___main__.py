from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from benchmarks import __main__ as main
from benchmarks.__main__ import PARTS, Measuring, spreads
from benchmarks.bench import Figures, Say
from benchmarks.report import OURS
from benchmarks.scenarios import AGAIN, QUICK, Runs, Sizes
from benchmarks.targets import violations
from benchmarks.terminal import text
from tests.benchmarks.results import result


def test_what_was_run_again_counts_as_a_run_of_its_own() -> None:
    found = spreads([{"idle": {"kib_each": 1.0}, f"idle{AGAIN}": {"kib_each": 4.0}}, {}])

    assert {"idle": [1.0, 4.0]} == {name: one["kib_each"]["runs"] for name, one in found.items()}


def test_figure_that_a_run_lacks_is_that_of_the_others() -> None:
    found = spreads([{"storm": {"p50_s": 1.0}}, {"storm": {"p50_s": 2.0, "p95_s": 3.0}}])

    assert [1.5, 3.0] == [found["storm"][name]["median"] for name in ("p50_s", "p95_s")]


class Breaking:
    """Everything of ours that is measured, broken after it has found something."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("growth", "spread", "killed", "twelve", "beside"):
            monkeypatch.setattr(main, name, getattr(self, name))
        monkeypatch.setattr(main, "ours", self.ours)
        monkeypatch.setattr(main, "prepared", self.prepared)

    async def prepared(self, *_: object) -> None:
        """Nothing is needed."""

    @asynccontextmanager
    async def ours(self, *_: object) -> AsyncIterator[None]:
        """No server."""
        yield

    async def growth(self, _: object, sizes: Sizes, found: list[list[Figures]]) -> None:
        found.append([{"rooms": 10.0}])
        raise RuntimeError("much was said\nit ended\n")

    async def spread(self, sizes: Sizes, found: list[list[Figures]], say: Say) -> None:
        found.append([{"nodes": 1.0}])
        raise ExceptionGroup("tasks", [ConnectionError("cut")])

    async def killed(self, sizes: Sizes, runs: int, found: list[Figures], say: Say) -> None:
        found.append({"clients": 1_200.0, "cut": 400.0})
        raise TimeoutError

    async def twelve(self, _: object, sizes: Sizes, runs: Runs) -> None:
        runs["twelve_200"] = {"p50_ms": 1.5}
        raise ValueError("of 2 commands none arrived")

    async def beside(self, _: object, sizes: Sizes, runs: Runs, **__: object) -> None:
        runs["idle"] = {"kib_each": 9.0}
        raise OSError("gone")


async def test_scenario_that_fails_is_told_and_loses_nothing_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Breaking(monkeypatch)
    found = await Measuring(QUICK, 1, [OURS], PARTS).everything()

    assert found["skipped"] == {
        "pushback, growth": "failed: RuntimeError: it ended",
        "pushback, nodes": "failed: ConnectionError: cut",
        "pushback, killed": "failed: TimeoutError",
        "pushback, run 1": "failed: OSError: gone",
        "pushback, twelve, run 1": "failed: ValueError: of 2 commands none arrived",
    }
    assert [10.0] == [row["rooms"]["median"] for row in found["growth"]]
    assert [1.0] == [row["nodes"]["median"] for row in found["nodes"]]
    assert 1_200 == found["killed"]["clients"]["median"]
    assert {"idle", "twelve_200"} == set(found["servers"][OURS])


async def test_run_with_a_failure_is_printed_in_a_whole_and_ends_in_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Breaking(monkeypatch)
    found = result() | await Measuring(QUICK, 1, [OURS], PARTS).everything()

    assert "without pushback, growth: failed: RuntimeError: it ended" in text(found)
    assert len(found["skipped"]) == len(violations(found))
