"""coturn as Debian packs it, with what docs/calls.md says: a relay that takes our names."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.janus import UNPACKED

PORT = 3478
SECRET = "what only the relay and we know"
STARTS_WITHIN = 10
NEEDED = "tests of the relay need coturn: run `make system` (on Debian: apt install coturn)"


@contextlib.asynccontextmanager
async def running_turn(folder: Path, address: str, relay: str) -> AsyncIterator[str]:
    """One that listens at `address` and sends on from `relay`; its name as in `ICE_SERVERS`."""
    arguments = [
        "-n", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test", "--no-cli",
        f"--listening-ip={address}", f"--listening-port={PORT}", f"--relay-ip={relay}",
        "--allow-loopback-peers", "--no-tls", "--no-dtls", "--log-file=stdout", "--simple-log",
        f"--pidfile={folder / 'turn.pid'}", f"--userdb={folder / 'turn.db'}",
    ]  # fmt: skip
    with (folder / "turn.log").open("ab") as said:
        process = subprocess.Popen(  # noqa: ASYNC220  # it starts in the background
            [str(program()), *arguments], stdout=said, stderr=said
        )
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while not await _listens(address):  # noqa: ASYNC110  # it says so to nobody
                await asyncio.sleep(0.02)
        yield f"turn:{address}:{PORT}"
    finally:
        process.kill()
        process.wait()


def program() -> Path:
    """Where coturn is; fails where it is not."""
    unpacked = UNPACKED / "usr/bin/turnserver"
    found = shutil.which("turnserver") or (str(unpacked) if unpacked.exists() else None)
    assert found is not None, NEEDED
    return Path(found)


async def _listens(address: str) -> bool:
    try:
        _, writer = await asyncio.open_connection(address, PORT)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
