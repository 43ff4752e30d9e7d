"""docs/contract.md is true: its table is the code's, and its vendor closes a real microphone."""

from pathlib import Path

from tests.support.contract_tables import outcome_table
from tests.support.printed import check_printed
from tests.support.programs import blocks
from tests.support.vendor_program import closes_whoever_sits_back

PAGE = "docs/contract.md"


def test_outcomes_are_those_of_the_code() -> None:
    check_printed(PAGE, "outcomes", outcome_table())


async def test_the_vendor_closes_whoever_sits_back_and_is_believed(tmp_path: Path) -> None:
    (program,) = blocks(PAGE, "python vendor")
    await closes_whoever_sits_back(program, tmp_path)
