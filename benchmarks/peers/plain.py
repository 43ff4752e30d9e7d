"""The ruler: the broadcast loop that one writes first, on FastAPI and uvicorn with their defaults.

A command is a number and a message to everybody in the room, encoded for each of them.
"""

import contextlib
import json
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()

STEPS = [{"id": f"step-{n}", "phase": "discuss", "case": 1} for n in range(15)]
"""So that the view of somebody who joins has about the size of Pushback's."""


class Room:
    """Who is connected, and how many commands there have been."""

    def __init__(self) -> None:
        self.members: list[WebSocket] = []
        self.names: list[str] = []
        self.seq = 0

    async def broadcast(self, message: dict[str, Any]) -> None:
        """To everybody, one after the other."""
        for member in list(self.members):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await member.send_text(json.dumps(message))

    def view(self) -> dict[str, Any]:
        """What somebody who joins must know."""
        seats = [
            {"seat": n, "name": name, "role": "member", "ring": "inner", "gone": False}
            for n, name in enumerate(self.names)
        ]
        return {"steps": STEPS, "seats": seats}


rooms: dict[str, Room] = {}


@app.websocket("/ws/{name}")
async def live(socket: WebSocket, name: str) -> None:
    """One connection."""
    await socket.accept()
    hello = json.loads(await socket.receive_text())
    room = rooms.setdefault(name, Room())
    room.members.append(socket)
    room.names.append(hello["name"])
    await socket.send_text(json.dumps({"t": "welcome", "seq": room.seq, "set": room.view()}))
    try:
        while True:
            command = json.loads(await socket.receive_text())
            room.seq += 1
            await room.broadcast({**command, "t": "state", "seq": room.seq})
    except WebSocketDisconnect:
        room.members.remove(socket)
        room.names.remove(hello["name"])
