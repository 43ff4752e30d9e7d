"""What a meeting wants of its call, state after state, from a socket that comes back by itself."""

import asyncio
import contextlib
import json
from typing import Any, Literal, Self, TypedDict

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from pushback.address import Address
from pushback.coming_back import LOST, STEADY, Tries, ending
from pushback.errors import Stopped
from pushback.line import FAREWELL, MOST_BYTES, Straight
from pushback.world import World

LASTS = 30_000
"""Milliseconds without a state after which nobody may stay locked, where no state says another."""


class Version(TypedDict):
    """Of a state; a later one has the larger pair."""

    seq: int
    n: int


class Place(TypedDict):
    """What is wanted of one place, and whose it is. `free`: they may speak, by their own hand."""

    ref: str
    person: str
    microphone: Literal["locked", "free"]
    camera: Literal["locked", "free"]


class Floor(TypedDict):
    """Everything that is wanted of the call. Who is not named is nobody's and free; `out` may not
    be in the call."""

    call: str
    version: Version
    at: int
    deadline_ms: int
    lasts_ms: int
    participants: list[Place]
    out: list[str]


class Floors:
    """An iterator of states, none older than one before it; and of None, once, where there has been
    none for too long. For one who reads at a time."""

    def __init__(self, server: Address, path: str, headers: dict[str, str], world: World) -> None:
        self._url = server.socket_url.removesuffix("/ws") + path
        self._is_here = server.is_here
        self._headers = headers
        self._world = world
        self._socket: ClientConnection | None = None
        self._tries = Tries()
        self._rest = 0.0
        self._why = ""
        self._newest = (-1, -1)
        self._is_told = False
        self._until = 0.0
        self._began = 0.0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Floor | None:
        try:
            async with asyncio.timeout(self._left()):
                floor = await self._told()
        except TimeoutError:
            self._cut()
            self._is_told = False
            return None
        self._is_told = True
        self._until = self._world.steady() + floor.get("lasts_ms", LASTS)
        return floor

    async def close(self) -> None:
        """Be told nothing more."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    def _left(self) -> float | None:
        """Seconds until locks are let go of; None where there are none to let go of."""
        return max(0.0, self._until - self._world.steady()) / 1000 if self._is_told else None

    async def _told(self) -> Floor:
        while True:
            try:
                floor = self._heard(await self._next())
            except ConnectionClosed as closed:
                self._lost(closed.rcvd.code if closed.rcvd else LOST)
            except (OSError, InvalidHandshake, TimeoutError, ValueError, KeyError, TypeError):
                self._lost(LOST)
            else:
                if floor is not None:
                    return floor

    async def _next(self) -> Any:
        """What is said next, on a new connection where there is none."""
        if self._socket is None:
            await asyncio.sleep(self._rest / 1000)
            self._began = self._world.steady()
            self._socket = await Straight(
                self._url,
                additional_headers=self._headers,
                compression=None,
                max_size=MOST_BYTES,
                close_timeout=FAREWELL,
                open_timeout=self._world.patience.welcome,
                proxy=None if self._is_here else True,
            )
        async with asyncio.timeout(self._world.patience.silence):
            return json.loads(await self._socket.recv())

    def _heard(self, frame: Any) -> Floor | None:
        """The state that a frame is, None for any other and for an older one."""
        kind = frame["type"]
        if not isinstance(kind, str):
            raise TypeError
        if kind == "refused" and not frame["of"]:
            self._why = str(frame["code"])
        if kind != "floor.changed":
            return None
        version = (int(frame["version"]["seq"]), int(frame["version"]["n"]))
        if version < self._newest:
            return None
        self._newest = version
        floor: Floor = frame
        return floor

    def _lost(self, code: int) -> None:
        self._cut()
        end, why, self._why = ending(code), self._why, ""
        if not end.comes_back:
            raise Stopped(why or end.reason)
        now = self._world.steady()
        if now - self._began > STEADY:
            self._tries.lived()
        self._rest = self._tries.failed(now, self._world.chance(), end.within)

    def _cut(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            with contextlib.suppress(OSError):
                socket.transport.abort()
