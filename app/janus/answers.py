"""What Janus says, bounded and validated; what it says in words is dropped here.

A message that is none ends the line: whoever speaks another protocol confirms nothing.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson

MOST_BYTES = 1024 * 1024
"""Of one message; an offer of sixty streams has a tenth of it."""
MOST_SDP = 256 * 1024
MOST_NAME = 64


class NotJanus(Exception):
    """What came is no message of Janus."""


class JanusRefused(Exception):
    """Janus answered with an error; `number` is its number, its words are dropped."""

    def __init__(self, number: int) -> None:
        super().__init__(f"refused with {number}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Said:
    """One message: an answer if it has a transaction, else an event.

    `data` is what the plugin says, `made` the id of a session or handle that was made, `sdp` what
    came with it, `error` the number of an error or None. Of a server that is asked what it is:
    `plugins` and `version`.
    """

    kind: str
    transaction: str | None = None
    sender: int | None = None
    made: int | None = None
    error: int | None = None
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    sdp: str | None = field(default=None, repr=False)
    plugins: frozenset[str] = frozenset()
    version: int | None = None


def said(text: str | bytes) -> Said:
    """The message; raises `NotJanus`."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NotJanus from None
    kind = found.get("janus") if isinstance(found, dict) else None
    if not isinstance(kind, str) or len(kind) > MOST_NAME:
        raise NotJanus
    data = _inner(_inner(found, "plugindata"), "data")
    return Said(
        kind=kind,
        transaction=_text(found, "transaction", MOST_NAME),
        sender=_whole(found, "sender"),
        made=_whole(_inner(found, "data"), "id"),
        error=_error(kind, found, data),
        data=data,
        sdp=_text(_inner(found, "jsep"), "sdp", MOST_SDP),
        plugins=frozenset(_inner(found, "plugins")),
        version=_whole(found, "version"),
    )


def _error(kind: str, found: dict[str, Any], data: dict[str, Any]) -> int | None:
    if kind == "error":
        number = _whole(_inner(found, "error"), "code")
        return 0 if number is None else number
    return _whole(data, "error_code")


def _inner(found: dict[str, Any], name: str) -> dict[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _text(found: dict[str, Any], name: str, most: int) -> str | None:
    text = found.get(name)
    return text if isinstance(text, str) and len(text) <= most else None


def _whole(found: dict[str, Any], name: str) -> int | None:
    number = found.get(name)
    return number if isinstance(number, int) and not isinstance(number, bool) else None
