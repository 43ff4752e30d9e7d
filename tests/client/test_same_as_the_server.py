"""What the page knows of the server's tables is what the server's tables say."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.phases.phase import Phase
from app.phases.plan import TEXTS
from app.phases.table import Move
from app.rooms.command_table import ON_THE_WIRE, row
from app.rooms.leader_signals import LeaderSignal
from app.rooms.presence import Presence
from app.rooms.seat import CLOSED, REPLACED, REVOKED
from app.rooms.state import Chair

ROOT = Path(__file__).parents[2]
NODE = Path(sys.executable).with_name("node")


def exported(module: str, name: str) -> Any:
    """What a module of the page exports, as JSON."""
    script = (
        f"import * as all from './clients/web/{module}'; console.log(JSON.stringify(all['{name}']))"
    )
    said = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(said.stdout)


def test_every_press_brings_the_revision_that_its_row_asks_for() -> None:
    wanted = {
        name: rev.value
        for name, command in ON_THE_WIRE.items()
        if (rev := row(command).expect) is not None
    }

    assert wanted == exported("wire/expect.js", "EXPECTS")


def test_every_name_that_is_shown_has_its_words() -> None:
    words = exported("words/en.js", "default")
    shown: dict[str, Iterable[str]] = {
        "phase": Phase,
        "text": Phase,
        "move": [move for move in Move if move not in (Move.ADD_CASE, Move.DROP_CASE)],
        "chair": Chair,
        "presence": Presence,
        "glance": LeaderSignal,
    }
    keys = [f"{group}.{name}" for group, names in shown.items() for name in names]

    assert [] == [key for key in keys if key not in words]


def test_usual_sentences_are_the_plans_own() -> None:
    """The page says them in the reader's language where a plan has not changed them."""
    words = exported("words/en.js", "default")

    assert {phase.value: text for phase, text in TEXTS.items()} == {
        phase.value: words[f"text.{phase}"] for phase in Phase
    }


def test_page_stops_where_the_server_says_stop() -> None:
    script = (
        "import { ending } from './clients/web/wire/link.js';"
        f"console.log(JSON.stringify([{REVOKED.code}, {CLOSED.code}, {REPLACED.code}]"
        ".map((code) => ending(code).reason)))"
    )
    said = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert ["revoked", "closed", "replaced"] == json.loads(said.stdout)
