"""What a key may ask for over HTTP: rooms, links, keys, presses, and what happened."""

import asyncio
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
from pushback.commands import CommandName
from pushback.errors import PushbackError, Refused, Unreachable
from pushback.expect import confirmed, expected
from pushback.frames import Frame
from pushback.presses import USUAL
from pushback.rest import Rest
from pushback.room import Done
from pushback.sections import Role, Sections
from pushback.world import THIS, World

TRIES = 5
"""How often a press is sent whose answer was lost, or that the server could not take."""
KEPT = "kept"
"""The answer to a presenter's own way back while the database is away: it is recorded later."""


class Operator:
    """A key at a server, for as long as an `async with` lasts. What each request needs of the key
    stands in docs/openapi.json; each raises `Refused` and `Unreachable`."""

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
    ) -> str:
        """A room for one meeting; its id. `plan` is the name of a shipped one, or a document of
        one's own (docs/plans.md). With `speed` it is a rehearsal, so many times faster."""
        asked: dict[str, Any] = {"plan": plan, "agreement": {"text": agreement}}
        if speed is not None:
            asked["rehearsal"] = {"speed": speed}
        made = await self._rest.post("/api/rooms", asked)
        return str(made["room"])

    async def advance(self, room: str, by_ms: int) -> None:
        """Make a test room older, by a test key (docs/sandbox.md): whatever it measures is so much
        later at once, and nothing moves."""
        await self._rest.post(f"/api/rooms/{room}/clock", {"advance_ms": by_ms})

    async def rooms(self) -> AsyncIterator[str]:
        """The ids of all rooms that have not been reduced to their record, the newest first."""
        after: str | None = ""
        while after is not None:
            page = await self._rest.get("/api/rooms", **({"after": after} if after else {}))
            for room in page["rooms"]:
                yield room
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
        why: PushbackError = Unreachable()
        for _ in range(TRIES):
            after = USUAL
            try:
                answer: Frame = await self._rest.post(path, frame)
            except Refused as refused:
                if not refused.retry:
                    raise
                why, after = refused, refused.after_ms or USUAL
            except Unreachable as unreachable:
                why = unreachable
            else:
                if answer["t"] != KEPT:
                    return answer
                why = Refused("unavailable", retry=True)
            await asyncio.sleep(after / 1000)
        raise why

    # Links ---------------------------------------------------------------------------------

    async def make_personal_link(
        self, room: str, name: str, *, role: Role = "member", hours: float = 24
    ) -> LinkMade:
        """A link that is one person, on any number of devices; its `url` is shown this once."""
        asked = {"kind": "personal", "name": name, "role": role, "hours": hours}
        return cast("LinkMade", await self._rest.post(f"/api/rooms/{room}/links", asked))

    async def make_shared_link(
        self, room: str, *, role: Literal["member", "observer"] = "member", hours: float = 24
    ) -> LinkMade:
        """A link that makes a new person in each browser, whom a leader confirms by name."""
        asked = {"kind": "shared", "role": role, "hours": hours}
        return cast("LinkMade", await self._rest.post(f"/api/rooms/{room}/links", asked))

    async def links(self, room: str) -> list[LinkOut]:
        """The links of a room, oldest first, without their secrets."""
        found = await self._rest.get(f"/api/rooms/{room}/links")
        return cast("list[LinkOut]", found["links"])

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
        return cast("KeyMade", await self._rest.post("/api/keys", asked))

    async def keys(self) -> list[KeyOut]:
        """All keys, oldest first, without their secrets."""
        found = await self._rest.get("/api/keys")
        return cast("list[KeyOut]", found["keys"])

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
