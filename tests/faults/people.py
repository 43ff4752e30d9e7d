"""People of a meeting who go from node to node, and keep a history of what they live through."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.presences import Looked
from tests.faults.truth import hashed, held
from tests.support.history import History, Pinged, Press, Seen
from tests.support.roamer import Roamer

SILENCE = 8.0
"""Seconds after which somebody gives up a connection on which nothing comes."""
BACK_AFTER = 0.15
"""Seconds until somebody without a connection tries another door."""
AGAIN = 0.2
"""Seconds until a press is sent again that could not be answered."""
BUFFER = 64 * 1024
"""Bytes that their machine takes before they read: how soon they are shown what the log shows is
measured, and a smaller window than a browser's would be measured with it."""
BY = 60_000
PACE = 0.1
"""Mean seconds between two presses of one person."""


@dataclass
class Wanderer(Roamer):
    """Somebody who takes any of `doors` each time they connect."""

    doors: list[str] = field(default_factory=list)
    chance: Random = field(default_factory=Random)
    history: History = field(default_factory=History)
    again_after: float = BACK_AFTER
    buffer: int = BUFFER
    presenter: str = ""
    lines: int = 0
    pings: int = 0
    times_put_off: int = 0
    is_asleep: bool = False
    clock_off: float = 0.0
    """Seconds by which the server's `now` was furthest from this machine's when it was read."""
    changed_at: float = 0.0
    away: list[float] = field(default_factory=list)
    """Seconds from each time a node asked them to go until another, or the same, let them in."""
    _asked_at: float | None = None
    _patience: asyncio.Timeout | None = None
    _again: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def who(self) -> str:
        """Whose history this is."""
        return f"{self.name}@{self.room}"

    async def _connect(self) -> None:
        self.url = self.chance.choice(self.doors)
        self.lines += 1
        try:
            async with asyncio.timeout(SILENCE) as self._patience:
                await super()._connect()
        finally:
            self._patience = None

    async def _take(self, text: str) -> None:
        self._is_patient_again()
        frame = json.loads(text)
        kind = frame["t"]
        if "now" in frame:
            self.clock_off = max(frame["now"] / 1000 - time.time(), self.clock_off, key=abs)
        if kind == "refused" and frame["retry"] and frame["id"] in self.open_presses:
            self.times_put_off += 1
            self._later(frame["id"])
            return
        if kind in ("done", "refused") and frame["id"] in self.history.presses:
            self._answered(self.history.presses[frame["id"]], frame, text)
        await super()._take(text)
        if kind == "state" and "seq" in frame:
            self.changed_at = time.monotonic()
            self.history.seen.append(self.seen())
        elif kind == "done" and "seq" in frame:
            self.history.seen.append(self.seen(after=frame["seq"]))
        elif kind == "welcome":
            self.changed_at = time.monotonic()
            self._is_in_again()
        elif kind == "drain":
            self._asked_at = time.monotonic()
            self.cut()
        elif kind == "ping" and "hash" in frame:
            self.pings += 1
            self.history.pinged.append(self._pinged(frame))

    def _is_patient_again(self) -> None:
        if self._patience is not None and not self.is_asleep:
            self._patience.reschedule(asyncio.get_running_loop().time() + SILENCE)

    def _is_in_again(self) -> None:
        if self._asked_at is not None:
            self.away.append(time.monotonic() - self._asked_at)
            self._asked_at = None

    def falls_asleep(self) -> None:
        """As a laptop that is shut: nothing is read, answered or noticed any more."""
        self.is_asleep = True
        self.hold()
        if self._patience is not None:
            self._patience.reschedule(None)

    def wakes(self) -> None:
        """Goes on where it was, and finds out."""
        self.is_asleep = False
        self._is_patient_again()
        self.go_on()

    def _later(self, name: str) -> None:
        """Not now: the outcome is unknown, and the same press is sent again, as a page does."""

        async def again() -> None:
            await asyncio.sleep(AGAIN)
            if name in self.open_presses:
                await self._send(self.open_presses[name])

        task = asyncio.create_task(again())
        self._again.add(task)
        task.add_done_callback(self._again.discard)

    def _answered(self, press: Press, frame: dict[str, Any], text: str) -> None:
        if press.answered_at is None:
            press.answered_at = time.monotonic()
        if frame["t"] == "done":
            press.done.append(text)
            press.seq = frame.get("seq")
        elif press.refused is None:  # one sent again has a second answer, of a later state
            press.refused = frame

    async def _send(self, text: str) -> None:
        frame = json.loads(text)
        if frame["t"] == "do":
            press = self.history.presses.get(frame["id"])
            if press is None:
                press = self.history.presses[frame["id"]] = Press(
                    frame["id"], self.who, self.room, frame["type"], frame["expect"],
                    time.monotonic(),
                )  # fmt: skip
            press.times_sent += self.raw is not None
        await super()._send(text)

    def seen(self, after: int = 0) -> Seen:
        """What they hold now."""
        return Seen(
            self.who, self.room, self.lines, self._audience, self.seq, held(self.view),
            time.monotonic(), after,
        )  # fmt: skip

    def looked(self) -> Looked:
        """What they are shown of who is connected."""
        return Looked(self.who, self.room, self._audience, self.view.get("presence"))

    def _pinged(self, ping: dict[str, Any]) -> Pinged:
        own = (hashed(self.view), hashed(self.view, ("you",)))
        return Pinged(
            self.who, self.room, self._audience, ping["seq"], (ping["hash"], ping["you"]), own
        )

    @property
    def _audience(self) -> str:
        return self.view_name.partition(".")[0]

    def goes(self) -> None:
        """Leave for good."""
        self.is_leaving = True
        self.cut()

    async def begins_anew(self) -> None:
        """Forget everything, connect and say hello without a cursor."""
        before = self.welcomes
        self.view, self.epoch, self.seq, self.view_name = {}, "", 0, ""
        self.cut()
        await self.until(lambda: self.welcomes > before and "room" in self.view)


