"""Somebody else's call as the call of this node's rooms: told what is wanted, believed by report.

A state is complete, and the newest is told again as often as anything is new; what comes of it is
read from the room's row, whichever node the report came to. Nothing that the vendor answers to the
telling itself is taken for more than that it was received.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.access.organisations import name_of
from app.calls.capabilities import Capabilities, Strength
from app.calls.ports import CallUnavailable, Report, Why
from app.calls.wanted import Desired, Version
from app.contract.floor import Places, Seating, floor_changed, seating
from app.contract.lines import Lines
from app.contract.outcomes import UNHEARD, is_whole, judged
from app.contract.ports import ContractRows, ContractStore
from app.contract.vendor import Vendor
from app.contract.wire import FloorReport
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, Ids, LogUnavailable
from app.webhooks.message import fresh_id
from app.webhooks.ports import Calls
from app.webhooks.reply import Answer
from app.webhooks.signing import signed

LOOK_EVERY = 0.1
"""Seconds from one look at the row for what another node was told to the next."""
WRITTEN_WITHIN = 1.0
"""Seconds: a database that hangs is away as well, and nobody's release waits for it (L10)."""
SILENT_AFTER = Millis(10 * SECOND)
"""Without a report since something was first sent, it is silent."""
HEARD_OUT = 1.0
"""Seconds that a silent vendor is listened to all the same, at each telling."""

OF_AN_ANSWER: Mapping[Answer, Why] = {
    Answer.REDIRECTED: Why.REFUSED,
    Answer.GONE: Why.REFUSED,
    Answer.REFUSED: Why.REFUSED,
    Answer.FAILED: Why.REFUSED,
    Answer.STRANGE: Why.UNREACHABLE,
    Answer.TOO_SLOW: Why.LATE,
    Answer.UNREACHABLE: Why.UNREACHABLE,
    Answer.NOT_CALLED: Why.UNREACHABLE,
}
"""Why a state was not received, where it was posted; what is received is not in it."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Room:
    """What this node knows of a room's call; `vendor`, `places` and `owner` are what is told of
    while the database is away."""

    vendor: Vendor
    places: Places = field(default_factory=dict)
    owner: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    stirred: int | None = None
    unanswered_since: Instant | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A state that is being told: after `reported` reports, of which none is its own."""

    desired: Desired
    seated: Seating
    places: Places
    reported: int
    has_line: bool


