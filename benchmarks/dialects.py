"""What differs between the two servers on the wire: the words, never the way of measuring."""

import base64
import itertools
import json
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import orjson

if TYPE_CHECKING:
    from benchmarks.swarm import Member

KEY = base64.b64encode(b"no secret at all").decode()


DIGITS = b"0123456789"
NUMBERS = itertools.count(1)
"""Ids of commands, over all runs of this process."""


def upgrade(path: str, port: int) -> bytes:
    """The request that opens a WebSocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


class Dialect(Protocol):
    """How to speak to a server."""

    name: str
    state: bytes
    """How the frame begins that everybody in a room gets after a command."""

    def handshake(self, member: "Member") -> bytes:
        """The bytes that open the connection."""
        ...

    def hello(self, member: "Member") -> bytes:
        """The first frame."""
        ...

    def other(self, member: "Member", found: dict[str, Any], now: float) -> None:
        """A frame that is no state."""
        ...

    def lead(self, member: "Member", payload: bytes, seq: int, now: float) -> None:
        """A state frame that a leader got: what the next command needs of it."""
        ...

    def press(self, member: "Member", nth: int) -> tuple[str, bytes]:
        """The next command of a room's leader: its id, and its frame."""
        ...


class Ours:
    """Pushback: a ticket or a resume secret, sections, `done`; the leader pauses and resumes."""

    name = "pushback"
    state = b'{"t":"state"'

    def __init__(self, port: int) -> None:
        self._upgrade = upgrade("/ws", port)

    def handshake(self, member: "Member") -> bytes:
        """The same for everybody."""
        return self._upgrade

    def hello(self, member: "Member") -> bytes:
        """By the resume secret and from the cursor if there is one, else by the ticket."""
        said: dict[str, Any] = {"t": "hello", "room": member.room.id}
        if member.resume:
            said["resume"] = member.resume
            said["cursor"] = {"epoch": member.epoch, "view": member.view, "seq": member.seq}
        else:
            said["ticket"] = member.ticket
        return orjson.dumps(said)

    def other(self, member: "Member", found: dict[str, Any], now: float) -> None:
        """Welcome, pings and answers."""
        match found["t"]:
            case "welcome":
                member.epoch, member.view = found["epoch"], found["view"]
                member.resume, member.is_welcome = found["resume"], True
            case "ping":
                member.say(orjson.dumps({"t": "pong", "n": found["n"]}))
            case "done":
                member.room.answered(found["id"], found["seq"], now)
            case "refused" | "bye":
                member.room.refused(found)
            case _:
                return

    def lead(self, member: "Member", payload: bytes, seq: int, now: float) -> None:
        """The revision of the clock."""
        at = payload.find(b'"timer_rev":')
        if at > 0:
            digits = payload[at + 12 : at + 24]
            member.room.timer_rev = int(digits[: len(digits) - len(digits.lstrip(DIGITS))])

    def press(self, member: "Member", nth: int) -> tuple[str, bytes]:
        """Pause and resume in turn, each on the revision that the one before will have made."""
        room = member.room
        name = str(UUID(int=nth))
        said: dict[str, Any] = {"t": "do", "id": name}
        if not room.waiting:
            room.next_rev = room.timer_rev
        if room.pressed % 2:
            said |= {"type": "resume", "expect": {"timer_rev": room.next_rev}}
        else:
            said |= {"type": "pause"}
        room.next_rev += 1
        return name, orjson.dumps(said)


class Plain:
    """The broadcast loop of `plain.py`."""

    name = "plain"
    state = b'{"t": "state"'

    def __init__(self, port: int) -> None:
        self._port = port

    def handshake(self, member: "Member") -> bytes:
        """The room stands in the path."""
        return upgrade(f"/ws/{member.room.id}", self._port)

    def hello(self, member: "Member") -> bytes:
        """A name."""
        return orjson.dumps({"t": "hello", "name": member.person})

    def other(self, member: "Member", found: dict[str, Any], now: float) -> None:
        """Only the welcome, which brings the whole view."""
        if found["t"] == "welcome":
            member.is_welcome = True
            member.seq = max(member.seq, found["seq"])
            member.joined(now)

    def lead(self, member: "Member", payload: bytes, seq: int, now: float) -> None:
        """There is no answer but the echo."""
        member.room.answered(json.loads(payload)["id"], seq, now)

    def press(self, member: "Member", nth: int) -> tuple[str, bytes]:
        """As long as Pushback's."""
        name = str(UUID(int=nth))
        kind = "resume" if member.room.pressed % 2 else "pause"
        said = {"t": "do", "id": name, "type": kind, "expect": {"timer_rev": nth % 1000}}
        return name, json.dumps(said).encode()
