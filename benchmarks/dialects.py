"""What differs between servers on the wire: the words, never the way of measuring."""

import base64
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import orjson

if TYPE_CHECKING:
    from benchmarks.swarm import Member, Place

KEY = base64.b64encode(b"no secret at all").decode()
SIZE = 200
"""Bytes of a command, where the words are ours to choose."""


def upgrade(path: str, port: int) -> bytes:
    """The request that opens a WebSocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Words:
    """How the generator tells a delivery from other frames, and what it does with those.

    A delivery has `marker` in its head (all over it where a frame may hold several, `is_many`);
    where it `is_numbered`, its number follows. `tell`: how a frame begins that wants an answer.
    """

    marker: bytes
    is_numbered: bool = False
    is_many: bool = False
    answer: bytes = b""
    refusal: bytes = b""
    tell: bytes = b""
    sender: int = 0
    """Who in a room presses."""
    is_once: bool = False
    """Whether a command may be sent only once."""


class Dialect(Protocol):
    """How to speak to a server."""

    is_joined_when_open: bool

    def words(self, kind: str) -> Words:
        """The words of a window; raises `KeyError` for a kind that this server does not have."""
        ...

    def handshake(self, member: "Member") -> bytes:
        """The bytes that open the connection."""
        ...

    def opened(self, member: "Member") -> bytes:
        """What is said first; empty for nothing."""
        ...

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """A frame, outside windows; or one that wants an answer, within."""
        ...

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """The room's next commands, one after the other."""
        ...


# Ours ------------------------------------------------------------------------------------------

_PING = b'{"n":'
OURS = {
    "durable": Words(
        b'"seq":', is_numbered=True, answer=b'"t":"done"', refusal=b'{"code":', tell=_PING,
        is_once=True,
    ),
    "signal": Words(
        b'"signals":', answer=b'"t":"done"', refusal=b'{"code":', tell=_PING, sender=1,
        is_once=True,
    ),
}  # fmt: skip
PRESSES = {"durable": ("pause", "resume"), "signal": ("want_in", "no_longer_want_in")}
"""A clock that is paused and goes on, recorded; a wish to come in and that it has passed."""
NUMBERS = itertools.count(time.time_ns() << 40)
"""Ids of commands; no two runs have the same."""


class Ours:
    """Pushback: a ticket or a resume secret, sections, `done`."""

    is_joined_when_open = False
    is_ours = True

    def __init__(self, port: int, origin: str | None = None) -> None:
        self._upgrade = upgrade("/ws", port)
        if origin is not None:
            self._upgrade = self._upgrade.replace(
                f"http://127.0.0.1:{port}".encode(), origin.encode()
            )

    def words(self, kind: str) -> Words:
        """Recorded commands, or passing ones."""
        return OURS[kind]

    def handshake(self, member: "Member") -> bytes:
        """The same for everybody."""
        return self._upgrade

    def opened(self, member: "Member") -> bytes:
        """By the resume secret if there is one, and from the cursor if that is still held, else by
        the ticket. Without a cursor the answer is every section of the view."""
        said: dict[str, Any] = {"t": "hello", "room": member.room.id}
        if member.resume:
            said["resume"] = member.resume
            if member.epoch:
                said["cursor"] = {"epoch": member.epoch, "view": member.view, "seq": member.seq}
        else:
            said["ticket"] = member.ticket
        return orjson.dumps(said)

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """Welcome, the sections, pings."""
        if payload.startswith(b'{"t":"state"'):
            self._sections(member, payload, now)
            return
        found = orjson.loads(payload)
        match found["t"]:
            case "welcome":
                member.epoch, member.view = found["epoch"], found["view"]
                member.resume, member.is_welcome = found["resume"], True
            case "ping":
                member.say(orjson.dumps({"t": "pong", "n": found["n"]}))
            case "refused":
                member.crowd.refused[found["code"]] += 1
            case _:
                return

    def _sections(self, member: "Member", payload: bytes, now: float) -> None:
        found = orjson.loads(payload)
        if "seq" in found:
            member.seq = max(member.seq, found["seq"])
            member.view = found.get("view", member.view)
        elif member.is_welcome and not member.is_joined:
            member.joined(now)  # what passes is sent last
        member.room.learn(found["set"])

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """Pause and resume in turn, each on the revision that the one before will have made; or
        the wish of one member, and that it has passed."""
        sender = place.members[OURS[kind].sender].person
        is_done = place.is_paused if kind == "durable" else sender in place.wants_in
        for nth in range(count):
            said: dict[str, Any] = {"t": "do", "id": str(UUID(int=next(NUMBERS)))}
            said["type"] = PRESSES[kind][is_done]
            if said["type"] == "resume":
                said["expect"] = {"timer_rev": place.timer_rev + nth}
            is_done = not is_done
            yield orjson.dumps(said)


