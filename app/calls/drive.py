"""One room's call, driven: what is wanted is made so, read back, and said; again and again.

Nothing waits for it: a phase has moved, a lock has ended, whatever the call does. Before anything
is applied the log's head has been read, and the version begun under the lease. Without the database
it only opens. A release that fails is said as loudly as a lock that does.
"""

import asyncio
import contextlib
import logging
from dataclasses import replace

from app.calls.capabilities import NO_CALL, Capabilities
from app.calls.claims import OF_A_FAILURE, of_door, of_locks, of_removal
from app.calls.closing import Closing, is_stopping
from app.calls.places import place_of
from app.calls.ports import Call, CallUnavailable, Closed, Leases, Report, Why
from app.calls.telling import Word, news, strangers
from app.calls.tenure import Tenure
from app.calls.wanted import Desired, desired
from app.phases.phase import Phase
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.enforcement import CallSaid, Claim, Said
from app.rooms.errors import RoomError
from app.rooms.facts import stamped
from app.rooms.fields import PersonId
from app.rooms.live import LiveRoom
from app.rooms.places import Strangers
from app.rooms.ports import LogUnavailable, NoSuchRoom
from app.rooms.service import Rooms

DATABASE_WITHIN = 1.0
"""Seconds: a database that hangs is away as well, and a lock that has lifted does not wait."""
APPLY_WITHIN = 2.0
"""Seconds after which something that was asked is not confirmed (promise 4)."""
LOOK_EVERY = Millis(10 * SECOND)
"""From one look at whether all is still so to the next."""
TICK = 1.0
"""Seconds; what passes changes what is wanted without a word to us."""
AGAIN_AFTER = (Millis(500), Millis(1_000), Millis(2_000), Millis(5_000))
"""From one failure to the next try."""
MOST_FAILURES = 6
"""In a row; then another node may have better luck."""
ENDED_WELL = frozenset({Closed.CONFIRMED, Closed.ABSENT})

_log = logging.getLogger(__name__)


