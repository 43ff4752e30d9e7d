"""What a listener hears, look by look, and what follows from it.

A silence counts only in a look in which somebody else is heard: a listener that is deaf shows
nothing. Whether something was heard between two looks, nobody knows; so the widest gap is told.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from app.calls.capabilities import Strength
from app.calls.places import Ref
from app.conform.noticing import NotSo, Weaker
from app.conform.pace import Pace
from app.conform.stand import NotPlayable, Stand

DEAF = "The stand's listener heard nobody, not even who was never locked, so silence shows nothing."
MOSTLY = 0.5
"""Of the looks of a watch in which somebody has to be heard."""

Claim = Callable[[], float | None]
"""When it was said of somebody that they are locked, by the loop's time."""


@dataclass(frozen=True, slots=True)
class Look:
    """Who was heard, asked at `begun`, by the loop's time in seconds."""

    begun: float
    audible: frozenset[Ref]


@dataclass
class Figures:
    """Of a whole run. `silent_after`: seconds from sending a lock until it was silent."""

    looks: int = 0
    widest_gap: float = 0.0
    silent_after: list[float] = field(default_factory=list)


@dataclass
class Ear:
    """Listens at a stand; `control` is somebody who is never locked."""

    stand: Stand
    pace: Pace
    figures: Figures
    control: Ref = ""

    async def look(self) -> Look:
        """Who is heard now."""
        begun = _now()
        audible = await self.stand.listen()
        self.figures.looks += 1
        return Look(begun, audible)

    async def watch(self, end: float) -> list[Look]:
        """Look until then, at least once."""
        looks: list[Look] = []
        while not looks or _now() < end:
            await self._one_more(looks)
        return looks

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[list[Look]]:
        """Look all the while; raises what went wrong first."""
        looks: list[Look] = []
        try:
            async with asyncio.TaskGroup() as group:
                over = asyncio.Event()
                group.create_task(self._listen(looks, over))
                yield looks
                over.set()
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def hears(self, refs: frozenset[Ref], end: float, name: str) -> None:
        """Wait until one of them is heard."""
        since = _now()
        while not refs & (await self.look()).audible:
            if _now() > end:
                raise NotSo(f"{name} was not heard within {_ms(_now() - since)}.")
            await asyncio.sleep(self.pace.rest)

    async def goes_on(self, refs: frozenset[Ref], name: str) -> None:
        """One of them is heard until a watch is over; at its beginning a listener may be late."""
        looks = await self.watch(_now() + self.pace.watch)
        if _share(looks[len(looks) // 2 :], refs) < MOSTLY:
            raise NotSo(f"{name} was heard no more, though nothing of them was to be closed.")

    async def is_closed(self, refs: frozenset[Ref], name: str) -> None:
        """None of them is heard in a single look."""
        looks = await self.watch(_now() + self.pace.watch)
        self.hears_control(looks)
        if any(refs & look.audible for look in looks):
            raise NotSo(f"{name} was heard, and was to stay closed.")

    async def falls_silent(
        self, refs: frozenset[Ref], sent: float, claim: Claim, name: str
    ) -> Weaker | None:
        """They are silent by the deadline of what was sent then, and stay so."""
        last_heard = await self._until_silent(refs, sent, claim, name)
        if last_heard is not None:
            self._says_so_first(last_heard, claim(), name)
        looks = await self.watch(_now() + self.pace.watch)
        self.hears_control(looks)
        heard = [look.begun for look in looks if refs & look.audible]
        if not heard:
            return None
        await self.is_closed_again(refs, _now() + self.pace.bound, claim, name)
        found = f"{name} was heard again for {_ms(heard[-1] - heard[0])} by nobody's doing."
        return Weaker(Strength.GUARDED, found)

    async def is_closed_again(
        self, refs: frozenset[Ref], end: float, claim: Claim, name: str
    ) -> None:
        """Whoever was heard is not by then."""
        while True:
            looks = await self.watch(_now() + self.pace.listener)
            if not any(refs & look.audible for look in looks):
                self.hears_control(looks)
                return
            if _now() > end:
                raise self._still_heard(claim, name)

    async def _until_silent(
        self, refs: frozenset[Ref], sent: float, claim: Claim, name: str
    ) -> float | None:
        """When they were last heard; None where they were not."""
        last_heard = None
        while True:
            look = await self.look()
            if refs & look.audible:
                last_heard = look.begun
            elif self.control in look.audible:
                self.figures.silent_after.append(look.begun - sent)
                return last_heard
            if look.begun > sent + self.pace.deadline:
                is_heard = bool(refs & look.audible)
                raise self._still_heard(claim, name) if is_heard else NotPlayable(DEAF)
            await asyncio.sleep(self.pace.rest)

    def _still_heard(self, claim: Claim, name: str) -> NotSo:
        if claim() is None:
            return NotSo(f"{name} was heard for longer than may be.", Strength.REQUESTED)
        found = f"{name} was heard while its report said `locked`."
        return NotSo(found, Strength.NONE, is_lie=True)

    def _says_so_first(self, last_heard: float, claimed: float | None, name: str) -> None:
        ahead = last_heard - (claimed if claimed is not None else last_heard)
        if ahead > self.pace.listener:
            found = f"{name} was heard for {_ms(ahead)} after its report had said `locked`."
            raise NotSo(found, Strength.NONE, is_lie=True)

    def hears_control(self, looks: Sequence[Look]) -> None:
        """Raises `NotPlayable` where a silence would show nothing."""
        if self.control and _share(looks, frozenset({self.control})) < MOSTLY:
            raise NotPlayable(DEAF)

    async def _listen(self, looks: list[Look], over: asyncio.Event) -> None:
        """The last look is awaited: a stand is cut off in no request."""
        while not over.is_set():
            await self._one_more(looks)

    async def _one_more(self, looks: list[Look]) -> None:
        looks.append(await self.look())
        if len(looks) > 1:
            gap = looks[-1].begun - looks[-2].begun
            self.figures.widest_gap = max(self.figures.widest_gap, gap)
        await asyncio.sleep(self.pace.rest)


def heard_in(looks: Sequence[Look], refs: frozenset[Ref]) -> str:
    """In how many looks one of them was heard, and over which time; empty where in none."""
    heard = [look.begun for look in looks if refs & look.audible]
    return f"in {len(heard)} looks over {_ms(heard[-1] - heard[0])}" if heard else ""


def _share(looks: Sequence[Look], refs: frozenset[Ref]) -> float:
    return sum(bool(refs & look.audible) for look in looks) / len(looks)


def _ms(seconds: float) -> str:
    return f"{round(seconds * 1000)} ms"


def _now() -> float:
    return asyncio.get_running_loop().time()
