from typing import Any

import pytest

from benchmarks.costs import Shared, costs, measured


def row(nodes: int, **values: float) -> dict[str, dict[str, float]]:
    named = {"nodes": float(nodes), "postgres_cpu_s_per_1000": 0.9, "nats_cpu_s_per_1000": 0.2}
    return {name: {"median": value} for name, value in (named | values).items()}


def results(*nodes: dict[str, dict[str, float]]) -> dict[str, Any]:
    names = ("kib_each", "cpu_percent", "connections", "server_cpu_ms_each",
             "server_cpu_us_per_delivery")  # fmt: skip
    figures = {name: {"median": 1.0} for name in names}
    scenarios = ("idle", "join", "durable_full", "signal_full")
    return {"servers": {"pushback": dict.fromkeys(scenarios, figures)}, "nodes": list(nodes)}


def test_what_others_follow_is_the_difference_that_they_made() -> None:
    cost = measured(
        results(
            row(1, node_cpu_s_per_1000=1.6, join_cpu_ms=2.0),
            row(3, node_cpu_s_per_1000=4.2, join_cpu_ms=5.0),
        )
    )

    assert pytest.approx(1.6e-3) == cost.node_recorded.taken
    assert pytest.approx(1.3e-3) == cost.node_recorded.followed
    assert Shared(2e-3, 1.5e-3) == cost.node_join == cost.joined


def test_join_that_was_not_measured_on_nodes_is_said_not_to_be() -> None:
    cost = measured(results(row(1, node_cpu_s_per_1000=1.6), row(3, node_cpu_s_per_1000=4.2)))
    said = {line[0]: line[1] for line in costs(cost)}

    assert "not measured" == said["a join, the node that took it, PostgreSQL"]
    assert cost.joined == Shared(cost.join, cost.node_recorded.followed)
