"""The machine: what it is, which core does what, and what a process uses of it."""

import asyncio
import os
import platform
import resource
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "pushback", "fastapi", "starlette", "uvicorn", "websockets", "uvloop", "httptools", "orjson",
    "pydantic", "sqlalchemy",
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
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) <= core:
        return False
    os.sched_setaffinity(pid, {core})
    return True


def allow_many_files() -> int:
    """Raise this process's limit of open files as far as it may be; what it is then."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Server:
    """A server process on its own core."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.pid = process.pid

    @classmethod
    async def start(cls, *module: str, folder: Path) -> "Server":
        """`python -m module…`, which writes its complaints to a file in `folder`."""
        complaints = (folder / "stderr.txt").open("ab")
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *module,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=complaints,
                limit=2**26,
            )  # fmt: skip
        finally:
            complaints.close()
        pin(process.pid, SERVER_CORE)
        return cls(process)

    def cpu(self) -> float:
        """Seconds of processor time that all its threads have used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> float:
        """KiB of memory that is in use and not on disk."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith("VmRSS")))

    async def stop(self) -> None:
        """End it; nothing more is measured, so nothing is waited for long."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
