"""Janus as Debian packs it, with the configuration that we ship, in the network of a test."""

import asyncio
import contextlib
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.network import MEDIA_ADDRESS
from tests.support.printed import ROOT

SHIPPED = ROOT / "deploy" / "janus"
UNPACKED = ROOT / ".system"
SECRET = "only-our-own-server"
ROOM_KEY = "who-may-make-rooms"
PORT = 8188
URL = f"ws://127.0.0.1:{PORT}"
STARTS_WITHIN = 10
NEEDED = "tests of the call need Janus: run `make system` (on Debian: apt install janus)"


class JanusProcess:
    """A Janus, to be killed and started again; its configuration is written to `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = folder / "janus.log"
        self._program = program()
        self._process: subprocess.Popen[bytes] | None = None
        configure(folder, self._program)

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        arguments = ["-F", str(self.folder), "-C", str(self.folder / "janus.jcfg")]
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(  # noqa: ASYNC220  # it starts in the background
                [str(self._program), *arguments, "--disable-colors"], stdout=said, stderr=said
            )
        async with asyncio.timeout(STARTS_WITHIN):
            while not await _listens():  # noqa: ASYNC110  # it says so to nobody
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextlib.asynccontextmanager
async def running_janus(folder: Path) -> AsyncIterator[JanusProcess]:
    """One that is there as long as the block."""
    janus = JanusProcess(folder)
    await janus.start()
    try:
        yield janus
    finally:
        janus.kill()


def program() -> Path:
    """Where Janus is; fails where it is not."""
    unpacked = UNPACKED / "usr/bin/janus"
    found = shutil.which("janus") or (str(unpacked) if unpacked.exists() else None)
    assert found is not None, NEEDED
    return Path(found)


def configure(folder: Path, janus: Path) -> None:
    """Write what we ship, with secrets, the address of the test, and where the plugins are."""
    for shipped in SHIPPED.glob("*.jcfg"):
        text = shipped.read_text(encoding="utf-8")
        text = text.replace("API_SECRET", SECRET).replace("ROOM_KEY", ROOM_KEY)
        (folder / shipped.name).write_text(text, encoding="utf-8")
    main = folder / "janus.jcfg"
    text = main.read_text(encoding="utf-8")
    text = text.replace("nat: {", f'nat: {{ ice_enforce_list = "{MEDIA_ADDRESS}"', 1)
    if janus.is_relative_to(UNPACKED):
        kinds = ("plugins", "transports", "events", "loggers")
        (base,) = UNPACKED.glob("usr/lib/*/janus")
        folders = " ".join(f'{kind}_folder = "{base}/{kind}"' for kind in kinds)
        text = re.sub("^general: {", f"general: {{ {folders}", text, count=1, flags=re.MULTILINE)
    main.write_text(text, encoding="utf-8")


async def _listens() -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", PORT)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
