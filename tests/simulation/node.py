"""One node: the parts that `app/main.py` wires, as it wires them, where no socket or file is meant.

Everything runs in the context of the node's `Host`, so that it stops and dies with it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from random import Random
from typing import Any, Protocol, cast

from app.access.admission import Admission, Admitted
from app.access.service import Access
from app.calls.driving import Driving
from app.housekeeping import MOST_CLOCK_ERROR, Housekeeping
from app.phases.units import HOUR, Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.reception import Reception
from app.rooms.service import Rooms
from app.rooms.state import CallKind
from app.rooms.watch import Watch
from app.web.entry import Entry
from app.web.guests import Guests
from app.web.limits import Addresses, AddressLimits
from app.web.pressing import Pressing
from app.web.socket import Sockets
from tests.simulation.bus import WindyBus
from tests.simulation.call import DistantCall, Everybodys
from tests.simulation.clock import machine_clock
from tests.simulation.loop import Host, VirtualLoop
from tests.simulation.store import FAIR, DistantLeases, DistantLog, DistantRows, Store, Way
from tests.simulation.wire import ORIGIN, Wire
from tests.support.ids import CountingIds

MANY = AddressLimits(1_000, 1_000, 1_000, 1_000)
PRESSES_PER_SECOND = 1_000
STORE = "postgresql://store/pushback"
"""The address of what nodes share; nobody connects to it."""


class Part(Protocol):
    """Something that runs beside requests."""

    async def run(self) -> None:
        """Do it."""
        ...


class Doorkeeper:
    """Who comes with which ticket; asks the store, as access does. Nothing is ever revoked."""

    def __init__(self, way: Way) -> None:
        self._way = way

    async def admit_by_ticket(
        self, ticket: str, *, room: RoomId, origin: str, node: str | None = None
    ) -> Admitted:
        """`ticket:person:page` is that person's, and the page's from now on. The visit is left to
        whoever gives the seat."""
        await self._way.ask(_nothing)
        _, person, page = ticket.split(":")
        return Admitted(
            Admission(room, PersonId(person), f"pass-{page}"), f"resume:{person}:{page}"
        )

    async def admit_by_resume(
        self, resume: str, *, room: RoomId, node: str | None = None
    ) -> Admitted:
        """As by the ticket it began with."""
        return await self.admit_by_ticket(resume, room=room, origin=ORIGIN)

    async def holder(self, pass_id: str) -> None:
        """Everybody has arrived who has a ticket."""

    async def forbid(self, room: RoomId, person: PersonId) -> None:
        """The room has said so; here it is never asked again."""
        await self._way.ask(_nothing)

    async def tell_revoked(self) -> None:
        """Nothing is revoked."""

    def on_revoked(self, hear: Callable[[Any], None]) -> Callable[[], None]:
        """Nobody will be told."""
        return lambda: None


async def _nothing() -> None:
    """What the door reads."""


class Counting:
    """A meter that keeps what should never be counted."""

    def __init__(self, never: set[str], note: Callable[[str], None]) -> None:
        self._never = never
        self._note = note

    def count(self, what: str, label: str = "", by: int = 1) -> None:
        """Say so if it should never happen."""
        if what in self._never:
            self._note(f"{what} {label}".strip())

    def timing(self, what: str) -> AbstractContextManager[object]:
        """Nobody reads how long."""
        return contextlib.nullcontext()

    def took(self, what: str, seconds: float) -> None:
        """Nobody reads how long."""

    def level(self, what: str, value: float) -> None:
        """Nobody reads how much."""


NEVER = {"fault", "cursor_ahead", "bus_dropped", "share_malformed", "part_lost", "malformed"}


class Node:
    """A process of the service, from its start to its end; what is started again is another."""

    def __init__(
        self, name: str, loop: VirtualLoop, store: Store, bus: WindyBus, call: Everybodys,
        began: Instant, chance: Random, complain: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.name = name
        self.host = Host(name)
        self.loop = loop
        self.way = Way(Random(chance.random()))
        self.wires: list[tuple[Wire, str]] = []
        self.disturbed_at = loop.time()
        self.is_listening = False
        self._complain = complain
        ahead, drift = chance.choice((-HOUR, -40, 0, 8)), chance.uniform(-50, 50)
        self.clock = machine_clock(loop.time, began, ahead_ms=ahead, drift_ppm=drift)
        self.end = bus.join(self.host, Counting(NEVER, complain), Random(chance.random()))
        self.call = DistantCall(call, self.host, Random(chance.random()))
        self.aside = Way(Random(chance.random()), beside=self.way)
        self.host.context.run(self._build, store, Counting(NEVER, complain))

    def _build(self, store: Store, meter: Counting) -> None:
        log, rows = DistantLog(store, self.way), DistantRows(store, self.way)
        access = cast(Access, Doorkeeper(self.way))
        self.rooms = Rooms(log, self.clock, CountingIds(), self.end, meter)
        self.watch = Watch(self.rooms, rows, self.name)
        self.reception = Reception(self.rooms, self.watch, rows, meter, self.name)
        leases = DistantLeases(store, self.aside)
        self.driving = Driving(self.rooms, leases, {CallKind.CONTRACT: self.call}, self.name)
        self.guests = Guests(access, self.clock, meter)
        self.pressing = Pressing(self.rooms, access, meter)
        addresses = Addresses(MANY)
        self.sockets = Sockets(
            Entry(access, self.reception), self.pressing, self.guests, addresses,
            frozenset({ORIGIN}), self.clock, meter, PRESSES_PER_SECOND,
        )  # fmt: skip
        self.housekeeping = Housekeeping(
            self.rooms, self.watch, access, cast(Any, None), addresses, cast(Any, log), STORE,
            cast(Any, meter), self.clock,
        )  # fmt: skip

    # Its life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, as the lifespan of the service does."""
        self.loop.create_task(self._live(), context=self.host.context)

    async def _live(self) -> None:
        while not self.is_listening:  # a service that cannot open is started again
            with contextlib.suppress(Exception):
                await self.housekeeping.set_clock()
                self.is_listening = True
        parts: tuple[Part, ...] = (
            self.end, self.watch, self.driving, self.sockets, self.pressing, self.housekeeping,
        )  # fmt: skip
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(self._never_failing(part.run))
            group.create_task(self._never_failing(self._look_after_guests))

    async def _never_failing(self, run: Callable[[], Awaitable[None]]) -> None:
        """The service would run it again; here it is said that it failed."""
        try:
            await run()
        except Exception as error:
            self._complain(f"a part failed: {type(error).__name__}")

    async def _look_after_guests(self) -> None:
        while True:  # as `Guests.run`, all of them at one instant
            await asyncio.sleep(1)
            await self.guests.tick()

    def kill(self) -> None:
        """End as by a power cut; the others' machines say that nobody listens any more."""
        self.host.is_dead = True
        self.end.is_cut = True
        for wire, _ in self.wires:
            wire.close_there()

    def pause(self) -> None:
        """Stand still."""
        self.disturbed()
        self.host.is_paused = True

    def go_on(self) -> None:
        """Go on as if nothing had been."""
        self.disturbed()
        self.loop.go_on(self.host)

    def mend(self) -> None:
        """Nothing is wrong any more, but for being dead."""
        if self.host.is_dead:
            return
        if self.host.is_paused:
            self.go_on()
        self.way.weather = FAIR
        self.end.is_cut, self.end.is_up = False, True

    def disturbed(self) -> None:
        """Something here was not as usual until now."""
        self.disturbed_at = self.loop.time()

    @property
    def is_ready(self) -> bool:
        """Whether a balancer sends it new connections."""
        error = self.housekeeping.clock_error
        is_well = self.is_listening and self.watch.down_since is None
        return (
            is_well
            and not self.host.is_dead
            and (error or MOST_CLOCK_ERROR + 1) <= MOST_CLOCK_ERROR
        )

    # Connections ---------------------------------------------------------------------------

    def accept(self, wire: Wire, who: str) -> None:
        """Somebody connects."""
        if self.host.is_dead or not self.is_listening:
            wire.close_there()
            return
        self.wires.append((wire, who))
        self.loop.create_task(self._serve(wire, who), context=self.host.context)

    async def _serve(self, wire: Wire, who: str) -> None:
        await self.sockets(wire.scope(who), wire.receive, wire.send)
        wire.close_there(1000)
