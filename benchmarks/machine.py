"""The machine: what it is, which core does what, and what a process uses of it."""

import asyncio
import contextlib
import os
import platform
import resource
import signal
import sqlite3
import sys
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "pushback", "fastapi", "starlette", "uvicorn", "websockets", "uvloop", "httptools", "orjson",
    "pydantic", "sqlalchemy", "asyncpg", "picows", "python-socketio", "channels", "django",
)  # fmt: skip
TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, CLIENT_CORE = 0, 1


def described() -> dict[str, Any]:
    """Processor, kernel, and the versions of everything that is measured."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def load_average() -> float:
    """How busy the machine is with everything, ourselves included."""
    return round(os.getloadavg()[0], 2)


def pin(pid: int, core: int) -> bool:
    """Keep a process on one core, where the system knows how and there is more than one."""
    if not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) <= core:
        return False
    try:
        os.sched_setaffinity(pid, {core})
    except OSError:
        return False
    return True


def stand_back() -> None:
    """Let this process have only what nobody else on its core wants; where the system knows how."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def roam() -> None:
    """Let this process run on any core, whatever its parent may."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))


def allow_many_files() -> int:
    """Raise this process's limit of open files as far as it may be; what it is then."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Watched:
    """A process with whatever processes it starts."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu(self) -> float:
        """Seconds of processor time that all its processes and threads have used."""
        return sum(cpu_of(pid) for pid in family(self.pid))

    def resident(self) -> float:
        """KiB of memory that is in use and not on disk."""
        return sum(_resident(pid) for pid in family(self.pid))


class Server(Watched):
    """A server that was started here, on a core of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__(process.pid)
        self.process = process

    @classmethod
    async def start(cls, *command: str, folder: Path, core: int | None = SERVER_CORE) -> "Server":
        """Run `command` on a core; what it complains of goes to a file in `folder`."""
        with (folder / "stderr.txt").open("ab") as complaints:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=complaints, limit=2**26, preexec_fn=partial(_on_core, core),
            )  # fmt: skip
        return cls(process)

    async def stop(self) -> None:
        """End it; nothing more is measured, so nothing is waited for long."""
        for pid in reversed(family(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self.process.wait()


def python(*module: str) -> tuple[str, ...]:
    """The command that runs a module with this interpreter."""
    return (sys.executable, "-m", *module)


def family(pid: int) -> list[int]:
    """A process and all that it has started, itself first; of those that are still there."""
    found = [pid]
    for one in found:
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        found += map(int, text.split())
    return found


def cpu_of(pid: int) -> float:
    """Seconds of processor time of one process; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith("VmRSS")), 0))


def _on_core(core: int | None) -> None:
    allow_many_files()
    if core is not None:
        pin(0, core)
