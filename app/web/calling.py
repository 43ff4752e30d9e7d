"""The call's socket: what a page says of its own microphone, and the way its media takes.

A person's part in the call hangs on this socket: when it ends, they have left. It is admitted by a
ticket, as the live socket is, and carries nothing that anybody typed. Nothing sent is logged.
"""

import asyncio
import contextlib
import logging
from typing import Any

from starlette.requests import HTTPConnection

from app.access.errors import AccessError
from app.calls.ice import IceServers
from app.calls.ports import CallUnavailable, Participant, TakingPart
from app.calls.refusals import CallRefused
from app.phases.units import Instant
from app.rooms.errors import Invalid, RateLimited, RoomError
from app.rooms.fields import RoomId
from app.rooms.frames import encode
from app.rooms.ports import Clock, Meter
from app.rooms.seat import Parting
from app.web import wire
from app.web.askers import address_of
from app.web.call_frames import MOST_BYTES, call_frame, call_hello
from app.web.callers import Callers
from app.web.entry import Entry
from app.web.limits import Addresses, Bucket
from app.web.partings import CALL_AWAY, HELLO_TIMEOUT, RATE_LIMITED, VIOLATION, parting
from app.web.patience import Patience, within
from app.web.serving.refusing import turned_away
from app.web.serving.transport import Transport, text_frame, transport_of
from app.web.socket import HELLO_BYTES, Gone, Message, Receive, Send
from app.web.strikes import Strikes

FRAMES_PER_SECOND = 10
MOST_AT_ONCE = 80
"""Frames of one connection; a page that comes in names every way to reach it at once."""
MOST_UNREAD = 1024 * 1024
"""Bytes that may wait for a page to read them."""
CALL_UNAVAILABLE = "call_unavailable"

log = logging.getLogger(__name__)


