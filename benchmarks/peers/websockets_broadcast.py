"""The `websockets` library with its own `broadcast`: framed once, written to everybody."""

import asyncio
import json
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.peers.plain import STEPS


class Room:
    """Who is connected, and how many commands there have been."""

    def __init__(self) -> None:
        self.members: set[ServerConnection] = set()
        self.seq = 0


rooms: dict[str, Room] = {}


async def live(socket: ServerConnection) -> None:
    """One connection."""
    assert socket.request is not None
    await socket.recv()
    room = rooms.setdefault(socket.request.path, Room())
    room.members.add(socket)
    await socket.send(json.dumps({"t": "welcome", "seq": room.seq, "set": {"steps": STEPS}}))
    try:
        async for text in socket:
            command = json.loads(text)
            room.seq += 1
            broadcast(room.members, json.dumps({**command, "t": "state", "seq": room.seq}))
    except ConnectionClosed:
        pass
    finally:
        room.members.discard(socket)


async def main(port: int) -> None:
    """Until the process is ended."""
    async with serve(live, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
