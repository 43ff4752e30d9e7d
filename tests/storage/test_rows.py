import pytest

from app.access.organisations import OURS, PRACTICE
from app.phases.units import Instant
from app.rooms.fields import CommandId
from app.rooms.ports import StoredEvent
from app.storage.errors import UnknownEvent
from app.storage.rows import born_to, ended_at, event_rows, stored
from tests.contracts.samples import ROOM, arrived, created, ended


def test_rows_count_on_from_the_head() -> None:
    rows = event_rows(ROOM, 4, [arrived(1), arrived(2)], CommandId("c"))

    assert [(ROOM, 5, "c"), (ROOM, 6, "c")] == [(row[0], row[1], row[5]) for row in rows]


def test_rows_come_back_as_events() -> None:
    ((_room, seq, type_, version, _at, command_id, body),) = event_rows(ROOM, 4, [arrived(1)], None)

    assert (StoredEvent(5, arrived(1), None),) == stored([(seq, type_, version, command_id, body)])


def test_row_of_an_unknown_event_is_not_left_out() -> None:
    with pytest.raises(UnknownEvent):
        stored([(1, "FromTheFuture", 1, None, "{}")])


def test_end_is_dated_by_its_event() -> None:
    assert Instant(9) == ended_at([arrived(1), ended(Instant(9))])
    assert ended_at([arrived(1)]) is None


def test_room_for_practice_is_so_from_its_first_moment() -> None:
    assert PRACTICE == born_to([created(is_test=True)])
    assert OURS == born_to([created()]) == born_to([arrived(1)])
