import re
from dataclasses import dataclass

from app.phases.units import Instant
from app.web.paging import MARK, page


@dataclass
class Made:
    id: str
    created_at: Instant


ROWS = [Made(letter * 20, Instant(at)) for at, letter in ((1, "b"), (1, "c"), (2, "a"), (3, "d"))]


def test_pages_follow_each_other_without_a_gap_or_a_repetition() -> None:
    first, mark = page(ROWS, "", 2)
    assert mark is not None
    assert re.search(MARK, mark)
    second, end = page(ROWS, mark, 2)

    assert ROWS == first + second
    assert end is None


def test_page_goes_on_where_its_last_row_has_gone_and_finds_what_came() -> None:
    _, mark = page(ROWS, "", 2)
    assert mark is not None
    came = Made("e" * 20, Instant(4))

    assert ([ROWS[2], ROWS[3], came], None) == page([came, *ROWS[2:], ROWS[0]], mark, 9)


def test_list_that_fits_has_no_next() -> None:
    assert (ROWS, None) == page(ROWS, "", 4)
    assert ([], None) == page([], "", 1)
