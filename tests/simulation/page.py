"""A page in somebody's browser: it merges what it is sent, comes back, and presses.

It goes on from its cursor, to any node, and sends again under the same id what has no answer. All
it lives through goes into the history.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import orjson

from app.rooms.fields import PersonId
from tests.faults.truth import SHARED, digest
from tests.simulation.loop import VirtualLoop
from tests.simulation.node import Node
from tests.simulation.stages import ROOM
from tests.simulation.store import NOWHERE
from tests.simulation.wire import Wire
from tests.support.history import History, Press, Seen
from tests.support.roamer import REVS

AGAIN = 0.15
"""Seconds until a press is sent again that could not be answered."""
WELCOME_WITHIN = 2.5
"""Seconds a page waits for a welcome before it tries elsewhere."""
STAY_AWAY = 4_500


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a page held of itself beside what the history holds: a digest of its `you`."""

    who: PersonId
    audience: str
    seq: int
    you: str


@dataclass
class Page:
    """One page of one person. `is_out`: it has left for now. `is_told_to_stop`: for good, by the
    code its connection was closed with."""

    name: str
    who: PersonId
    loop: VirtualLoop
    history: History
    chance: Random
    nodes: Callable[[], list[Node]]
    note: Callable[[str, bytes], None]
    fence: Callable[[str, dict[str, Any], bytes], None]
    watch: Callable[[], None]
    slowest: float = 0.02
    view: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    you: str = ""
    view_name: str = ""
    epoch: str = ""
    seq: int = 0
    resume: str = ""
    lines: int = 0
    wire: Wire | None = None
    node: Node | None = None
    is_welcome: bool = False
    is_out: bool = False
    is_told_to_stop: bool = False
    open_presses: dict[str, str] = field(default_factory=dict)
    glimpses: list[Glimpse] = field(default_factory=list)
    came_at: float = 0.0
    pressed: int = 0
    closes: list[int] = field(default_factory=list)

    # The connection ------------------------------------------------------------------------

    def come(self, soon: float = 0.0) -> None:
        """Connect by and by."""
        self.loop.call_later(soon, self._connect, context=NOWHERE)

    def _connect(self) -> None:
        if self.wire is not None or self.is_out or self.is_told_to_stop:
            return
        nodes = self.nodes()
        if not nodes:
            self.come(0.1)
            return
        self.lines += 1
        self.node = self.chance.choice(nodes)
        self.wire = wire = Wire(self, Random(self.chance.random()), self.slowest)
        self.loop.call_later(
            self.chance.uniform(0.0005, self.slowest), self.node.accept, wire, self.name,
            context=NOWHERE,
        )  # fmt: skip
        wire.send_up(self._hello())
        self.loop.call_later(WELCOME_WITHIN, self._give_up, wire, context=NOWHERE)

    def _hello(self) -> str:
        way = (
            {"resume": self.resume} if self.resume else {"ticket": f"ticket:{self.who}:{self.name}"}
        )
        cursor = {"epoch": self.epoch, "view": self.view_name, "seq": self.seq}
        hello = {"t": "hello", "room": ROOM, **way} | ({"cursor": cursor} if self.epoch else {})
        return orjson.dumps(hello).decode()

    def _give_up(self, wire: Wire) -> None:
        if self.wire is wire and not self.is_welcome:
            self.cut()

    def cut(self, *, is_told: bool = True) -> None:
        """Lose the connection, and come back unless it is out."""
        if self.wire is not None:
            self.wire.cut(is_told=is_told)
            self.lost(self.wire, 0)

    def lost(self, wire: Wire, code: int) -> None:
        """The connection is over."""
        if wire is not self.wire:
            return
        self.note(f"{self.name} lost {code}", b"")
        self.wire, self.is_welcome = None, False
        self.closes.append(code)
        self.watch()
        self.is_told_to_stop = self.is_told_to_stop or STAY_AWAY <= code < 5_000
        self.come(self.chance.uniform(0.01, 0.25))

    def leave(self) -> None:
        """Go, for now: nothing of it is connected."""
        self.is_out = True
        self.cut()

    def come_back(self) -> None:
        """Here again."""
        self.is_out = False
        self.come()

    def mend(self) -> None:
        """Read, find out about a line on which nothing gets through, and be here."""
        if self.wire is not None and self.wire.is_held:
            self.wire.let_go()
        if self.wire is not None and self.wire.is_black:
            self.wire.broken()
        if self.is_out:
            self.come_back()

    def begin_anew(self) -> None:
        """Forget everything, and say hello without a cursor."""
        self.view, self.digests, self.you = {}, {}, ""
        self.epoch, self.view_name, self.seq = "", "", 0
        self.cut()

    # Frames --------------------------------------------------------------------------------

    def take(self, wire: Wire, payload: bytes) -> None:
        """A frame came."""
        if wire is not self.wire:
            return
        self.note(self.name, payload)
        frame = orjson.loads(payload)
        match frame["t"]:
            case "welcome":
                self._welcomed(frame)
            case "state":
                self._merge(frame, payload)
            case "done" | "refused" if frame["id"] is not None:
                self._answered(frame, payload)
            case "ping":
                wire.send_up(f'{{"t":"pong","n":{frame["n"]}}}')
            case "drain":
                self.cut()
            case _:
                pass

    def _welcomed(self, frame: dict[str, Any]) -> None:
        self.is_welcome = True
        self.epoch, self.resume, self.view_name = frame["epoch"], frame["resume"], frame["view"]
        self.came_at = self.loop.time()
        self.watch()
        for name in tuple(self.open_presses):
            self._send(name)

    def _merge(self, frame: dict[str, Any], payload: bytes) -> None:
        if frame.get("full"):
            self.view, self.digests, self.you = {}, {}, ""
            self.view_name = frame["view"]
        self.fence(self.audience, frame, payload)
        self.view |= frame["set"]
        if "seq" not in frame:
            return
        self.seq = frame["seq"]
        for name, section in frame["set"].items():
            if name in SHARED:
                self.digests[name] = digest(section)
            elif name == "you":
                self.you = digest(section)
        self._see()

    def _answered(self, frame: dict[str, Any], payload: bytes) -> None:
        name = frame["id"]
        if frame["t"] == "refused" and frame["retry"] and name in self.open_presses:
            self.loop.call_later(AGAIN, self._again, name, context=NOWHERE)
            return
        self.open_presses.pop(name, None)
        press = self.history.presses[name]
        if press.answered_at is None:
            press.answered_at = self.loop.time()
        if frame["t"] == "refused":
            press.refused = press.refused or frame  # the second copy's refusal is of another time
            return
        press.done.append(payload.decode())
        press.seq = frame.get("seq")
        if press.seq is not None:
            self._see(after=press.seq)

    def _see(self, after: int = 0) -> None:
        self.history.seen.append(self.seen(after))
        self.glimpses.append(Glimpse(self.who, self.audience, self.seq, self.you))

    @property
    def audience(self) -> str:
        """Whose view it holds."""
        return self.view_name.partition(".")[0]

    def seen(self, after: int = 0) -> Seen:
        """What it holds now."""
        return Seen(
            self.name, ROOM, self.lines, self.audience, self.seq, dict(self.digests),
            self.loop.time(), after,
        )  # fmt: skip

    # Presses -------------------------------------------------------------------------------

    def press(self, type_: str, fields: dict[str, Any], *, times: int = 1) -> None:
        """Press something; it is sent until it has an answer."""
        self.pressed += 1
        name = str(UUID(int=len(self.history.presses) + 1))
        expect = self.expect()
        sent = {"t": "do", "id": name, "type": type_, "expect": expect, **fields}
        self.open_presses[name] = orjson.dumps(sent).decode()
        self.history.presses[name] = Press(name, self.name, ROOM, type_, expect, self.loop.time())
        for _ in range(times):
            self._send(name)

    def _again(self, name: str) -> None:
        if name in self.open_presses and self.is_welcome:
            self._send(name)

    def _send(self, name: str) -> None:
        if self.wire is not None and self.is_welcome:
            self.history.presses[name].times_sent += 1
            self.wire.send_up(self.open_presses[name])

    def expect(self) -> dict[str, int]:
        """The revisions in view."""
        seen = {r: self.view.get(s, {}).get(r) for r, s in REVS.items()}
        seen |= {r: self.view.get("you", {}).get(r, seen[r]) for r in REVS}
        return {r: n for r, n in seen.items() if n is not None}

    @property
    def is_locked(self) -> bool:
        """Whether it shows somebody's microphone as locked."""
        opened = self.view.get("enforcement", {}).get("opened", ())
        seats = self.view.get("floor", {}).get("seats", {})
        return any(s["floor"] == "locked" and who not in opened for who, s in seats.items())
