"""docs/conform.md is true: its table is the code's, its requests are sent, its commands run."""

import json
import shlex

import pytest
from typer.testing import CliRunner

from app.cli import main
from app.conform.scenarios.table import SCENARIOS, SHOWN_NOWHERE
from app.conform.wire import Act, conform_act, conform_listen
from tests.support.call_stand import OURS, UNPLAYED
from tests.support.postgres import free_port
from tests.support.printed import ROOT, check_printed, table
from tests.support.programs import blocks
from tests.support.stand.__main__ import KINDS
from tests.support.stand.running import stand_process

PAGE = "docs/conform.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def test_scenarios_are_those_of_the_code() -> None:
    rows = [
        (f"`{one.name}`", one.says, ", ".join(f"`{need}`" for need in one.needs), one.failed.value)
        for one in SCENARIOS
    ]
    check_printed(PAGE, "scenarios", table(("", "what is so", "needs", "else"), *rows))


def test_what_is_not_shown_is_that_of_the_code() -> None:
    check_printed(PAGE, "unshown", "\n".join(f"- {one}" for one in SHOWN_NOWHERE))


def test_what_our_own_calls_do_not_play_is_that_of_their_tests() -> None:
    rows = [
        (
            ", ".join(f"`{name}`" for name in one.scenarios),
            "all of them" if one.at == OURS else " and ".join(one.at),
            one.why,
        )
        for one in UNPLAYED
    ]
    check_printed(PAGE, "unplayed", table(("not played", "at", "because"), *rows))


def test_every_act_is_told() -> None:
    told = TEXT.partition("| act |")[2].partition("All but")[0]
    assert [f"| `{one}` |" for one in Act] == [
        line[: line.index("|", 1) + 1] for line in told.splitlines() if line.startswith("| `")
    ]


def test_requests_are_those_that_are_sent() -> None:
    (act,), (listen,) = blocks(PAGE, "json act"), blocks(PAGE, "json listen")
    given = {"ref": None, "person": "p…", "grant": "…"}

    assert conform_act("r…", Act.JOIN, given) == json.loads(act)
    assert conform_listen("r…", None) == json.loads(listen)


def test_stand_of_the_page_is_there() -> None:
    (line,) = blocks(PAGE, "sh stand")
    module, kind = shlex.split(line)[2:4]

    assert "tests.support.stand" == module
    assert {kind, "enforced", "requested", "Liar"} <= KINDS.keys()


@pytest.mark.slow
def test_commands_of_the_page_play() -> None:
    kind = shlex.split(blocks(PAGE, "sh stand")[0])[3]
    _, _, url, option, secret, *only = shlex.split(blocks(PAGE, "sh kit")[0])
    ours = free_port()
    with stand_process(kind, secret, ours) as there:
        assert url.rpartition("/")[2] == there.rpartition("/")[2]
        words = ["conform", there, option, secret, *only]
        words += ["--listen", f"127.0.0.1:{ours}", "--wait", "60"]
        found = CliRunner().invoke(main, words, env={"COLUMNS": "200"})

    assert 0 == found.exit_code, found.stdout
    assert "may claim: guarded" in found.stdout


def test_page_is_found_from_the_contract() -> None:
    assert "](conform.md)" in (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
