"""`pushback serve` as a process: what it prints, what answers, how it stops."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.access.secrets import Kind, parse
from app.cli import serve as serving
from app.settings import Settings
from tests.cli.conftest import Pushback
from tests.support.postgres import PostgresServer

PATIENCE = 20.0


@contextmanager
def serving_at(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """`pushback serve` on the file in this folder and a free port; killed in the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'pushback.db'}",
        "PORT": "0",
        "DRAIN_SECONDS": "1",
        "COLUMNS": "200",
        **settings,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A server, with everything it printed until it listened."""
    with serving_at(tmp_path) as process:
        yield process, _until(process, "Stop with Ctrl+C")


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
    with serving_at(tmp_path) as second:
        said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert str(process.pid) in said
    assert "Traceback" not in said


def test_links_of_an_earlier_start_stay_valid(tmp_path: Path) -> None:
    links = []
    for _ in range(2):
        with serving_at(tmp_path) as process:
            said = _until(process, "Stop with Ctrl+C")
            links.append(_link(said, "leader"))
            base = links[-1].partition("/r/")[0]
            for link in links:
                body = {"link": link.rpartition("#")[2]}
                answer = httpx.post(f"{base}/api/enter", json=body, timeout=PATIENCE)
                assert answer.status_code == 200
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
    assert links[0] != links[1]
    assert httpx.URL(links[0]).path == httpx.URL(links[1]).path


def test_a_room_that_an_operator_made_is_never_the_printed_one(tmp_path: Path) -> None:
    """Whoever reads the terminal would be its leader."""
    with serving_at(tmp_path) as process:
        said = _until(process, "Stop with Ctrl+C")
        base, key = _link(said, "operator").split("/operator#")
        bearer = {"Authorization": f"Bearer {key}"}
        made = httpx.post(f"{base}/api/rooms", json={}, headers=bearer, timeout=PATIENCE).json()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    with serving_at(tmp_path) as process:
        again = _until(process, "Stop with Ctrl+C")

    assert made["room"] not in _link(again, "leader")


def test_a_terminal_that_cannot_draw_gets_the_links_without_a_code(tmp_path: Path) -> None:
    with serving_at(tmp_path, PYTHONIOENCODING="ascii") as process:
        said = _until(process, "Stop with Ctrl+C")

    parse(Kind.LINK, _link(said, "members").rpartition("#")[2])
    assert not any("code" in line for line in said)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
def test_a_port_that_only_root_may_use_names_the_setting(
    pushback: Pushback, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def forbidden(host: str, port: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(serving, "bind", forbidden)
    found = pushback("serve", PORT="80")
    assert found.exit_code == 1
    assert "may not listen on port 80. Choose a PORT" in found.stderr
    assert "DATABASE_URL" not in found.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "two..dots"])
def test_a_host_that_is_not_here_names_the_setting_and_not_its_value(
    pushback: Pushback, host: str
) -> None:
    found = pushback("serve", HOST=host, PORT="0")
    assert found.exit_code == 1
    assert "HOST is no address of this machine" in found.stderr
    assert host not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


@pytest.mark.postgres
def test_a_start_that_prints_no_links_says_how_to_make_a_key_whatever_the_log_level(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.url(postgres_server.database())
    with serving_at(tmp_path, DATABASE_URL=url, LOG_LEVEL="error") as process:
        said = _until(process, "keys create")
    assert "Pushback listens on http://localhost:" in " ".join(said)
    assert not any("#" in line for line in said)


def test_a_start_on_another_address_of_this_machine_alone_prints_its_links(tmp_path: Path) -> None:
    with serving_at(tmp_path, HOST="127.0.0.2") as process:
        said = _until(process, "Stop with Ctrl+C")
    assert _link(said, "leader").startswith("http://127.0.0.2:")


def test_a_file_wants_the_server_stopped_for_a_key_and_postgres_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serving.point_out(Settings(host="::", database_url="sqlite:///rooms.db"))
    assert "stop this server, run `pushback keys create LABEL --operator`, start it again" in (
        capsys.readouterr().out
    )
    serving.point_out(Settings(database_url="postgresql://host/rooms"))
    assert "run `pushback keys create LABEL --operator` now" in (said := capsys.readouterr().out)
    assert "stop" not in said
