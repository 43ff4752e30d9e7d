"""`pushback serve` as a process: what it prints, what answers, how it stops."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.access.secrets import Kind, parse

PATIENCE = 20.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A server on a free port, with everything it printed until it listened."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'pushback.db'}",
        "PORT": "0",
        "DRAIN_SECONDS": "1",
        "COLUMNS": "200",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, _until(process, "Stop with Ctrl+C")
    finally:
        process.kill()
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


def _until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if last in line:
            return said
    raise AssertionError(said)


def _link(said: list[str], who: str) -> str:
    return next(line.split()[-1] for line in said if line.startswith(who))


def test_a_local_start_prints_three_links_and_a_code_without_a_terminal(
    server: tuple[subprocess.Popen[str], list[str]],
) -> None:
    _, said = server
    parse(Kind.KEY, _link(said, "operator").rpartition("#")[2])
    parse(Kind.LINK, _link(said, "leader").rpartition("#")[2])
    parse(Kind.LINK, _link(said, "members").rpartition("#")[2])
    assert any("█" in line for line in said)


def test_the_leaders_link_opens_the_room_that_the_members_link_is_for(
    server: tuple[subprocess.Popen[str], list[str]],
) -> None:
    _, said = server
    base, _, _ = _link(said, "leader").partition("/r/")
    secret = _link(said, "leader").rpartition("#")[2]
    with httpx.Client(base_url=base, timeout=PATIENCE) as http:
        opened = http.post("/api/enter", json={"link": secret}).json()
    assert opened["role"] == "leader"
    assert f"/r/{opened['room']}#" in _link(said, "members")


def test_healthz_answers_and_the_server_stops_when_asked(
    server: tuple[subprocess.Popen[str], list[str]],
) -> None:
    process, said = server
    base, _, _ = _link(said, "leader").partition("/r/")
    assert httpx.get(f"{base}/healthz", timeout=PATIENCE).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == -signal.SIGTERM


def test_a_second_server_on_the_same_file_refuses_and_names_the_first(
    server: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    process, _ = server
    environment = {
        **os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'pushback.db'}", "PORT": "0",
    }  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert found.returncode == 1
    assert str(process.pid) in found.stderr
    assert "Traceback" not in found.stderr


def test_links_of_an_earlier_start_stay_valid(tmp_path: Path) -> None:
    environment = {
        **os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'pushback.db'}", "PORT": "0",
        "DRAIN_SECONDS": "1",
    }  # fmt: skip
    links = []
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            said = _until(process, "Stop with Ctrl+C")
            links.append(_link(said, "leader"))
            base = links[-1].partition("/r/")[0]
            for link in links:
                body = {"link": link.rpartition("#")[2]}
                answer = httpx.post(f"{base}/api/enter", json=body, timeout=PATIENCE)
                assert answer.status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            if process.stdout is not None:
                process.stdout.close()
    assert links[0] != links[1]
