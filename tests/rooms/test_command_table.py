"""Every command has one row; the rest of the table is reviewed in `permissions.txt`.

When a row was changed on purpose: `python -m tests.rooms.test_command_table`, and read the diff.
"""

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from app.rooms import commands as c
from app.rooms.command_table import (
    DRAWN,
    DURABLE,
    EPHEMERAL,
    ON_THE_WIRE,
    TABLE,
    Rev,
    is_said_aloud,
    row,
    wire_name,
)
from app.rooms.decide import DECIDE
from app.rooms.roles import Capacity
from app.rooms.signals import HEAR
from app.rooms.state import Revs

SNAPSHOT = Path(__file__).parent / "permissions.txt"
PROTECTING = {
    *("come_back_in", "stay", "release", "stop", "pause", "need_leader", "someone_can_hear"),
    "leave",
}
EXPECTS = {
    "phase_rev": "open_meeting advance back skip withdraw_case close_meeting end_meeting undo "
    "about_to",
    "plan_rev": "add_case drop_case edit_plan set_end",
    "timer_rev": "extend shorten resume",
    "case_rev": "choose_presenter set_leading offer_push_back invite_rejoin sit_back "
    "choose_camera keep_listening",
}


def printed() -> str:
    """The table as a page: who may (x), who may enter it aloud (a), what it brings."""
    columns = [capacity.value for capacity in Capacity]
    lines = [" ".join(["command".ljust(24), *columns, "expect".ljust(9), "kept"])]
    for command, rules in TABLE.items():
        cells = [
            ("x" if capacity in rules.may else "a" if capacity in rules.aloud else ".").ljust(
                len(capacity)
            )
            for capacity in Capacity
        ]
        kept = "durable" if rules.durable else "ephemeral"
        lead = " led" if rules.led else ""
        lines.append(
            " ".join(
                [wire_name(command).ljust(24), *cells, (rules.expect or "-").ljust(9), kept + lead]
            )
        )
    return "\n".join(lines) + "\n"


def test_table_is_the_one_that_was_reviewed() -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == printed()


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert set(get_args(c.Command)) == set(TABLE)


def test_every_exported_command_is_in_the_union() -> None:
    exported = {getattr(c, name) for name in c.__all__}

    assert set(get_args(c.Command)) == exported - {c.PlannedStep, *unions()}


def unions() -> set[object]:
    return {c.Command, c.DurableCommand, c.EphemeralCommand}


def test_durable_commands_are_decided_and_ephemeral_ones_heard() -> None:
    assert set(DURABLE) == {k for k, rules in TABLE.items() if rules.durable} == set(DECIDE)
    assert set(EPHEMERAL) == {k for k, rules in TABLE.items() if not rules.durable} == set(HEAR)


@pytest.mark.parametrize("rev", Rev)
def test_a_command_brings_the_revision_of_what_it_changes(rev: Rev) -> None:
    bring = {wire_name(k) for k, rules in TABLE.items() if rules.expect is rev}

    assert set(EXPECTS[rev].split()) == bring


def test_what_only_frees_or_protects_brings_nothing_and_is_never_stale() -> None:
    assert {None} == {row(ON_THE_WIRE[name]).expect for name in PROTECTING}


def test_every_revision_stands_in_the_room() -> None:
    assert {rev.value for rev in Rev} == {field.name for field in fields(Revs)}


def test_phase_moves_alone_ask_the_leading_leader() -> None:
    asking = {wire_name(k) for k, rules in TABLE.items() if rules.led}

    assert {"advance", "back", "skip", "withdraw_case", "close_meeting"} == asking


def test_what_can_be_said_aloud_is_what_leaders_may_enter() -> None:
    assert {k for k in TABLE if is_said_aloud(k)} == {
        k for k, rules in TABLE.items() if rules.aloud
    }


def test_what_the_system_alone_may_ask_is_not_on_the_wire() -> None:
    hidden = set(TABLE) - set(ON_THE_WIRE.values())

    assert {k for k, rules in TABLE.items() if Capacity.SYSTEM in rules.may} == hidden
    assert {
        "AdvanceClock",
        "Arrive",
        "EndAbandoned",
        "FailOpen",
        "Join",
        "Lose",
        "LoseLeaders",
        "ReachMark",
    } == {command.__name__ for command in hidden}


def test_no_operator_acts_in_a_room() -> None:
    assert not any(Capacity.OPERATOR in rules.may | rules.aloud for rules in TABLE.values())


@pytest.mark.parametrize(
    ("command", "name"),
    [(c.ComeBackIn, "come_back_in"), (c.Advance, "advance"), (c.WantIn, "want_in")],
)
def test_wire_name_is_the_class_name_in_snake_case(command: type[c.Command], name: str) -> None:
    assert name == wire_name(command)
    assert command is ON_THE_WIRE[name]


def test_fields_drawn_by_chance_exist() -> None:
    for command, names in DRAWN.items():
        assert names <= {field.name for field in fields(command)}


if __name__ == "__main__":
    SNAPSHOT.write_text(printed(), encoding="utf-8")
