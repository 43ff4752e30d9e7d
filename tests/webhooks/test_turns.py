import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

from app.webhooks.turns import AT_ONCE, OF_ONE, Turns

SOON = 5


class Serving:
    """Endpoints that have a turn, until they are let go."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[str] = []
        self.free = asyncio.Event()

    async def serve(self, whose: str) -> None:
        async with self.turns.taken(whose):
            self.begun.append(whose)
            await self.free.wait()


@contextlib.asynccontextmanager
async def serving(*whose: str) -> AsyncIterator[Serving]:
    """One endpoint for each of these, in this order; whoever may has begun."""
    made = Serving(Turns())
    async with asyncio.TaskGroup() as group:
        for one in whose:
            group.create_task(made.serve(one))
        for _ in range(4):
            await asyncio.sleep(0)
        yield made
        made.free.set()


async def test_no_more_than_so_many_are_served_at_once() -> None:
    many = [f"of-{n}" for n in range(2 * AT_ONCE)]
    async with serving(*many) as found:
        assert many[:AT_ONCE] == found.begun

    assert many == found.begun


async def test_one_organisation_leaves_the_others_their_turns() -> None:
    async with serving(*["north"] * AT_ONCE, "south") as found:
        assert ["north"] * OF_ONE + ["south"] == found.begun


def test_it_takes_more_than_two_organisations_to_hold_every_turn() -> None:
    assert AT_ONCE > 2 * OF_ONE


async def test_turn_that_failed_is_given_back() -> None:
    turns = Turns()
    for _ in range(2 * OF_ONE):
        with contextlib.suppress(OSError):
            async with asyncio.timeout(SOON), turns.taken("north"):
                raise OSError


async def test_nothing_is_kept_of_organisations_that_wait_for_nothing() -> None:
    async with serving("north", "south") as found:
        assert {"north", "south"} == set(found.turns._each)
    gc.collect()

    assert not found.turns._each
