"""An upgrade that is refused: answered by bytes written beforehand, with the status that fits.

Whoever asks again and again is to cost next to nothing: no parser, and no answer put together. A
proxy must be able to tell what another node would say as well (429, 403) from what it would not
(503): it asks the next node for the one, and not three nodes for the other.
"""

from collections.abc import MutableMapping
from typing import Any, Final

POLICY, RESTART, LATER = 1008, 1012, 1013
"""Close codes, of which ASGI wants one: this is no good, this node goes, try again later."""
CODES: Final = {"draining": RESTART, "origin": POLICY, None: POLICY}
"""By the reason; any other reason is a limit of the address."""


def _answer(status: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n" % (status, more)


FORBIDDEN: Final = _answer(b"403 Forbidden")
ANSWERS: Final = {
    RESTART: _answer(b"503 Service Unavailable", b"Retry-After: 1\r\n"),
    LATER: _answer(b"429 Too Many Requests", b"Retry-After: 1\r\n"),
}


def turned_away(reason: str | None) -> MutableMapping[str, Any]:
    """What the application sends in place of `websocket.accept`; None: there is nothing here."""
    return {"type": "websocket.close", "code": CODES.get(reason, LATER)}


def refusal(code: int) -> bytes:
    """The answer to an upgrade that the application closed with `code`: 403, 429 or 503."""
    return ANSWERS.get(code, FORBIDDEN)
