"""What one guest says: each frame metered, understood, and begun in the order in which it came.

A press is answered beside the reading, behind the state it caused: a hanging database keeps
nobody's next press or pong unheard. What waits for nothing is answered where it was read: a task
for each signal would cost half as much as the signal.
"""

from typing import TYPE_CHECKING, Any

from app.phases.units import Instant
from app.rooms.errors import Invalid, RateLimited, RoomError
from app.rooms.frames import frame, refused
from app.rooms.seat import Parting
from app.rooms.service import Press
from app.web import wire
from app.web.entry import Guest
from app.web.limits import Bucket
from app.web.partings import RATE_LIMITED, VIOLATION
from app.web.presses import MOST, Presses
from app.web.rates import WAIT_MS
from app.web.serving.transport import Transport
from app.web.strikes import Strikes

if TYPE_CHECKING:
    from app.web.socket import Sockets


class Hearing:
    """One guest's frames."""

    __slots__ = ("bucket", "edge", "guest", "presses", "strikes", "transport")

    def __init__(self, edge: "Sockets", guest: Guest, transport: Transport) -> None:
        self.edge = edge
        self.guest = guest
        self.transport = transport
        self.bucket = Bucket(edge.rate, edge.rate * 3, edge.clock.now())
        self.strikes = Strikes(edge.clock.now())
        self.presses = Presses()

    async def hear(self, text: str) -> None:
        """One frame in its turn; waits while too many presses wait for their answers."""
        pressed = self._understood(text)
        if pressed is not None:
            await self.presses.room()
            self._begin(pressed)

    def hear_at_once(self, text: str) -> bool:
        """One frame where it was read; False where it must wait for its turn. Raises nothing."""
        if self.guest.seat.is_gone or len(self.presses) >= MOST:
            return False
        try:
            pressed = self._understood(text)
            if pressed is not None:
                self._begin(pressed)
        except Exception as error:
            self.edge.failed(error, self.transport)
        return True

    def _understood(self, text: str) -> Press | None:
        """The press that the frame is; None for what needs no answer, or has it already."""
        arrived = self.edge.clock.now()
        found: dict[str, Any] = {}
        try:
            is_allowed = self.bucket.take(arrived)
            found = wire.loads(text)
            if not is_allowed:
                raise RateLimited(after_ms=WAIT_MS)
            return self._take(found, arrived)
        except RateLimited as busy:
            last = None if self.strikes.forgives_too_fast(arrived) else RATE_LIMITED
            self._strike(wire.id_of(found), busy, last)
        except Invalid as wrong:
            self.edge.meter.count("malformed")
            last = None if self.strikes.forgives_malformed(arrived) else VIOLATION
            self._strike(wire.id_of(found), wrong, last)
        return None

    def _take(self, found: dict[str, Any], arrived: Instant) -> Press | None:
        seat = self.guest.seat
        match found.get("t"):
            case "do":
                return wire.press(found, self.guest.by)
            case "sync":
                sample = wire.shaped(wire.Sync, found)
                now = self.edge.clock.now()
                if not seat.is_stuck:  # a late sample is worth nothing, and would pile up
                    seat.sink.write(frame("sync", c0=sample.c0, s1=arrived, s2=now))
            case "pong":
                wire.shaped(wire.Pong, found)
                seat.ponged_at = arrived
            case _:
                raise Invalid("there is no such frame here")
        return None

    def _begin(self, pressed: Press) -> None:
        tasks = self.edge.tasks
        if tasks is None or self.guest.seat.is_gone:
            return
        # Behind presses that wait it would be answered before them.
        if self.presses or not self.edge.pressing.press_at_once(self.guest, pressed):
            self.presses.begin(tasks, self._answer(pressed))

    async def _answer(self, pressed: Press) -> None:
        try:
            await self.edge.pressing.press(self.guest, pressed)
        except Exception as error:
            self.edge.failed(error, self.transport)

    def _strike(self, command_id: str | None, refusal: RoomError, last: Parting | None) -> None:
        self.edge.meter.count("refused", refusal.code)
        if last is not None:
            self.guest.seat.end(last)
        else:
            self.guest.seat.answer(refused(command_id, refusal))
