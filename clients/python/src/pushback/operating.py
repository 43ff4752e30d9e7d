"""What a key may ask for over HTTP: rooms, links, keys, presses, and what happened."""

from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self, cast

from pushback.address import address
from pushback.answers import (
    EventOut,
    KeyMade,
    KeyOut,
    LinkMade,
    LinkOut,
    RecordOut,
    RoomOut,
    Scope,
)
from pushback.asking import answered
from pushback.commands import CommandName
from pushback.errors import Refused
from pushback.expect import confirmed, expected
from pushback.frames import Frame
from pushback.rest import Rest
from pushback.room import Done
from pushback.sections import Role, Sections
from pushback.world import THIS, World

KEPT = "kept"
"""The answer to a presenter's own way back while the database is away: it is recorded later."""


class Operator:
    """A key at a server, for as long as an `async with` lasts. What each request needs of the key
    stands in app/web/openapi.json; each raises `Refused` and `Unreachable`. What makes something is
    asked for again by itself where its answer is lost, and made once."""

    def __init__(self, server: str, key: str, *, world: World = THIS) -> None:
        self._rest = Rest(address(server), {"Authorization": f"Bearer {key}"})
        self._world = world

    # Rooms ---------------------------------------------------------------------------------

    async def make_room(
        self,
        plan: str | Mapping[str, Any] = "two_case_90",
        *,
        agreement: str = "",
        speed: float | None = None,
        call: str | None = None,
    ) -> str:
        """A room for one meeting; its id. `plan` is the name of a shipped one, or a document of
        one's own (docs/plans.md). With `speed` it is a rehearsal, so many times faster. `call`:
        what it is heard through, the server's usual one if nothing is said."""
        asked: dict[str, Any] = {"plan": plan, "agreement": {"text": agreement}}
        if call is not None:
            asked["call"] = call
        if speed is not None:
            asked["rehearsal"] = {"speed": speed}
        made = await self._made("/api/rooms", asked)
        return str(made["room"])

    async def advance(self, room: str, by_ms: int) -> None:
        """Make a test room older, by a test key (docs/sandbox.md): whatever it measures is so much
        later at once, and nothing moves."""
        await self._rest.post(f"/api/rooms/{room}/clock", {"advance_ms": by_ms})

    async def rooms(self) -> AsyncIterator[str]:
        """The ids of all rooms that have not been reduced to their record, the newest first."""
        async for room in self._listed("/api/rooms", "rooms"):
            yield room

    async def _listed(self, path: str, name: str) -> AsyncIterator[Any]:
        """All of a list, page after page."""
        after: str | None = ""
        while after is not None:
            page = await self._rest.get(path, **({"after": after} if after else {}))
            for one in page[name]:
                yield one
            after = page["next"]

    async def room(self, room: str) -> RoomOut:
        """What an operator may know of it, and its `sections` if the key may read it."""
        return cast("RoomOut", await self._rest.get(f"/api/rooms/{room}"))

    async def events(self, room: str, *, after: int = 0) -> AsyncIterator[EventOut]:
        """What happened after a seq, in order, until now, and only while the log lives."""
        has_more = True
        while has_more:
            page = await self._rest.get(f"/api/rooms/{room}/events", after=after)
            for event in page["events"]:
                yield event
            after, has_more = page["next"], page["has_more"]

    async def record(self, room: str) -> RecordOut:
        """Who was there, once the meeting has ended."""
        return cast("RecordOut", await self._rest.get(f"/api/rooms/{room}/record"))

    async def do(
        self, room: str, type_: CommandName, /, *, seen: Sections | None = None, **fields: Any
    ) -> Done:
        """Press as a machine, without a connection; `seen` are the `sections` of a look at the
        room, from which the press takes what it must bring.

        A lost answer is asked for again with the same id, so nothing is done twice.
        """
        sections: Sections = {} if seen is None else seen
        frame: Frame = {"t": "do", "id": self._world.uuid(), "type": type_}
        expect = expected(sections, type_)
        frame |= confirmed(sections, type_) | ({"expect": expect} if expect else {}) | fields
        answer = await self._pressed(f"/api/rooms/{room}/commands", frame)
        return Done(answer["id"], answer.get("seq"))

    async def _pressed(self, path: str, frame: Frame) -> Frame:
        async def ask() -> Frame:
            answer: Frame = await self._rest.post(path, frame)
            if answer["t"] == KEPT:
                raise Refused("unavailable", retry=True)
            return answer

        return await answered(ask)

    async def _made(self, path: str, asked: object) -> Any:
        """Something new, and one of it however often its answer is lost."""
        key = self._world.uuid()
        return await answered(lambda: self._rest.post(path, asked, key=key))

    # Links ---------------------------------------------------------------------------------

    async def make_personal_link(
        self, room: str, name: str, *, role: Role = "member", hours: float = 24
    ) -> LinkMade:
        """A link that is one person, on any number of devices; its `url` is shown this once."""
        asked = {"kind": "personal", "name": name, "role": role, "hours": hours}
        return cast("LinkMade", await self._made(f"/api/rooms/{room}/links", asked))

    async def make_shared_link(
        self, room: str, *, role: Literal["member", "observer"] = "member", hours: float = 24
    ) -> LinkMade:
        """A link that makes a new person in each browser, whom a leader confirms by name."""
        asked = {"kind": "shared", "role": role, "hours": hours}
        return cast("LinkMade", await self._made(f"/api/rooms/{room}/links", asked))

    async def links(self, room: str) -> list[LinkOut]:
        """The links of a room, oldest first, without their secrets."""
        return [one async for one in self._listed(f"/api/rooms/{room}/links", "links")]

    async def revoke_link(self, room: str, link: str) -> None:
        """By its id. Whoever came by a personal one is out within two seconds."""
        await self._rest.delete(f"/api/rooms/{room}/links/{link}")

    # Keys ----------------------------------------------------------------------------------

    async def make_key(
        self,
        label: str,
        scopes: Sequence[Scope],
        *,
        rooms: Sequence[str] = (),
        hours: float | None = None,
    ) -> KeyMade:
        """A key for a machine; its `key` is shown this once. Scopes of rooms are for `rooms` and no
        others; without `hours` it does not run out."""
        asked = {"label": label, "scopes": [*scopes], "rooms": [*rooms], "hours": hours}
        return cast("KeyMade", await self._made("/api/keys", asked))

    async def keys(self) -> list[KeyOut]:
        """All keys, oldest first, without their secrets."""
        return [one async for one in self._listed("/api/keys", "keys")]

    async def revoke_key(self, key: str) -> None:
        """By its id; what was connected by it is cut within two seconds."""
        await self._rest.delete(f"/api/keys/{key}")

    # The block -----------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._rest.close()
