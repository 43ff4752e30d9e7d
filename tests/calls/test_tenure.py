"""Who drives, and for how long others are left to it."""

from app.calls.tenure import LEASE_LIFE, LEFT_TO_OTHERS, RENEW_EVERY, Tenure
from app.storage.memory import MemoryLeases
from tests.contracts.samples import ROOM
from tests.support.clock import FakeClock


def two() -> tuple[Tenure, Tenure, FakeClock]:
    """Two nodes over the same leases."""
    leases, clock = MemoryLeases(), FakeClock()
    first, second = (Tenure(leases, ROOM, name, clock) for name in ("node-1", "node-2"))
    return first, second, clock


async def test_one_of_two_drives_and_is_sure_until_its_lease_is_over() -> None:
    first, second, clock = two()

    assert await first.holds()
    assert not await second.holds()
    assert first.is_sure
    assert not second.is_sure
    clock.advance(LEASE_LIFE)
    assert not first.is_sure


async def test_whoever_drives_keeps_it_by_asking_again() -> None:
    first, _, clock = two()
    await first.holds()
    clock.advance(RENEW_EVERY)
    await first.holds()

    clock.advance(LEASE_LIFE - 1)
    assert first.is_sure


async def test_whoever_gave_up_for_long_leaves_it_to_another() -> None:
    first, second, clock = two()
    await first.holds()
    await first.give_up(for_long=True)

    assert not await first.holds()
    assert await second.holds()
    await second.give_up()
    clock.advance(LEFT_TO_OTHERS)
    assert await first.holds()


async def test_what_was_left_to_others_is_asked_for_at_once_where_something_is_wanted() -> None:
    first, second, _ = two()
    await first.holds()
    await first.give_up(for_long=True)

    assert await first.holds(at_once=True)
    await first.give_up(for_long=True)
    assert await second.holds()
    assert not await first.holds(at_once=True)
    await second.give_up()
    assert not await first.holds(at_once=True)  # whoever took it is left to drive


async def test_room_as_it_was_before_a_newer_version_begins_nothing() -> None:
    first, second, clock = two()
    await first.holds()
    assert await first.begins(7, anew=True)
    clock.advance(LEASE_LIFE)
    await second.holds()

    assert not await second.begins(6, anew=True)
    assert await second.begins(7, anew=True)


async def test_whoever_was_overtaken_drives_no_more_and_asks_at_once() -> None:
    first, second, clock = two()
    await first.holds()
    clock.advance(LEASE_LIFE)
    await second.holds()

    assert not await first.begins(1, anew=True)
    assert first.lease is None
    assert not await first.holds()


async def test_call_is_closed_for_everybody_once_the_version_of_its_end_was_begun() -> None:
    first, second, _ = two()
    await first.holds()
    await first.begins(6, anew=True)
    await second.holds()
    assert not second.is_closed(7)
    assert await first.begins(7, anew=True)
    await first.give_up()

    assert not second.is_closed(7)  # as far as it was read
    await second.give_up()
    assert await second.holds()
    assert second.is_closed(7)
