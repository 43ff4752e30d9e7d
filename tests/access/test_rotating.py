import asyncio

import pytest

from app.access.errors import AlreadyRotated, BadKey, NoSuchKey
from app.access.grants import Scope
from app.access.keys import NewKey
from app.phases.units import HOUR, Millis, later
from tests.support.door import ROOM, Door

READS = frozenset({Scope.ROOM_READ})


async def first_of(door: Door, expires_in: Millis | None = None) -> NewKey:
    return await door.access.create_key(
        "Zoom", READS, frozenset({ROOM}), expires_in=expires_in, organisation="north"
    )


async def test_second_key_is_of_the_same_purpose(door: Door) -> None:
    first = await first_of(door, HOUR)

    second = await door.access.rotate_key(first.key.id, by="north", old_for=None)

    assert first.key.id == second.key.follows
    for name in ("label", "scopes", "rooms", "organisation", "expires_at"):
        assert getattr(first.key, name) == getattr(second.key, name)
    for key in (first, second):
        assert READS == (await door.access.check_key(key.text)).scopes


async def test_first_key_is_good_until_it_is_revoked_or_its_time_is_over(door: Door) -> None:
    first = await first_of(door)
    await door.access.rotate_key(first.key.id, old_for=HOUR)
    door.clock.advance(HOUR - 1)
    await door.access.check_key(first.text)
    door.clock.advance(1)

    with pytest.raises(BadKey):
        await door.access.check_key(first.text)


async def test_what_is_connected_by_the_first_key_ends_with_it_and_not_before(door: Door) -> None:
    first = await first_of(door)
    await door.access.rotate_key(first.key.id, old_for=HOUR)
    door.clock.advance(HOUR - 1)
    await door.access.tell_revoked()
    assert [] == door.heard

    door.clock.advance(1)
    await door.access.tell_revoked()

    assert [(None, first.key.id)] == [(ended.room, ended.key_id) for ended in door.heard]


async def test_rotation_without_an_end_ends_nothing(door: Door) -> None:
    first = await first_of(door)
    await door.access.rotate_key(first.key.id, old_for=None)
    door.clock.advance(HOUR)

    await door.access.tell_revoked()

    assert [] == door.heard


async def test_rotation_never_lengthens_a_life(door: Door) -> None:
    first = await first_of(door, HOUR)

    second = await door.access.rotate_key(first.key.id, old_for=Millis(2 * HOUR))

    ends = {key.id: key.expires_at for key in await door.access.keys()}
    until = later(first.key.created_at, HOUR)
    assert {first.key.id: until, second.key.id: until} == ends


async def test_of_one_purpose_there_are_two_at_most(door: Door) -> None:
    first = await first_of(door)
    second = await door.access.rotate_key(first.key.id, old_for=None)

    for key in (first, second):
        with pytest.raises(AlreadyRotated):
            await door.access.rotate_key(key.key.id, old_for=None)
    await door.access.revoke_key(first.key.id)
    third = await door.access.rotate_key(second.key.id, old_for=None)

    assert second.key.id == third.key.follows


async def test_of_many_rotations_at_once_one_is_made(door: Door) -> None:
    first = await first_of(door)
    await asyncio.gather(*(door.access.keys() for _ in range(8)))  # connections are there

    found = await asyncio.gather(
        *(door.access.rotate_key(first.key.id, old_for=None) for _ in range(8)),
        return_exceptions=True,
    )

    assert 1 == len([one for one in found if isinstance(one, NewKey)])
    assert 7 == len([one for one in found if isinstance(one, AlreadyRotated)])


async def test_key_that_ended_or_is_anothers_is_not_there(door: Door) -> None:
    ended, foreign = await first_of(door), await first_of(door)
    await door.access.revoke_key(ended.key.id)

    for key_id, by in ((ended.key.id, "north"), (foreign.key.id, "south"), ("none", "north")):
        with pytest.raises(NoSuchKey):
            await door.access.rotate_key(key_id, by=by, old_for=None)
    assert 2 == len(await door.access.keys())
