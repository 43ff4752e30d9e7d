"""`python -m app.cli`."""

import subprocess
import sys


def test_the_module_is_the_command() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "app.cli", "--help"],
        capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    assert "serve" in found.stdout
