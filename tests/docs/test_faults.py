"""docs/faults.md says what the suite of faults breaks, how often, and what the last run showed."""

import re

from tests.faults import __main__ as command
from tests.faults.kinds import FAULTS
from tests.faults.rounds import OUTAGE
from tests.support import fault_tables as tables
from tests.support.printed import ROOT, check_printed

PAGE = "docs/faults.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def test_run_is_the_one_that_was_kept() -> None:
    check_printed(PAGE, "run", tables.run())


def test_every_fault_has_its_line() -> None:
    assert list(FAULTS) == re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)


def test_numbers_are_those_of_the_command() -> None:
    many = f"{command.ROUNDS} faults, {command.KILLS} kills, {command.HISTORIES:,} histories"

    assert many in TEXT
    assert f"the {command.ROUNDS} rounds have each" in TEXT
    assert f"gone for {OUTAGE:.0f} s" in TEXT