class Calling:
    """The endpoint. `run` must run beside the server."""

    def __init__(
        self, call: TakingPart, entry: Entry, callers: Callers, addresses: Addresses,
        origins: frozenset[str], clock: Clock, meter: Meter, ice_servers: IceServers,
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self.call = call
        self.entry = entry
        self.callers = callers
        self.addresses = addresses
        self.origins = origins
        self.clock = clock
        self.meter = meter
        self.ice_servers = ice_servers
        self.patience = patience
        self.is_draining = False
        self.tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Until cancelled: look after callers, and give closing a place to happen."""
        async with asyncio.TaskGroup() as tasks:
            self.tasks = tasks
            try:
                await self.callers.run()
            finally:
                self.tasks = None  # it takes nothing new while it ends

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One connection, from handshake to end."""
        await receive()
        asked, transport = HTTPConnection(scope), transport_of(scope)
        address = address_of(asked)
        reason = self._turned_away(asked, address)
        if reason is not None or transport is None:
            self.meter.count("turned_away", reason or "server")
            await send(turned_away(reason))
            return
        self.addresses.opened(address)
        socket = CallSocket(self, address, receive, send, transport)
        try:
            await socket.serve(asked.headers.get("origin", ""))
        except Gone:
            pass
        except Exception as error:
            self.failed(error, transport)
        finally:
            self.addresses.closed(address)
            if not socket.has_greeted:
                self.addresses.greeted(address)
                if transport.was_refused:
                    self.addresses.failed(address, self.clock.now())

    def drain(self) -> None:
        """Take nobody new, and have everybody go."""
        self.is_draining = True
        self.callers.farewell()

    def failed(self, error: Exception, transport: Transport) -> None:
        """A fault of ours ends one connection; it is said by its kind, its words may be theirs."""
        self.meter.count("fault", type(error).__name__)
        log.error("call_socket_failed error=%s", type(error).__name__)
        transport.abort()

    def _turned_away(self, asked: HTTPConnection, address: str) -> str | None:
        if self.is_draining:
            return "draining"
        if asked.headers.get("origin") not in self.origins:
            return "origin"
        return self.addresses.refusal(address, self.clock.now())


class CallSocket:
    """One connection: a `Caller` once it has said hello."""

    def __init__(
        self, edge: Calling, address: str, receive: Receive, send: Send, transport: Transport
    ) -> None:
        now = edge.clock.now()
        self.edge = edge
        self.address = address
        self.receive = receive
        self.send = send
        self.transport = transport
        self.has_greeted = False
        self.is_over = False
        self.stuck_since: Instant | None = None
        self.pinged_at = self.ponged_at = now
        self._bucket = Bucket(FRAMES_PER_SECOND, MOST_AT_ONCE, now)
        self._strikes = Strikes(now)
        self._has_ended = asyncio.Event()

    async def serve(self, origin: str) -> None:
        """From hello to the end. Raises `Gone`."""
        self.transport.expect_hello(HELLO_BYTES)
        await self.send({"type": "websocket.accept"})
        try:
            await self._serve(origin)
        finally:
            self._has_ended.set()

    async def _serve(self, origin: str) -> None:
        try:
            part = await self._greeted(origin)
        except TimeoutError:
            await self._close(HELLO_TIMEOUT)
        except (AccessError, RoomError) as refusal:
            await self._turn_away(refusal.code, parting(refusal))
        except CallUnavailable:
            await self._turn_away(CALL_UNAVAILABLE, CALL_AWAY)
        else:
            await self._stay(part)

    # Hello ---------------------------------------------------------------------------------

    async def _greeted(self, origin: str) -> Participant:
        """Let in whoever says a good hello; raises what refuses them."""
        edge = self.edge
        async with asyncio.timeout(edge.patience.hello):
            text = _text_of(await self.receive())
        hello = call_hello(wire.loads(text or "", HELLO_BYTES))
        self.room = RoomId(hello.room)
        with edge.addresses.trying(self.address, edge.clock):
            admitting = edge.entry.to_call(self.room, hello.ticket, origin)
            came = await within(edge.patience.admission, admitting)
        self.person, self.pass_id = came.person, came.pass_id
        edge.callers.add(self)
        self.has_greeted = True
        self.transport.let_in()
        edge.addresses.greeted(self.address)
        ice_servers = edge.ice_servers.shown_to(self.person, edge.clock.now())
        self.say({"t": "welcome", "ice_servers": ice_servers})
        try:
            return await edge.call.join(self.room, self.person, self.say)
        except BaseException:
            edge.callers.drop(self)
            raise

    async def _turn_away(self, code: str, why: Parting) -> None:
        self.edge.meter.count("turned_away", code)
        self.say({"t": "refused", "code": code})
        await self._close(why)

    # After hello ---------------------------------------------------------------------------

    async def _stay(self, part: Participant) -> None:
        try:
            while not self.is_over:
                text = _text_of(await self.receive())
                if text is None:
                    await self._close(VIOLATION)
                elif not self.is_over:
                    await self._hear(part, text)
        finally:
            self.edge.callers.drop(self)
            await part.leave()

    async def _hear(self, part: Participant, text: str) -> None:
        now = self.edge.clock.now()
        try:
            is_allowed = self._bucket.take(now)
            said = call_frame(wire.loads(text, MOST_BYTES))
            if not is_allowed:
                raise RateLimited
            if said is None:
                self.ponged_at = now
            else:
                await part.hear(said)
        except RateLimited as busy:
            await self._strike(busy.code, self._strikes.forgives_too_fast(now), RATE_LIMITED)
        except Invalid as wrong:
            await self._strike(wrong.code, self._strikes.forgives_malformed(now), VIOLATION)
        except CallRefused as refused:
            self._refuse(refused.code)
        except RoomError as refused:
            self._refuse(refused.code)
        except CallUnavailable:
            self._refuse(CALL_UNAVAILABLE)

    async def _strike(self, code: str, is_forgiven: bool, last: Parting) -> None:
        self._refuse(code)
        if not is_forgiven:
            await self._close(last)

    def _refuse(self, code: str) -> None:
        self.say({"t": "refused", "code": code})

    # The peer ------------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """As the connection was told."""
        return self.transport.is_full

    def ping(self, now: Instant) -> None:
        """Ask for a sign of life."""
        self.pinged_at = now
        self.say({"t": "ping", "n": now})

    def say(self, said: dict[str, Any]) -> None:
        """One frame, without waiting; a goodbye ends the connection after it."""
        if self.is_over:
            return
        if said["t"] == "bye":
            self.end(Parting(said["code"], said["reason"]))
        elif self.transport.buffered() > MOST_UNREAD:
            self.transport.abort()
        else:
            self.transport.write_frame(text_frame(encode(said)))

    def end(self, why: Parting) -> None:
        """Say goodbye and close, from code that cannot wait."""
        if not self.is_over and self.edge.tasks is not None:
            self._say_goodbye(why)
            self.edge.tasks.create_task(self._see_out(why))

    async def _close(self, why: Parting) -> None:
        if not self.is_over:
            self._say_goodbye(why)
            await self._shut(why)

    def _say_goodbye(self, why: Parting) -> None:
        self.edge.meter.count("evicted", str(why.code))
        goodbye = {"t": "bye", "code": why.code, "reason": why.reason}
        self.transport.write_frame(text_frame(encode(goodbye)))
        self.is_over = True

    async def _see_out(self, why: Parting) -> None:
        """Close, and cut the connection of a peer that does not take its goodbye in time."""
        try:
            await self._shut(why)
            async with asyncio.timeout(self.edge.patience.close):
                await self._has_ended.wait()
        except TimeoutError:
            self.transport.abort()
        except Exception as error:  # one peer's end must not be the end of everybody's call
            self.edge.failed(error, self.transport)

    async def _shut(self, why: Parting) -> None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(self.edge.patience.close):
                closing = {"type": "websocket.close", "code": why.code, "reason": why.reason}
                await self.send(closing)
                return
        self.transport.abort()


def _text_of(message: Message) -> str | None:
    """What was said; None for what is no text. Raises `Gone`."""
    if message["type"] == "websocket.disconnect":
        raise Gone
    text: str | None = message.get("text")
    return text
