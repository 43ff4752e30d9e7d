"""docs/deployment.md: lines that can be run are run, and what it names is there."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from app.settings import Settings
from tests.deploy import shipped
from tests.deploy.site import ready
from tests.support import operator_tables
from tests.support.postgres import PostgresServer, programs
from tests.support.process import ServerProcess

PAGE = shipped.ROOT / "docs" / "deployment.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh run\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
MAIN = "#!/bin/sh\nexec '{python}' -c 'from app.cli import main; main()' \"$@\"\n"


@pytest.mark.postgres
@pytest.mark.slow
async def test_every_line_that_can_be_run_is_run(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """In the order of the page: made, asked, backed up, restored."""
    url = postgres_server.url_by_port(postgres_server.empty_database())
    node = ServerProcess(url, tmp_path)
    shell = {**os.environ, "DATABASE_URL": url, "PATH": path_with(tmp_path)}
    made, asked, *kept = (
        block.replace("10.0.0.11:8000", f"127.0.0.1:{node.port}") for block in BLOCKS
    )
    run(made, shell, tmp_path)
    node.start()
    try:
        await ready(node)
        assert '"status":' in run(asked.replace("--fail ", ""), shell, tmp_path)
    finally:
        node.stop()
    said = "".join(run(block, shell, tmp_path) for block in kept)
    assert "new epoch" in said
    keys = run("pushback keys list", shell, tmp_path)
    assert "the first desk" in keys, "it came back with the backup"


def path_with(folder: Path) -> str:
    """`pushback` and the programs of PostgreSQL, before those of the machine."""
    program = folder / "bin" / "pushback"
    program.parent.mkdir()
    program.write_text(MAIN.format(python=sys.executable))
    program.chmod(0o755)
    return os.pathsep.join((str(program.parent), str(programs(folder, None)), os.environ["PATH"]))


def run(script: str, environment: dict[str, str], folder: Path) -> str:
    """What these lines print; each must succeed."""
    if "curl" in script and shutil.which("curl") is None:
        pytest.fail("There is no curl on PATH: run `make system`.", pytrace=False)
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        env={**environment, "PYTHONPATH": str(shipped.ROOT), "COLUMNS": "200"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, (script, done.stdout, done.stderr)
    return done.stdout


def test_capitals_in_code_type_are_settings() -> None:
    names = {one.name.upper() for one in fields(Settings)}

    assert set(re.findall(r"`([A-Z][A-Z_]+)(?:=[^`]*)?`", TEXT)) <= names | {"POST"}


def test_every_metric_that_is_spoken_of_exists() -> None:
    known = re.findall(r"`(pushback_\w+)`", operator_tables.metrics_table())

    assert set(re.findall(r"`(pushback_\w+)`", TEXT)) <= set(known)


def test_files_that_are_named_are_there() -> None:
    named = re.findall(r"(?<![\w/])((?:deploy|tests)/[\w./@-]*\w)", TEXT)

    assert len(named) > 5
    assert not [name for name in named if not (shipped.ROOT / name).exists()]


def test_addresses_are_those_of_the_files_that_are_shipped() -> None:
    files = shipped.text("nginx/nginx.conf", {}) + shipped.text("pushback.env", {})
    named = set(re.findall(r"10\.0\.0\.\d+(?!/)\b", TEXT)) - {"10.0.0.0"}

    assert named == set(re.findall(r"10\.0\.0\.\d+", files)) - {"10.0.0.30"}
