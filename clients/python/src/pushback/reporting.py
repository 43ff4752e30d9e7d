"""A call of one's own: what a meeting wants of it, and what is said of it (docs/contract.md)."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Literal, NotRequired, Self, TypedDict

from pushback.address import address
from pushback.asking import answered
from pushback.floors import Floors, Version
from pushback.rest import Rest
from pushback.world import THIS, World

Stream = Literal["locked", "free", "requested", "failed", "absent"]
Holds = Literal["enforced", "guarded", "requested"]


class Participant(TypedDict):
    """Somebody in the call. `ref` is your name of their place; `grant` one that was made for them
    here, `person` or `name` what they say of themselves."""

    ref: str
    via: Literal["web", "app", "telephone"]
    grant: NotRequired[str]
    person: NotRequired[str]
    name: NotRequired[str]


class Event(TypedDict):
    """Something that happened to a place. `open` goes with `microphone` and `camera`; `by` is
    `self` for the person's own hand alone. There is none for speech."""

    id: str
    ref: str
    type: Literal["joined", "left", "microphone", "camera"]
    open: NotRequired[bool]
    by: NotRequired[Literal["self", "other"]]
    at: int


class Outcome(TypedDict):
    """What became of a place: `locked` is what your media server has confirmed."""

    ref: str
    microphone: Stream
    camera: Stream


class Report:
    """One call, by a key with `room:report` for its room, for as long as an `async with` lasts.
    Whatever is said is asked for again where its answer is lost; each raises `Refused` and
    `Unreachable`."""

    def __init__(self, server: str, call: str, key: str, *, world: World = THIS) -> None:
        where, headers = address(server), {"Authorization": f"Bearer {key}"}
        self._rest = Rest(where, headers)
        self._path = f"/api/calls/{call}"
        self._world = world
        self._floors = Floors(where, f"{self._path}/floor", headers, world)

    def floors(self) -> Floors:
        """What the meeting wants of the call, whenever it is told, the same again too: make it so,
        and report it. None: nothing has been told for too long, so let go of every lock.

        It comes back by itself, and raises `Stopped` where it must not.
        """
        return self._floors

    async def grant(self, person: str) -> str:
        """A join grant: whoever brings it within a minute is that person of the circle."""
        return str((await self._said("grants", {"person": person}))["grant"])

    async def participants(self, participants: Sequence[Participant]) -> dict[str, str]:
        """Who is in the call, 1 to 100 at once; how each `ref` is known: `bound`, `claimed` or
        `manual`."""
        taken = await self._said("participants", {"participants": [*participants]})
        return {one["ref"]: one["identity"] for one in taken["participants"]}

    async def events(self, events: Sequence[Event]) -> int:
        """What happened in the call, 1 to 100 at once; how many of them were new."""
        return int((await self._said("events", {"events": [*events]}))["taken"])

    async def floor_report(
        self, version: Version, outcomes: Sequence[Outcome], *, holds: Holds, at: int | None = None
    ) -> Version:
        """What became of that version, and how firmly what is `locked` is held; the newest one.
        `at` is when that was read, in milliseconds since the Unix epoch; now if nothing is said."""
        said = {
            "version": version,
            "outcomes": [*outcomes],
            "class": holds,
            "at": round(self._world.wall()) if at is None else at,
        }
        newest: Version = (await self._said("floor-reports", said))["newest"]
        return newest

    async def _said(self, what: str, body: object) -> Any:
        key = self._world.uuid()
        return await answered(lambda: self._rest.post(f"{self._path}/{what}", body, key=key))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._floors.close()
        await self._rest.close()
