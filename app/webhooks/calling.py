"""Calling an endpoint: by exactly the address that was judged, within bounds, and never further.

Laws of this file:
- A name is resolved once; the connection is made to what was judged then, so that a name which
  means something else a moment later (DNS rebinding) leads nowhere else.
- TLS and the `Host` header speak to the name, whatever the address is.
- A connection serves one message: two names at one address never share it.
- No redirect is followed, no proxy of the environment is used, nothing of an answer is kept.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from app.rooms.ports import Clock
from app.webhooks.addresses import Reach
from app.webhooks.names import Names, Resolve, resolved
from app.webhooks.reply import Answer, Reply, reply_of

PATIENCE: Final = 15.0
"""Seconds for the whole of a call."""
CONNECTING: Final = 5.0
"""Seconds for a connection to one address."""
LEAVE: Final = 2.0
"""Seconds for the rest of an answer whose status is known."""
MOST_BYTES: Final = 64 * 1024
"""Of an answer's body; it is read so that the endpoint sees a plain end, and thrown away."""
MOST_ADDRESSES: Final = 3
"""Of one name that are tried in turn."""


class HttpCalls:
    """`Calls` over HTTP. `trust` is who may vouch for a name, those of the system without it."""

    def __init__(
        self,
        reach: Reach,
        clock: Clock,
        *,
        resolve: Resolve = resolved,
        trust: ssl.SSLContext | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._reach = reach
        self._clock = clock
        self._names = Names(resolve)
        self._trust = trust
        self._patience = patience

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, whose: str = ""
    ) -> Reply:
        """As `Calls.post`."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._posted(url, headers, body, whose)
        except (TimeoutError, httpx.TimeoutException):
            return Reply(Answer.TOO_SLOW)
        except httpx.ProtocolError:
            return Reply(Answer.STRANGE)
        except (OSError, UnicodeError, httpx.HTTPError, httpx.InvalidURL):
            return Reply(Answer.UNREACHABLE)

    async def _posted(self, url: str, headers: Mapping[str, str], body: bytes, whose: str) -> Reply:
        request = httpx.Request("POST", url, headers=headers, content=body)
        name, port = request.url.host, request.url.port or _usual(request.url.scheme)
        addresses = self._reach.pinned(url, await self._names.find(name, port, whose))
        if not addresses:
            return Reply(Answer.NOT_CALLED)
        timeout = httpx.Timeout(self._patience, connect=CONNECTING).as_dict()
        request.extensions = {"timeout": timeout, "sni_hostname": name}
        async with self._transport() as transport:
            answer = await _first(transport, request, addresses[:MOST_ADDRESSES])
            try:
                found_reply = reply_of(
                    answer.status_code, answer.headers.get("retry-after"), self._clock.now()
                )
                await _let_end(answer)
                return found_reply
            finally:
                await answer.aclose()

    def _transport(self) -> httpx.AsyncHTTPTransport:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, limits=limits)


async def _first(
    transport: httpx.AsyncHTTPTransport, request: httpx.Request, addresses: Sequence[str]
) -> httpx.Response:
    """The answer of the first address that can be connected to; the others have seen nothing."""
    *others, last = addresses
    asked_for = request.url
    for address in others:
        request.url = asked_for.copy_with(host=address)
        with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
            return await transport.handle_async_request(request)
    request.url = asked_for.copy_with(host=last)
    return await transport.handle_async_request(request)


async def _let_end(answer: httpx.Response) -> None:
    """Read a little of the body, in case that is all of it; the status has already told."""
    read = 0
    with contextlib.suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(LEAVE):
            async for part in answer.aiter_raw(MOST_BYTES):
                read += len(part)
                if read >= MOST_BYTES:
                    return


def _usual(scheme: str) -> int:
    return {"http": 80, "https": 443}[scheme]
