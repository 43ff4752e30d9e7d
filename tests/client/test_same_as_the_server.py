"""What the page knows of the server's tables is what the server's tables say."""

from collections.abc import Iterable

from app.phases.phase import Phase
from app.phases.plan import TEXTS
from app.phases.table import Move
from app.rooms.command_table import ON_THE_WIRE, row
from app.rooms.leader_signals import LeaderSignal
from app.rooms.presence import Presence
from app.rooms.seat import CLOSED, REPLACED, REVOKED
from app.rooms.state import Chair
from app.web.posting import OF_A_PRESS
from tests.support.javascript import evaluated, exported

ASKED = {"confirm_needed"}
"""Refusals that become a question on the page."""
TRIED_AGAIN = {"conflict", "unavailable", "rate_limited"}
"""Refusals after which the page presses again by itself."""
NEVER = {"id_reused"}
"""Refusals that no press of this page can get: each has an id of its own."""


def test_every_press_brings_the_revision_that_its_row_asks_for() -> None:
    wanted = {
        name: rev.value
        for name, command in ON_THE_WIRE.items()
        if (rev := row(command).expect) is not None
    }

    assert wanted == exported("wire/expect.js", "EXPECTS")


def test_moves_that_a_stop_lets_wait_are_confirmed() -> None:
    wanted = [name for name, command in ON_THE_WIRE.items() if row(command).led]

    assert sorted(wanted) == sorted(exported("wire/expect.js", "CONFIRMED"))


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
    codes = [REVOKED.code, CLOSED.code, REPLACED.code]

    reasons = evaluated("wire/link.js", f"{codes}.map((code) => all.ending(code).reason)")

    assert ["revoked", "closed", "replaced"] == reasons


def test_every_refusal_of_a_press_says_what_to_do() -> None:
    words = exported("words/en.js", "default")
    codes = {error.code for error in OF_A_PRESS} | {"forbidden"}

    assert [] == [
        code
        for code in sorted(codes - ASKED - TRIED_AGAIN - NEVER)
        if f"refused.{code}" not in words
    ]
