"""A server of its own: a real process with nothing of its owner's settings, and gone afterwards."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
import pytest

from app.rehearsal import server
from app.rehearsal.server import DidNotStart, environment, first_words, own_server, stop


async def test_it_answers_with_an_operators_key_and_is_gone_afterwards() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        async with own_server() as (where, key):
            bearer = {"Authorization": f"Bearer {key}"}
            answer = await http.get(f"{where.url}/api/rooms", headers=bearer)
            assert answer.status_code == 200
        with pytest.raises(httpx.TransportError):
            await http.get(where.url)


async def test_an_error_inside_comes_out_as_it_was() -> None:
    with pytest.raises(KeyError, match="x"):
        async with own_server():
            raise KeyError("x")


def test_it_knows_no_setting_of_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody/own")
    monkeypatch.setenv("PUBLIC_URL", "https://circle.example")
    made = environment(tmp_path)
    assert str(tmp_path) in made["DATABASE_URL"]
    assert "PUBLIC_URL" not in made
    assert made["PATH"] == os.environ["PATH"]


def output(*lines: str) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data("\n".join(lines).encode() + b"\n")
    reader.feed_eof()
    return reader


async def test_the_operators_link_is_read_where_a_newcomer_reads_it() -> None:
    found = await first_words(output("Pushback", "  operator  http://localhost:1/operator#pbk_x"))
    assert (found[0].url, found[1]) == ("http://localhost:1", "pbk_x")


async def test_a_server_that_does_not_start_is_quoted_in_its_last_lines() -> None:
    lines = [f"line {n}" for n in range(30)]
    with pytest.raises(DidNotStart) as said:
        await first_words(output(*lines))
    assert str(said.value).splitlines() == lines[-server.LAST_WORDS :]


async def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "STARTS_WITHIN", 0.01)
    with pytest.raises(DidNotStart, match="nothing more"):
        await first_words(asyncio.StreamReader())


async def process(code: str) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
    """A Python process that has said its first line."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    await started.stdout.readline()
    return started, started.stdout


async def test_a_process_that_does_not_leave_is_ended() -> None:
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print(1, flush=True); signal.pause()"
    started, said = await process(deaf)
    await stop(started, said, within=0.05)
    assert started.returncode == -9


async def test_a_process_that_is_gone_already_is_no_trouble() -> None:
    started, said = await process("print(1)")
    await started.wait()
    await stop(started, said)
    assert started.returncode == 0
