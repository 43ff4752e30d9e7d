"""L11 at the core: the log holds no word that somebody typed in a meeting, but display names.

Ids are no way around it: an event names people of this room and steps of its plan, and nobody else.
"""

from dataclasses import replace

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import NotFound
from app.rooms.events import Event
from app.storage.codec import CODEC
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import ANNA, PAULA, PLANS, STRANGER, Turn, everyone, moved
from tests.laws.presses import TYPED


class Wordless(RandomMeeting):
    """Every event of every turn, as it would be stored."""

    scenes = ("ended", *RandomMeeting.scenes)

    def witness(self, turn: Turn) -> None:
        for event in turn.events:
            stored = CODEC.encode(unnamed(event)).body
            assert TYPED not in stored
            assert STRANGER in turn.after.people or f'"{STRANGER}"' not in stored


def unnamed(event: Event) -> Event:
    """The event without the name that the circle reads on a seat."""
    return (
        replace(event, name="") if isinstance(event, e.PersonArrived | e.PersonConfirmed) else event
    )


def test_no_typed_word_and_no_unknown_id_reaches_the_log() -> None:
    """L11: what was drawn as free text, and whom nobody knows, is in no stored event."""
    always(Wordless, times=1)


def test_whom_nobody_knows_cannot_be_written_into_the_record() -> None:
    """An id is text too: attendance is confirmed for people of this room, or not at all."""
    meeting = moved(everyone(PLANS["soft"]), Phase.ENDED)

    turn = meeting.do(ANNA, c.ConfirmAttendance((PAULA, STRANGER)))

    assert isinstance(turn.refusal, NotFound)
    assert meeting.do(ANNA, c.ConfirmAttendance((PAULA,))).events
