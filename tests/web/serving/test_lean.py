"""A connection has all that uvicorn's has, and a parser when one is needed."""

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from app.web.serving.lean import Lean
from app.web.serving.server import serve_config
from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import Edge, Room, edge, hello_http, until

MADE = {"conn", "logger", "queue", "writable", "frames", "close_timeout"}
"""What is another object here, and `frames`, which are none before the first."""


async def test_everything_that_uvicorn_sets_is_there_and_the_same() -> None:
    config = serve_config(hello_http, "127.0.0.1", 0)
    config.load()
    state = ServerState()
    theirs, ours = WebSocketsSansIOProtocol(config, state, {}), SocketProtocol(config, state, {})
    set_later = {"transport", "scheme"}

    for name in vars(theirs).keys() - MADE - set_later:
        assert getattr(theirs, name) == getattr(ours, name), name
    assert all(hasattr(ours, name) for name in MADE)
    assert not ours.frames


async def test_usual_socket_has_no_parser_until_something_else_than_a_text_comes() -> None:
    room = Room()
    async with edge(room.app) as here, connect(f"ws://{here.address[0]}:{here.address[1]}/") as one:
        await one.send("hello")
        await until(lambda: ["hello"] == room.heard)
        assert not has_parser(here)
        await (await one.ping())
        assert has_parser(here)
        await one.send("again")
        await until(lambda: ["hello", "again"] == room.heard)


async def test_unusual_upgrade_is_served_too() -> None:
    room = Room()
    async with (
        edge(room.app) as here,
        connect(
            f"ws://{here.address[0]}:{here.address[1]}/", additional_headers={"Content-Length": "0"}
        ) as one,
    ):
        await one.send("hello")
        await until(lambda: ["hello"] == room.heard)
        assert has_parser(here)


@pytest.mark.parametrize("name", ["run_asgi", "on_task_complete", "start_keepalive"])
def test_uvicorn_still_has_what_is_called(name: str) -> None:
    assert callable(getattr(WebSocketsSansIOProtocol, name))


def has_parser(here: Edge) -> bool:
    (connection,) = here.server.server_state.connections
    assert isinstance(connection, Lean)
    return connection._parser is not None
