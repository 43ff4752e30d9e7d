"""The page's modules, each by its own tests under node."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = Path(sys.executable).with_name("node")
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/client/**/*.test.js"))


@pytest.mark.parametrize("tests", TESTS)
def test_module_does_what_its_tests_say(tests: str) -> None:
    ran = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 0 == ran.returncode, ran.stdout


def test_every_module_without_a_screen_has_its_tests() -> None:
    """What draws or reaches out is tested in a browser; what decides is tested here."""
    pure = {path.stem for path in (ROOT / "clients" / "web" / "wire").glob("*.js")} - {
        "door",
        "world",
    }

    assert pure <= {Path(path).name.removesuffix(".test.js") for path in TESTS}
