"""What calls need from the world: a call's adapter, and the lease of the node that drives it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from app.calls.capabilities import Capabilities
from app.calls.frames import Frame
from app.calls.places import Ref
from app.calls.wanted import Desired, Version, Wanted
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched


class Closed(StrEnum):
    """What the call says of one person's lock."""

    CONFIRMED = "confirmed"
    """Read back, or nothing there that could be heard and whatever comes is closed first."""
    ASKED = "asked"
    """Told to, and nothing heard of it yet."""
    FAILED = "failed"
    ABSENT = "absent"
    """The person is not in the call as far as it knows."""


class Microphone(StrEnum):
    """What a person is told of their own microphone, or camera, in the call."""

    OPEN = "open"
    CLOSED = "closed"
    """Their own key opens it."""
    LOCKED = "locked"


class Why(StrEnum):
    """Why a call could not do as asked: words of ours, never a vendor's."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    LATE = "late"
    LOST = "lost"
    NOT_CLOSED = "not_closed"
    """It says that it did, and it is not so."""
    SILENT = "silent"
    """It has been told again and again, and never says what came of it."""
    ANYBODY = "anybody"
    """Its server serves whoever reaches it, so that what it closes can be gone around."""
    UNTOLD = "untold"
    """It does as asked, and nothing tells us what happens there meanwhile."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it, for everyone who was to be locked. `lingering`: who is in the call and may
    not be; None where the call does not tell. `unmatched`: places in the call that are nobody's of
    the room; nobody closes them. Of a person with several places: `of_several` in `claims`. `held`:
    who is free and is kept closed all the same. `unremoved`: why who may not be there could not be
    put out; it says nothing of the locks. `can`: what only the call's answers show that it can do.
    """

    people: Mapping[PersonId, Closed] = field(default_factory=dict)
    why: Why | None = None
    lingering: frozenset[PersonId] | None = None
    unmatched: Mapping[Ref, Unmatched] = field(default_factory=dict)
    held: frozenset[PersonId] = frozenset()
    unremoved: Why | None = None
    can: Capabilities | None = None


class CallUnavailable(Exception):
    """The call cannot be reached or does not do as asked; `why` in our own words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Call(Protocol):
    """One kind of call. Everything is idempotent and complete: no method tells of a change."""

    async def probe(self) -> Capabilities:
        """What it can do, as found out and not as claimed; raises `CallUnavailable`."""
        ...

    async def open(self, room: RoomId) -> None:
        """Make or adopt the room's call, also after it has forgotten; raises `CallUnavailable`."""
        ...

    async def apply(self, room: RoomId, wanted: Desired) -> Report:
        """Make it so: what is to be closed first, then what is free again.

        Raises `CallUnavailable`. The caller sets the time limit. `CONFIRMED` only after the call
        itself said so. What is free again is not opened: that is its person's key.
        """
        ...

    def follow(self, room: RoomId, hear: Callable[[], None]) -> Callable[[], None]:
        """Have `hear` called whenever something came, was published, went, was opened or lost;
        returns how to stop."""
        ...

    async def close(self, room: RoomId) -> None:
        """The meeting is over: let go of every lock, then of the call; raises `CallUnavailable`."""
        ...


class Asking(Protocol):
    """What an adapter may ask about a person while it acts for them."""

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        """What the room wants of them now, None where they may not be in the call.

        The log's head is read first; while the database is away it is as this node knows it.
        Raises `RoomError`.
        """
        ...

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        """They have pressed to open the microphone that is locked: whether it is theirs now.

        Of two such presses within 30 s the second ends push-back. Nothing is counted or told.
        `press` names one that may be told again: it is one press however often, and one that
        raised counts when it is. Raises `RoomError`, `LogUnavailable`, `NoSuchRoom`.
        """
        ...


class AskingMeeting(Asking, Protocol):
    """What it may ask besides where the call can be gone and its meeting go on."""

    async def has_ended(self, room: RoomId) -> bool:
        """Whether the meeting has; read as for `wanted`. Raises `RoomError`."""
        ...


Say = Callable[[dict[str, Any]], None]
"""Sends a frame to somebody's page; never waits."""


class Participant(Protocol):
    """One person's part in a call of ours, from one socket."""

    async def hear(self, frame: Frame) -> None:
        """What the person's page says; raises `CallRefused`, `CallUnavailable`."""
        ...

    async def leave(self) -> None:
        """They are gone; raises nothing."""
        ...


class TakingPart(Protocol):
    """A call whose signalling is ours: what the edge asks for each socket."""

    async def join(self, room: RoomId, person: PersonId, say: Say) -> Participant:
        """Let somebody take part; the newest socket of a person wins. Raises `CallUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class WayBack:
    """What lets whoever is locked back in with their microphone, should nobody of us be there to
    free them: good from `good_from` on, so that a page asks for the next before then."""

    token: str = field(repr=False)
    good_from: Instant


@dataclass(frozen=True, slots=True)
class Entrance:
    """What lets one person into a call that somebody else's server carries: where it is, a token
    that says what they may send, and until when it lets them in."""

    url: str
    token: str = field(repr=False)
    until: Instant
    way_back: WayBack | None = None


class NotGenuine(Exception):
    """What came as word of a call's server was not said by it, or was said before."""


class LettingIn(Protocol):
    """A call that somebody else's server carries: what the edge asks for people, and what it hears
    of that server."""

    async def let_in(self, room: RoomId, person: PersonId) -> Entrance | None:
        """What lets this person in as the floor is now; None for whoever may not be in the call.

        Raises `CallUnavailable`, `RoomError`.
        """
        ...

    async def told(self, proof: str, body: bytes) -> None:
        """That server says that something has happened; raises `NotGenuine`."""
        ...


@dataclass(frozen=True, slots=True)
class Lease:
    """Who drives a room's call until when. `fence` rises with each holder; `version` is the newest
    that any of them has begun to apply."""

    node: str
    fence: int
    until: Instant
    version: Version


class Leases(Protocol):
    """One row a room, in the database. All raise `LogUnavailable`."""

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        """The lease: this node's, anew or prolonged, or that of whoever has it still.

        Raises `NoSuchRoom` for a room that does not exist or has been reduced to its record.
        """
        ...

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        """This holder begins to apply that version: whether it still may, which is not so when
        the lease has ended or a newer version was begun."""
        ...

    async def give_up(self, room: RoomId, fence: int) -> None:
        """This holder drives no more; the version stays."""
        ...
