"""The process's front door: how uvicorn is set up, and how it leaves.

uvicorn closes all sockets at the first signal, before the application's lifespan ends; after that
nothing can be said any more. `PushbackServer` gives the application time to say it. Every step of
leaving is bounded, and the whole of it too.
"""

import asyncio
import contextlib
import faulthandler
import logging
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import FrameType
from typing import Any, Final

import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.sockets import BACKLOG, PortInUse, adopt, allow_many, bind

__all__ = [
    "MAX_MESSAGE_BYTES", "PortInUse", "PushbackServer", "adopt", "bind", "run_fast", "serve_config",
]  # fmt: skip

MAX_MESSAGE_BYTES: Final = 64 * 1024
"""A larger WebSocket message closes its socket with 1009."""

logger = logging.getLogger(__name__)


def serve_config(
    app: Callable[..., Any],
    host: str,
    port: int,
    *,
    fd: int | None = None,
    trusted_proxies: Sequence[str] = (),
    http: type[HttpProtocol] = HttpProtocol,
    ws: type[SocketProtocol] = SocketProtocol,
    opens_per_second: int | None = None,
    keep_alive_s: int = 5,
    graceful_shutdown_s: int = 10,
) -> uvicorn.Config:
    """Return uvicorn's settings; nothing in them is read from the environment.

    `fd` is a listening socket that a supervisor opened; it takes the place of host and port.
    `trusted_proxies` are addresses or networks whose forwarding headers are believed; without
    them such headers are ignored. `opens_per_second` is how often one address may open a socket,
    of which follows how often it may connect and ask. `graceful_shutdown_s` bounds how long
    uvicorn waits for connections and handlers after it has closed them. There are no pings below
    the application: `app.web.guests` asks everybody for a sign of life already, in frames that a
    page can see, and whoever says no hello in time is closed.
    """
    if opens_per_second is not None:
        http = type(http.__name__, (http,), {"opens_per_second": opens_per_second})
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        fd=fd,
        loop="auto",  # uvloop where it is installed
        http=http,
        ws=ws,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=0,
        ws_per_message_deflate=False,
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        workers=1,  # None would ask the environment; several nodes are several processes
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        backlog=BACKLOG,
        timeout_keep_alive=keep_alive_s,
        timeout_graceful_shutdown=graceful_shutdown_s,
    )


def run_fast(serving: Coroutine[Any, Any, None]) -> None:
    """As `asyncio.run`, in the loop that uvicorn would choose: uvloop where it is installed.

    uvicorn itself chooses a loop only in `Server.run`; a `serve` runs in whichever it finds.
    """
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(serving)


class PushbackServer(uvicorn.Server):
    """uvicorn, with a farewell: `drain` runs before any socket closes and while all is served.

    `drain` is cancelled after `drain_budget_s` seconds, or at a second signal. `hard_limit_s`
    seconds after the first signal the process ends, whatever still runs; choose it above the
    drain budget and uvicorn's own `timeout_graceful_shutdown` together. It holds under `run`, and
    under `serve` for a caller that `owns_process`.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        drain: Callable[[], Awaitable[None]],
        drain_budget_s: float = 10.0,
        hard_limit_s: float = 30.0,
        owns_process: bool = False,
    ) -> None:
        super().__init__(config)
        self.drain = drain
        self.drain_budget_s = drain_budget_s
        self.hard_limit_s = hard_limit_s
        self._owns_process = owns_process
        self._loop: asyncio.AbstractEventLoop | None = None
        self._budget: asyncio.Timeout | None = None
        self._has_said_goodbye = False

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal; this process then ends, if need be by the hard limit.

        Raises PortInUse before anything of the application has started. Ctrl+C returns; SIGTERM
        ends the process with that signal after an orderly shutdown, as supervisors expect.
        """
        self._owns_process = True
        with contextlib.suppress(KeyboardInterrupt):
            super().run(sockets)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve on these listening sockets, by default on the one that the settings name.

        Closes them. Raises PortInUse before the lifespan starts.
        """
        self._loop = asyncio.get_running_loop()
        if self._owns_process:
            allow_many()
        listeners = [self._listener()] if sockets is None else sockets
        try:
            await super().serve(listeners)
        finally:
            for listener in listeners:
                listener.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then let uvicorn close everything and end the lifespan."""
        await self._drain_within_budget()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to leave at the first signal; at a later one cut short what is waited for.

        At first that is the farewell; the rest stays orderly. After it, uvicorn takes Ctrl+C to
        skip even the end of the lifespan.
        """
        if self.should_exit and self._loop is not None and not self._has_said_goodbye:
            self._loop.call_soon_threadsafe(self._hurry)
            return
        if self._owns_process and not self.should_exit:
            # A thread in C: it also ends a process whose loop or interpreter is stuck, and it
            # prints where (names of functions only).
            faulthandler.dump_traceback_later(self.hard_limit_s, exit=True)
        super().handle_exit(sig, frame)

    async def _drain_within_budget(self) -> None:
        try:
            async with asyncio.timeout(self.drain_budget_s) as self._budget:
                await self.drain()
        except TimeoutError:
            logger.warning("the farewell was cut short; sockets close now")
        except Exception:
            logger.exception("the farewell failed; sockets close now")
        finally:
            self._budget = None
            self._has_said_goodbye = True

    def _hurry(self) -> None:
        if self._budget is not None and not self._budget.expired():
            self._budget.reschedule(0)

    def _listener(self) -> socket.socket:
        if self.config.fd is not None:
            return adopt(self.config.fd)
        return bind(self.config.host, self.config.port, backlog=self.config.backlog)
