"""A seat: one connection's place in a room's stream, knowing no socket.

It holds the *set* of sections not yet sent, never a queue: what a slow reader misses is conflated
and the newest wins. Answers wait behind the state they belong to, in a bounded list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import Frame
from app.rooms.roles import Audience

HIGH_WATER = 32 * 1024
"""Bytes unsent above which a sink is full: its seat stops writing and begins to conflate."""
MOST_ANSWERS = 64
"""Answers a seat holds for a slow reader; one more ends the connection."""
NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Parting:
    """Why a connection is ended, as a close code of the protocol."""

    code: int
    reason: str


DRAIN = Parting(4000, "drain")
NO_PONG = Parting(4001, "no pong")
RESYNC = Parting(4002, "resync needed")
SLOW = Parting(4101, "slow consumer")
UNAVAILABLE = Parting(4103, "storage unavailable")
PASS_EXPIRED = Parting(4201, "pass expired")
REVOKED = Parting(4500, "revoked or removed")
CLOSED = Parting(4501, "room closed")
REPLACED = Parting(4502, "replaced by a newer connection")


class Sink(Protocol):
    """Where a seat's frames go."""

    def write(self, frame: Frame) -> None:
        """Send without waiting."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether anybody is still there to read, as far as is known."""
        ...

    @property
    def is_full(self) -> bool:
        """Whether more than `HIGH_WATER` bytes were written and not yet taken by the network."""
        ...

    def part(self, parting: Parting) -> None:
        """Say goodbye and close; at once if the peer does not read."""
        ...


class Seat:
    """One connection. `person` is None for an integration.

    `dirty` and `ephemeral` are the names of what it lacks. They are never changed, only replaced:
    seats that lack the same hold the same object, and one that lacks nothing holds none.
    """

    __slots__ = (
        "answers", "arrived_at", "audience", "because", "device", "dirty", "ephemeral", "is_full",
        "is_gone", "parting", "person", "pinged_at", "ponged_at", "room", "seq", "sink",
        "stuck_since", "visit",
    )  # fmt: skip

    def __init__(
        self, room: RoomId, person: PersonId | None, audience: Audience, sink: Sink
    ) -> None:
        self.room = room
        self.person = person
        self.audience = audience
        self.sink = sink
        self.visit = 0
        self.arrived_at = Instant(0)
        self.device = ""
        self.seq = 0
        self.dirty = NOTHING
        self.ephemeral = NOTHING
        self.because: tuple[str, ...] = ()
        self.is_full = False
        self.is_gone = False
        self.parting: Parting | None = None
        self.answers: tuple[Frame, ...] = ()
        self.stuck_since: int | None = None
        self.pinged_at = 0
        self.ponged_at = 0

    def mark(self, sections: Iterable[str], because: Iterable[str]) -> None:
        """These logged sections have changed."""
        self.dirty = self.dirty.union(sections) if self.dirty else frozenset(sections)
        if because:
            self.because = tuple(dict.fromkeys((*self.because, *because)))

    def lack(self, sections: frozenset[str]) -> None:
        """These ephemeral sections have changed; a room's seats are given the same object."""
        self.ephemeral = self.ephemeral | sections if self.ephemeral else sections

    @property
    def is_stuck(self) -> bool:
        """Whether the peer reads too slowly to be sent more."""
        return self.sink.is_full

    def answer(self, frame: Frame) -> None:
        """Send an answer, behind whatever state is still unsent."""
        if self.is_gone:
            return
        if not (self.dirty or self.answers or self.is_stuck):
            self.sink.write(frame)
        elif len(self.answers) < MOST_ANSWERS:
            self.answers = (*self.answers, frame)
        else:
            self.end(SLOW)

    def end(self, parting: Parting) -> None:
        """Close the connection; nothing is written to it any more."""
        if not self.is_gone:
            self.is_gone = True
            self.parting = parting
            self.sink.part(parting)
