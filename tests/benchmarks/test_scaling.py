from dataclasses import replace

import pytest

from benchmarks.costs import Measured, Shared
from benchmarks.scaling import Cell, Meeting, laid_out

COST = Measured(
    connection_kib=24,
    silent_connection=10e-6,
    join=3e-3,
    recorded=400e-6,
    signal=200e-6,
    node_join=None,
    node_recorded=Shared(taken=800e-6, followed=500e-6),
    database_recorded=300e-6,
    bus_recorded=90e-6,
    nodes=3,
)


def test_twice_the_meetings_are_twice_the_cells_and_no_larger_ones() -> None:
    one, two = (laid_out(COST, Meeting(), Cell(), n * 5_000) for n in (20, 40))

    assert (20, 40) == (one.cells, two.cells)
    assert one.euros * 2 == two.euros
    assert one == replace(two, cells=one.cells, euros=one.euros)


def test_one_meeting_needs_one_node_beside_the_spare() -> None:
    assert 1 + Cell().spare == laid_out(COST, Meeting(), Cell(), 1).nodes


def test_arrivals_are_those_of_everybody_within_the_minutes_and_who_comes_back() -> None:
    found = laid_out(COST, Meeting(arrival_minutes=10, returns=0), Cell(), 600)

    assert 600 * 10 / 600 == found.joins


def test_dearer_joins_need_more_nodes() -> None:
    few, many = (laid_out(replace(COST, join=s), Meeting(), Cell(), 5_000) for s in (3e-4, 3e-2))

    assert few.nodes < many.nodes


def test_each_node_that_has_people_of_a_room_does_the_work_of_its_commands() -> None:
    quiet = Meeting(recorded=5_400, signals=0, returns=0, arrival_minutes=1e9)
    free = replace(COST, silent_connection=0.0)
    few, many = (laid_out(free, quiet, Cell(spare=n), 100) for n in (1, 2))

    assert (2, 3) == (few.nodes, many.nodes)
    assert [pytest.approx(100 * us * 1e-6) for us in (1_300, 1_800)] == [
        few.node_cores, many.node_cores,
    ]  # fmt: skip


def test_room_is_on_no_more_nodes_than_it_has_people() -> None:
    pairs = Meeting(people=2, recorded=5_400, signals=0, returns=0, arrival_minutes=1e9)
    free = replace(COST, silent_connection=0.0)
    found = laid_out(free, pairs, Cell(spare=4), 100)

    assert 5 == found.nodes
    assert pytest.approx(100 * (1_300e-6 + 3 * Cell().hint)) == found.node_cores


def test_half_of_every_node_is_free_when_those_to_spare_are_lost() -> None:
    found = laid_out(COST, Meeting(), Cell(), 5_000)
    without = laid_out(COST, Meeting(), Cell(spare=0), 5_000)

    assert found.nodes - 1 == without.nodes
    assert without.node_cores <= without.nodes * Cell().busy


def test_memory_alone_can_ask_for_nodes() -> None:
    found = laid_out(replace(COST, connection_kib=10_000), Meeting(), Cell(), 1_000)

    assert found.nodes - 1 >= found.gib / Cell().node_gib > found.nodes - 2


def test_cell_in_which_nodes_would_only_listen_is_too_large() -> None:
    with pytest.raises(ValueError, match="smaller"):
        laid_out(COST, Meeting(), Cell(meetings=100_000, hint=1e-2), 100_000)
