"""What a rehearsal leaves behind, and how it is looked through."""

import pytest

from app.rehearsal.bots import Part
from app.rehearsal.evidence import Evidence, share


@pytest.mark.parametrize(
    ("values", "part", "found"),
    [((), 0.99, 0.0), ((3.0,), 0.5, 3.0), ((3.0, 1.0, 2.0), 0.5, 2.0), ((1.0, 2.0), 0.99, 2.0)],
    ids=["none", "one", "median", "nearly all"],
)
def test_a_share_of_values_lies_at_or_below_the_value_found(
    values: tuple[float, ...], part: float, found: float
) -> None:
    assert share(values, part) == found


def test_leaders_and_others_are_everybody(evidence: Evidence) -> None:
    assert [r.part for r in evidence.leaders] == [Part.LEADER, Part.CO_LEADER]
    assert len(evidence.others) + 2 == len(evidence.recordings) == len(Part)


def test_facts_are_found_by_type_and_fields(evidence: Evidence) -> None:
    assert len(evidence.entries("phase_entered", phase="select")) == 2
    assert evidence.entries("phase_entered", phase="nowhere") == ()
