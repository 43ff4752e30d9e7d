"""The live socket: a raw ASGI endpoint beside FastAPI.

Two phases. Until a `hello` is accepted there is no person, no seat and no room, and little
patience: five seconds to say it, ten to be let in, four kilobytes, few connections of one address.
After it `Hearing` takes frames in order, where they were read or, when something waits, from one
loop. Nothing sent is logged or echoed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from app.access.errors import AccessError
from app.rooms.errors import RateLimited, RoomError
from app.rooms.frames import Frame, frame
from app.rooms.ports import Clock, Meter
from app.rooms.seat import Parting
from app.web import wire
from app.web.askers import address_of
from app.web.cooling import BROKEN_RULES, Cooling, chain_of
from app.web.entry import Entry, Guest
from app.web.guests import Guests
from app.web.hearing import Hearing
from app.web.limits import Addresses
from app.web.partings import HELLO_TIMEOUT, VIOLATION, parting
from app.web.patience import Patience, within
from app.web.pressing import Pressing
from app.web.serving.refusing import turned_away
from app.web.serving.transport import Transport, transport_of
from app.web.sinks import SocketSink
from app.web.turnstile import Turnstile

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HELLO_BYTES = 4 * 1024

log = logging.getLogger(__name__)


class Gone(Exception):
    """The peer is gone; nothing is left to say. `code` as in RFC 6455, 0 where there was none."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


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
        self.cooling = Cooling()
        self.turnstile = Turnstile()
        self.is_draining = False
        self.tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled: give closing a place to happen."""
        async with asyncio.TaskGroup() as self.tasks:
            await asyncio.get_running_loop().create_future()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection, from handshake to end.

        What it is called with is emptied once it has been read: it would stay for hours. For the
        same reason few calls stand on each other while a connection waits.
        """
        await receive()
        asked, transport = HTTPConnection(scope), transport_of(scope)
        address = address_of(asked)
        reason = self._turned_away(asked, address)
        if reason is not None or transport is None:
            self.meter.count("turned_away", reason or "server")
            await send(turned_away(reason))
            return
        self.addresses.opened(address)
        socket = Socket(self, address, receive, send, transport)
        try:
            guest = await socket.greet(asked)
            del asked
            scope.clear()
            if guest is not None:
                await socket.stay(guest)
        except Gone:
            pass
        except Exception as error:
            self.failed(error, transport)
        finally:
            socket.ended()
            self.addresses.closed(address)
            if not socket.has_greeted:
                self.addresses.greeted(address)
                if transport.was_refused:
                    self.addresses.failed(address, self.clock.now())

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

    __slots__ = (
        "address", "edge", "has_greeted", "is_over", "over", "receive", "send", "transport",
    )  # fmt: skip

    def __init__(
        self, edge: Sockets, address: str, receive: Receive, send: Send, transport: Transport
    ) -> None:
        self.edge = edge
        self.address = address
        self.receive = receive
        self.send = send
        self.transport = transport
        self.is_over = False
        self.over: asyncio.Event | None = None
        self.has_greeted = False

    def ended(self) -> None:
        """Nobody serves it any more."""
        self.is_over = True
        if self.over is not None:
            self.over.set()

    async def end(self, why: Parting) -> None:
        """Close, and cut the connection of a peer that does not read its goodbye in time."""
        await self.close(why)
        try:
            async with asyncio.timeout(self.edge.patience.close):
                if not self.is_over:
                    self.over = self.over or asyncio.Event()
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

    async def greet(self, asked: HTTPConnection) -> Guest | None:
        """Accept, and let in whoever says a good hello in time; None if nobody did.

        Raises `Gone`.
        """
        origin = asked.headers.get("origin", "")
        authorization = asked.headers.get("authorization", "")
        await self.send({"type": "websocket.accept"})
        try:
            async with asyncio.timeout(self.edge.patience.hello):
                text = await self._first()
        except TimeoutError:
            await self.close(HELLO_TIMEOUT)
            return None
        try:
            admitting = self._in_turn(text, origin, authorization)
            guest = await within(self.edge.patience.admission, admitting)
        except (AccessError, RoomError) as refusal:
            await self._refuse(refusal)
            return None
        self.has_greeted = True
        self.edge.addresses.greeted(self.address)
        return guest

    async def _in_turn(self, text: str, origin: str, authorization: str) -> Guest:
        """Between those who say hello in the same instant everybody's presses have their turn."""
        await self.edge.turnstile.enter()
        if self.transport.is_leaving:  # a tab that has gone on elsewhere would be put out there
            raise Gone
        hello = wire.hello(wire.loads(text, HELLO_BYTES))
        if self.edge.cooling.left(chain_of(hello.resume), self.edge.clock.now()) > 0:
            raise RateLimited
        with self.edge.addresses.trying(self.address, self.edge.clock):
            return await self._admit(hello, origin, authorization)

    async def _admit(self, hello: wire.Hello, origin: str, authorization: str) -> Guest:
        sink = SocketSink(self.transport, self._close_later)
        if not authorization:
            return await self.edge.entry.by_hello(hello, origin, sink)
        scheme, _, key = authorization.partition(" ")
        grant = await self.edge.entry.machine(key if scheme.lower() == "bearer" else "")
        return await self.edge.entry.by_key(grant, hello, sink)

    def _close_later(self, why: Parting) -> None:
        self.edge.close_later(self, why)

    async def _refuse(self, refusal: AccessError | RoomError) -> None:
        self.edge.meter.count("turned_away", refusal.code)
        retry = isinstance(refusal, RoomError) and refusal.retry
        self._say(frame("refused", id=None, code=refusal.code, retry=retry, say=refusal.say))
        await self.close(parting(refusal))

    # After hello ---------------------------------------------------------------------------

    async def stay(self, guest: Guest) -> None:
        """Hear a guest out. Raises `Gone`."""
        hearing = Hearing(self.edge, guest, self.transport)
        self.edge.guests.add(guest)
        self.transport.heard_by(hearing.hear_at_once)
        code = 0
        try:
            while not guest.seat.is_gone:
                text = _text_of(await self.receive())
                if text is None:
                    code = VIOLATION.code
                    await self.close(VIOLATION)
                    return
                if guest.seat.is_gone:  # what it lived by has ended since; nothing more is heard
                    return
                await hearing.hear(text)
        except Gone as gone:
            code = gone.code if self.transport.was_refused else 0
            raise
        finally:
            self._cool(guest, code)
            self.edge.guests.drop(guest)
            await self.edge.entry.reception.leave(guest.live, guest.seat)
            await hearing.presses.answered()

    def _cool(self, guest: Guest, code: int) -> None:
        """Note who was put out for breaking the rules, by us or by the protocol below; whoever
        goes with such a code has met a rule broken on the way, and may be anybody."""
        parting = guest.seat.parting
        if guest.chain and (parting.code if parting else code) in BROKEN_RULES:
            self.edge.cooling.put_out(guest.chain, self.edge.clock.now())

    # The peer ------------------------------------------------------------------------------

    async def _first(self) -> str:
        text = _text_of(await self.receive())
        if text is None:
            await self.close(VIOLATION)
            raise Gone
        return text

    def _say(self, said: Frame) -> None:
        SocketSink(self.transport, lambda _: None).write(said)


def _text_of(message: Message) -> str | None:
    """What was said; None for what is no text. Raises `Gone`."""
    if message["type"] == "websocket.disconnect":
        raise Gone(message.get("code", 0))
    text: str | None = message.get("text")
    return text
