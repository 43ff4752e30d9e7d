from dataclasses import replace

from app.access.repeat import asked
from tests.support.clock import NOON
from tests.support.door import ROOM, Door

BEGUN = asked("row", b"d" * 32, ROOM, NOON)


async def test_what_was_begun_comes_back_as_it_went_in(door: Door) -> None:
    assert await door.store.write(lambda rows: rows.begin_repeat(BEGUN))
    assert not await door.store.write(lambda rows: rows.begin_repeat(BEGUN))

    assert BEGUN == await door.store.write(lambda rows: rows.find_repeat("row"))


async def test_answer_is_of_the_one_that_began_then(door: Door) -> None:
    await door.store.write(lambda rows: rows.begin_repeat(BEGUN))

    await door.store.write(lambda rows: rows.finish_repeat("row", type(NOON)(NOON + 1), b"late"))
    assert BEGUN == await door.store.write(lambda rows: rows.find_repeat("row"))
    await door.store.write(lambda rows: rows.finish_repeat("row", NOON, b"said"))

    answered = replace(BEGUN, sealed=b"said")
    assert answered == await door.store.write(lambda rows: rows.find_repeat("row"))


async def test_what_was_dropped_was_never_begun(door: Door) -> None:
    await door.store.write(lambda rows: rows.begin_repeat(BEGUN))
    await door.store.write(lambda rows: rows.drop_repeat("row", type(NOON)(NOON - 1)))
    assert BEGUN == await door.store.write(lambda rows: rows.find_repeat("row"))

    await door.store.write(lambda rows: rows.drop_repeat("row", NOON))

    assert await door.store.write(lambda rows: rows.find_repeat("row")) is None
