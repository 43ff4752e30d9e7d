"""Which presses must find the meeting as it was, if they come late. Pure.

Nobody stops, frees or keeps back somebody else minutes after it was meant (docs/protocol.md, "What
a client must do").
"""

from collections.abc import Callable

from pushback.expect import revision
from pushback.sections import Sections

Meaning = tuple[object, ...]


def of_case(sections: Sections) -> Meaning:
    """The sitting back, or the camera, of one presenter in one case."""
    case = sections["phase"]["case"] if "phase" in sections else None
    return () if case is None else (case["number"], case["presenter"])


def of_phase(sections: Sections) -> Meaning:
    """One phase of it, until the meeting moves."""
    step = sections["phase"]["step"] if "phase" in sections else None
    return (*of_case(sections), step, revision(sections, "phase_rev"))


MEANT_FOR: dict[str, Callable[[Sections], Meaning]] = {
    "release": of_phase,
    "stop": of_phase,
    "pause": of_phase,
    "keep_listening": of_phase,
    "choose_camera": of_case,
}
"""What each was meant for. All others mean the same at any time, or bring what was seen."""


def is_meant(type_: str, seen: Sections, now: Sections) -> bool:
    """Whether a press made on `seen` is still meant in the room as it is `now`."""
    of = MEANT_FOR.get(type_)
    return of is None or of(seen) == of(now)
