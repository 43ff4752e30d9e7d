"""A vendor's stand that keeps the contract, in its three classes; those that do not are `faults`.

It imports nothing of the service: it is what a vendor would write.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from tests.support.stand.media import Media, Place, Stream

Json = dict[str, Any]
Version = tuple[int, int]
GUARD_AFTER = 0.1


@dataclass(frozen=True)
class Wiring:
    """What a stand is configured with: where it tells, with which key, and what signs to it."""

    base: str
    key: str
    secret: str


class Stand:
    """Drops what is locked where it comes in, whatever comes, before it is sent on."""

    holds = "enforced"

    def __init__(self, wiring: Wiring, http: httpx.AsyncClient) -> None:
        self.wiring = wiring
        self.http = http
        self.media = Media()
        self.newest: Version = (-1, -1)
        self.wanted: dict[str, Json] = {}
        self.out: frozenset[str] = frozenset()
        self._drawn = 0
        self._lease: asyncio.TimerHandle | None = None
        self._outbox: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.media.run())
            group.create_task(self._post_all())

    async def take(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Json]:
        """The answer to whatever is posted here."""
        said = self.verified(headers, body)
        if said is None:
            return 401, {"error": "no signature of yours"}
        match said["type"]:
            case "floor.changed":
                return self.floor_changed(said), {}
            case "conform.act":
                return 200, {"ref": self.act(said)}
            case "conform.listen":
                return 200, {"audible": self.media.heard(said.get("at"))}
            case _:
                return 204, {}

    def verified(self, headers: Mapping[str, str], body: bytes) -> Json | None:
        """What was said, if it is signed."""
        try:
            said: Json = Webhook(self.wiring.secret).verify(body, dict(headers))
        except (WebhookVerificationError, ValueError):
            return None
        return said

    # The floor -------------------------------------------------------------------------------

    def floor_changed(self, said: Json) -> int:
        """Do what is wanted, unless something newer is; the status of the answer."""
        version = (said["version"]["seq"], said["version"]["n"])
        if not self.is_news(version, said):
            return 200
        self.newest = version
        self.wanted = {one["ref"]: one for one in said["participants"]}
        self.out = frozenset(said["out"])
        self._lasts(said["lasts_ms"] / 1000)
        self.apply()
        self.answer()
        return 202

    def is_news(self, version: Version, said: Json) -> bool:
        """Whether a state is to be applied; the newest is, again and again."""
        return version >= self.newest

    def apply(self) -> None:
        """Make everything so as it is wanted."""
        for ref in self.out & self.media.places.keys():
            self.leave(ref)
        for place in list(self.media.places.values()):
            if self.is_locked(place):
                self.close(place)
            else:
                self.free(place)

    def is_locked(self, place: Place) -> bool:
        """Of whomever one place is locked, all are."""
        people = {one["person"] for one in self.wanted.values() if one["microphone"] == "locked"}
        return place.person in people

    def close(self, place: Place) -> None:
        """Drop what comes."""
        for stream in place.streams:
            stream.is_shut, stream.is_open = True, False

    def free(self, place: Place) -> None:
        """Let through again what its person opens."""
        for stream in place.streams:
            stream.is_shut = False

    def let_go(self) -> None:
        """Whoever tells us what is wanted may be no more."""
        self.wanted = {}
        self.apply()

    def answer(self) -> None:
        """Tell what came of it."""
        outcomes = [self.outcome(place) for place in self.media.places.values()]
        self.tell("floor-reports", self.report(outcomes))

    def report(self, outcomes: list[Json]) -> Json:
        """As the contract has it."""
        seq, n = self.newest
        version = {"seq": seq, "n": n}
        return {"version": version, "outcomes": outcomes, "class": self.holds, "at": now_ms()}

    def outcome(self, place: Place) -> Json:
        """Of one place; a stand without pictures has no cameras."""
        is_shut = all(stream.is_shut for stream in place.streams)
        said = "locked" if is_shut else "failed" if self.is_locked(place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}

    # People ----------------------------------------------------------------------------------

    def act(self, said: Json) -> str:
        """Have a pretend participant do that; their place."""
        ref = said.get("ref", "")
        match said["act"]:
            case "join":
                return self.join(said.get("person"), said.get("grant"))
            case "leave":
                self.leave(ref)
            case "rejoin":
                person = self.media.places[ref].person
                self.leave(ref)
                return self.join(person, said.get("grant"), is_open=True)
            case "unmute_self":
                self.press(self.media.places[ref])
            case "second_stream":
                self.publish(self.media.places[ref])
            case "second_ref":
                person = self.media.places[ref].person
                return self.join(person, said.get("grant"), via="telephone", is_open=True)
            case "rename":
                self.rename(self.media.places[ref])
            case _:
                raise ValueError("there is no such act")
        return str(ref)

    def join(
        self, person: str | None, grant: str | None, *, via: str = "web", is_open: bool = False
    ) -> str:
        """Somebody comes; with what they bring along."""
        self._drawn += 1
        place = Place(f"place-{self._drawn}", person, via, streams=[Stream(is_open)])
        self.comes(place)
        self.media.places[place.ref] = place
        self.introduce(place, grant)
        self.happens(place.ref, "joined")
        if is_open:
            self.happens(place.ref, "microphone", open=True, by="other")
        return place.ref

    def comes(self, place: Place) -> None:
        """What is published by somebody locked begins closed."""
        if self.is_locked(place):
            self.close(place)

    def introduce(self, place: Place, grant: str | None) -> None:
        """Tell who is there."""
        who = {"ref": place.ref, "via": place.via} | ({"grant": grant} if grant else {})
        self.tell("participants", {"participants": [who]})

    def leave(self, ref: str) -> None:
        """Somebody is gone, or is put out."""
        if self.media.places.pop(ref, None) is not None:
            self.happens(ref, "left")

    def press(self, place: Place) -> None:
        """The key of their microphone, by their own hand."""
        if not self.is_locked(place):
            for stream in place.streams:
                stream.is_open = True
        self.happens(place.ref, "microphone", open=True, by="self")

    def publish(self, place: Place) -> None:
        """One stream more, by other software."""
        place.streams.append(Stream(is_open=True))
        self.comes(place)
        self.happens(place.ref, "microphone", open=True, by="other")

    def rename(self, place: Place) -> None:
        """Another name."""
        who = {"ref": place.ref, "via": place.via, "name": "Somebody else"}
        self.tell("participants", {"participants": [who]})

    def happens(self, ref: str, type_: str, **more: Any) -> None:
        """Tell what happened."""
        self._drawn += 1
        event = {"id": f"event-{self._drawn}", "ref": ref, "type": type_, "at": now_ms(), **more}
        self.tell("events", {"events": [event]})

    # Telling ---------------------------------------------------------------------------------

    def tell(self, what: str, body: Json) -> None:
        """In order, and without waiting for it."""
        self._outbox.put_nowait((what, body))

    async def _post_all(self) -> None:
        headers = {"authorization": f"Bearer {self.wiring.key}"}
        while True:
            what, body = await self._outbox.get()
            with contextlib.suppress(httpx.HTTPError):
                answer = await self.http.post(
                    f"{self.wiring.base}/{what}", content=json.dumps(body), headers=headers
                )
                self.told(answer.status_code)

    def told(self, status: int) -> None:
        """What was told is told; what was not is replaced by what comes next."""

    def _lasts(self, seconds: float) -> None:
        if self._lease is not None:
            self._lease.cancel()
        self._lease = asyncio.get_running_loop().call_later(seconds, self.let_go)


class Guarded(Stand):
    """What somebody locked publishes anew is heard until a guard has seen it."""

    holds = "guarded"

    def comes(self, place: Place) -> None:
        """The guard needs a moment."""
        asyncio.get_running_loop().call_later(GUARD_AFTER, self.apply)

    def answer(self) -> None:
        """By then the guard has been there, too."""
        asyncio.get_running_loop().call_later(GUARD_AFTER, super().answer)


class Requested(Stand):
    """Asks people's programs to close their microphones. They do, and may open them."""

    holds = "requested"

    def close(self, place: Place) -> None:
        """They are asked."""
        for stream in place.streams:
            stream.is_open = False

    def comes(self, place: Place) -> None:
        """Nobody asks whoever comes anew."""

    def press(self, place: Place) -> None:
        """Their program does as they say."""
        for stream in place.streams:
            stream.is_open = True
        self.happens(place.ref, "microphone", open=True, by="self")

    def outcome(self, place: Place) -> Json:
        """Asked, and no more."""
        said = "requested" if self.is_locked(place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


def now_ms() -> int:
    """By the wall clock of the stand."""
    return round(time.time() * 1000)
