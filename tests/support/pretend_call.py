"""A call that does as a test says: for what drives one, not for what one does.

call = PretendCall(); call.joins(CLEO)
call.trouble = Why.UNREACHABLE      # or call.held = asyncio.Event(), or call.is_lying = True
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.calls.capabilities import Capabilities, Identity, Strength, Tested
from app.calls.ports import CallUnavailable, Closed, Report, Why
from app.calls.wanted import Desired
from app.rooms.fields import PersonId, RoomId

FIRM = Capabilities(
    Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Identity.BOUND,
    release_opens=True, tested=Tested.CONTRACT,
)  # fmt: skip


class PretendCall:
    """`shut`: whose microphone it keeps closed. `applied`: everything that it was asked for."""

    def __init__(self, can: Capabilities = FIRM) -> None:
        self.can = can
        self.there: set[PersonId] = set()
        self.shut: set[PersonId] = set()
        self.applied: list[Desired] = []
        self.opened = 0
        self.closed = 0
        self.trouble: Why | None = None
        self.held: asyncio.Event | None = None
        self.is_lying = False
        """Says that it was told to, and does nothing."""
        self.is_stubborn = False
        """Lets nobody go who is shut."""
        self.shows: Capabilities | None = None
        self._hearing: list[Callable[[], None]] = []

    def joins(self, *people: PersonId) -> None:
        """They come, and can be heard."""
        self.there |= set(people)
        self.happens()

    def slips(self, person: PersonId) -> None:
        """What this person publishes anew is not closed."""
        self.shut.discard(person)
        self.happens()

    def happens(self) -> None:
        """Whoever follows is told."""
        for hear in tuple(self._hearing):
            hear()

    def weaker(self, microphone: Strength) -> None:
        """It can do no more than this."""
        self.can = replace(self.can, microphone=microphone)

    async def probe(self) -> Capabilities:
        """As `Call.probe`."""
        self._check()
        return self.can

    async def open(self, room: RoomId) -> None:
        """As `Call.open`."""
        self._check()
        self.opened += 1

    async def apply(self, room: RoomId, wanted: Desired) -> Report:
        """As `Call.apply`."""
        self._check()
        self.applied.append(wanted)
        if self.held is not None:
            await self.held.wait()
        held = self.shut - wanted.locked if self.is_stubborn else set()
        if not self.is_lying:
            self.shut = set(wanted.locked & self.there) | held
        people = {who: self._of(who) for who in wanted.locked}
        why = Why.REFUSED if held else None
        return Report(people, why, wanted.out & self.there, held=frozenset(held), can=self.shows)

    def _of(self, who: PersonId) -> Closed:
        if who not in self.there:
            return Closed.ABSENT
        return Closed.CONFIRMED if who in self.shut else Closed.ASKED

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """As `Call.follow`."""
        self._hearing.append(hear)
        return lambda: self._hearing.remove(hear)

    async def close(self, room: RoomId) -> None:
        """As `Call.close`."""
        self.closed += 1
        self.shut.clear()

    def _check(self) -> None:
        if self.trouble is not None:
            raise CallUnavailable(self.trouble)
