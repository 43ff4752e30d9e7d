"""picows: WebSockets in Cython, frames handed to a listener without a task or a queue."""

import json
import sys

import uvloop
from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from benchmarks.peers.plain import STEPS


class Room:
    """Who is connected, and how many commands there have been."""

    def __init__(self) -> None:
        self.members: set[WSTransport] = set()
        self.seq = 0


rooms: dict[bytes, Room] = {}


class Live(WSListener):
    """One connection."""

    def __init__(self, path: bytes) -> None:
        super().__init__()
        self.room = rooms.setdefault(path, Room())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Gone."""
        self.room.members.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """The hello, then commands."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self.heard(transport, json.loads(frame.get_payload_as_bytes()))

    def heard(self, transport: WSTransport, found: dict[str, str]) -> None:
        """A number, and a message to everybody."""
        room = self.room
        if found["t"] == "hello":
            room.members.add(transport)
            welcome = {"t": "welcome", "seq": room.seq, "set": {"steps": STEPS}}
            transport.send(WSMsgType.TEXT, json.dumps(welcome).encode())
            return
        room.seq += 1
        said = json.dumps({**found, "t": "state", "seq": room.seq}).encode()
        for member in room.members:
            member.send(WSMsgType.TEXT, said)


def listener(request: WSUpgradeRequest) -> WSListener:
    """The room stands in the path."""
    return Live(request.path)


async def main(port: int) -> None:
    """Until the process is ended."""
    server = await ws_create_server(listener, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
