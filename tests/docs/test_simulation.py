"""docs/simulation.md says what the simulation does, breaks and notices."""

from tests.simulation import __main__ as command
from tests.simulation.locks import LOCKED_UPTO, OWN_WAY_WITHIN
from tests.simulation.schedule import FENCED_EVERY
from tests.simulation.test_schedule import SCHEDULES
from tests.simulation.world import REST_WITHIN
from tests.support import simulation_tables as tables
from tests.support.printed import ROOT, check_printed

PAGE = "docs/simulation.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def test_tables_are_those_of_the_simulation() -> None:
    check_printed(PAGE, "recipes", tables.recipes_table())
    check_printed(PAGE, "deeds", tables.deeds_table())
    check_printed(PAGE, "mutants", tables.mutants_table())


def test_run_is_the_one_that_was_kept() -> None:
    check_printed(PAGE, "run", tables.run())


def test_numbers_are_those_of_the_simulation() -> None:
    assert f"runs {SCHEDULES:,} schedules" in TEXT
    assert f"{command.SCHEDULES:,} schedules of any seed" in TEXT
    assert f"within {REST_WITHIN} s" in TEXT
    assert f"gone for 15 s, and {LOCKED_UPTO - 15} s to be told" in TEXT
    assert f"opens within {OWN_WAY_WITHIN} s" in TEXT
    assert 20 == FENCED_EVERY
    assert "every twentieth schedule" in TEXT