Act = tuple[str, dict[str, Any]]


def leading(one: Wanderer) -> list[Act]:
    """What a leader may press who keeps the group between the first case's phases."""
    if "phase" not in one.view:  # at the door
        return sitting(one)
    phase = one.view["phase"]
    acts: list[Act] = [
        ("extend", {"by": BY}), ("shorten", {"by": BY}), ("pause", {}), ("resume", {}),
        ("undo", {}), ("add_case", {}), ("drop_case", {}),
    ]  # fmt: skip
    confirm = {"confirm": phase["case_rev"]} if "case_rev" in phase else {}
    if phase["phase"] == "gathering":
        acts = [("open_meeting", {})]
    if phase["phase"] in ("opening", "select"):
        acts += [("choose_presenter", {"person": one.presenter})]
    if phase["phase"] in ("opening", "select", "present", "clarify", "discuss"):
        acts += [("advance", confirm)] * 3
    if phase["phase"] in ("clarify", "discuss", "rejoin"):
        acts += [("back", confirm)] * 3
    return acts


def presenting(_: Wanderer) -> list[Act]:
    """What the presenter may press."""
    return [("sit_back", {}), ("stay", {}), ("come_back_in", {}), ("choose_camera", {"on": True})]


def sitting(_: Wanderer) -> list[Act]:
    """What a member may press: much that is already so, and something that passes."""
    return [("attest", {}), ("agree", {"version": 1}), ("someone_can_hear", {})]


Ways = Callable[[Wanderer], list[Act]]


async def presses_on(one: Wanderer, ways: Ways, over: asyncio.Event) -> None:
    """One press at a time, at random moments, until it is over."""
    while not over.is_set():
        if one.is_asleep or one.open_presses or one.raw is None or not one.view:
            one.changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(one.changed.wait(), 1.0)
            continue
        type_, fields = one.chance.choice(ways(one))
        await one.press(type_, **fields)
        await asyncio.sleep(one.chance.expovariate(1 / PACE))
