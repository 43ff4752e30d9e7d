"""Several nodes as processes of their own over one database, each also behind a bad network.

The nodes speak to each other by NOTIFY, or by NATS where there is a server of it; on a SQLite file
there is one node. On the way to PostgreSQL too there may be a bad line, and wall clocks may step.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.fault_proxy import FaultProxy
from tests.support.nats import NatsServer
from tests.support.nursery import Nursery
from tests.support.postgres import PostgresServer
from tests.support.process import ServerProcess
from tests.support.wall_clock import WallClock

ORIGIN = "http://circle.test"
"""Of all nodes, as behind one balancer."""
NODES = 3
LISTENING_WITHIN = 120.0
"""Seconds; three nodes that start on a busy machine take some."""
ASK_EVERY = 0.02
SETTINGS = {
    "PUBLIC_URL": ORIGIN,
    "PRESSES_PER_SECOND": "10000",
    "OPENS_PER_SECOND": "10000",
    "REQUESTS_PER_SECOND": "10000",
    "HELLOS_PER_ADDRESS": "1000",
    "DRAIN_SECONDS": "1",
    "PING_HASH": "true",
    "LOG_LEVEL": "warning",
}


@dataclass(frozen=True)
class Backing:
    """What nodes stand on. `by_port` is the database's address by a port of a line in between."""

    url: str
    nodes: int = NODES
    postgres: PostgresServer | None = None
    nats: NatsServer | None = None
    by_port: Callable[[int], str] | None = None
    walls: tuple[WallClock, ...] = ()
    """A wall clock for each node, where they are to step."""


@dataclass
class Cluster:
    """`nodes[n]` is reached directly and through `proxies[n]`, and reaches PostgreSQL through
    `lines[n]` where there are lines."""

    backing: Backing
    nodes: list[ServerProcess]
    proxies: list[FaultProxy]
    lines: list[FaultProxy] = field(default_factory=list)

    @property
    def postgres(self) -> PostgresServer:
        """The server of the nodes' database, where it has one."""
        assert self.backing.postgres is not None, "there is no PostgreSQL here"
        return self.backing.postgres

    @property
    def nats(self) -> NatsServer:
        """The server of the nodes' bus, where it has one."""
        assert self.backing.nats is not None, "there is no NATS here"
        return self.backing.nats

    @property
    def has_bus(self) -> bool:
        """Whether nodes can hear each other."""
        return self.backing.nats is None or self.backing.nats.is_running

    def doors(self) -> list[str]:
        """Every address of the live socket: of each node directly, then through its proxy."""
        ports = [node.port for node in self.nodes] + [proxy.port for proxy in self.proxies]
        return [f"ws://127.0.0.1:{port}/ws" for port in ports]

    async def listening(self, *nodes: ServerProcess) -> None:
        """Wait until these nodes, or all, answer; whether they are ready is for a balancer."""
        try:
            async with asyncio.timeout(LISTENING_WITHIN), httpx.AsyncClient(timeout=2.0) as http:
                for node in nodes or self.nodes:
                    while not await _answers(http, node):  # noqa: ASYNC110  # it cannot call back
                        await asyncio.sleep(ASK_EVERY)
        except TimeoutError:
            raise RuntimeError(f"a node does not answer:\n{self.said()[-2_000:]}") from None

    def said(self) -> str:
        """What all nodes have logged."""
        return "".join(node.said.read_text(errors="replace") for node in self.nodes)


async def _answers(http: httpx.AsyncClient, node: ServerProcess) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        await http.get(f"http://127.0.0.1:{node.port}/healthz")
        return True
    return False


@asynccontextmanager
async def clustered(backing: Backing, folder: Path, seed: int) -> AsyncIterator[Cluster]:
    """Nodes that run and listen, ended with the block. The database has its schema."""
    lines = await _lines(backing, seed)
    # A library between a process and its clock is there from the beginning or not at all.
    nursery = None if backing.walls else Nursery()
    nodes = [_node(backing, n, lines, folder, nursery) for n in range(backing.nodes)]
    proxies = [FaultProxy(node.port, seed * NODES + n) for n, node in enumerate(nodes)]
    cluster = Cluster(backing, nodes, proxies, lines)
    try:
        for node in nodes:
            node.start()
        await cluster.listening()
        for proxy in proxies:  # after the nodes: its port is any, and might have been one of theirs
            await proxy.start()
        yield cluster
    finally:
        for node in nodes:
            node.go_on()
        for proxy in (*proxies, *lines):
            await proxy.end()
        for node in nodes:
            node.end()
        if nursery is not None:
            nursery.close()


async def _lines(backing: Backing, seed: int) -> list[FaultProxy]:
    if backing.by_port is None or backing.postgres is None:
        return []
    target = backing.postgres.port
    lines = [FaultProxy(target, f"{seed} to the database {n}") for n in range(backing.nodes)]
    for line in lines:
        await line.start()
    return lines


def _node(
    backing: Backing, n: int, lines: list[FaultProxy], folder: Path, nursery: Nursery | None
) -> ServerProcess:
    own = folder / f"node-{n}"
    own.mkdir()
    bus = {} if backing.nats is None else {"BUS_URL": backing.nats.url}
    wall = backing.walls[n].environment() if backing.walls else {}
    url = backing.url
    if lines and backing.by_port is not None:
        url = backing.by_port(lines[n].port)
    return ServerProcess(url, own, nursery, **SETTINGS, **bus, **wall)
