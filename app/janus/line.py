"""One connection to Janus: a WebSocket with one session over it, as long as both stand.

Each request has a transaction and a time limit. What is no answer is an event of a handle, and is
handed over where it was read. Nothing that passes is logged, and no word of Janus is kept.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from app.calls.ports import CallUnavailable, Why
from app.janus.answers import MOST_BYTES, JanusRefused, NotJanus, Said, said

PROTOCOL = Subprotocol("janus-protocol")
PLUGIN = "janus.plugin.videoroom"
MOST_WAITING = 4096
"""Requests without an answer; one more, and there is no sense in asking."""

BRIEF = frozenset({"keepalive", "trickle"})
"""What is answered by an "ack" alone; to other requests it says that the answer will follow."""

Hear = Callable[[Said], None]

_silent = logging.getLogger(f"{__name__}.frames")
_silent.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a connection, for an answer, which Janus gives within one millisecond, and
    between signs of life: a Janus that stands still is noticed after 9 at most."""

    open: float = 4.0
    answer: float = 4.0
    ask_every: float = 5.0


class Waiting(NamedTuple):
    """A request without its answer."""

    answer: "asyncio.Future[Said]"
    is_brief: bool

    def is_met_by(self, message: Said) -> bool:
        """Whether this is the answer."""
        return self.is_brief or message.kind != "ack"


class Line:
    """A session that stands. Every method raises `CallUnavailable` once it does not."""

    def __init__(self, socket: ClientConnection, secret: str | None, patience: Patience) -> None:
        self.patience = patience
        self.has_ended = False
        self._socket = socket
        self._secret = secret
        self._session: int | None = None
        self._waiting: dict[str, Waiting] = {}
        self._handles: dict[int, Hear] = {}
        self._numbers = itertools.count(1)

    async def ask(
        self,
        kind: str,
        *,
        handle: int | None = None,
        sdp: dict[str, str] | None = None,
        **more: Any,
    ) -> Said:
        """What Janus answers; raises `JanusRefused`, `CallUnavailable`."""
        number = f"t{next(self._numbers)}"
        asked: dict[str, Any] = {"janus": kind, "transaction": number, **more}
        if self._secret is not None:
            asked["apisecret"] = self._secret
        if self._session is not None:
            asked["session_id"] = self._session
        if handle is not None:
            asked["handle_id"] = handle
        if sdp is not None:
            asked["jsep"] = sdp
        answer = await self._answered(number, orjson.dumps(asked).decode(), kind in BRIEF)
        if answer.error is not None:
            raise JanusRefused(answer.error)
        return answer

    async def begin(self) -> None:
        """Make the session, while `read` runs. Raises as `ask`."""
        self._session = _made(await self.ask("create"))

    async def attach(self, hear: Hear) -> int:
        """A handle of the plugin, whose events `hear` gets; it must be cheap and raise nothing."""
        handle = _made(await self.ask("attach", plugin=PLUGIN))
        self._handles[handle] = hear
        return handle

    async def detach(self, handle: int) -> None:
        """Give a handle back; raises nothing, for what is lost has no handles."""
        self._handles.pop(handle, None)
        with contextlib.suppress(JanusRefused, CallUnavailable):
            await self.ask("detach", handle=handle)

    async def read(self) -> None:
        """Until the line ends: hand over what comes. Raises what ended it."""
        async for text in self._socket:
            self._take(said(text))

    async def live(self) -> None:
        """Until the line ends: have Janus keep the session, and notice when it does not answer."""
        while self._session is not None:
            await asyncio.sleep(self.patience.ask_every)
            await self.ask("keepalive")

    def end(self) -> None:
        """Nobody will be answered any more."""
        self.has_ended = True
        for waiting in self._waiting.values():
            if not waiting.answer.done():
                waiting.answer.set_exception(CallUnavailable(Why.LOST))
                waiting.answer.exception()  # whoever asked may have gone
        self._handles.clear()

    async def _answered(self, number: str, text: str, is_brief: bool) -> Said:
        if self.has_ended or len(self._waiting) >= MOST_WAITING:
            raise CallUnavailable(Why.LOST)
        waiting = Waiting(asyncio.get_running_loop().create_future(), is_brief)
        self._waiting[number] = waiting
        try:
            async with asyncio.timeout(self.patience.answer):
                await self._socket.send(text)
                return await waiting.answer
        except (TimeoutError, WebSocketException, OSError):
            raise CallUnavailable(Why.LOST) from None
        finally:
            del self._waiting[number]

    def _take(self, message: Said) -> None:
        if message.kind == "timeout":
            raise NotJanus  # the session is over, and everything that hung on it
        if message.transaction is not None:  # one that nobody waits for any more came too late
            waiting = self._waiting.get(message.transaction)
            if waiting is not None and not waiting.answer.done() and waiting.is_met_by(message):
                waiting.answer.set_result(message)
        elif message.sender in self._handles:
            self._handles[message.sender](message)


@contextlib.asynccontextmanager
async def dialled(
    url: str, secret: str | None, patience: Patience = Patience()
) -> AsyncIterator[Line]:
    """A line with its session, as long as it stands and the block lasts; without a secret it has
    none, and asks what anybody could.

    Raises `CallUnavailable`: where it cannot be made, and in the block once it has ended.
    """
    try:
        async with asyncio.timeout(patience.open):
            socket = await connect(
                url, subprotocols=[PROTOCOL], max_size=MOST_BYTES, compression=None,
                ping_interval=None, proxy=None, close_timeout=1, logger=_silent,
            )  # fmt: skip
    except (TimeoutError, WebSocketException, OSError):
        raise CallUnavailable(Why.UNREACHABLE) from None
    line = Line(socket, secret, patience)
    try:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(_until_it_ends(line))
            if secret is not None:
                await _begun(line)
            living = tasks.create_task(line.live())
            yield line
            reading.cancel()
            living.cancel()
    except ExceptionGroup as broken:
        using = asyncio.current_task()
        if using is not None and using.cancelling():  # a group with an error forgets who asked
            raise asyncio.CancelledError from None
        raise _lost(broken) from None
    finally:
        line.end()
        socket.transport.abort()  # to Janus it is the same, and nobody who is lost says goodbye
        await socket.wait_closed()


async def _begun(line: Line) -> None:
    try:
        await line.begin()
    except JanusRefused:
        raise CallUnavailable(Why.REFUSED) from None


async def _until_it_ends(line: Line) -> None:
    try:
        await line.read()
    except (NotJanus, WebSocketException, OSError):
        raise CallUnavailable(Why.LOST) from None
    finally:
        line.end()
    raise CallUnavailable(Why.LOST)


def _lost(group: ExceptionGroup[Exception]) -> Exception:
    """What broke first; it is the reason of everything else."""
    found: Exception = group
    while isinstance(found, ExceptionGroup):
        found = found.exceptions[0]
    return found


def _made(answer: Said) -> int:
    if answer.made is None:
        raise CallUnavailable(Why.REFUSED)
    return answer.made
