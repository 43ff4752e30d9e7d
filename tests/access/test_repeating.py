"""Requests under a key of the caller's own choice, against real rows."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from app.access.errors import IdempotencyKeyReused, StillRunning
from app.access.repeat import KEPT_FOR, RUNS_FOR, Repeat
from app.phases.units import Instant
from app.storage.access_schema import REPEAT
from tests.support.door import ROOM, Door
from tests.support.signed import signed

SECRET, OTHER = "pbk_of-this-test", "pbk_of-another"
KEY = "pbk_00000000000000000000_secret"
MOMENTS = (Instant(1), Instant(60_000))
ANSWER = b'{"url": "link-f00d"}'


async def begin(
    door: Door, secret: str = SECRET, key: str = "key-1", request: bytes = b"POST /"
) -> Repeat | bytes:
    return await door.access.repeats.begin(secret, key, request, ROOM)


async def begun(door: Door) -> Repeat:
    found = await begin(door)
    assert isinstance(found, Repeat)
    return found


async def test_what_was_answered_is_answered_again(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)

    assert ANSWER == await begin(door)


async def test_another_caller_or_another_key_is_another_request(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)

    assert isinstance(await begin(door, OTHER), Repeat)
    assert isinstance(await begin(door, key="key-2"), Repeat)


async def test_other_request_under_the_key_is_refused(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)

    with pytest.raises(IdempotencyKeyReused):
        await begin(door, request=b"POST /other")


async def test_of_two_at_once_one_is_to_be_done(door: Door) -> None:
    found = await asyncio.gather(begin(door), begin(door), return_exceptions=True)

    assert 1 == len([one for one in found if isinstance(one, Repeat)])
    assert 1 == len([one for one in found if isinstance(one, StillRunning)])


async def test_what_was_dropped_is_to_be_done(door: Door) -> None:
    await door.access.repeats.drop(await begun(door))

    assert isinstance(await begin(door), Repeat)


async def test_what_was_cut_off_is_to_be_done_after_a_minute_by_one(door: Door) -> None:
    first = await begun(door)
    door.clock.advance(RUNS_FOR)

    second = await begun(door)

    with pytest.raises(StillRunning):
        await begin(door)
    await door.access.repeats.finish(SECRET, first, b"too late")
    with pytest.raises(StillRunning):
        await begin(door)
    await door.access.repeats.finish(SECRET, second, ANSWER)
    assert ANSWER == await begin(door)


async def test_whoever_comes_to_nothing_late_drops_what_nobody_else_has_begun(door: Door) -> None:
    first = await begun(door)
    door.clock.advance(RUNS_FOR)
    await begun(door)

    await door.access.repeats.drop(first)

    with pytest.raises(StillRunning):
        await begin(door)


async def test_after_a_day_it_is_a_new_request(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)
    door.clock.advance(KEPT_FOR)

    assert isinstance(await begin(door), Repeat)


async def test_after_a_day_nothing_is_left(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)
    assert 0 == await door.access.forget_expired()
    door.clock.advance(KEPT_FOR)

    assert 1 == await door.access.forget_expired()


async def test_room_that_is_forgotten_takes_its_answers_along(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)

    await door.access.forget_room(ROOM)

    assert isinstance(await begin(door), Repeat)


async def test_answer_that_shows_a_secret_is_not_kept_in_clear(door: Door) -> None:
    await door.access.repeats.finish(SECRET, await begun(door), ANSWER)

    kept = await door.database.read(lambda c: [tuple(row) for row in c.execute(select(REPEAT))])

    assert 1 == len(kept)
    for secret in ("f00d", SECRET, "key-1"):
        assert secret not in repr(kept)


async def test_grant_is_answered_again_and_one_signed_anew_is_refused(door: Door) -> None:
    grant, anew = (signed(KEY, at, room="mine", report=True, jti=str(at)) for at in MOMENTS)
    found = await begin(door, grant)
    assert isinstance(found, Repeat)
    with pytest.raises(StillRunning):
        await begin(door, anew)
    await door.access.repeats.finish(grant, found, ANSWER)

    assert ANSWER == await begin(door, grant)
    with pytest.raises(IdempotencyKeyReused, match="earlier grant"):
        await begin(door, anew)


@pytest.mark.parametrize("other", [{"room": "other"}, {"lead": True}, {"sub": "ben"}])
async def test_grant_for_something_else_is_another_caller(
    door: Door, other: dict[str, Any]
) -> None:
    said = {"room": "mine", "report": True}
    await begin(door, signed(KEY, Instant(1), **said))

    assert isinstance(await begin(door, signed(KEY, Instant(1), **said | other)), Repeat)
