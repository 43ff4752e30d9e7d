"""Several nodes as processes of their own over one PostgreSQL, each also behind a bad network.

The nodes speak to each other by NOTIFY, or by NATS where there is a server of it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.fault_proxy import FaultProxy
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer
from tests.support.process import ServerProcess

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
    "HELLOS_PER_ADDRESS": "1000",
    "DRAIN_SECONDS": "1",
    "LOG_LEVEL": "warning",
}


@dataclass
class Cluster:
    """`nodes[n]` is reached directly, and through `proxies[n]`."""

    url: str
    postgres: PostgresServer
    nats: NatsServer | None
    nodes: list[ServerProcess]
    proxies: list[FaultProxy]

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
async def clustered(
    url: str, postgres: PostgresServer, nats: NatsServer | None, folder: Path, seed: int
) -> AsyncIterator[Cluster]:
    """Nodes that run and listen, ended with the block. The database at `url` has its schema."""
    bus = {} if nats is None else {"BUS_URL": nats.url}
    nodes = []
    for n in range(NODES):
        own = folder / f"node-{n}"
        own.mkdir()
        nodes.append(ServerProcess(url, own, **SETTINGS, **bus))
    proxies = [FaultProxy(node.port, seed * NODES + n) for n, node in enumerate(nodes)]
    cluster = Cluster(url, postgres, nats, nodes, proxies)
    try:
        for node in nodes:
            node.start()
        await cluster.listening()
        for proxy in proxies:  # after the nodes: its port is any, and might have been one of theirs
            await proxy.start()
        yield cluster
    finally:
        for proxy in proxies:
            await proxy.end()
        for node in nodes:
            node.end()
