"""python-socketio on uvicorn: rooms and events of the library, WebSockets from the beginning."""

from typing import Any

import socketio

from benchmarks.peers.plain import STEPS

server = socketio.AsyncServer(async_mode="asgi", logger=False, engineio_logger=False)
app = socketio.ASGIApp(server)
numbers: dict[str, int] = {}


@server.on("hello")  # type: ignore[untyped-decorator]  # the library has no types
async def hello(sid: str, said: dict[str, Any]) -> None:
    """Into the room."""
    room = said["room"]
    await server.save_session(sid, {"room": room})
    await server.enter_room(sid, room)
    welcome = {"t": "welcome", "seq": numbers.get(room, 0), "set": {"steps": STEPS}}
    await server.emit("welcome", welcome, to=sid)


@server.on("do")  # type: ignore[untyped-decorator]  # as above
async def do(sid: str, command: dict[str, Any]) -> None:
    """A number, and a message to everybody."""
    room = (await server.get_session(sid))["room"]
    numbers[room] = numbers.get(room, 0) + 1
    await server.emit("state", {**command, "t": "state", "seq": numbers[room]}, room=room)
