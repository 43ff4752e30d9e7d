"""What an adapter asks about a person while it acts for them, answered by the room."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from app.calls.tries import Answer, Tries
from app.calls.wanted import Wanted, desired
from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.capacities import known
from app.rooms.commands import AloneAgain, ComeBackIn, Command
from app.rooms.counted import said_at
from app.rooms.errors import Unavailable
from app.rooms.facts import Value, stamped
from app.rooms.fields import PersonId, RoomId
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable
from app.rooms.roles import person as actor_of
from app.rooms.service import Rooms
from app.rooms.state import Chair, Standing

READ_WITHIN = 1.0
"""Seconds: a database that hangs is away as well, and nobody's own key waits for it."""
ASKED = "asked"
Presses = Callable[[LiveRoom, PersonId, Command], Awaitable[None]]


class RoomAsking:
    """`AskingMeeting` over the rooms of this node. `press` does it for the person, as their own
    press and by the same way, also while the database is away."""

    def __init__(self, rooms: Rooms, press: Presses) -> None:
        self.rooms = rooms
        self._press = press
        self._tries: WeakKeyDictionary[LiveRoom, dict[PersonId, tuple[Instant, Tries]]]
        self._tries = WeakKeyDictionary()
        """Of who is closed now, by since when they are, as this node has heard it; nothing longer
        than the room."""

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        """As `Asking.wanted`."""
        live = await self._latest(room)
        one = live.room.people.get(person)
        if one is None or one.standing is not Standing.SEATED:
            return None
        return desired(live.room, live.moment).of(person)

    async def has_ended(self, room: RoomId) -> bool:
        """As `AskingMeeting.has_ended`."""
        return (await self._latest(room)).room.phase is Phase.ENDED

    async def _latest(self, room: RoomId) -> LiveRoom:
        """As far as it can be read in time."""
        live = await self.rooms.hold(room)
        with contextlib.suppress(LogUnavailable, Unavailable, TimeoutError):
            async with asyncio.timeout(READ_WITHIN):
                await self._read(live)
        return live

    async def _read(self, live: LiveRoom) -> None:
        """As far as the log goes; what no database says any more is as this node knows it."""
        head = (await self.rooms.log.heads([live.room.id])).get(live.room.id)
        if head is not None:
            await self.rooms.catch_up(live, head.seq)

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        """As `Asking.tried`."""
        live = await self.rooms.hold(room)
        one = known(live.room, actor_of(person))  # who is somebody we know again presses as them
        since = None if one is None else _closed_at(live, one.id)
        if one is None or since is None:
            return False
        before = self._known(live, one.id, since)
        tries, answer = before.unmuted(self.rooms.clock.now(), press)
        if answer is not Answer.LET_THROUGH:
            self._keep(live, one.id, since, tries)
            return False
        if _away_at(live, one.id) is not None:
            await self._press(live, one.id, AloneAgain())
        if _sat_back_at(live, one.id) is not None:
            await self._press(live, one.id, ComeBackIn())
        # Not before: what could not be pressed is let through when it is tried again.
        self._keep(live, one.id, since, tries)
        return True

    def _known(self, live: LiveRoom, who: PersonId, since: Instant) -> Tries:
        """What they have tried since then, at whichever node it was heard."""
        at, here = self._tries.get(live, {}).get(who, (since, Tries()))
        here = here if at == since else Tries()
        fact = live.shares.facts.get((ASKED, who))
        if fact is None or not fact.value or said_at(fact.value) < since:
            return here
        there = _tries_of(fact.value)
        return max(here, there, key=lambda tries: tries.heard_at or Instant(0))

    def _keep(self, live: LiveRoom, who: PersonId, since: Instant, tries: Tries) -> None:
        """Theirs, beside those of whoever else is closed still. Of who sits back every node is
        told; of others it does not count there."""
        told = self._tries.get(live, {})
        now = {one: known for one, known in told.items() if known[0] == _closed_at(live, one)}
        self._tries[live] = {**now, who: (since, tries)}
        if tries.heard_at is not None:
            said = (tries.heard_at, tries.asked_at or 0, tries.asked_by)
            moment = self.rooms.clock.now()
            live.say(stamped({(ASKED, who): said}, live.stamp(moment)), moment)


def _tries_of(value: Value) -> Tries:
    """As another node may have told them."""
    _, asked_at, asked_by = value
    tried_at = Instant(int(asked_at)) if asked_at else None
    return Tries(said_at(value), tried_at, str(asked_by))


def _closed_at(live: LiveRoom, person: PersonId) -> Instant | None:
    """Since when they are closed by their own hand, if they are."""
    since = (_sat_back_at(live, person), _away_at(live, person))
    return max((at for at in since if at is not None), default=None)


def _away_at(live: LiveRoom, person: PersonId) -> Instant | None:
    """When they said that somebody can hear, if it is so still: their page may be gone, and what is
    closed in the call is theirs to open there as well (L10)."""
    fact = live.shares.facts.get(("away", person))
    is_away = fact is not None and person in live.moment.signals.away
    return said_at(fact.value) if fact is not None and is_away else None


def _sat_back_at(live: LiveRoom, person: PersonId) -> Instant | None:
    """When they sat back, if they do: only the presenter can, so that it says who as well."""
    case = live.room.case
    if case is None or case.presenter != person:
        return None
    back = case.push_back
    return back.sat_back_at if back.chair is Chair.SITTING_BACK else None
