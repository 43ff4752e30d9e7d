"""The phases of a meeting and what each one is.

Sources: the order and the names are those of Lustig 2016 (present, clarify, discuss with push-back,
rejoin); `leadership` is the second half of the leader-training intensive of the American Balint
Society; `corridor` answers the abrupt end that online members reported (Dalhousie 2022).
"""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where the meeting is; declared in the order in which a meeting meets them."""

    GATHERING = "gathering"
    OPENING = "opening"
    SELECT = "select"
    PRESENT = "present"
    CLARIFY = "clarify"
    DISCUSS = "discuss"
    REJOIN = "rejoin"
    CLOSE = "close"
    CLOSING = "closing"
    LEADERSHIP = "leadership"
    DEBRIEF = "debrief"
    CORRIDOR = "corridor"
    ENDED = "ended"


class Part(StrEnum):
    """Which part of the meeting a phase belongs to."""

    BEFORE = "before"
    CASE = "case"
    AFTER = "after"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """What holds in a phase whatever the plan says.

    `door_shut`: late-comers wait. `presenting`: the case has a presenter in the chair.
    `private_talk`: leaders may write to each other, because no case is being worked on.
    """

    part: Part
    door_shut: bool = False
    presenting: bool = False
    private_talk: bool = False


SPECS: dict[Phase, PhaseSpec] = {
    Phase.GATHERING: PhaseSpec(Part.BEFORE, private_talk=True),
    Phase.OPENING: PhaseSpec(Part.BEFORE, private_talk=True),
    Phase.SELECT: PhaseSpec(Part.CASE, private_talk=True),
    Phase.PRESENT: PhaseSpec(Part.CASE, door_shut=True, presenting=True),
    Phase.CLARIFY: PhaseSpec(Part.CASE, door_shut=True, presenting=True),
    Phase.DISCUSS: PhaseSpec(Part.CASE, door_shut=True, presenting=True),
    Phase.REJOIN: PhaseSpec(Part.CASE, door_shut=True, presenting=True),
    Phase.CLOSE: PhaseSpec(Part.CASE, door_shut=True, presenting=True),
    Phase.CLOSING: PhaseSpec(Part.AFTER, private_talk=True),
    Phase.LEADERSHIP: PhaseSpec(Part.AFTER, door_shut=True, private_talk=True),
    Phase.DEBRIEF: PhaseSpec(Part.AFTER, door_shut=True, private_talk=True),
    Phase.CORRIDOR: PhaseSpec(Part.AFTER, private_talk=True),
    Phase.ENDED: PhaseSpec(Part.OVER),
}

CASE_PHASES: tuple[Phase, ...] = tuple(p for p in Phase if SPECS[p].part is Part.CASE)
"""The six phases of every case, in order."""

OPTIONAL_AFTER: tuple[Phase, ...] = (Phase.LEADERSHIP, Phase.DEBRIEF, Phase.CORRIDOR)
"""What a plan may have after `closing`, in this order."""
