"""The table of bad input in docs/operations.md has the words of the code, and leaves none out."""

import re

import pytest

from app.access import errors
from app.access.errors import AccessError
from app.calls.ports import Why
from app.observe import COUNTERS
from app.web.problems import STATUS
from app.webhooks.reply import Answer
from tests.support.printed import ROOT

TEXT = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
SECTION = TEXT.partition("\n## Bad input\n")[2].partition("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in SECTION.splitlines()
    if line.startswith("| ")
][2:]
OUTCOMES = set(re.findall(r"`(\w+)`", " ".join(row[1] for row in ROWS)))
READ = " ".join(row[2] for row in ROWS)
FIELDS = {"newest", "lasts_ms"}
BY_HAND = {
    "bad_secret", "bad_terms", "name_needed", "link_expired", "link_revoked", "removed",
    "resume_invalid", "resume_reused", "idempotency_key_reused", "still_running",
    "already_rotated", "no_such_key", "no_such_link", "refused",
}  # fmt: skip
"""Of the door, what is no bad input of another program: what people and operators do."""


def test_outcomes_are_codes_of_ours() -> None:
    known = STATUS.keys() | set(Why) | set(Answer) | FIELDS

    assert set() == OUTCOMES - known


def test_every_refusal_of_a_program_at_the_door_stands_there() -> None:
    door = {
        one.code
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, AccessError)
    }

    assert set() == door - OUTCOMES - BY_HAND


def test_every_reason_why_a_call_does_not_do_as_asked_stands_there() -> None:
    assert set() == {why.value for why in Why} - OUTCOMES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_says_what_comes_of_it_and_where_it_is_read(row: list[str]) -> None:
    assert 3 == len(row)
    assert all(row)
    assert re.search(r"`|leaders|log of deliveries|answer", row[2])


def test_metrics_that_are_named_exist() -> None:
    named = set(re.findall(r"`pushback_(\w+)_total`", READ))

    assert {"barred", "not_livekit", "webhook_tries", "webhook_dead", "turned_away"} == named
    assert named <= COUNTERS.keys()
