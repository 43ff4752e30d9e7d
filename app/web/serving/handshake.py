"""The usual upgrade: asked for by a head that is already parsed, and answered without a library.

Whatever is not written as browsers and our clients write it is none of these: it goes through the
parser of `websockets`, whose rules these are, and `tests/web/serving/test_handshake.py` compares
the two.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from websockets.utils import accept_key

Headers = list[tuple[bytes, bytes]]

MOST_BYTES: Final = 8_000
"""Of the head; the library takes so much in each of its lines, and a few more."""
MOST_HEADERS: Final = 100
"""The library takes a few more."""
CONNECTIONS: Final = frozenset({b"upgrade", b"keep-alive, upgrade"})
"""`Connection`, as it is usually written (Firefox writes the longer one)."""
TWICE: Final = frozenset(
    {b"connection", b"upgrade", b"origin", b"sec-websocket-key", b"sec-websocket-version"}
)
"""Headers of which a second one makes a difference."""
UNUSUAL: Final = frozenset({b"content-length", b"transfer-encoding", b"sec-websocket-protocol"})

_key = re.compile(rb"[A-Za-z0-9+/]{22}==").fullmatch
_target = re.compile(rb"[\x21-\x7e]+").fullmatch
_names = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+").fullmatch
_values = re.compile(rb"[\x09\x20-\x7e\x80-\xff]*").fullmatch


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was asked for, in the words of ASGI's scope, and the key that answers it."""

    path: str
    raw_path: bytes
    query: bytes
    headers: Headers
    accept: bytes

    def answer(self, more: Iterable[tuple[bytes, bytes]]) -> bytes:
        """The head that accepts it, with these headers besides."""
        lines = [
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: ", self.accept, b"\r\n",
        ]  # fmt: skip
        for name, value in more:
            lines += (name, b": ", value, b"\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)


def usual_upgrade(method: bytes, target: bytes, headers: Headers) -> Upgrade | None:
    """The upgrade that this head asks for; None if there is anything special about it.

    Names are in lower case, as ASGI wants them.
    """
    if method != b"GET" or len(headers) > MOST_HEADERS or not _target(target):
        return None
    found = dict(headers)
    if not _is_usual(found) or (len(found) != len(headers) and _has_twins(headers)):
        return None
    names, values = b"".join([n for n, _ in headers]), b"".join([v for _, v in headers])
    if len(target) + len(names) + len(values) + 4 * len(headers) > MOST_BYTES:
        return None
    if not _names(names) or not _values(values):
        return None
    raw_path, _, query = target.partition(b"?")
    path = raw_path.decode("ascii")
    accept = accept_key(found[b"sec-websocket-key"].decode()).encode()
    told = [(name, value.strip(b" \t")) for name, value in headers]
    return Upgrade(unquote(path) if "%" in path else path, raw_path, query, told, accept)


def _is_usual(found: dict[bytes, bytes]) -> bool:
    return (
        found.get(b"upgrade", b"").lower() == b"websocket"
        and found.get(b"connection", b"").lower() in CONNECTIONS
        and found.get(b"sec-websocket-version") == b"13"
        and _key(found.get(b"sec-websocket-key", b"")) is not None
        and UNUSUAL.isdisjoint(found)
    )


def _has_twins(headers: Headers) -> bool:
    names = [name for name, _ in headers if name in TWICE]
    return len(names) != len(set(names))