# The peers -------------------------------------------------------------------------------------


def padded(nth: int, **fields: Any) -> bytes:
    """A command of `SIZE` bytes."""
    kind = "resume" if nth % 2 else "pause"
    said = {"t": "do", "id": str(UUID(int=nth)), "type": kind, **fields, "pad": ""}
    said["pad"] = "x" * (SIZE - len(orjson.dumps(said)))
    return orjson.dumps(said)


class Plain:
    """JSON over a WebSocket whose path names the room: most of the peers."""

    is_joined_when_open = False

    def __init__(self, port: int) -> None:
        self._port = port

    def words(self, kind: str) -> Words:
        """One kind: nothing is recorded, whatever it is."""
        return {"signal": Words(b'"seq":')}[kind]

    def handshake(self, member: "Member") -> bytes:
        """The room stands in the path."""
        return upgrade(f"/ws/{member.room.id}", self._port)

    def opened(self, member: "Member") -> bytes:
        """A name."""
        return orjson.dumps({"t": "hello", "name": member.person})

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """Only the welcome, which brings the whole view."""
        if b"welcome" in payload[:40]:
            json.loads(payload)
            member.joined(now)

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """A few, again and again."""
        return (padded(nth) for nth in range(count))


class SocketIo(Plain):
    """Engine.IO 4 and Socket.IO 5 over a WebSocket: packets begin with their kind."""

    def words(self, kind: str) -> Words:
        """As the others, and a ping is a lone 2."""
        return {"signal": Words(b'"seq":', tell=b"2")}[kind]

    def handshake(self, member: "Member") -> bytes:
        """Straight to the WebSocket."""
        return upgrade("/socket.io/?EIO=4&transport=websocket", self._port)

    def opened(self, member: "Member") -> bytes:
        """Into the default namespace; its answer comes after the server's own opening."""
        return b""

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """Opening, namespace, welcome, pings."""
        if payload[:1] == b"0":
            member.say(b"40")
        elif payload[:2] == b"40":
            said = {"room": member.room.id, "name": member.person}
            member.say(b"42" + orjson.dumps(["hello", said]))
        elif payload == b"2":
            member.say(b"3")
        else:
            super().heard(member, payload.removeprefix(b"42"), now)

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """An event of that name."""
        return (b'42["do",' + padded(nth) + b"]" for nth in range(count))


class Nats(Plain):
    """NATS' own protocol in WebSocket frames; a frame may hold several messages."""

    def words(self, kind: str) -> Words:
        """A ping of the server's comes every two minutes, between windows or in one."""
        return {"signal": Words(b'"seq":', is_many=True, tell=b"PING")}[kind]

    def handshake(self, member: "Member") -> bytes:
        """One door for all."""
        return upgrade("/", self._port)

    def opened(self, member: "Member") -> bytes:
        """A subscription, and a ping: when it is answered, the subscription stands."""
        said = {"verbose": False, "pedantic": False, "lang": "c", "version": "1", "protocol": 1}
        return b"CONNECT %s\r\nSUB %s 1\r\nPING\r\n" % (orjson.dumps(said), member.room.id.encode())

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """Whether the subscription stands; the server asks the same of us."""
        if b"PONG\r\n" in payload and not member.is_joined:
            member.joined(now)
        if b"PING\r\n" in payload:
            member.say(b"PONG\r\n")

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """The publisher puts the number that the broker does not."""
        for nth in range(count):
            said = padded(nth, seq=nth)
            yield b"PUB %s %d\r\n%s\r\n" % (place.id.encode(), len(said), said)


class Nchan(Plain):
    """Nchan: a connection is a subscription, and whatever is sent is published."""

    is_joined_when_open = True

    def opened(self, member: "Member") -> bytes:
        """Nothing: the room stands in the path."""
        return b""

    def heard(self, member: "Member", payload: bytes, now: float) -> None:
        """Nothing here wants an answer."""

    def commands(self, place: "Place", kind: str, count: int) -> Iterator[bytes]:
        """The publisher puts the number that the broker does not."""
        return (padded(nth, seq=nth) for nth in range(count))
