"""The live socket: a raw ASGI endpoint beside FastAPI.

Two phases. Until a `hello` is accepted there is no person, no seat and no room, and little
patience: five seconds to say it, ten to be let in, four kilobytes, few connections of one address.
After it one loop reads frames in order, each metered. A press is answered beside that loop, behind
the state it caused: a hanging database keeps nobody's next press or pong unheard. Nothing sent is
logged or echoed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from app.access.errors import AccessError
from app.phases.units import Instant
from app.rooms.errors import Invalid, RateLimited, RoomError
from app.rooms.frames import Frame, frame, refused
from app.rooms.ports import Clock, Meter
from app.rooms.seat import Parting
from app.rooms.service import Press
from app.web import wire
from app.web.askers import address_of
from app.web.entry import Entry, Guest
from app.web.guests import Guests
from app.web.limits import Addresses, Bucket
from app.web.partings import HELLO_TIMEOUT, RATE_LIMITED, VIOLATION, parting
from app.web.patience import Patience, within
from app.web.presses import Presses
from app.web.pressing import Pressing
from app.web.rates import WAIT_MS
from app.web.serving.socket_protocol import Transport, transport_of
from app.web.sinks import SocketSink
from app.web.strikes import Strikes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HELLO_BYTES = 4 * 1024

log = logging.getLogger(__name__)


class Gone(Exception):
    """The peer is gone; nothing is left to say."""


class Sockets:
    """The endpoint. `run` must run beside the server: it closes what seats want closed."""

    def __init__(
        self, entry: Entry, pressing: Pressing, guests: Guests, addresses: Addresses,
        origins: frozenset[str], clock: Clock, meter: Meter, presses_per_second: int,
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self.entry = entry
        self.pressing = pressing
        self.guests = guests
        self.addresses = addresses
        self.origins = origins
        self.clock = clock
        self.meter = meter
        self.rate = presses_per_second
        self.patience = patience
        self.is_draining = False
        self.tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled: give closing a place to happen."""
        async with asyncio.TaskGroup() as self.tasks:
            await asyncio.get_running_loop().create_future()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection, from handshake to end."""
        await receive()
        asked, transport = HTTPConnection(scope), transport_of(scope)
        address = address_of(asked)
        reason = self._turned_away(asked, address)
        if reason is not None or transport is None:
            self.meter.count("turned_away", reason or "server")
            await send({"type": "websocket.close", "code": 1008})
            return
        self.addresses.opened(address)
        socket = Socket(self, asked, receive, send, transport)
        del asked  # its headers would stay for as long as the connection
        try:
            await socket.serve()
        except Exception as error:
            self.failed(error, transport)
        finally:
            self.addresses.closed(address)
            if not socket.has_greeted:
                self.addresses.greeted(address)

    def _turned_away(self, asked: HTTPConnection, address: str) -> str | None:
        if self.is_draining:
            return "draining"
        origin = asked.headers.get("origin")
        if asked.headers.get("authorization"):
            if origin:
                return "origin"
        elif origin not in self.origins:
            return "origin"
        return self.addresses.refusal(address, self.clock.now())

    def failed(self, error: Exception, transport: Transport) -> None:
        """A fault of ours ends one connection; it is said by its kind, its words may be theirs."""
        self.meter.count("fault", type(error).__name__)
        log.error("socket_failed error=%s", type(error).__name__)
        transport.abort()

    def close_later(self, socket: "Socket", why: Parting) -> None:
        """End a connection from code that cannot wait."""
        if self.tasks is not None:
            self.tasks.create_task(self._end(socket, why))

    async def _end(self, socket: "Socket", why: Parting) -> None:
        try:
            await socket.end(why)
        except Exception as error:  # one peer's end must not be the end of everybody's presses
            self.failed(error, socket.transport)


class Socket:
    """One connection."""

    def __init__(
        self, edge: Sockets, asked: HTTPConnection, receive: Receive, send: Send,
        transport: Transport,
    ) -> None:  # fmt: skip
        self.edge = edge
        self.origin = asked.headers.get("origin", "")
        self.authorization = asked.headers.get("authorization", "")
        self.address = address_of(asked)
        self.receive = receive
        self.send = send
        self.transport = transport
        self.over = asyncio.Event()
        self.has_greeted = False
        self.strikes = Strikes(edge.clock.now())
        self.presses = Presses()

    async def serve(self) -> None:
        """Accept, greet, read until the end."""
        try:
            await self.send({"type": "websocket.accept"})
            guest = await self._greet()
            if guest is not None:
                await self._stay(guest)
        except Gone:
            return
        finally:
            self.over.set()

    async def end(self, why: Parting) -> None:
        """Close, and cut the connection of a peer that does not read its goodbye in time."""
        await self.close(why)
        try:
            async with asyncio.timeout(self.edge.patience.close):
                await self.over.wait()
        except TimeoutError:
            self.transport.abort()

    async def close(self, why: Parting) -> None:
        """Say goodbye and close; cut the connection if the peer does not take it in time."""
        self.edge.meter.count("evicted", str(why.code))
        self._say(frame("bye", code=why.code, reason=why.reason, retry=why.code < 4500))
        with contextlib.suppress(Exception):
            async with asyncio.timeout(self.edge.patience.close):
                closing = {"type": "websocket.close", "code": why.code, "reason": why.reason}
                await self.send(closing)
                return
        self.transport.abort()

    # Hello ---------------------------------------------------------------------------------

    async def _greet(self) -> Guest | None:
        try:
            async with asyncio.timeout(self.edge.patience.hello):
                text = await self._read()
        except TimeoutError:
            await self.close(HELLO_TIMEOUT)
            return None
        if self.transport.is_leaving:  # a tab that has gone on elsewhere would be put out there
            raise Gone
        try:
            hello = wire.hello(wire.loads(text, HELLO_BYTES))
            guest = await within(self.edge.patience.admission, self._admit(hello))
        except (AccessError, RoomError) as refusal:
            await self._refuse(refusal)
            return None
        self.has_greeted = True
        self.edge.addresses.greeted(self.address)
        return guest

    async def _admit(self, hello: wire.Hello) -> Guest:
        sink = SocketSink(self.transport, lambda why: self.edge.close_later(self, why))
        if not self.authorization:
            return await self.edge.entry.by_hello(hello, self.origin, sink)
        scheme, _, key = self.authorization.partition(" ")
        grant = await self.edge.entry.machine(key if scheme.lower() == "bearer" else "")
        return await self.edge.entry.by_key(grant, hello, sink)

    async def _refuse(self, refusal: AccessError | RoomError) -> None:
        self.edge.meter.count("turned_away", refusal.code)
        retry = isinstance(refusal, RoomError) and refusal.retry
        self._say(frame("refused", id=None, code=refusal.code, retry=retry, say=refusal.say))
        await self.close(parting(refusal))

    # After hello ---------------------------------------------------------------------------

    async def _stay(self, guest: Guest) -> None:
        self.edge.guests.add(guest)
        try:
            await self._read_on(guest)
        finally:
            self.edge.guests.drop(guest)
            await self.edge.entry.reception.leave(guest.live, guest.seat)
            await self.presses.answered()

    async def _read_on(self, guest: Guest) -> None:
        bucket = Bucket(self.edge.rate, self.edge.rate * 3, self.edge.clock.now())
        while not guest.seat.is_gone:
            text = await self._read()
            if guest.seat.is_gone:  # what it lived by has ended since; nothing more is heard
                return
            await self._take(guest, bucket, text)

    async def _take(self, guest: Guest, bucket: Bucket, text: str) -> None:
        arrived, found = self.edge.clock.now(), dict[str, Any]()
        try:
            is_allowed = bucket.take(arrived)
            found = wire.loads(text)
            if not is_allowed:
                raise RateLimited(after_ms=WAIT_MS)
            await self._hear(guest, found, arrived)
        except RateLimited as busy:
            last = None if self.strikes.forgives_too_fast(arrived) else RATE_LIMITED
            self._strike(guest, wire.id_of(found), busy, last)
        except Invalid as wrong:
            self.edge.meter.count("malformed")
            last = None if self.strikes.forgives_malformed(arrived) else VIOLATION
            self._strike(guest, wire.id_of(found), wrong, last)

    async def _hear(self, guest: Guest, found: dict[str, Any], arrived: Instant) -> None:
        match found.get("t"):
            case "do":
                pressed = wire.press(found, guest.by)
                await self.presses.room()
                if self.edge.tasks is not None and not guest.seat.is_gone:
                    self.presses.begin(self.edge.tasks, self._answer(guest, pressed))
            case "sync":
                sample = wire.shaped(wire.Sync, found)
                now = self.edge.clock.now()
                if not guest.seat.is_stuck:  # a late sample is worth nothing, and would pile up
                    guest.seat.sink.write(frame("sync", c0=sample.c0, s1=arrived, s2=now))
            case "pong":
                wire.shaped(wire.Pong, found)
                guest.seat.ponged_at = arrived
            case _:
                raise Invalid("there is no such frame here")

    async def _answer(self, guest: Guest, pressed: Press) -> None:
        try:
            await self.edge.pressing.press(guest, pressed)
        except Exception as error:
            self.edge.failed(error, self.transport)

    def _strike(
        self, guest: Guest, command_id: str | None, refusal: RoomError, last: Parting | None
    ) -> None:
        self.edge.meter.count("refused", refusal.code)
        if last is not None:
            guest.seat.end(last)
        else:
            guest.seat.answer(refused(command_id, refusal))

    # The peer ------------------------------------------------------------------------------

    async def _read(self) -> str:
        message = await self.receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
        text = message.get("text")
        if text is None:
            await self.close(VIOLATION)
            raise Gone
        return str(text)

    def _say(self, said: Frame) -> None:
        SocketSink(self.transport, lambda _: None).write(said)
