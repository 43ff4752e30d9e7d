"""A stand as an application."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.stand.stand import Stand


def application(stand: Stand) -> Starlette:
    """It answers at `/hook`; whoever runs it runs the stand too."""

    async def hook(request: Request) -> Response:
        status, body = await stand.take(request.headers, await request.body())
        return JSONResponse(body, status)

    return Starlette(routes=[Route("/hook", hook, methods=["POST"])])
