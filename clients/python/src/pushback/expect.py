"""What each press brings of what was seen when it was made (docs/protocol.md, "Asking"). Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from pushback.commands import CONFIRMED, EXPECTS
from pushback.frames import Frame
from pushback.sections import Sections

Expect = dict[str, int]

STANDS_IN = {"phase_rev": "phase", "case_rev": "phase", "timer_rev": "clock", "plan_rev": "room"}
"""The section in which each revision stands, for those who have it; a presenter's are in `you`."""
TIMING = frozenset({"extend", "shorten"})
"""Each of these raises the clock's revision by one."""


def expected(sections: Sections, type_: str) -> Expect | None:
    """What a press of this type brings in `expect`; None where it brings nothing."""
    rev = EXPECTS.get(type_)
    if rev is None:
        return None
    seen = revision(sections, rev)
    return None if seen is None else {rev: seen}


def revision(sections: Sections, rev: str) -> int | None:
    """A revision as it is seen, None where it is not."""
    every: Mapping[str, Any] = sections
    for name in (STANDS_IN[rev], "you"):
        found = every.get(name, {}).get(rev)
        if isinstance(found, int):
            return found
    return None


def confirmed(sections: Sections, type_: str) -> Frame:
    """What a move brings of somebody who saw that the case is stopped: they move on knowing it."""
    case = sections["phase"]["case"] if "phase" in sections else None
    if case is None or not case["stopped"] or type_ not in CONFIRMED:
        return {}
    seen = revision(sections, "case_rev")
    return {} if seen is None else {"confirm": seen}


def in_turn(type_: str, expect: Expect | None, unanswered: Iterable[Frame]) -> Expect | None:
    """`expect` of a press that follows presses of the same hand without an answer yet.

    Each of these raises the clock's revision by one: three times a minute more are three minutes on
    a slow line too, and one of another leader between them is still noticed.
    """
    if type_ not in TIMING:
        return expect
    before = [one["expect"] for one in unanswered if one["type"] in TIMING and one.get("expect")]
    return {"timer_rev": before[-1]["timer_rev"] + 1} if before else expect
