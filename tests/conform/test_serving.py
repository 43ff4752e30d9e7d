"""Our side on a socket of its own."""

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.conform.serving import serving
from app.web.serving.server import bind


async def test_it_is_reachable_as_long_as_the_block() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    listener = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    async with httpx.AsyncClient(trust_env=False) as http, serving(app, listener):
        assert "here" == (await http.get(url)).text
    assert -1 == listener.fileno()
