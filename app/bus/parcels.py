"""Batches of messages as texts of bounded size, for what carries short ASCII only.

A parcel is `sender batch nth of chunk`: the batch is cut into numbered chunks, and put together
again when they came whole and in order. What has a gap is dropped: it was only a hint.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

CHUNK = 7_800
"""Characters; with what stands before it a parcel stays below 8,000."""
MOST_CHUNKS = 16
MOST_SENDERS = 64
"""Batches begun and not ended; of more senders the oldest is forgotten."""

_PARCEL = re.compile(
    r"(?P<sender>[\w-]{1,64}) (?P<batch>\d{1,15}) (?P<nth>\d{1,2}) (?P<of>\d{1,2}) "
    r"(?P<chunk>[A-Za-z0-9+/=]*)",
    re.ASCII,
)


class NotAParcel(Exception):
    """Somebody else's words."""


def packed(sender: str, batch: int, messages: Sequence[bytes]) -> list[str]:
    """The parcels of one batch; no message has a line feed in it."""
    text = b64encode(b"\n".join(messages)).decode("ascii")
    chunks = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)] or [""]
    return [f"{sender} {batch} {nth} {len(chunks)} {chunk}" for nth, chunk in enumerate(chunks)]


@dataclass(frozen=True, slots=True)
class _Begun:
    """The chunks of a batch that have come so far, from the first without a gap."""

    batch: str
    chunks: list[str] = field(default_factory=list)


class Unpacking:
    """What one node has heard of the others' parcels; its own it leaves aside."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._begun: dict[str, _Begun] = {}

    def is_own(self, parcel: str) -> bool:
        """Whether this node has sent it."""
        return parcel.startswith(f"{self._own} ")

    def take(self, parcel: str) -> list[bytes]:
        """The messages that are whole with this parcel; raises `NotAParcel`."""
        found = _PARCEL.fullmatch(parcel)
        if found is None or not int(found["nth"]) < int(found["of"]) <= MOST_CHUNKS:
            raise NotAParcel
        chunks = self._with(found["sender"], found["batch"], int(found["nth"]), found["chunk"])
        if len(chunks) < int(found["of"]):
            return []
        del self._begun[found["sender"]]
        try:
            return b64decode("".join(chunks), validate=True).split(b"\n")
        except binascii.Error:
            raise NotAParcel from None

    def _with(self, sender: str, batch: str, nth: int, chunk: str) -> list[str]:
        begun = self._begun.pop(sender, None)
        if nth == 0:
            begun = _Begun(batch)
        if begun is None or begun.batch != batch or len(begun.chunks) != nth:
            return []
        begun.chunks.append(chunk)
        self._begun[sender] = begun
        if len(self._begun) > MOST_SENDERS:
            del self._begun[next(iter(self._begun))]
        return begun.chunks
