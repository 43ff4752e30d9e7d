"""What every HTTP exchange is wrapped in: a bounded body, careful headers, no exception outside.

Plain ASGI. The body is read here, whole and within a deadline, before anybody may wait for it; of
an exception only its kind and the place in our code are written down, never what it holds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from traceback import extract_tb
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from app.web.problems import problem
from app.web.rates import Quota

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BYTES = 64 * 1024
BODY_WITHIN = 5.0
"""Seconds from the head of a request to the end of its body."""

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Set wherever the answer does not say otherwise."""
API = "/api/"
QUOTA = "pushback.quota"
"""Where in its scope a request that was metered has its `Quota`."""

log = logging.getLogger(__name__)


class TooLarge(Exception):
    """The body is larger than any of ours."""


class Gone(Exception):
    """The peer went away while it sent its body."""


class Envelope:
    """ASGI middleware around the whole of HTTP. `failed` hears the kind of each fault of ours."""

    def __init__(
        self, app: App, failed: Callable[[str], None], body_within: float = BODY_WITHIN
    ) -> None:
        self.app = app
        self.failed = failed
        self.body_within = body_within

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One exchange."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                dress(message, scope["path"], scope.get(QUOTA))
            await send(message)

        answer = await self._answer(scope, receive, guarded)
        if answer is not None and not has_begun:
            await answer(scope, receive, guarded)

    async def _answer(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> Response | None:
        """Run the exchange; what to say where the application could not."""
        try:
            async with asyncio.timeout(self.body_within):
                body = await _body(scope, receive)
        except TimeoutError:
            return _closing(problem("too_slow"))
        except TooLarge:
            return _closing(problem("too_large", facts={"most": MOST_BYTES}))
        except Gone:
            return None
        try:
            await self.app(scope, _replayed(body, receive), send)
        except Exception as failure:
            place = extract_tb(failure.__traceback__)[-1]
            log.error("a request failed: %s in %s", type(failure).__name__, place.name)
            self.failed(type(failure).__name__)
            return _closing(problem("failed"))
        return None


def dress(message: Message, path: str, quota: Quota | None = None) -> None:
    """Put the careful headers on the head of a response, and what is left to a metered asker."""
    headers = MutableHeaders(raw=message.setdefault("headers", []))
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith(API):
        headers.setdefault("Cache-Control", "no-store")
    for name, value in quota.headers().items() if quota else ():
        headers.setdefault(name, value)


async def _body(scope: MutableMapping[str, Any], receive: Receive) -> bytes:
    length = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
    if not length.isdigit() or int(length[:20]) > MOST_BYTES:
        raise TooLarge
    pieces: list[bytes] = []
    size, has_more = 0, True
    while has_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MOST_BYTES:
            raise TooLarge
        has_more = message.get("more_body", False)
    return b"".join(pieces)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """As `receive` was before the body was read."""
    is_told = False

    async def again() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _closing(answer: Response) -> Response:
    answer.headers["Connection"] = "close"
    return answer
