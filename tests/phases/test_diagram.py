from app.phases.diagram import arrows_of_table, diagram, staying
from app.phases.phase import Phase
from app.phases.table import TRANSITIONS, Move


def test_diagram_has_an_arrow_for_every_pair_of_phases_and_no_other() -> None:
    pairs = {
        (source, target)
        for source, row in TRANSITIONS.items()
        for targets in row.values()
        for target in targets
        if source is not target
    }

    drawn = {
        tuple(line.split(":")[0].split(" --> "))
        for line in map(str.strip, diagram().splitlines())
        if " --> " in line and "[*]" not in line
    }

    assert {(str(a), str(b)) for a, b in pairs} == drawn


def test_arrow_is_labelled_with_every_move_that_takes_it() -> None:
    assert [Move.BACK] == arrows_of_table()[Phase.CLARIFY, Phase.PRESENT]
    assert "    discuss --> close: skip, withdraw" in diagram().splitlines()


def test_diagram_begins_in_gathering_and_ends_in_ended() -> None:
    lines = diagram().splitlines()

    assert "stateDiagram-v2" == lines[0]
    assert "    [*] --> gathering" == lines[1]
    assert "    ended --> [*]" == lines[-1]


def test_moves_that_change_the_plan_only_are_no_arrows() -> None:
    assert [Move.ADD_CASE, Move.DROP_CASE] == staying()[Phase.DISCUSS]
    assert Phase.GATHERING not in staying()
    assert "add_case" not in diagram()
