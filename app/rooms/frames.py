"""Frames from the server, as bytes. Sections arrive here already encoded and are only joined.

A frame is encoded once for everybody who receives the same bytes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from app.phases.units import Instant
from app.rooms.errors import RoomError
from app.rooms.fields import CommandId

WIRE_VERSION = 1


class Frame:
    """One message. `wrapped` is where a socket edge keeps the bytes it framed from `payload`, so
    that framing too happens once."""

    __slots__ = ("payload", "wrapped")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.wrapped: bytes | None = None


def encode(value: Any) -> bytes:
    """JSON, with sorted keys so that equal values are equal bytes."""
    dumped = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    # A copy of its own size: orjson's result keeps the 4 KiB that it was written into, and what
    # each person was last shown is kept for as long as they are connected.
    return bytes(memoryview(dumped))


def frame(t: str, **fields: Any) -> Frame:
    """A small frame of type `t`."""
    return Frame(encode({"t": t, **fields}))


def state(
    sections: Mapping[str, bytes],
    *,
    now: Instant,
    seq: int | None = None,
    because: Iterable[str] = (),
    view: str | None = None,
) -> Frame:
    """A state frame. `seq` is None for ephemeral sections; `view` makes it a full one."""
    head = b'{"t":"state","now":%d' % now
    if seq is not None:
        head += b',"seq":%d,"because":%s' % (seq, orjson.dumps(tuple(because)))
    if view is not None:
        head += b',"full":true,"view":%s' % orjson.dumps(view)
    parts = b",".join([b'"%s":%s' % (name.encode(), body) for name, body in sections.items()])
    return Frame(b'%s,"set":{%s}}' % (head, parts))


def done(command_id: CommandId, seq: int | None) -> bytes:
    """The answer to an accepted command; stored, and repeated byte for byte."""
    answer: dict[str, Any] = {"t": "done", "id": command_id}
    if seq is not None:
        answer["seq"] = seq
    return encode(answer)


def refused(command_id: str | None, error: RoomError) -> Frame:
    """The answer to a refused one; never echoes what was sent."""
    fields = {"id": command_id, "code": error.code, "retry": error.retry, "say": error.say}
    return frame("refused", **fields, **({"facts": dict(error.facts)} if error.facts else {}))
