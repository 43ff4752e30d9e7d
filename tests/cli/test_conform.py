"""`pushback conform`: a class for stands that keep the contract, and none for one that lies."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Pushback
from tests.conform.stands import SECRET
from tests.support.postgres import free_port
from tests.support.printed import ROOT
from tests.support.stand.running import stand_process

BRIEFLY = ("--only", "rejoin", "--wait", "60")
NOWHERE = "http://127.0.0.1:9/hook"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "asked", "status"),
    [
        ("enforced", "enforced", 0),
        ("guarded", "guarded", 0),
        ("guarded", "enforced", 1),
        ("requested", "guarded", 1),
    ],
)
def test_exit_status_is_whether_it_may_claim_what_was_asked(
    pushback: Pushback, tmp_path: Path, kind: str, asked: str, status: int
) -> None:
    ours, report = free_port(), tmp_path / "report.json"
    with stand_process(kind, SECRET, ours) as url:
        found = pushback(
            "conform", url, "--secret", SECRET, "--listen", f"127.0.0.1:{ours}",
            "--class", asked, "--json", str(report), *BRIEFLY,
        )  # fmt: skip
    told = json.loads(report.read_text(encoding="utf-8"))

    assert (status, kind) == (found.exit_code, told["may_claim"]), found.stdout
    assert f"may claim: {kind}" in found.stdout
    assert "rejoin" in found.stdout
    assert SECRET[6:] not in found.stdout


@pytest.mark.slow
def test_stand_that_lies_is_caught_and_machines_are_told(pushback: Pushback) -> None:
    ours = free_port()
    with stand_process("Liar", SECRET, ours) as url:
        found = pushback(
            "conform", url, "--listen", f"127.0.0.1:{ours}", "--class", "none", "--json", "-",
            *BRIEFLY, PUSHBACK_STAND_SECRET=SECRET,
        )  # fmt: skip
    told = json.loads(found.stdout)

    assert 1 == found.exit_code
    assert (True, "none") == (told["is_lying"], told["may_claim"])
    assert {"lock_silent": "failed", "rejoin": "not_shown"}.items() <= {
        one["name"]: one["shown"] for one in told["scenarios"]
    }.items()


@pytest.mark.slow
def test_stand_is_played_at_by_its_socket(pushback: Pushback) -> None:
    ours = free_port()
    with stand_process("guarded", SECRET, ours, "socket") as url:
        words = ("conform", url, "--secret", SECRET, "--listen", f"127.0.0.1:{ours}", "--socket")
        found = pushback(*words, *BRIEFLY)

    assert (0, True) == (found.exit_code, "may claim: guarded" in found.stdout), found.stdout


@pytest.mark.slow
def test_stand_that_opens_no_socket_is_not_there(pushback: Pushback) -> None:
    ours = free_port()
    with stand_process("guarded", SECRET, ours) as url:
        words = ("conform", url, "--secret", SECRET, "--listen", f"127.0.0.1:{ours}", "--socket")
        found = pushback(*words, "--only", "rejoin", "--wait", "5")

    assert 1 == found.exit_code
    assert "no socket open" in found.stderr or "could not be asked" in found.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((NOWHERE,), "knows us by our signature"),
        ((NOWHERE, "--secret", "whsec_short"), "The secret is that of Standard Webhooks"),
        (("nowhere", "--secret", SECRET), "begins with http"),
        ((NOWHERE, "--secret", SECRET, "--only", "everything"), "There is no such scenario"),
        ((NOWHERE, "--secret", SECRET, "--listen", "nowhere"), "HOST is no address"),
        ((NOWHERE, "--secret", SECRET, "--wait", "0"), "Start the stand with the three values"),
    ],
    ids=["no secret", "a bad secret", "no URL", "no scenario", "no address", "nobody there"],
)
def test_what_keeps_it_from_beginning_is_one_paragraph(
    pushback: Pushback, words: tuple[str, ...], says: str
) -> None:
    listen = () if "--listen" in words else ("--listen", "127.0.0.1:0")
    found = pushback("conform", *words, *listen)

    assert 1 == found.exit_code
    assert says in found.stderr
    assert 1 == len(found.stderr.strip().splitlines())


def test_it_can_be_stopped_while_it_waits() -> None:
    words = [NOWHERE, "--secret", SECRET, "--listen", "127.0.0.1:0"]
    running = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "conform", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    for line in running.stdout:
        if b"call " in line:
            break
    running.send_signal(signal.SIGINT)
    _, complained = running.communicate(timeout=60)

    assert (130, b"Stopped.") == (running.returncode, complained.strip())


def test_what_to_configure_is_said_before_anything_is_asked(pushback: Pushback) -> None:
    words = (NOWHERE, "--secret", SECRET, "--wait", "0", "--listen", "127.0.0.1:0")
    found = pushback("conform", *words, "--public-url", "https://kit.example/")

    assert "https://kit.example/api/calls/r" in found.stdout
    assert "pbk_conform_" in found.stdout
