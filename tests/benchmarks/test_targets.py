from typing import Any

import pytest

from app.phases.units import SECOND
from app.web.callers import PING_EVERY
from benchmarks.figures import NEVER, Spread
from benchmarks.scenarios import THROUGH, Sizes, kept
from benchmarks.targets import TARGETS, Target, of_ours, targets, violations
from tests.benchmarks.results import result, row


def grown(**figures: float) -> dict[str, Any]:
    """What grew, each size with these figures."""
    return {
        "growth": [row(rooms=10_000.0, **figures)],
        "nodes": [row(nodes=3.0, **figures)],
        "killed": row(**figures),
    }


def test_every_target_names_a_scenario_that_there_is() -> None:
    there = of_ours(result() | grown())

    assert {target.scenario for target in TARGETS} <= set(there)


def test_missed_target_is_said_to_be_missed() -> None:
    found = {row[0]: row[3] for row in targets(result(p50_ms=3.5, p99_ms=4.0))}

    assert "**missed**" == found["200 commands/s to 12, p50, ms"]
    assert "met" == found["signals at 2,500/s, p99, ms"]


def test_ratio_is_to_the_plain_loop_of_the_same_run() -> None:
    found = {row[0]: row[2:] for row in targets(result(ruler=2.0, deliveries_per_second=6.0))}

    assert ("3x", "met") == found["signals, deliveries/s"]
    assert ("3x", "met") == found["recorded commands, deliveries/s"]


def test_command_that_did_not_reach_everybody_is_a_violation() -> None:
    assert not violations(result(not_delivered=0.0, p50_ms=9_000.0))
    assert "durable_full: not_delivered 2" in violations(result(not_delivered=2.0))


def test_node_of_ours_that_failed_is_a_violation_and_a_peer_is_not() -> None:
    failed = {"pushback, run 2": "failed: so", "channels, run 1": "failed: so"}

    assert ["pushback, run 2: failed: so"] == violations(result() | {"skipped": failed})


@pytest.mark.parametrize(("part", "size"), [("growth", "rooms"), ("nodes", "nodes")])
def test_command_that_is_lost_while_something_grows_is_a_violation(part: str, size: str) -> None:
    grown = [row(**{size: 3.0, "not_delivered": lost}) for lost in (0.0, 1.0)]

    assert not violations(result() | {part: grown[:1]})
    assert [f"{part}_3: not_delivered 1"] == violations(result() | {part: grown[1:]})


def test_windows_of_growth_keep_whatever_may_never_be() -> None:
    worked = dict.fromkeys(("p50_ms", "p95_ms", *NEVER), 1.0)

    assert {"p50_ms", *NEVER} == set(kept(worked, "p50_ms"))


WORST = [one for one in TARGETS if one.is_worst]


@pytest.mark.parametrize("target", WORST, ids=lambda target: target.what)
def test_worst_is_that_of_all_runs_and_not_the_one_in_the_middle(target: Target) -> None:
    found = result() | grown()
    of_ours(found)[target.scenario][target.figure] = Spread((12.0, 13.0, 60.0)).as_json()

    assert ("60", "**missed**") == {line[0]: line[2:] for line in targets(found)}[target.what]


def test_pauses_are_looked_for_through_a_whole_round_of_pings() -> None:
    assert THROUGH in {target.scenario for target in WORST}
    assert PING_EVERY / SECOND <= Sizes().round_s < Sizes().through_s


def test_figure_that_older_results_lack_is_said_not_to_be_measured() -> None:
    assert {("not measured", "–")} == {line[2:] for line in targets(result())[1:]}


def test_silence_is_judged_with_ten_to_a_room_and_with_a_room_each() -> None:
    found = result(cpu_percent=4.3) | grown(idle_cpu_percent=15.7)
    said = {line[0]: line[3] for line in targets(found)}

    assert "met" == said["10,000 idle in 1,000 rooms, % of a core"]
    assert "**missed**" == said["10,000 idle in 10,000 rooms, % of a core"]


def test_tail_of_recorded_commands_is_judged_like_that_of_signals() -> None:
    said = {line[0]: line[3] for line in targets(result(p99_ms=6.0))}
    paces = ("2,500/s", "10,000/s")

    assert {"**missed**"} == {said[f"signals at {pace}, p99, ms"] for pace in paces}
    assert {"**missed**"} == {said[f"recorded commands at {pace}, p99, ms"] for pace in paces}


def test_pause_of_recorded_commands_is_judged_like_one_of_signals() -> None:
    said = {line[0]: line[3] for line in targets(result(max_ms=50.1))}
    paced = ("signals at 10,000/s", "recorded commands at 2,500/s", "recorded commands at 10,000/s")

    assert ["**missed**"] * 3 == [said[f"{what}, worst of all runs, ms"] for what in paced]


@pytest.mark.parametrize(("p50", "p99"), [(8.1, 50.0), (8.0, 50.1)])
def test_way_across_nodes_is_judged(p50: float, p99: float) -> None:
    said = {line[0]: line[3] for line in targets(result() | grown(p50_ms=p50, p99_ms=p99))}

    judged = [said[f"100 commands/s to 9 over three nodes, {name}, ms"] for name in ("p50", "p99")]
    assert ["**missed**" if missed else "met" for missed in (p50 > 8, p99 > 50)] == judged


def test_command_that_died_with_a_node_is_a_violation() -> None:
    assert not violations(result() | grown(lost_acknowledged=0.0, all_back_s=60.0))
    assert "killed: lost_acknowledged 1" in violations(result() | grown(lost_acknowledged=1.0))
