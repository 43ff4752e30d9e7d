"""What an operator does over REST: make a room and its links, and read the log.

A key that makes rooms reads none of them. For the log a second key is made, for this one room, and
revoked at the end.
"""

from dataclasses import dataclass

import httpx

from app.rehearsal.address import Address
from app.rehearsal.client import PATIENCE, refuse_problem
from app.rehearsal.page import Json

AGREEMENT = (
    "What is said here stays here. We speak about the relationship, not about solutions. "
    "Nobody records, nobody takes notes, and no patient can be recognised."
)
HOURS = 2.0
"""How long links and keys of a rehearsal live."""
MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of the log, as a machine may read it: no names, and gaps where it may not read."""

    seq: int
    at: int
    type: str
    fields: Json


class Office:
    """An operator's key at work; every method raises `Refused` and `httpx.TransportError`."""

    def __init__(self, server: Address, key: str) -> None:
        self.server = server
        self._key = key
        self._reader: Json | None = None
        self._http = httpx.AsyncClient(
            base_url=server.url, timeout=PATIENCE, trust_env=not server.is_here
        )

    async def make_room(self, plan: str, speed: float | None) -> str:
        """A room marked `rehearsal`, `speed` times faster, or one as it is; its id."""
        body: Json = {"plan": plan, "agreement": {"text": AGREEMENT}}
        if speed is not None:
            body["rehearsal"] = {"speed": speed}
        return str((await self._post("/api/rooms", body))["room"])

    async def personal_link(self, room: str, name: str, role: str) -> str:
        """A link that is one person."""
        body = {"kind": "personal", "name": name, "role": role, "hours": HOURS}
        return str((await self._post(f"/api/rooms/{room}/links", body))["url"])

    async def shared_link(self, room: str) -> str:
        """A link that makes a new member in each browser."""
        body = {"kind": "shared", "hours": HOURS}
        return str((await self._post(f"/api/rooms/{room}/links", body))["url"])

    async def advance(self, room: str, ms: int) -> None:
        """Make a room for practice so much older; the key is a test key."""
        await self._post(f"/api/rooms/{room}/clock", {"advance_ms": ms})

    async def is_practice(self, room: str) -> bool:
        """Whether nobody meets in that room."""
        return bool((await self._get(f"/api/rooms/{room}", self._key))["is_test"])

    async def record(self, room: str) -> Json:
        """Who was there, once the meeting has ended."""
        return await self._get(f"/api/rooms/{room}/record", self._key)

    async def log(self, room: str) -> list[Entry]:
        """The whole log of the room, read by a key that is for this room only."""
        if self._reader is None:
            body = {"label": "rehearsal", "scopes": ["room:read"], "rooms": [room], "hours": HOURS}
            self._reader = await self._post("/api/keys", body)
        found: list[Entry] = []
        after, has_more = 0, True
        while has_more:
            path = f"/api/rooms/{room}/events?after={after}&limit={MOST_ENTRIES}"
            page = await self._get(path, self._reader["key"])
            found += [Entry(**event) for event in page["events"]]
            after, has_more = page["next"], page["has_more"]
        return found

    async def close(self) -> None:
        """Revoke the key that read the log, and hang up."""
        try:
            if self._reader is not None:
                await self._http.delete(f"/api/keys/{self._reader['id']}", headers=self._bearer())
        finally:
            await self._http.aclose()

    async def _post(self, path: str, body: Json) -> Json:
        answer = await self._http.post(path, json=body, headers=self._bearer())
        refuse_problem(answer)
        return dict(answer.json())

    async def _get(self, path: str, key: str) -> Json:
        answer = await self._http.get(path, headers=self._bearer(key))
        refuse_problem(answer)
        return dict(answer.json())

    def _bearer(self, key: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key if key is None else key}"}
