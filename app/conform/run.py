"""A run from its start to what was found, over real sockets, against a stand at its URL."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

from app.conform.conform import Found, Silence, conform
from app.conform.http_stand import HttpStand
from app.conform.inbound import Inbound
from app.conform.pace import Pace
from app.conform.playing import Setting
from app.conform.serving import serving
from app.conform.socket_stand import SocketStand
from app.conform.sockets import Sockets
from app.conform.stand import NotPlayable
from app.conform.steps import Scenario
from app.conform.told import Told
from app.conform.wiring import Wiring
from app.rooms.ports import Clock, Ids

ASKS_EVERY = 0.5


class NobodyThere(Exception):
    """No stand answers there, or it does not take our signature."""


async def run(
    url: str,
    secret: str,
    wiring: Wiring,
    listener: socket.socket,
    scenarios: Sequence[Scenario],
    *,
    pace: Pace,
    clock: Clock,
    ids: Ids,
    watcher: Silence,
    patience: float,
    is_by_socket: bool = False,
) -> Found:
    """Wait so many seconds for the stand, and play; raises `NobodyThere`."""
    told, sockets = Told(), Sockets()
    kind = partial(SocketStand, sockets=sockets) if is_by_socket else HttpStand
    stand = kind(url, secret, wiring.call, told=told, pace=pace, clock=clock, ids=ids)
    setting = Setting(stand, pace, clock, ids)
    inbound = Inbound(
        wiring.call, wiring.key, told, lambda: stand.is_away, lambda: setting.versions.newest,
        sockets,
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stand.close)
        await stack.enter_async_context(serving(inbound.app(), listener))
        await _there(stand, patience)
        return await conform(setting, scenarios, watcher)
    raise AssertionError("the stack lets everything through")


async def _there(stand: HttpStand, patience: float) -> None:
    end = asyncio.get_running_loop().time() + patience
    while True:
        try:
            await stand.there()
        except NotPlayable as lacking:
            if asyncio.get_running_loop().time() > end:
                raise NobodyThere(str(lacking)) from None
        else:
            return
        await asyncio.sleep(ASKS_EVERY)
