"""`/api/calls/{call}/floor`: the socket of a call's makers, who are told by it and answer on it.

It is admitted by a key in the handshake, and by no Origin: no page opens it. What it is told is
never waited for; who does not read is cut off, and reads the newest state when they come again.
"""

import asyncio
import contextlib
import logging
import re

from starlette.requests import HTTPConnection

from app.access.errors import AccessError
from app.access.grants import Grant, Scope
from app.access.revocations import Revocation
from app.access.service import Access
from app.contract.errors import ContractError, NotByContract, TooManySockets
from app.contract.lines import Lines
from app.contract.service import Contract
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.errors import Invalid, NotFound, RoomClosed, RoomError, Unavailable
from app.rooms.fields import ID_PATTERN, RoomId
from app.rooms.frames import encode
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable, Meter, NoSuchRoom
from app.rooms.seat import DRAIN, NO_PONG, PASS_EXPIRED, REVOKED, Parting
from app.rooms.state import CallKind
from app.web import wire
from app.web.askers import address_of
from app.web.contract_frames import Refused, heard, type_of
from app.web.entry import Entry
from app.web.envelope import MOST_BYTES
from app.web.limits import Addresses
from app.web.partings import RATE_LIMITED, VIOLATION, parting
from app.web.patience import Patience, within
from app.web.rates import Rates
from app.web.serving.refusing import turned_away
from app.web.serving.transport import Transport, text_frame, transport_of
from app.web.signs import Signs
from app.web.socket import Gone, Message, Receive, Send
from app.web.strikes import Strikes

PATH = re.compile(rf"/api/calls/(?P<room>{ID_PATTERN})/floor")
MOST_UNREAD = 1024 * 1024
"""Bytes that may wait for a vendor to read them."""
LOOK_EVERY = 1.0
LOOK_AT_ROOM_EVERY = Millis(30 * SECOND)
"""From one look at whether the meeting of a socket is over to the next."""

log = logging.getLogger(__name__)


