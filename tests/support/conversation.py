"""Conversations as docs/protocol.md writes them, held with a real node.

    ada> {…}      Ada's client sends this
    ada< {…}      and receives this, perhaps with other frames before it
    ada closes

`"<name>"` stands for something that differs each time: known from an earlier frame, drawn when
it is sent for the first time, or learned when it comes. `"…"` stands for anything, as a key for
further fields.
"""

import asyncio
import contextlib
import json
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.support.frames import check_sent
from tests.support.node import Node
from tests.support.wire import Caller, Line

LINE = re.compile(r"(?P<who>[a-z]+)(?:(?P<way>[<>]) (?P<frame>\{.*\})| closes)")
PLACE = re.compile(r"<(?P<name>[a-z0-9_ ]+)>")
REST = "…"
PATIENCE = 5.0


@dataclass(frozen=True)
class Said:
    """One line. `way` is `>`, `<`, or empty for a close."""

    who: str
    way: str
    frame: Any


def read(text: str) -> list[Said]:
    """The lines of a conversation."""
    found = []
    for line in text.strip().splitlines():
        match = LINE.fullmatch(line.strip())
        assert match is not None, line
        frame = json.loads(match["frame"]) if match["frame"] else None
        found.append(Said(match["who"], match["way"] or "", frame))
    return found


@dataclass
class Speaker:
    """One person's client: the connection, and how far its frames have been read."""

    caller: Caller
    stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    line: Line | None = None
    heard: int = 0
    own: dict[str, Any] = field(default_factory=dict)


class Conversation:
    """Holds the lines with a node, in order."""

    def __init__(self, node: Node, speakers: dict[str, Caller]) -> None:
        self.node = node
        self.speakers = {name: Speaker(caller) for name, caller in speakers.items()}
        self.known: dict[str, Any] = {name: c.person for name, c in speakers.items()}
        self.known["room"] = next(iter(speakers.values())).room

    async def hold(self, lines: list[Said]) -> None:
        """Every line; raises `AssertionError` for one that does not come."""
        try:
            for said in lines:
                speaker = self.speakers[said.who]
                if said.way == ">":
                    await self._say(speaker, said.frame)
                elif said.way == "<":
                    await self._hear(speaker, said)
                else:
                    await self._close(speaker)
        finally:
            for speaker in self.speakers.values():
                await self._close(speaker)

    async def _say(self, speaker: Speaker, frame: Any) -> None:
        if speaker.line is None:
            speaker.own["ticket"] = await speaker.caller.ticket()
            speaker.line = await speaker.stack.enter_async_context(_line(self.node, speaker.caller))
            speaker.heard = 0
        sent = self._filled(frame, speaker)
        check_sent(sent)
        await speaker.line.send(sent)

    async def _hear(self, speaker: Speaker, said: Said) -> None:
        line = speaker.line
        assert line is not None, f"{said.who} is not connected"
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._found(speaker, line, said.frame):
                    await line.until(lambda one: len(one.frames) > speaker.heard)
        except TimeoutError:
            raise AssertionError(f"{said.who} never heard {said.frame} in {line.frames}") from None

    def _found(self, speaker: Speaker, line: Line, pattern: Any) -> bool:
        while speaker.heard < len(line.frames):
            frame = line.frames[speaker.heard]
            speaker.heard += 1
            learned: dict[str, Any] = {}
            if self._fits(pattern, frame, speaker, learned):
                speaker.own |= learned
                return True
        return False

    async def _close(self, speaker: Speaker) -> None:
        await speaker.stack.aclose()
        speaker.stack, speaker.line = contextlib.AsyncExitStack(), None

    # Placeholders --------------------------------------------------------------------------

    def _filled(self, value: Any, speaker: Speaker) -> Any:
        if isinstance(value, dict):
            return {k: self._filled(v, speaker) for k, v in value.items()}
        name = _place(value)
        if name is None:
            return value
        if name.startswith("id "):
            return self.known.setdefault(name, str(uuid.uuid4()))
        return {**speaker.own, **self.known}[name]

    def _fits(self, pattern: Any, value: Any, speaker: Speaker, learned: dict[str, Any]) -> bool:
        if pattern == REST:
            return True
        name = _place(pattern)
        if name is not None:
            if name in self.known:
                return bool(self.known[name] == value)
            learned[name] = value
            return True
        if isinstance(pattern, dict):
            return isinstance(value, dict) and self._fields_fit(pattern, value, speaker, learned)
        if isinstance(pattern, list):
            return (
                isinstance(value, list)
                and len(pattern) == len(value)
                and all(
                    self._fits(p, v, speaker, learned) for p, v in zip(pattern, value, strict=True)
                )
            )
        return type(pattern) is type(value) and bool(pattern == value)

    def _fields_fit(
        self, pattern: Any, value: Any, speaker: Speaker, learned: dict[str, Any]
    ) -> bool:
        wanted = {self._key(key): one for key, one in pattern.items() if key != REST}
        if REST in pattern:
            if not wanted.keys() <= value.keys():
                return False
        elif wanted.keys() != value.keys():
            return False
        return all(self._fits(one, value[key], speaker, learned) for key, one in wanted.items())

    def _key(self, key: str) -> str:
        name = _place(key)
        return key if name is None else str(self.known[name])


def _place(value: Any) -> str | None:
    match = PLACE.fullmatch(value) if isinstance(value, str) else None
    return None if match is None else match["name"]


@contextlib.asynccontextmanager
async def _line(node: Node, caller: Caller) -> AsyncIterator[Line]:
    """A connection that has not said hello, read in the background."""
    async with connect(node.socket_url, origin=Origin(node.origin), max_size=2**20) as raw:
        line = Line(raw, caller)
        reader = asyncio.create_task(line.read())
        try:
            yield line
        finally:
            await raw.close()
            await reader