class ContractCall:
    """One node's `Call`, while `run` runs. `proven`: what the conformance kit has said that the
    vendors may claim, None where nobody has asked it."""

    def __init__(
        self, store: ContractStore, lines: Lines, calls: Calls, clock: Clock, ids: Ids,
        proven: Strength | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._lines = lines
        self._calls = calls
        self._clock = clock
        self._ids = ids
        self._proven = proven
        self._rooms: dict[RoomId, _Room] = {}
        self._hearing: dict[RoomId, list[Callable[[], None]]] = {}
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled: hear what other nodes were told of the rooms that this one follows."""
        while True:
            self._woken.clear()
            await _waited(self._woken)
            try:
                await self.look()
            except LogUnavailable:
                continue
            except Exception as error:  # one room's fault must not deafen the others
                _log.error("a call's makers could not be heard: %s", type(error).__name__)

    async def look(self) -> None:
        """Once."""
        if not self._hearing:
            return
        rooms = frozenset(self._hearing)
        for room, pulse in (await self._store.read(lambda rows: rows.pulses(rooms))).items():
            known = self._room(room)
            if known.stirred is not None and pulse.stirred != known.stirred:
                self._stir(room)
            known.stirred = pulse.stirred

    def wake(self, room: RoomId) -> None:
        """This node was told something of the room's call: look at once."""
        self._woken.set()
        if room in self._rooms:
            self._rooms[room].news.set()

    # Call

    async def probe(self) -> Capabilities:
        """What any vendor can be asked for; each report says what it holds."""
        return UNHEARD

    async def open(self, room: RoomId) -> None:
        """The call is made by its vendor; nothing is to be done."""

    async def apply(self, room: RoomId, wanted: Desired) -> Report:
        """Tell it, and say what its vendor reports of exactly that. Raises `CallUnavailable`."""
        known = self._room(room)
        try:
            async with asyncio.timeout(WRITTEN_WITHIN):
                told, floor = await self._written(room, wanted)
        except (LogUnavailable, TimeoutError):
            await self._only_tell(room, wanted)
            raise CallUnavailable(Why.LATE) from None
        self._lines.tell(room, floor, known.vendor.told)
        if not told.has_line and known.vendor.url is None:
            known.unanswered_since = None
            raise CallUnavailable(Why.UNREACHABLE)
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(self._posted(known.vendor, floor))
            try:
                found = await self._reported(room, told, posting)
            finally:
                posting.cancel()
        if isinstance(found, Why):
            raise CallUnavailable(found)
        return judged(found, told.desired, told.seated, told.places, self._proven)

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """Call `hear` when what was closed may be open, or somebody has come or gone."""
        self._hearing.setdefault(room, []).append(hear)

        def stop() -> None:
            self._hearing[room].remove(hear)
            if not self._hearing[room]:
                del self._hearing[room]
                self._rooms.pop(room, None)

        return stop

    async def close(self, room: RoomId) -> None:
        """Nothing is wanted any more; raises `CallUnavailable` where nobody can be told."""
        try:
            vendor = await self._store.read(lambda rows: rows.find(room))
        except LogUnavailable:
            raise CallUnavailable(Why.LATE) from None
        if not vendor.told:
            return
        after = Version(vendor.version.seq, vendor.version.n + 1)
        try:
            told, floor = await self._written(room, Desired(version=after))
        except LogUnavailable:
            raise CallUnavailable(Why.LATE) from None
        self._lines.tell(room, floor, vendor.told + 1)
        why = await self._posted(vendor, floor)
        self._rooms.pop(room, None)
        if why is not None and not told.has_line:
            raise CallUnavailable(why)

    # Telling

    async def _written(self, room: RoomId, wanted: Desired) -> tuple[_Told, str]:
        """The state as all nodes can read it, before anybody is told; raises `CallUnavailable`
        where a newer one was told, `LogUnavailable`."""
        now = self._clock.now()

        def work(rows: ContractRows) -> tuple[Vendor, Places, str, str, bool] | None:
            before, places = rows.hold(room), rows.places(room)
            state = floor_changed(room, wanted, seating(wanted, places), now)
            floor = state.model_dump_json()
            vendor = before.telling(wanted.version, floor, now)
            if vendor is None:
                return None
            rows.keep(vendor)
            return vendor, places, rows.owner(room), floor, rows.has_line(room, now)

        found = await self._store.write(work)
        if found is None:
            raise CallUnavailable(Why.LOST)
        vendor, places, owner, floor, has_line = found
        known = self._room(room)
        known.vendor, known.places, known.owner = vendor, places, owner
        if known.stirred is None:  # what stirs it from now on, this state knows nothing of
            known.stirred = vendor.stirred
        told = _Told(wanted, seating(wanted, places), places, vendor.reported, has_line)
        return told, floor

    async def _only_tell(self, room: RoomId, wanted: Desired) -> None:
        """Without the database: to whom it was told last. Nobody can answer it."""
        known = self._room(room)
        seated = seating(wanted, known.places)
        state = floor_changed(room, wanted, seated, self._clock.now())
        floor = state.model_dump_json()
        self._lines.tell(room, floor)
        await self._posted(known.vendor, floor)

    async def _posted(self, vendor: Vendor, floor: str) -> Why | None:
        """Why it was not received where states are posted, if they are."""
        if vendor.url is None or vendor.secret is None:
            return Why.UNREACHABLE
        body = floor.encode()
        headers = signed(fresh_id(self._ids), body, [vendor.secret], self._clock.now())
        owner = name_of(self._room(vendor.room).owner)
        reply = await self._calls.post(vendor.url, headers, body, owner)
        return OF_AN_ANSWER.get(reply.answer)

    async def _reported(
        self, room: RoomId, told: _Told, posting: asyncio.Task[Why | None]
    ) -> FloorReport | Why:
        """The report of this state, or why there is none; it waits as long as its caller does."""
        known = self._room(room)
        since = known.unanswered_since = known.unanswered_since or self._clock.now()
        is_silent = self._clock.now() >= later(since, SILENT_AFTER)
        patience = HEARD_OUT if is_silent else None
        try:
            async with asyncio.timeout(patience):
                while True:
                    known.news.clear()
                    why = posting.result() if posting.done() else None
                    if why is not None and not told.has_line:
                        return why
                    report = await self._newest(room, told)
                    if report is not None:
                        known.unanswered_since = None
                        return report
                    await _waited(known.news)
        except TimeoutError:
            return Why.SILENT

    async def _newest(self, room: RoomId, told: _Told) -> FloorReport | None:
        """The report that came since, if it speaks of everyone who is to be closed."""
        try:
            pulse = (await self._store.read(lambda rows: rows.pulses([room]))).get(room)
            if pulse is None or pulse.reported == told.reported:
                return None
            report = (await self._store.read(lambda rows: rows.find(room))).report
        except LogUnavailable:
            return None
        if report is None or report.version.version != told.desired.version:
            return None
        return report if is_whole(report, told.desired, told.seated, told.places) else None

    def _stir(self, room: RoomId) -> None:
        for hear in tuple(self._hearing.get(room, ())):
            hear()

    def _room(self, room: RoomId) -> _Room:
        return self._rooms.setdefault(room, _Room(Vendor(room)))


async def _waited(news: asyncio.Event) -> None:
    """Until there may be something new, and not longer than to the next look."""
    try:
        async with asyncio.timeout(LOOK_EVERY):
            await news.wait()
    except TimeoutError:
        return
