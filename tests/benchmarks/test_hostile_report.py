"""The table of a siege says what was missed, and by whom."""

from typing import Any

from benchmarks.hostile_report import has_missed, rows, text


def figures(**medians: float) -> dict[str, Any]:
    return {
        name: {"median": value, "least": value, "most": value, "runs": [value]}
        for name, value in {"p50_ms": 1.0, "p99_ms": 2.0, **medians}.items()
    }


def result(**kinds: dict[str, Any]) -> dict[str, Any]:
    machine = {"processor": "P", "cores": 2, "system": "S", "python": "3"}
    return {"machine": machine, "runs": 1, "load_average": 0.5, "kinds": kinds}


def test_target_is_met_where_nobody_is_over_it() -> None:
    found = result(alone=figures(), floods=figures(p99_growth=1.2, kib_each=512.0))

    assert 4 == text(found).count(": met by all")
    assert not has_missed(found)


def test_whoever_is_over_a_target_is_named() -> None:
    slow = figures(slow_head_gone_after_s=11.0, kib_each=3.0)
    found = text(result(alone=figures(), floods=figures(p99_growth=1.3), slow_head=slow))

    assert "**missed** by floods 1.30" in found
    assert "**missed** by slow_head 11.00" in found


def test_slowest_of_all_kinds_stands_for_all() -> None:
    every = figures(floods_gone_after_s=0.1, slow_head_gone_after_s=5.5)

    assert "5.50" in text(result(alone=figures(), all=every))


def test_one_missed_target_is_a_miss() -> None:
    assert has_missed(result(alone=figures(), floods=figures(kib_each=512.1)))


def test_document_says_how_often_they_tried_and_how_far_the_runs_lie_apart() -> None:
    growth = {"median": 1.5, "least": 1.1, "most": 2.5, "runs": [1.5, 1.1, 2.5]}
    slow = figures(tried_per_second=300.0, slow_head_gone_after_s=5.0) | {"p99_growth": growth}
    _, alone, beside = rows(result(alone=figures(), slow_head=slow))

    assert ("alone", "2.00 (2.00 to 2.00)", "-", "-", "-", "-") == alone
    assert (
        "slow head",
        "2.00 (2.00 to 2.00)",
        "1.50 (1.10 to 2.50)",
        "300",
        "5.00 s",
        "-",
    ) == beside
