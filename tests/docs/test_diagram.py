"""docs/phases.md is printed from the transition table."""

from tests.support import operator_tables as tables
from tests.support.printed import check_printed

PAGE = "docs/phases.md"


def test_diagram_is_the_tables() -> None:
    check_printed(PAGE, "diagram", tables.diagram_block())


def test_moves_that_stay_are_the_tables() -> None:
    check_printed(PAGE, "staying", tables.staying_table())


def test_phases_are_those_of_the_code() -> None:
    check_printed(PAGE, "phases", tables.phases_table())
