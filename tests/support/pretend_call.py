"""A call that does as a test says: for what drives one, not for what one does.

call = PretendCall(); call.joins(CLEO)
call.dials("telephone", Unmatched("Anna"))    # a place that only a leader can match
call.trouble = Why.UNREACHABLE      # or call.held = asyncio.Event(), or call.is_lying = True
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.calls.capabilities import Capabilities, Identity, Strength, Tested
from app.calls.claims import of_several
from app.calls.places import Ref
from app.calls.ports import CallUnavailable, Closed, Report, Why
from app.calls.wanted import Desired
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched

FIRM = Capabilities(
    Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Identity.BOUND,
    release_opens=True, tested=Tested.CONTRACT,
)  # fmt: skip


NOBODY = Unmatched()


class PretendCall:
    """`there`: who came in by a way of their own, `places`: who came otherwise. `shut`: whose
    microphone it keeps closed, `shut_places`: which of the places. `stubborn`: places that it
    cannot close. `keeps`: why it puts nobody out. `applied`: everything that it was asked for."""

    def __init__(self, can: Capabilities = FIRM) -> None:
        self.can = can
        self.there: set[PersonId] = set()
        self.shut: set[PersonId] = set()
        self.places: dict[Ref, Unmatched] = {}
        self.shut_places: set[Ref] = set()
        self.stubborn: set[Ref] = set()
        self.announced_open: list[Ref] = []
        """Which places could be heard when they were announced."""
        self.applied: list[Desired] = []
        self.opened = 0
        self.closed = 0
        self.trouble: Why | None = None
        self.held: asyncio.Event | None = None
        self.is_lying = False
        """Says that it was told to, and does nothing."""
        self.is_stubborn = False
        """Lets nobody go who is shut."""
        self.keeps: Why | None = None
        self.shows: Capabilities | None = None
        self._hearing: list[Callable[[], None]] = []

    def joins(self, *people: PersonId) -> None:
        """They come, and can be heard."""
        self.there |= set(people)
        self.happens()

    def dials(self, ref: Ref, who: Unmatched = NOBODY) -> None:
        """Somebody comes whom the call does not know; closed before anybody hears of it, where the
        call was told that they are."""
        self.places[ref] = who
        if self.applied:
            self._close_places(self.applied[-1])
        self.announced_open += [ref] * (ref not in self.shut_places)
        self.happens()

    def hangs_up(self, ref: Ref) -> None:
        """They are gone."""
        del self.places[ref]
        self.shut_places.discard(ref)
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
            self._close_places(wanted)
        people = {who: of_several(self._of(who, wanted)) for who in wanted.locked}
        unmatched = {ref: who for ref, who in self.places.items() if wanted.refs.get(ref) is None}
        why = Why.REFUSED if held else None
        lingering = wanted.out & self._people(wanted)
        unremoved = self.keeps if lingering else None
        told = Report(people, why, lingering, unmatched, unremoved=unremoved)
        return replace(told, held=frozenset(held), can=self.shows)

    def _close_places(self, wanted: Desired) -> None:
        closed = {ref for ref in self.places if wanted.of_ref(ref).microphone_locked}
        self.shut_places = closed - self.stubborn

    def _of(self, who: PersonId, wanted: Desired) -> list[Closed]:
        own = [who in self.shut] * (who in self.there)
        theirs = [ref for ref in self.places if wanted.refs.get(ref) == who]
        closed = [*own, *(ref in self.shut_places for ref in theirs)]
        return [Closed.CONFIRMED if one else Closed.ASKED for one in closed]

    def _people(self, wanted: Desired) -> set[PersonId]:
        matched = (wanted.refs.get(ref) for ref in self.places)
        return self.there | {who for who in matched if who is not None}

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """As `Call.follow`."""
        self._hearing.append(hear)
        return lambda: self._hearing.remove(hear)

    async def close(self, room: RoomId) -> None:
        """As `Call.close`."""
        self.closed += 1
        self.shut.clear()
        self.shut_places.clear()

    def _check(self) -> None:
        if self.trouble is not None:
            raise CallUnavailable(self.trouble)
