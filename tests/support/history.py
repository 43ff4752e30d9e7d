"""What clients lived through: every press with its answers, every state they held.

Times are seconds of one monotonic clock, which all clients of a history share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Held = Mapping[str, str]
"""A digest of each shared logged section, by its name."""


@dataclass(slots=True)
class Press:
    """A command of somebody. Without an answer its outcome is unknown: it may have been applied,
    or may still be."""

    id: str
    who: str
    room: str
    type: str
    expect: Mapping[str, int]
    pressed_at: float
    times_sent: int = 0
    done: list[str] = field(default_factory=list)
    """Every acceptance that came, as text."""
    refused: dict[str, Any] | None = None
    answered_at: float | None = None
    seq: int | None = None
    """Of the acceptance; None for a press that passes and is not recorded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody held when they had read something: the sections merged so far, at `seq`.

    `after` is the seq of the acceptance just read, 0 where it was a state. `line` counts their
    connections.
    """

    who: str
    room: str
    line: int
    audience: str
    seq: int
    held: Held
    at: float
    after: int = 0


@dataclass(frozen=True, slots=True)
class Pinged:
    """A ping: the hashes that it said, of what the audience holds and of the reader's own section,
    and the same of what the reader held when they read it. `seq` is the ping's."""

    who: str
    room: str
    audience: str
    seq: int
    said: tuple[str, str]
    held: tuple[str, str]


@dataclass
class History:
    """Of all clients of all rooms."""

    presses: dict[str, Press] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    pinged: list[Pinged] = field(default_factory=list)
    ends: list[Seen] = field(default_factory=list)
    """What everybody held whenever calm had come, and again after a hello without a cursor; `after`
    is the head of the log then, which may grow by itself."""

    def of(self, room: str) -> list[Press]:
        """The presses of a room, in the order in which they were pressed."""
        found = (press for press in self.presses.values() if press.room == room)
        return sorted(found, key=lambda press: press.pressed_at)


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the log: its seq, and the command that it came of."""

    seq: int
    command: str | None


@dataclass(frozen=True)
class Truth:
    """A room as its log has it at the end, which clients do not see.

    `answers` are the recorded acceptances by command id; `revs[n]` the revisions after event n;
    `shown[n]` what each audience is shown after event n; `needs` which revision a command brings;
    `hashes[n]` the hash of all that is shown after event n, where pings say one.
    """

    room: str
    rows: tuple[Row, ...]
    answers: Mapping[str, str]
    revs: tuple[Mapping[str, int], ...]
    shown: Sequence[Mapping[str, Held]]
    needs: Mapping[str, str]
    hashes: Sequence[Mapping[str, str]] = ()

    @property
    def head(self) -> int:
        """The seq of the last event."""
        return len(self.revs) - 1
