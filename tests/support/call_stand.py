"""Our own adapters as stands: the scenarios that makers of calls are held to, played at ours.

A person has one place, whose reference is their id: who comes by a second device takes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.calls.capabilities import Strength
from app.calls.places import Ref
from app.calls.ports import Call, CallUnavailable, Closed
from app.calls.wanted import Desired, Version
from app.conform.stand import Guest, NotPlayable, Posting
from app.conform.told import Told
from app.conform.wire import Act, Floor
from app.contract.wire import FloorReport, Outcome
from app.rooms.fields import PersonId, RoomId
from tests.support.pretend_call import PretendCall

OF_A_LOCK: Mapping[Closed, Outcome] = {
    Closed.CONFIRMED: Outcome.LOCKED,
    Closed.ASKED: Outcome.REQUESTED,
    Closed.FAILED: Outcome.FAILED,
    Closed.ABSENT: Outcome.ABSENT,
}

BUILT_IN, LIVEKIT, CONTRACT = "the built-in call", "LiveKit", "a call by contract"
OURS = (BUILT_IN, LIVEKIT, CONTRACT)


@dataclass(frozen=True)
class Unplayed:
    """Scenarios that calls of ours have no place for. `why`: what ours is instead."""

    scenarios: tuple[str, ...]
    at: tuple[str, ...]
    why: str


UNPLAYED = (
    Unplayed(
        (
            "late", "new_fields_passed_over", "foreign_signature_refused", "old_signature_refused",
            "clocks_may_differ",
        ),
        OURS,
        "No message is posted to an adapter: its driver calls it.",
    ),
    Unplayed(
        ("our_restart", "let_go"),
        OURS,
        "Our side of it is its driver, which other tests kill and start elsewhere.",
    ),
    Unplayed(
        (
            "who_is_there", "coming_and_going", "own_hand_told", "nothing_else_is_a_try",
            "well_formed",
        ),
        OURS,
        "An adapter tells its driver that something is new, and nobody what.",
    ),
    Unplayed(
        ("older_opens_nothing", "older_locks_nothing", "versions_compared"),
        OURS,
        "The lease keeps states in order: what is older is not begun.",
    ),
    Unplayed(
        ("stranger_untouched",), (BUILT_IN,), "Nobody takes part in it without a pass."
    ),
    Unplayed(("rename",), (BUILT_IN, LIVEKIT), "Nobody can take another name in it."),
)  # fmt: skip


def unplayed(at: str) -> set[str]:
    """The scenarios that this call of ours has no place for."""
    return {name for one in UNPLAYED if at in one.at for name in one.scenarios}


class Cast(Protocol):
    """People in a call, who do as a scenario says."""

    @property
    def there(self) -> set[PersonId]:
        """Who is in it."""
        ...

    async def comes(self, person: PersonId) -> None:
        """They come in, from whichever device, and publish."""
        ...

    async def goes(self, person: PersonId) -> None:
        """They leave."""
        ...

    async def presses(self, person: PersonId) -> None:
        """They press the key that opens their microphone."""
        ...

    async def publishes(self, person: PersonId) -> None:
        """They publish a second microphone."""
        ...

    async def comes_unmatched(self) -> PersonId:
        """Somebody comes whom nobody has matched; what the call knows them by."""
        raise NotPlayable("Nobody comes into this call unmatched.")

    async def renames(self, person: PersonId) -> None:
        """They take another name."""
        raise NotPlayable("Nobody takes another name in this call.")

    def wants(self, wanted: Desired) -> None:
        """This is about to be applied."""

    def heard(self, at: PersonId | None) -> frozenset[PersonId]:
        """Of whom packets arrive, at a listener or at that person."""
        ...


class CallStand:
    """One room's call of ours. What is brought by messages, and what only a vendor would tell, is
    not played here: the lease keeps states in order, and nobody posts them."""

    tells = False

    def __init__(self, call: Call, room: RoomId, cast: Cast) -> None:
        self.told = Told()
        self.call = call
        self.room = room
        self.cast = cast
        self.newest = Version()

    async def act(self, act: Act, ref: Ref | None, guest: Guest | None) -> Ref:
        """As `Stand.act`."""
        if act is Act.JOIN and guest is None:
            return await self.cast.comes_unmatched()
        person = PersonId(ref) if ref is not None else guest.person if guest else PersonId("")
        match act:
            case Act.JOIN | Act.SECOND_REF:
                await self.cast.comes(person)
            case Act.LEAVE:
                await self.cast.goes(person)
            case Act.REJOIN:
                await self.cast.goes(person)
                await self.cast.comes(person)
            case Act.UNMUTE_SELF:
                await self.cast.presses(person)
            case Act.SECOND_STREAM:
                await self.cast.publishes(person)
            case Act.RENAME:
                await self.cast.renames(person)
        return person

    async def listen(self, at: Ref | None = None) -> frozenset[Ref]:
        """As `Stand.listen`."""
        return frozenset(self.cast.heard(None if at is None else PersonId(at)))

    async def send(self, floor: Floor, posting: Posting) -> tuple[int, ...]:
        """As `Stand.send`; what was brought is applied and reported as often."""
        if not posting.is_usual:
            raise NotPlayable("A state is not brought to a call of ours by message.")
        if floor.version < self.newest:
            raise NotPlayable("What is older is not begun: the lease keeps states in order.")
        self.newest = floor.version
        people = dict(floor.places.values())
        out = frozenset(PersonId(ref) for ref in floor.out)
        wanted = Desired(people, out, version=floor.version)
        for _ in range(posting.copies):
            self.cast.wants(wanted)
            try:
                await self._applied(floor, wanted)
            except CallUnavailable:
                return (503,) * posting.copies
        return (202,) * posting.copies

    def away(self, *, is_away: bool) -> None:
        """As `Stand.away`."""
        if is_away:
            raise NotPlayable("Our side of a call of ours is the call's.")

    async def _applied(self, floor: Floor, wanted: Desired) -> None:
        report = await self.call.apply(self.room, wanted)
        can = report.can or await self.call.probe()
        outcomes = []
        for ref, (person, one) in floor.places.items():
            free = Outcome.FAILED if person in report.held else Outcome.FREE
            is_there = person in self.cast.there
            said = OF_A_LOCK[report.people[person]] if one.microphone_locked else free
            camera = said if one.camera_locked else Outcome.FREE
            if is_there:
                outcomes.append({"ref": ref, "microphone": said, "camera": camera})
        holds = Strength.REQUESTED if can.microphone is Strength.NONE else can.microphone
        version = {"seq": floor.version.seq, "n": floor.version.n}
        self.told.reports_(
            FloorReport.model_validate(
                {"version": version, "outcomes": outcomes, "class": holds.value, "at": floor.at}
            )
        )


class PretendCast(Cast):
    """People in a `PretendCall`. `is_slipping`: what they publish anew is heard until the call is
    applied again."""

    def __init__(self, call: PretendCall, *, is_slipping: bool = False) -> None:
        self.call = call
        self.is_slipping = is_slipping
        self.opened: set[PersonId] = set()

    @property
    def there(self) -> set[PersonId]:
        """As `Cast.there`."""
        return self.call.there

    async def comes(self, person: PersonId) -> None:
        """As `Cast.comes`."""
        self.call.joins(person)
        self._slips(person)

    async def goes(self, person: PersonId) -> None:
        """As `Cast.goes`."""
        if person in self.call.places:
            self.call.hangs_up(person)
        self.call.there.discard(person)
        self.opened.discard(person)

    async def comes_unmatched(self) -> PersonId:
        """As `Cast.comes_unmatched`."""
        self.call.dials("telephone")
        return PersonId("telephone")

    async def presses(self, person: PersonId) -> None:
        """As `Cast.presses`."""
        if person not in self.call.shut:
            self.opened.add(person)

    async def publishes(self, person: PersonId) -> None:
        """As `Cast.publishes`."""
        self._slips(person)

    def wants(self, wanted: Desired) -> None:
        """As `Cast.wants`: what is closed stays so until its person's key."""
        self.opened -= wanted.locked
        for person in wanted.out:
            self.call.there.discard(person)

    def heard(self, at: PersonId | None) -> frozenset[PersonId]:
        """As `Cast.heard`."""
        there = self.call.there | {PersonId(ref) for ref in self.call.places}
        shut = self.call.shut | {PersonId(ref) for ref in self.call.shut_places}
        return frozenset((self.opened & there) - shut - {at})

    def _slips(self, person: PersonId) -> None:
        if self.is_slipping and person in self.call.shut:
            self.call.slips(person)
            self.opened.add(person)
