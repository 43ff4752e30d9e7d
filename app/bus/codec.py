"""What the bus carries, as bytes: the kind, a space, and the message as JSON on one line."""

from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from app.rooms.ports import Hint, Share

MOST_BYTES = 65_536
"""A message longer than this is nobody's circle."""

KINDS: dict[bytes, TypeAdapter[Any]] = {b"hint": TypeAdapter(Hint), b"share": TypeAdapter(Share)}
NAMES: dict[type, bytes] = {Hint: b"hint", Share: b"share"}


class NotCarried(Exception):
    """This message cannot travel; `why` is a name of ours, for a metric's label."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def encode(message: Hint | Share) -> bytes:
    """One line; raises `NotCarried` for facts that are not JSON, or too much."""
    try:
        data = NAMES[type(message)] + b" " + orjson.dumps(message)
    except TypeError:
        raise NotCarried("unencodable") from None
    if len(data) > MOST_BYTES:
        raise NotCarried("too_large")
    return data


def decode(data: bytes) -> Hint | Share:
    """The message; fields that this version does not know are ignored.

    Raises `NotCarried` for anything else, as for a kind that only a newer node knows.
    """
    if len(data) > MOST_BYTES:
        raise NotCarried("too_large")
    kind, _, body = data.partition(b" ")
    if kind not in KINDS:
        raise NotCarried("unknown")
    try:
        message: Hint | Share = KINDS[kind].validate_json(body, strict=True)
    except ValidationError:
        raise NotCarried("malformed") from None
    return message
