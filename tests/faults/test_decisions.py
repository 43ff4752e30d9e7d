"""What a history says was decided is decided once more, and each wrong is found."""

from dataclasses import replace
from typing import Any

import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.errors import RoomError
from app.rooms.events import Event
from app.rooms.fields import CommandId
from app.rooms.frames import done
from app.rooms.ports import Head, Log, StoredEvent
from app.rooms.state import PauseReason, Room
from tests.faults.decisions import Asked, misjudged
from tests.support.clock import NOON
from tests.support.history import Press
from tests.support.scenario import ADA, CLEO, DEV, given

BEFORE = given(Phase.SELECT).by(ADA)
CHOOSES = BEFORE.ask(c.ChoosePresenter(CLEO))
AFTER = BEFORE.does(CHOOSES.command)
CHOSEN = AFTER.events
AT = BEFORE.room.seq
HEAD = AFTER.room.seq
STATES: list[Room] = [BEFORE.room] * HEAD + [AFTER.room]
MOVES = BEFORE.ask(c.Advance())


def refusal(state: Room, ask: Ask) -> dict[str, Any]:
    with pytest.raises(RoomError) as found:
        decide(state, ask, now=BEFORE.now)
    return {"code": found.value.code, "facts": dict(found.value.facts)}


def press(name: str, at: float = 1.0, **fields: Any) -> Press:
    found = Press(name, "Ada", "room", "advance", {}, at, times_sent=1)
    for field, value in fields.items():
        setattr(found, field, value)
    return found


def wrong(
    pressed: list[tuple[Press, Ask]], events: tuple[Event, ...] = CHOSEN,
    answers: dict[str, bytes] | None = None,
) -> list[str]:  # fmt: skip
    """The laws that do not hold of a log whose newest events came of the press `chooses`."""
    rows = tuple(StoredEvent(AT + 1 + n, one, CHOSE) for n, one in enumerate(events))
    found = misjudged(
        "room", [one for one, _ in pressed],
        {one.id: Asked(ask, BEFORE.now, BEFORE.now) for one, ask in pressed},
        STATES, Log(Head("epoch", HEAD), rows),
        {CHOSE: done(CHOSE, HEAD)} if answers is None else answers,
    )  # fmt: skip
    return [one.law for one in found]


CHOSE = CommandId("chooses")
CHOICE = press("chooses", seq=HEAD, answered_at=1.5), CHOOSES


def test_what_was_decided_as_it_had_to_be_is_left_alone() -> None:
    early = press("early", at=1.2, refused=refusal(BEFORE.room, MOVES), answered_at=1.4)

    assert [] == wrong([CHOICE, (early, MOVES)])


def test_press_without_an_answer_is_held_to_its_place_in_the_log() -> None:
    assert [] == wrong([(press("chooses"), CHOOSES)])
    assert ["L5 legal"] == wrong([(press("chooses"), BEFORE.ask(c.Pause()))])


def test_press_that_came_to_nothing_and_has_no_answer_is_left_alone() -> None:
    assert [] == wrong([CHOICE, (press("nowhere"), MOVES)])


@pytest.mark.parametrize("code", ["not_ready", "illegal_here", "forbidden", "not_found"])
def test_refusal_that_no_state_gives_is_wrong_whatever_its_code(code: str) -> None:
    refused = press("x", at=2.0, refused={"code": code, "facts": {}}, answered_at=2.1)

    assert ["L5 legal"] == wrong([CHOICE, (refused, AFTER.ask(c.Advance()))])


def test_refusal_with_the_facts_of_another_is_wrong() -> None:
    said = refusal(BEFORE.room, MOVES) | {"facts": {"phase": "nowhere"}}

    assert ["L5 legal"] == wrong([CHOICE, (press("x", refused=said, answered_at=1.4), MOVES)])


def test_refusal_by_a_state_that_was_gone_when_it_was_pressed_is_wrong() -> None:
    late = press("late", at=2.0, refused=refusal(BEFORE.room, MOVES), answered_at=2.1)

    assert ["L5 legal"] == wrong([CHOICE, (late, MOVES)])


def test_already_so_is_believed_only_where_it_was() -> None:
    again = AFTER.ask(CHOOSES.command)
    so = {CHOSE: done(CHOSE, HEAD), "so": done(CommandId("so"), HEAD)}
    not_yet = so | {"so": done(CommandId("so"), AT)}

    assert [] == wrong([CHOICE, (press("so", seq=HEAD), again)], answers=so)
    assert ["L5 legal"] == wrong([CHOICE, (press("so", seq=AT), CHOOSES)], answers=not_yet)


def test_acceptance_with_other_events_than_it_comes_to_is_wrong() -> None:
    other = (e.ClockResumed(BEFORE.now),) * len(CHOSEN)

    assert ["L5 legal"] == wrong([CHOICE], events=other)


def test_acceptance_that_says_of_another_what_it_says_of_one_is_wrong() -> None:
    (chosen,) = (one for one in CHOSEN if isinstance(one, e.PresenterChosen))
    of_another = tuple(replace(chosen, person=DEV) if one is chosen else one for one in CHOSEN)

    assert ["L5 legal"] == wrong([CHOICE], events=of_another)


def test_what_hangs_on_the_time_is_left_to_the_clocks_and_nothing_else() -> None:
    def pauses(**fields: Any) -> list[str]:
        meeting = given(Phase.PRESENT).by(ADA)
        (paused,) = meeting.does(c.Pause()).events
        press_of_it, ask = press("pauses"), meeting.ask(c.Pause())
        row = StoredEvent(1, replace(paused, **fields), CommandId("pauses"))
        found = misjudged(
            "room", [press_of_it], {"pauses": Asked(ask, meeting.now, meeting.now)},
            [meeting.room] * 2, Log(Head("epoch", 1), (row,)),
            {"pauses": done(CommandId("pauses"), 1)},
        )  # fmt: skip
        return [one.law for one in found]

    assert [] == pauses(at=later(NOON, Millis(99 * MINUTE)))
    assert ["L5 legal"] == pauses(reason=PauseReason.TECHNICAL)


def test_acceptance_of_somebody_who_may_not_is_wrong() -> None:
    assert ["L5 legal"] == wrong([(CHOICE[0], BEFORE.by(DEV).ask(CHOOSES.command))])
