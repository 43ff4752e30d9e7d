"""The programs of a document: run as they stand there, and held to what it says they print."""

import ast
import asyncio
import contextlib
import inspect
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

from tests.support.printed import ROOT

SOURCES = ROOT / "clients" / "python" / "src"
PATIENCE = 30


def blocks(document: str, kind: str) -> list[str]:
    """The code between ```kind and ``` of a document."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


async def awaited(code: str, names: dict[str, Any]) -> str:
    """What some lines of a document print, inside an `async` function; they know `names`, and what
    they name is known afterwards."""
    compiled = compile(code, "document", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        running = eval(compiled, names)  # lines of a page of ours
        if inspect.isawaitable(running):
            async with asyncio.timeout(PATIENCE):
                await running
    return said.getvalue()


async def program(
    *command: str | Path, code: str = "", within: float = PATIENCE, **environment: str
) -> str:
    """What a program prints that is started as a reader would; it must end well, and in time."""
    running = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SOURCES), **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within):
            said, complained = await running.communicate(code.encode())
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    assert 0 == running.returncode, complained.decode()
    return said.decode()


async def python(code: str, *arguments: str, **environment: str) -> str:
    """What a program in Python prints."""
    return await program(sys.executable, "-", *arguments, code=code, within=PATIENCE, **environment)