class Drive:
    """This node's driving of one room's call. `nudge` has it look at once."""

    def __init__(self, live: LiveRoom, call: Call, rooms: Rooms, leases: Leases, node: str) -> None:
        self.live = live
        self.call = call
        self.rooms = rooms
        self.tenure = Tenure(leases, live.room.id, node, rooms.clock)
        self.can: Capabilities = NO_CALL
        self.closed: frozenset[PersonId] = frozenset()
        """Who may be closed in the call by what this node has begun."""
        self._strangers = Strangers()
        self._tried: Desired | None = None
        self._look_at = Instant(0)
        self._is_stirred = False
        self._failures = 0
        self._is_open = False
        self._was_asked = False
        self._applying: Desired | None = None
        self._patience: asyncio.Timeout | None = None
        self._nudge = asyncio.Event()

    async def run(self) -> bool:
        """Until the meeting is over and its call is closed, or nobody of it is here and nobody is
        closed any more; whether it was the former, or was tried for long enough."""
        stop = self.call.follow(self.live.room.id, self._heard)
        try:
            while self.is_needed:
                await self.once()
                await self._nudged()
            if self.is_over:
                await self._close()
                return True
            if self.closed:  # the room is let go of here, and nobody else may know of it
                await self._open_all()
            return False
        finally:
            stop()
            await self.tenure.give_up()

    @property
    def is_over(self) -> bool:
        """Whether the meeting has ended."""
        return self.live.room.phase is Phase.ENDED

    @property
    def is_needed(self) -> bool:
        """Whether somebody is here for whom this node might drive, or is closed by it still."""
        held = self.rooms.held.get(self.live.room.id) is self.live
        return held and bool(self.live.seats or self.closed) and not self.is_over

    def nudge(self) -> None:
        """The room has changed. Somebody who is free again does not wait until a lock has been
        confirmed or has failed."""
        self._nudge.set()
        patience = self._patience
        if patience is None or patience.expired() or self._wanted() == self._applying:
            return
        self._patience = None
        patience.reschedule(asyncio.get_running_loop().time())

    def _heard(self) -> None:
        """Something happened in the call: what was applied may hold no more."""
        self._is_stirred = True
        self._nudge.set()

    async def _nudged(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TICK):
                await self._nudge.wait()
        self._nudge.clear()

    # One look ------------------------------------------------------------------------------

    async def once(self) -> None:
        """Make what is wanted so, if this node may and it is not known to be so."""
        try:
            async with asyncio.timeout(DATABASE_WITHIN):
                wanted = await self._begun()
        except NoSuchRoom:
            self.tenure.lease = None
        except (LogUnavailable, RoomError, TimeoutError):
            await self._only_open()
        else:
            if wanted is not None:
                await self._make_so(wanted)

    async def _begun(self) -> Desired | None:
        """What is to be applied now, if this node drives and anything is."""
        had = self.tenure.lease
        if not await self.tenure.holds(at_once=self._is_stirred or self._tried != self._wanted()):
            return None
        if had is None or self.tenure.lease is None or had.fence != self.tenure.lease.fence:
            self._tried = None
        if not self._is_due():
            return None
        await self.rooms.catch_up(self.live, self.live.room.seq + 1)
        if self.is_over:  # the version of the end is begun by nothing but closing
            return None
        wanted = self._wanted()
        anew = self._is_stirred or wanted != self._tried  # what was said of before is of another
        if not await self.tenure.begins(self.live.room.seq, anew=anew):
            return None
        if wanted != self._wanted():  # somebody has pressed meanwhile
            self._nudge.set()
            return None
        return replace(wanted, version=self.tenure.begun)

    def _is_due(self) -> bool:
        is_time = self.rooms.clock.now() >= self._look_at
        return is_time or self._is_stirred or self._tried != self._wanted()

    def _wanted(self) -> Desired:
        return desired(self.live.room, self.live.moment)

    async def _make_so(self, wanted: Desired) -> None:
        self.closed |= wanted.locked
        self._tried, self._is_stirred = wanted, False
        try:
            report = await self._applied(wanted)
        except CallUnavailable as unavailable:
            await self._failed(wanted, unavailable.why)
        except TimeoutError:
            if self._wanted() == wanted:
                await self._failed(wanted, Why.LATE if self._was_asked else Why.UNREACHABLE)
            else:
                self._tried = None
        except asyncio.CancelledError:
            if is_stopping():
                raise
            await self._broke(wanted, "CancelledError")
        except Exception as error:  # an adapter's fault is said like any other
            await self._broke(wanted, type(error).__name__)
        else:
            await self._succeeded(wanted, report)

    async def _applied(self, wanted: Desired) -> Report:
        """What the call says; raises `TimeoutError` also when something else is wanted by now."""
        self._applying, self._was_asked = wanted, False
        try:
            async with asyncio.timeout(APPLY_WITHIN) as self._patience:
                return await self._apply(wanted)
        finally:
            self._applying = self._patience = None

    async def _apply(self, wanted: Desired) -> Report:
        room = self.live.room.id
        if not self._is_open:
            self.can = await self.call.probe()
            await self.call.open(room)
            self._is_open = True
        self._was_asked = True
        return await self.call.apply(room, wanted)

    async def _only_open(self) -> None:
        """Nobody knows whether this node still drives. A lock that has lifted here is let go of all
        the same: opening too much is mended, and a presenter must not stay locked (L10). Once
        another may drive, nothing that is older is asked for."""
        if not self.closed - self._wanted().locked:
            return
        opening = self._wanted().opening(self.closed)
        await self._open_all(opening if self.tenure.is_sure else Desired())

    async def _open_all(self, but: Desired = Desired()) -> None:
        opening = replace(but, version=self.tenure.begun)
        try:
            async with asyncio.timeout(APPLY_WITHIN):
                await self.call.apply(self.live.room.id, opening)
        except (CallUnavailable, TimeoutError):
            return
        except Exception as error:  # who may be closed is not forgotten for an adapter's fault
            self._note(type(error).__name__)
        else:
            self.closed, self._tried = but.locked, None

    async def _close(self) -> None:
        """The meeting is over, and the call with it; until it is closed this looks on."""
        closing = Closing(self.live.room, self.call, self.tenure, self.rooms)
        while not await closing.once():
            await self._nudged()

    # What came of it -----------------------------------------------------------------------

    async def _succeeded(self, wanted: Desired, report: Report) -> None:
        self.closed, self.can = wanted.locked | report.held, report.can or self.can
        is_well = _is_well(report)
        self._failures = 0 if is_well else self._failures + 1
        self._look_at = later(self.rooms.clock.now(), LOOK_EVERY if is_well else self._after())
        why = report.why.value if report.why else ""
        call_why = why if report.unremoved is None else ""
        call = CallSaid(of_door(report, self.can), of_removal(report, self.can), call_why)
        room = self.live.room
        found = {place_of(room.id, ref): one for ref, one in report.unmatched.items()}
        self._strangers = strangers(found, room.people)
        still = dict.fromkeys(report.held, Said(Claim.FAILED, why))
        self._tell(Word(call, of_locks(report, self.can), still))
        if report.unremoved is not None:
            await self._leave_it_to_others()

    async def _failed(self, wanted: Desired, why: Why) -> None:
        self._is_open = False
        self._failures += 1
        self._look_at = later(self.rooms.clock.now(), self._after())
        said = Said(OF_A_FAILURE[why], why.value)
        locks = dict.fromkeys(wanted.locked, said)
        still = dict.fromkeys(self.closed - wanted.locked, Said(Claim.FAILED, why.value))
        self._tell(Word(CallSaid(said.claim, said.claim, why.value), locks, still))
        await self._leave_it_to_others()

    async def _leave_it_to_others(self) -> None:
        if self._failures % MOST_FAILURES == 0:
            await self.tenure.give_up(for_long=True)

    async def _broke(self, wanted: Desired, error: str) -> None:
        self._note(error)
        await self._failed(wanted, Why.LOST)

    def _note(self, error: str) -> None:
        """An adapter's fault, by its kind alone."""
        _log.error("a call could not be driven: %s", error)
        self.rooms.meter.count("fault", error)

    def _after(self) -> Millis:
        return AGAIN_AFTER[min(max(self._failures, 1), len(AGAIN_AFTER)) - 1]

    def _tell(self, word: Word) -> None:
        """Tell the room what is new, unless another node may drive by now. Who is in a call that
        does not answer is as it was."""
        if not self.tenure.is_sure:
            return
        now = self.rooms.clock.now()
        tested = None if self.can is NO_CALL else self.can.tested
        word = replace(word, strangers=self._strangers, tested=tested)
        shares = self.live.shares
        if changes := news(shares.facts, shares.own, word, now):
            self.live.say(stamped(changes, self.live.stamp(now)), now)


def _is_well(report: Report) -> bool:
    """Whether nothing has to be tried again soon."""
    is_free = not report.held and report.unremoved is None
    return is_free and all(one in ENDED_WELL for one in report.people.values())
