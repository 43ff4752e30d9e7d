"""Our side's REST on a socket of its own, for as long as a run takes."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from app.web.serving.server import serve_config

STARTS_WITHIN = 10.0


class _Serving(uvicorn.Server):
    """Leaves signals alone: Ctrl+C is for the run, which then stops its server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """The application, reachable at that socket, which is closed in the end."""
    host, port = listener.getsockname()[:2]
    server = _Serving(serve_config(app, host, port, graceful_shutdown_s=1))
    failed: BaseException | None = None
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve([listener]))
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                while not server.started:  # noqa: ASYNC110  # uvicorn says so to nobody
                    await asyncio.sleep(0.01)
            yield
        except BaseException as error:
            failed = error  # raised in here it would cancel the server amid its farewell
        finally:
            server.should_exit = True
    if failed is not None:
        raise failed
