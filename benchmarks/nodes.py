"""From one node to several over PostgreSQL and NATS: what a command costs each process, and how
long it takes to members on other nodes.

All servers share one core: more nodes cannot do more here. What can be seen is what each process
spends on a command, and that no node pays for rooms which are not its own.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from benchmarks import machine
from benchmarks.bench import Bench, Figures, Say
from benchmarks.dialects import Ours
from benchmarks.machine import Server, Watched
from benchmarks.ours import ORIGIN
from benchmarks.prepare import PEOPLE
from benchmarks.pump import Window
from benchmarks.scenarios import Sizes
from benchmarks.serving import free_port, launched, nats_server, until_it_listens
from benchmarks.swarm import Crowd
from tests.support.postgres import PostgresServer
from tests.support.postgres import server as postgres_server

SIZE = 9
"""Members of a room: the same number on each of three nodes."""
RATE = 100
"""Commands a second."""

Parts = Mapping[str, Sequence[Watched]]


async def spread(sizes: Sizes, say: Say) -> list[Figures]:
    """One to `sizes.nodes` nodes, each time on a new database."""
    found: list[Figures] = []
    core = machine.CLIENT_CORE
    machine.pin(0, machine.SERVER_CORE)  # what PostgreSQL is started from
    with postgres_server() as database:
        machine.pin(0, core)
        for count in range(1, sizes.nodes + 1):
            async with _running(database, sizes.nodes_rooms, count, say) as (bench, parts):
                found.append(await _measured(bench, parts, count, sizes))
                p50, p99 = (found[-1][name] for name in ("p50_ms", "p99_ms"))
                say(f"{count} nodes: p50 {p50:.2f} ms, p99 {p99:.1f} ms")
    return found


@asynccontextmanager
async def _running(
    database: PostgresServer, rooms: int, count: int, say: Say
) -> AsyncIterator[tuple[Bench, Parts]]:
    """`count` nodes with their bus; the members of each room go round the nodes."""
    url = database.url(await asyncio.to_thread(database.database))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        await prepared(folder, rooms, SIZE, url)
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


async def _measured(bench: Bench, parts: Parts, count: int, sizes: Sizes) -> Figures:
    """Commands at one pace; the processor time of every process, per thousand commands."""
    await bench.arrive(0, len(bench.crowd.places))
    await bench.ask(do="lead", to="discuss")
    await asyncio.sleep(1)
    used = {name: _cpu(servers) for name, servers in parts.items()}
    each = [server.cpu() for server in parts["node"]]
    figures = await bench.window(Window("durable", RATE, 0.0, sizes.nodes_s * 3))
    commands = figures["commands_per_second"] * sizes.nodes_s * 3 / 1_000
    found: Figures = {
        "nodes": count,
        "p50_ms": figures["p50_ms"],
        "p95_ms": figures["p95_ms"],
        "p99_ms": figures["p99_ms"],
        "max_ms": figures["max_ms"],
        "not_delivered": figures["not_delivered"],
    }
    for name, servers in parts.items():
        found[f"{name}_cpu_s_per_1000"] = (_cpu(servers) - used[name]) / commands
    for nth, (server, before) in enumerate(zip(parts["node"], each, strict=True), start=1):
        found[f"node_{nth}_cpu_s_per_1000"] = (server.cpu() - before) / commands
    return found


def _cpu(servers: Sequence[Watched]) -> float:
    return sum(server.cpu() for server in servers)


async def prepared(folder: Path, rooms: int, size: int, *url: str) -> None:
    """Make rooms in a process of its own; raises `SystemExit`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.prepare", str(folder), str(rooms), str(size), *url
    )
    if await process.wait():
        raise SystemExit("the preparation failed")
