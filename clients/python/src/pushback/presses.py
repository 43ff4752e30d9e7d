"""Presses without an answer yet: each keeps its id, and is sent again after a reconnection."""

import asyncio
from dataclasses import dataclass, field

from pushback.errors import Stopped
from pushback.frames import Frame
from pushback.meant import MEANT_FOR, is_meant
from pushback.sections import Sections

USUAL = 1_000.0
"""Milliseconds until a press is tried again where the refusal names none."""


@dataclass(slots=True)
class Press:
    """One `do`, made on `seen`. `is_resting`: the server asked for a pause before it comes again.
    `is_unsure`: it may mean something else by now, and waits for the first sight of the room."""

    frame: Frame
    seen: Sections
    is_resting: bool = False
    is_unsure: bool = False
    answer: asyncio.Future[Frame] = field(default_factory=asyncio.Future)


class Presses:
    """In the order in which they were made."""

    def __init__(self) -> None:
        self._waiting: dict[str, Press] = {}

    def add(self, frame: Frame, seen: Sections) -> Press:
        """Keep one until `drop`."""
        press = self._waiting[frame["id"]] = Press(frame, seen)
        return press

    def drop(self, press: Press) -> None:
        """Nobody waits for its answer any more."""
        self._waiting.pop(press.frame["id"], None)

    def unanswered(self) -> list[Frame]:
        """The frames of all of them."""
        return [one.frame for one in self._waiting.values() if not one.answer.done()]

    def __len__(self) -> int:
        return len(self._waiting)

    def back(self) -> list[Frame]:
        """The line is back: what to send at once. The rest waits for the first sight."""
        now = []
        for one in self._coming():
            one.is_unsure = one.frame["type"] in MEANT_FOR
            if not one.is_unsure:
                now.append(one.frame)
        return now

    def meant(self, sections: Sections) -> list[Frame]:
        """The first sight: what is still meant in the room as it is, to be sent. The rest is stale,
        and answered so."""
        now = []
        for one in self._coming():
            if not one.is_unsure:
                continue
            one.is_unsure = False
            if is_meant(one.frame["type"], one.seen, sections):
                now.append(one.frame)
            else:
                one.answer.set_result({"t": "refused", "code": "stale", "say": "", "retry": False})
        return now

    def hear(self, frame: Frame) -> None:
        """An answer; one that nobody waits for is ignored."""
        press = self._waiting.get(frame.get("id") or "")
        if press is not None and not press.answer.done():
            press.answer.set_result(frame)

    def abandon(self, why: Stopped) -> None:
        """None of them will be answered."""
        for one in self._waiting.values():
            if not one.answer.done():
                one.answer.set_exception(why.again())

    def _coming(self) -> list[Press]:
        return [
            one for one in self._waiting.values() if not one.answer.done() and not one.is_resting
        ]
