"""Requests with a JSON body of ours: read by the same bounds as frames of a socket."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.rooms.errors import Invalid
from app.web.envelope import MOST_BYTES
from app.web.wire import loads

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRequest(Request):
    """A request whose body is one JSON object."""

    async def json(self) -> Any:
        """The object; raises `HTTPException`, which is what the framework lets through."""
        try:
            return loads(await self.body(), MOST_BYTES)
        except Invalid:
            raise HTTPException(422) from None


class JsonRoute(APIRoute):
    """A route whose handler gets a `JsonRequest`."""

    def get_route_handler(self) -> Handler:
        """As the framework's, with our reading of JSON."""
        handle = super().get_route_handler()

        async def with_our_json(request: Request) -> Response:
            return await self.answer(JsonRequest(request.scope, request.receive), handle)

        return with_our_json

    async def answer(self, request: Request, handle: Handler) -> Response:
        """What the handler answers."""
        return await handle(request)


def is_json(request: Request) -> bool:
    """Whether the body says that it is JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json"
