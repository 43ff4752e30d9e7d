import re

from hypothesis import given
from hypothesis import strategies as st

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.webhooks.facts import Kind
from app.webhooks.message import ID_PATTERN, Message, Outcome, event_id, fresh_id, tried, untold
from app.webhooks.reply import Answer
from app.webhooks.schedule import DELAYS
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON
from tests.support.ids import CountingIds

FAILURES = [answer for answer in Answer if answer is not Answer.TAKEN]
NEW = Message("first", event_id("epoch-1", ROOM, 2), ROOM, 2, Kind.OPENED, NOON, NOON)


def test_id_is_the_same_for_whoever_works_it_out_and_another_for_each_event() -> None:
    first = event_id("epoch-1", ROOM, 2)
    others = {
        event_id("epoch-1", ROOM, 3),
        event_id("epoch-2", ROOM, 2),
        event_id("epoch-1", OTHER, 2),
        event_id("epoch-1", ROOM, "recorded"),
    }

    assert first == event_id("epoch-1", ROOM, 2)
    assert 4 == len(others - {first})


@given(st.text(), st.text(), st.integers(1))
def test_id_has_nothing_in_it_that_separates_what_is_signed(
    epoch: str, room: str, seq: int
) -> None:
    assert re.fullmatch(ID_PATTERN, event_id(epoch, RoomId(room), seq))
    assert re.fullmatch(ID_PATTERN, fresh_id(CountingIds()))


def test_message_that_was_taken_waits_no_more() -> None:
    after = tried(NEW, Answer.TAKEN, Instant(NOON + 3))

    assert (Outcome.DELIVERED, None, 1, Answer.TAKEN, NOON + 3) == (
        after.outcome, after.due_at, after.tries, after.answer, after.tried_at,
    )  # fmt: skip


@given(st.sampled_from(FAILURES))
def test_message_that_failed_waits_for_its_next_try_and_is_dead_after_the_last(
    answer: Answer,
) -> None:
    message, tries = NEW, 0
    while message.due_at is not None:
        assert Outcome.WAITING is message.outcome
        message = tried(message, answer, message.due_at)
        tries += 1

    assert len(DELAYS) == tries == message.tries
    assert (Outcome.DEAD, answer) == (message.outcome, message.answer)


def test_message_with_nothing_to_say_is_dead_without_a_try() -> None:
    after = untold(NEW, NOON)

    assert (Outcome.DEAD, None, 0, None) == (
        after.outcome, after.due_at, after.tries, after.answer,
    )  # fmt: skip
