"""From one node to several over PostgreSQL and NATS: what a command costs each process, and how
long it takes to members on other nodes.

All servers share one core: more nodes cannot do more here. What can be seen is what each process
spends on a command, and that no node pays for rooms which are not its own.
"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from benchmarks import machine
from benchmarks.bench import Bench, Figures, Say
from benchmarks.dialects import Ours
from benchmarks.machine import Server, Watched
from benchmarks.ours import ORIGIN
from benchmarks.prepare import PEOPLE
from benchmarks.pump import Window
from benchmarks.scenarios import Sizes, kept
from benchmarks.serving import free_port, launched, nats_server, until_it_listens
from benchmarks.swarm import Crowd
from tests.support.postgres import PostgresServer
from tests.support.postgres import server as postgres_server

SIZE = 9
"""Members of a room: the same number on each of three nodes."""
RATE = 100
"""Commands a second."""

Parts = Mapping[str, Sequence[Watched]]


async def spread(sizes: Sizes, found: list[list[Figures]], say: Say) -> None:
    """One to `sizes.nodes` nodes, each time on a new database; so many windows of each go into
    `found`, what was measured once before them."""
    with postgres() as database:
        for count in range(1, sizes.nodes + 1):
            async with running(database, sizes.nodes_rooms, SIZE, count, say) as (bench, parts):
                joins = await bench.arrive(0, len(bench.crowd.places))
                await bench.ask(do="lead", to="discuss")
                windows = [await _measured(bench, parts, sizes) for _ in range(sizes.windows)]
                once = {"nodes": float(count), "join_cpu_ms": joins["server_cpu_ms_each"]}
                found.append([once, *windows])
                say(f"{count} nodes: p50 {windows[0]['p50_ms']:.2f} ms")


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A database server on the core of the servers."""
    machine.pin(0, machine.SERVER_CORE)  # what it is started from
    with postgres_server() as database:
        machine.pin(0, machine.CLIENT_CORE)
        yield database


@asynccontextmanager
async def running(
    database: PostgresServer, rooms: int, size: int, count: int, say: Say
) -> AsyncIterator[tuple[Bench, Parts]]:
    """`count` nodes with their bus; the members of each room go round the nodes."""
    url = database.url(await asyncio.to_thread(database.database))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        await prepared(folder, rooms, size, url)
        port = free_port()
        options = (nats_server(), "-a", "127.0.0.1", "-p", str(port))
        nats = await Server.start(*options, folder=folder)
        stack.push_async_callback(nats.stop)
        await until_it_listens(nats, port)
        nodes = []
        for _ in range(count):
            node = await launched(folder, url, f"nats://127.0.0.1:{port}")
            nodes.append(node)
            stack.push_async_callback(node[0].stop)
        people = json.loads((folder / PEOPLE).read_text())
        first = nodes[0][1]
        crowd = Crowd(Ours(first, ORIGIN), first, [[one[0] for one in room] for room in people])
        for number, place in enumerate(crowd.places):
            for nth, member in enumerate(place.members):
                member.port = nodes[(number + nth) % count][1]
        servers = [server for server, _ in nodes]
        parts: Parts = {"node": servers, "nats": [nats], "postgres": [Watched(database.pid)]}
        yield Bench(servers, crowd, say), parts


async def _measured(bench: Bench, parts: Parts, sizes: Sizes) -> Figures:
    """Commands at one pace; the processor time of every process, per thousand commands."""
    used = {name: _cpu(servers) for name, servers in parts.items()}
    each = [server.cpu() for server in parts["node"]]
    figures = await bench.window(Window("durable", RATE, 0.0, sizes.nodes_s))
    commands = RATE * sizes.nodes_s / 1_000
    found = kept(figures, "p50_ms", "p95_ms", "p99_ms", "max_ms")
    for name, servers in parts.items():
        found[f"{name}_cpu_s_per_1000"] = (_cpu(servers) - used[name]) / commands
    for nth, (server, before) in enumerate(zip(parts["node"], each, strict=True), start=1):
        found[f"node_{nth}_cpu_s_per_1000"] = (server.cpu() - before) / commands
    return found


def _cpu(servers: Sequence[Watched]) -> float:
    return sum(server.cpu() for server in servers)


async def prepared(folder: Path, rooms: int, size: int, *url: str) -> None:
    """Make rooms in a process of its own, on any core; raises `RuntimeError`."""
    command = machine.python("benchmarks.prepare", str(folder), str(rooms), str(size), *url)
    process = await asyncio.create_subprocess_exec(*command, preexec_fn=machine.roam)
    if await process.wait():
        raise RuntimeError("the preparation failed")