class FloorSockets:
    """The endpoint. `run` must run beside the server."""

    def __init__(
        self, contract: Contract, lines: Lines, entry: Entry, access: Access, addresses: Addresses,
        rates: Rates, meter: Meter, patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self.contract = contract
        self.lines = lines
        self.entry = entry
        self.access = access
        self.addresses = addresses
        self.rates = rates
        self.meter = meter
        self.patience = patience
        self.is_draining = False
        self._sockets: set[FloorSocket] = set()

    async def run(self) -> None:
        """Until cancelled: end what has nothing to be there for any more."""
        forget = self.access.on_revoked(self.revoked)
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                await self.look()
        finally:
            forget()

    async def look(self) -> None:
        """Once: end what has lost its key, its meeting, or whoever was at its other end."""
        now = self.now()
        for socket in tuple(self._sockets):
            if socket.until is not None and now >= socket.until:
                socket.end(PASS_EXPIRED)
            elif socket.signs.are_missing(now, is_behind=socket.is_busy):
                socket.end(NO_PONG)
            elif now >= socket.look_at:
                socket.look_at = later(now, LOOK_AT_ROOM_EVERY)
                try:
                    await self.opened(socket.room)
                except (NotFound, RoomClosed) as over:
                    socket.end(parting(over))
                except RoomError:
                    continue

    async def opened(self, room: RoomId) -> LiveRoom:
        """The meeting, while it is not over; raises `NotFound`, `RoomClosed`, `Unavailable`."""
        return await self.entry.reception.open(room)

    def now(self) -> Instant:
        """The database's time."""
        return self.entry.reception.rooms.clock.now()

    def revoked(self, revocation: Revocation) -> None:
        """End the sockets of a key that has ended."""
        for socket in tuple(self._sockets):
            if revocation.key_id is not None and revocation.key_id == socket.key:
                socket.end(REVOKED)

    def drain(self) -> None:
        """Take nobody new, and have everybody go."""
        self.is_draining = True
        for socket in tuple(self._sockets):
            socket.end(DRAIN)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One connection, from handshake to end."""
        await receive()
        asked, transport = HTTPConnection(scope), transport_of(scope)
        address, path = address_of(asked), PATH.fullmatch(scope["path"])
        reason = self._turned_away(asked, address)
        if reason is not None or transport is None or path is None:
            self.meter.count("turned_away", reason or "server")
            await send(turned_away(reason))
            return
        self.addresses.opened(address)
        socket = FloorSocket(self, RoomId(path["room"]), address, receive, send, transport)
        try:
            await socket.serve(asked.headers.get("authorization", ""))
        except Gone:
            pass
        except Exception as error:  # a fault of ours ends one connection, said by its kind
            self.meter.count("fault", type(error).__name__)
            log.error("floor_socket_failed error=%s", type(error).__name__)
            transport.abort()
        finally:
            self._sockets.discard(socket)
            if not socket.is_admitted:
                self.addresses.greeted(address)
            self.addresses.closed(address)

    def _turned_away(self, asked: HTTPConnection, address: str) -> str | None:
        if self.is_draining:
            return "draining"
        if asked.headers.get("origin"):
            return "origin"
        return self.addresses.refusal(address, self.now())

    async def admitted(self, room: RoomId, authorization: str, address: str) -> Grant:
        """Whoever may speak of this room's call; raises what refuses them."""
        scheme, _, text = authorization.partition(" ")
        with self.addresses.trying(address, self.entry.reception.rooms.clock):
            grant = await self.entry.machine(text if scheme.lower() == "bearer" else "")
        if not grant.may(Scope.ROOM_REPORT, room):
            raise NotFound
        live = await self.opened(room)
        if live.room.call is not CallKind.CONTRACT:
            raise NotByContract
        return grant

    def came(self, socket: "FloorSocket") -> None:
        """A socket has been admitted; it counts as one that has said who it is."""
        socket.is_admitted = True
        socket.transport.let_in()
        self.addresses.greeted(socket.address)
        self._sockets.add(socket)
        if self.is_draining:  # it came to the door before
            socket.end(DRAIN)


class FloorSocket:
    """One connection."""

    def __init__(
        self, edge: FloorSockets, room: RoomId, address: str, receive: Receive, send: Send,
        transport: Transport,
    ) -> None:  # fmt: skip
        self.edge = edge
        self.room = room
        self.address = address
        self.receive = receive
        self.send = send
        self.transport = transport
        self.key = ""
        self.until: Instant | None = None
        self.is_admitted = self.is_busy = False
        self.look_at = later(edge.now(), LOOK_AT_ROOM_EVERY)
        self.signs = Signs(transport, edge.now())
        self._strikes = Strikes(edge.now())
        self._parting: asyncio.Future[Parting] = asyncio.get_running_loop().create_future()

    async def serve(self, authorization: str) -> None:
        """From handshake to the end. Raises `Gone`."""
        await self.send({"type": "websocket.accept"})
        try:
            admitting = self.edge.admitted(self.room, authorization, self.address)
            grant = await within(self.edge.patience.admission, admitting)
        except (AccessError, RoomError, ContractError) as refusal:
            await self._turn_away(refusal)
            return
        self.key, self.until = grant.key, grant.until
        self.edge.came(self)
        try:
            async with self.edge.lines.open(self.room, self.say):
                await self._stay()
        except TooManySockets as refusal:
            await self._turn_away(refusal)
        except NoSuchRoom:
            await self._turn_away(NotFound())
        except LogUnavailable:
            await self._turn_away(Unavailable())

    def end(self, why: Parting) -> None:
        """Close, from code that cannot wait."""
        if not self._parting.done():
            self._parting.set_result(why)

    async def _turn_away(self, refusal: AccessError | RoomError | ContractError) -> None:
        self._refuse("", refusal)
        await self._close(parting(refusal))

    async def _stay(self) -> None:
        """Hear it out, or until it is ended from here."""
        async with asyncio.TaskGroup() as tasks:
            hearing = tasks.create_task(self._hear_out())
            hearing.add_done_callback(lambda _: self.end(VIOLATION))
            why = await self._parting
            is_ours = not hearing.done()
            hearing.cancel()
        if is_ours or hearing.result():
            await self._close(why)

    async def _hear_out(self) -> bool:
        """Until the peer has gone, which is not ours to close, or has said too much nonsense."""
        with contextlib.suppress(Gone):
            is_more = True
            while is_more:
                text = _text_of(await self.receive())
                self.is_busy = True
                is_more = await self._hear(text)
                self.is_busy = False
            return True
        return False

    async def _hear(self, text: str | None) -> bool:
        """Whether another frame may be heard."""
        if text is None:
            return False
        now, kind = self.edge.now(), ""
        try:
            frame = wire.loads(text, MOST_BYTES)
            kind = type_of(frame)
            said = heard(frame)
            self.edge.rates.take(f"{self.key}:{self.room}", now)
            await self.edge.opened(self.room)
            self.say(encode(await said.taken(self.edge.contract, self.room)).decode())
        except Invalid as wrong:
            self._refuse(kind, wrong)
            return self._strikes.forgives_malformed(now)
        except (AccessError, RoomError, ContractError) as refusal:
            self._refuse(kind, refusal)
            if isinstance(refusal, RoomClosed):
                self.end(parting(refusal))
            elif refusal.code == "rate_limited" and not self._strikes.forgives_too_fast(now):
                self.end(RATE_LIMITED)
        except LogUnavailable:
            self._refuse(kind, Unavailable())
        return True

    def _refuse(self, kind: str, refusal: AccessError | RoomError | ContractError) -> None:
        said = Refused(of=kind, code=refusal.code, detail=refusal.say, retry=refusal.retry)
        self.say(encode(said.model_dump()).decode())

    def say(self, text: str) -> None:
        """One frame, without waiting."""
        if self.transport.buffered() > MOST_UNREAD:
            self.transport.abort()
        else:
            self.transport.write_frame(text_frame(text.encode()))

    async def _close(self, why: Parting) -> None:
        self.edge.meter.count("evicted", str(why.code))
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
