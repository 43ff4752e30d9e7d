"""A server of its own for a rehearsal: a real process, a temporary database, stopped by its pid.

It is started as anybody starts one, and the operator's key is read where a newcomer reads it: among
the links that a local start prints.
"""

import asyncio
import contextlib
import os
import re
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

from app.rehearsal.address import Address
from app.rehearsal.failures import root

STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0
LAST_WORDS = 12
"""Lines of the server's output shown when it does not start."""
OPERATOR = re.compile(r"^\s*operator\s+(https?://[^/\s]+)\S*#(\S+)")
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH")
"""What of the environment a server for a rehearsal may know: no setting of somebody's own."""


class DidNotStart(Exception):
    """The server for the rehearsal did not start."""


@contextlib.asynccontextmanager
async def own_server() -> AsyncIterator[tuple[Address, str]]:
    """A running server and its operator's key; raises `DidNotStart`."""
    with tempfile.TemporaryDirectory(prefix="pushback-rehearsal-") as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app.cli",
            "serve",
            env=environment(Path(folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl+C is for the rehearsal, which then stops its server
        )
        assert process.stdout is not None
        try:
            found = await first_words(process.stdout)
            async with asyncio.TaskGroup() as tasks:
                draining = tasks.create_task(_drain(process.stdout))
                try:
                    yield found
                finally:
                    draining.cancel()
        except BaseExceptionGroup as group:
            raise root(group) from None
        finally:
            await stop(process, process.stdout)


def environment(folder: Path) -> dict[str, str]:
    """The settings of a server that only this rehearsal knows."""
    return {k: v for k, v in os.environ.items() if k in KEPT} | {
        "HOST": "127.0.0.1",
        "PORT": "0",
        "DATABASE_URL": f"sqlite:///{folder / 'rehearsal.db'}",
        "DRAIN_SECONDS": "1",
        "LOG_LEVEL": "warning",
        "PYTHONUNBUFFERED": "1",
    }


async def first_words(output: asyncio.StreamReader) -> tuple[Address, str]:
    """Read until the operator's link; raises `DidNotStart` with the last lines of other words."""
    said: deque[str] = deque(maxlen=LAST_WORDS)
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            async for raw in output:
                line = raw.decode(errors="replace").rstrip()
                found = OPERATOR.match(line)
                if found is not None:
                    return Address(found[1]), found[2]
                said.append(line)
    except TimeoutError:
        said.append(f"(nothing more within {STARTS_WITHIN:.0f} s)")
    raise DidNotStart("\n".join(line for line in said if line))


async def stop(
    process: asyncio.subprocess.Process, output: asyncio.StreamReader, within: float = STOPS_WITHIN
) -> None:
    """Ask it to leave, and wait; end it if it does not."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(within):
            await _drain(output)
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await _drain(output)
        await process.wait()


async def _drain(output: asyncio.StreamReader) -> None:
    while await output.read(64 * 1024):
        pass
