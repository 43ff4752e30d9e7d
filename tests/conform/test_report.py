"""What is told at the end, and to machines."""

import io
import json

from rich.console import Console

from app.calls.capabilities import Strength
from app.conform.conform import Found
from app.conform.ear import Figures
from app.conform.report import as_json, passed, tell
from app.conform.scenarios.table import SCENARIOS, SHOWN_NOWHERE
from app.conform.verdict import Result, Shown, verdict
from app.contract.wire import Holds

FIGURES = Figures(12, 0.021, [0.004, 0.006])


def found(allows: Strength, shown: Shown = Shown.PASSED, *, is_lie: bool = False) -> Found:
    result = Result(SCENARIOS[0], shown, allows, "Seen [so].", is_lie)
    claims = frozenset({Holds.ENFORCED})
    return Found((result,), claims, None, FIGURES, verdict([result], claims))


def said(one: Found, asked: Strength = Strength.GUARDED) -> str:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    tell(console, one, asked)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_class_decides_whether_it_passes() -> None:
    one = found(Strength.GUARDED)

    assert passed(one, Strength.GUARDED)
    assert not passed(one, Strength.ENFORCED)
    assert not passed(found(Strength.ENFORCED, is_lie=True), Strength.NONE)


def test_it_is_said_what_may_be_claimed_and_what_stands_in_the_way() -> None:
    text = said(found(Strength.REQUESTED))

    assert "may claim: requested" in text
    assert "guarded was asked for" in text
    assert "Seen [so]." in text


def test_lie_is_called_one() -> None:
    assert "Caught saying what is not so" in said(found(Strength.NONE, is_lie=True))


def test_what_was_not_shown_is_said_whatever_passed() -> None:
    text = said(found(Strength.REQUESTED, Shown.NOT_SHOWN))

    assert all(one in text for one in SHOWN_NOWHERE)
    assert f"{SCENARIOS[0].name}: Seen [so]." in text
    assert "12 looks at the listener, at most 21 ms apart" in text


def test_machines_read_the_same() -> None:
    told = json.loads(json.dumps(as_json(found(Strength.GUARDED), Strength.GUARDED)))

    assert told["ok"] is True
    assert ("guarded", "guarded") == (told["asked"], told["may_claim"])
    assert ["enforced"] == told["says_itself"]
    assert "passed" == told["scenarios"][0]["shown"]
    assert 21 == told["figures"]["widest_gap_ms"]


def test_class_of_a_part_is_called_that_and_of_the_whole_is_not() -> None:
    results = tuple(Result(one, Shown.PASSED, Strength.ENFORCED, one.says) for one in SCENARIOS)
    claims = frozenset({Holds.ENFORCED})
    whole = Found(results, claims, None, FIGURES, verdict(results, claims))
    part = Found(results[1:], claims, None, FIGURES, verdict(results[1:], claims))

    assert "of a part only" in said(part)
    assert f"1 of {len(SCENARIOS)} scenarios, which were not played" in said(part)
    assert [SCENARIOS[0].name] == as_json(part, Strength.GUARDED)["not_played"]
    assert "not played" not in said(whole)
    assert "of a part only" not in said(whole)
    assert [] == as_json(whole, Strength.GUARDED)["not_played"]
