"""What a stand has told our side, with the moment at which it came."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.calls.places import Ref
from app.calls.wanted import Version
from app.contract.wire import EventSaid, FloorReport, ParticipantSaid

T = TypeVar("T")
MOST_KEPT = 20_000
"""Of each kind; what floods us is forgotten from its beginning."""


@dataclass(frozen=True, slots=True)
class Came:
    """A report, and the loop's time when it came."""

    at: float
    report: FloorReport


@dataclass
class Told:
    """`refused`: what was refused, in sentences of ours. Times are the loop's, in seconds."""

    introduced: dict[Ref, ParticipantSaid] = field(default_factory=dict)
    events: list[tuple[float, EventSaid]] = field(default_factory=list)
    reports: list[Came] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _seen: dict[str, None] = field(default_factory=dict)
    """Ids of events, in the order in which they came."""
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def introduces(self, who: ParticipantSaid) -> None:
        """Somebody is in the call."""
        self.introduced.pop(who.ref, None)
        self.introduced[who.ref] = who
        _forget_oldest(self.introduced)
        self._came.set()

    def happens(self, event: EventSaid) -> bool:
        """Something happened; whether that is news, for the same id is the same event."""
        if event.id in self._seen:
            return False
        self._seen[event.id] = None
        _forget_oldest(self._seen)
        self.events.append((_now(), event))
        del self.events[:-MOST_KEPT]
        self._came.set()
        return True

    def reports_(self, report: FloorReport) -> None:
        """A report."""
        self.reports.append(Came(_now(), report))
        del self.reports[:-MOST_KEPT]
        self._came.set()

    def refuses(self, sentence: str) -> None:
        """Something that nobody could read, or nobody may tell."""
        self.refused.append(sentence)
        del self.refused[:-MOST_KEPT]
        self._came.set()

    def report_of(self, version: Version, since: float = 0.0) -> Came | None:
        """The newest report of that version that came since."""
        found = (one for one in reversed(self.reports) if one.report.version.version == version)
        return next((one for one in found if one.at >= since), None)

    async def until(self, found: Callable[[], T | None], end: float) -> T | None:
        """What is found, as soon as it is; None when the loop's time is `end`."""
        while (seen := found()) is None:
            self._came.clear()
            try:
                async with asyncio.timeout_at(end):
                    await self._came.wait()
            except TimeoutError:
                return found()
        return seen


def _forget_oldest(kept: dict[str, Any]) -> None:
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]


def _now() -> float:
    return asyncio.get_running_loop().time()
