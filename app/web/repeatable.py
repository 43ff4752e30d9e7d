"""`Idempotency-Key`: a POST that a machine may send again without having it done twice.

The header is the IETF's draft (draft-ietf-httpapi-idempotency-key-header). An answer that did
something is given again for a day, sealed meanwhile; whatever was refused is decided afresh.
"""

import base64
import contextlib
import re
from collections.abc import Mapping
from typing import Annotated

import orjson
from fastapi import Depends, Header, Request
from starlette.responses import Response

from app.access.errors import IdempotencyKeyReused, StillRunning
from app.access.repeat import Repeat
from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable
from app.web.askers import metered
from app.web.parts import Parts
from app.web.requests import Handler, JsonRoute

HEADER = "idempotency-key"
REPLAYED = "Idempotency-Replayed"
MOST_CHARACTERS = 128
SHAPE = rf"^[!-~]{{1,{MOST_CHARACTERS}}}$"
_SHAPE = re.compile(SHAPE)
NEEDS_NONE: Mapping[str, str] = {
    "/api/enter": "a link is opened as often as somebody likes",
    "/api/enter/grant": "a grant is spent by its first use, and has no key to seal an answer with",
    "/api/rooms/{room}/people/{person}/ticket": "a ticket that nobody presents is over in 30 s",
    "/api/rooms/{room}/people/{person}/renew": "a pass that was renewed is renewed again",
    "/api/rooms/{room}/people/{person}/call/token": "one that nobody uses is over in a minute",
    "/api/rooms/{room}/people/{person}/commands": "a press brings an id of its own",
    "/api/rooms/{room}/commands": "a press brings an id of its own",
    "/api/calls/livekit": "a second time it is refused, and it only had us look",
    "/api/plans/check": "it does nothing",
}
"""The POSTs that take no such header, and why a second one does no harm."""
_SPOKEN = ("content-type", "location")
"""Headers of an answer that belong to what it says."""


def repeatable(
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=SHAPE,
            description="A new one, of your own choice, for each thing that you want done: the "
            "same request with it within 24 h is answered as before.",
        ),
    ] = None,
) -> None:
    """Tells the header to whoever reads the description, and refuses what is none."""


REPEATABLE = Depends(repeatable)
OF_A_REPEAT = (IdempotencyKeyReused, StillRunning)


class RepeatableRoute(JsonRoute):
    """A route that may be repeated under an `Idempotency-Key` where it depends on `REPEATABLE`."""

    async def answer(self, request: Request, handle: Handler) -> Response:
        """As the handler does, once; raises `IdempotencyKeyReused`, `StillRunning`, `RateLimited`
        too."""
        key, secret = request.headers.get(HEADER), _secret(request)
        if REPEATABLE not in self.dependencies or key is None or secret is None:
            return await handle(request)
        parts: Parts = request.app.state.parts
        grant = await parts.entry.machine(secret)
        begun = await parts.access.repeats.begin(secret, key, await _whole(request), _room(request))
        if isinstance(begun, bytes):
            # No handler runs, so nothing else has counted it.
            metered(request, parts.requests, grant.key, parts.rooms.clock.now())
            return _again(begun)
        return await _once(parts, secret, begun, handle, request)


async def _once(
    parts: Parts, secret: str, begun: Repeat, handle: Handler, request: Request
) -> Response:
    try:
        answer = await handle(request)
    except BaseException:
        # Where the database is away it stays, and is over in a minute by itself.
        with contextlib.suppress(LogUnavailable):
            await parts.access.repeats.drop(begun)
        raise
    # What was made is told, also where it cannot be kept for a second asking.
    with contextlib.suppress(LogUnavailable):
        await parts.access.repeats.finish(secret, begun, _kept(answer))
    return answer


def _secret(request: Request) -> str | None:
    """The API key or the grant under which the request came, with a header that is one."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    is_usable = scheme.lower() == "bearer" and text
    return text if is_usable and _SHAPE.fullmatch(request.headers.get(HEADER, "")) else None


async def _whole(request: Request) -> bytes:
    """What was asked: where, and with which body."""
    return f"{request.method} {request.url.path}\n".encode() + await request.body()


def _room(request: Request) -> RoomId | None:
    room = request.path_params.get("room")
    return None if room is None else RoomId(room)


def _kept(answer: Response) -> bytes:
    spoken = {name: answer.headers[name] for name in _SPOKEN if name in answer.headers}
    body = base64.b64encode(bytes(answer.body)).decode()
    return orjson.dumps({"status": answer.status_code, "headers": spoken, "body": body})


def _again(said: bytes) -> Response:
    kept = orjson.loads(said)
    headers = {**kept["headers"], REPLAYED: "true"}
    return Response(base64.b64decode(kept["body"]), kept["status"], headers)
