"""The shipped units are understood by systemd, and start what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli import main
from app.settings import Settings, load
from tests.deploy import shipped
from tests.docs.test_readme import commands

NODE, MIGRATE = "pushback@.service", "pushback-migrate.service"
UNITS = (NODE, MIGRATE)
PROGRAM = "/opt/pushback/.venv/bin/pushback"
MOST_EXPOSED = 20
"""Of 100; a service without any of the bounds has 96."""


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Path]:
    """Both units, with a program in place of the one that is installed where they say."""
    program = tmp_path / "pushback"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    made = {name: tmp_path / name.replace("@", "@8000") for name in UNITS}
    for name, path in made.items():
        path.write_text(shipped.text(f"systemd/{name}", {PROGRAM: str(program)}))
    return made


@pytest.mark.system
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_every_line(units: dict[str, Path], name: str) -> None:
    found = analyze("verify", str(units[name]))

    assert (0, "") == (found.returncode, found.stdout + found.stderr)


@pytest.mark.system
@pytest.mark.parametrize("name", UNITS)
def test_a_node_that_was_broken_into_could_do_little(units: dict[str, Path], name: str) -> None:
    found = analyze(
        "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(units[name])
    )

    assert 0 == found.returncode, found.stdout[-500:]


@pytest.mark.parametrize("name", UNITS)
def test_what_is_started_is_a_command(name: str) -> None:
    (line,) = re.findall(r"^ExecStart=(.+)$", shipped.text(f"systemd/{name}", {}), re.MULTILINE)
    program, *words = line.split()

    assert program == PROGRAM
    assert " ".join(words) in commands(), main.info.name


def test_systemd_waits_longer_than_a_node_takes_to_leave() -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", shipped.text(f"systemd/{NODE}", {}), re.M)

    assert int(seconds) > 30  # `PushbackServer.hard_limit_s`


def test_settings_that_are_shipped_are_settings_and_can_be_used() -> None:
    lines = shipped.text("pushback.env", {"#BUS_URL": "BUS_URL"}).splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    found = load({**given, "PORT": "8000"})

    assert set(given) <= {name.upper() for name in Settings.__dataclass_fields__}
    assert not found.is_sqlite
    assert found.drain_seconds < 30


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.fail("There is no systemd-analyze on PATH: run `make system`.", pytrace=False)
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
