"""Whoever shows a ticket while a look is under way is in the next one, with all others who do."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from app.access.admission import Admitted
from app.access.claiming import MOST
from app.access.errors import TicketInvalid
from app.access.ports import AccessRows
from app.access.service import Access
from app.rooms.ports import LogUnavailable
from tests.support.door import ORIGIN, ROOM, Door

T = TypeVar("T")
GUESS = "pbt_0123456789abcdef0123_" + "a" * 27


class Slow:
    """A store whose looks wait, each with what it has seen, until they are let go."""

    def __init__(self, door: Door) -> None:
        self._store = door.store
        self.looks = 0
        self.is_away = False
        self.under_way = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def read(self, work: Callable[[AccessRows], T]) -> T:
        self.looks += 1
        seen = await self._store.read(work)
        self.under_way.set()
        await self.goes_on.wait()
        if self.is_away:
            raise LogUnavailable("away, as the test wishes")
        return seen

    async def write(self, work: Callable[[AccessRows], T]) -> T:
        return await self._store.write(work)


class Hellos:
    """People who say hello at a node whose first look is under way, by a guess."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.store = Slow(door)
        self.access = Access(self.store, door.clock, door.ids)
        self.guess = self.says(GUESS)

    @classmethod
    async def made(cls, door: Door) -> "Hellos":
        """The guess is being looked for."""
        made = cls(door)
        await made.store.under_way.wait()
        return made

    def says(self, ticket: str) -> asyncio.Task[Admitted]:
        """A hello with that ticket."""
        return asyncio.create_task(self.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN))

    async def say(self, *tickets: str) -> list[asyncio.Task[Admitted]]:
        """Hellos with these, each as far as it comes."""
        said = [self.says(ticket) for ticket in tickets]
        await asyncio.sleep(0)
        return said

    async def outcomes(self, *said: asyncio.Task[Admitted]) -> list[type]:
        """What they came to, now that looks go on."""
        self.store.goes_on.set()
        return [type(came) for came in await asyncio.gather(*said, return_exceptions=True)]


async def tickets(door: Door, count: int) -> list[str]:
    """So many of Ann's."""
    ann = await door.ann()
    return [await door.ticket(ann) for _ in range(count)]


async def test_many_who_say_hello_during_a_look_share_the_next(door: Door) -> None:
    shown = await tickets(door, 9)
    hellos = await Hellos.made(door)

    came = await hellos.outcomes(*await hellos.say(*shown, GUESS))

    assert [Admitted] * 9 + [TicketInvalid] == came
    assert 2 == hellos.store.looks


async def test_look_under_way_says_nothing_of_a_ticket_shown_since(door: Door) -> None:
    hellos = await Hellos.made(door)
    (shown,) = await tickets(door, 1)

    assert [Admitted] == await hellos.outcomes(*await hellos.say(shown))


async def test_too_many_for_one_look_are_looked_for_by_another(door: Door) -> None:
    guesses = [GUESS.replace("0123_", f"{n:04}_") for n in range(MOST + 1)]
    hellos = await Hellos.made(door)

    came = await hellos.outcomes(*await hellos.say(*guesses))

    assert [TicketInvalid] * (MOST + 1) == came
    assert 3 == hellos.store.looks


async def test_whoever_goes_takes_nobodys_look_along(door: Door) -> None:
    shown = await tickets(door, 4)
    hellos = await Hellos.made(door)
    first, second, *others = await hellos.say(*shown)
    for gone in (hellos.guess, first, second):
        gone.cancel()

    assert [Admitted, Admitted] == await hellos.outcomes(*others)
    assert [asyncio.CancelledError] * 2 == await hellos.outcomes(first, second)


async def test_look_that_fails_fails_for_all_in_it_and_for_nobody_later(door: Door) -> None:
    shown = await tickets(door, 4)
    hellos = await Hellos.made(door)
    said = await hellos.say(*shown[:3])
    hellos.store.is_away = True

    assert [LogUnavailable] * 3 == await hellos.outcomes(*said)
    assert 2 == hellos.store.looks
    hellos.store.is_away = False
    assert [Admitted] * 4 == await hellos.outcomes(*await hellos.say(*shown))


async def test_ticket_shown_twice_in_one_look_lets_one_in(door: Door) -> None:
    (shown,) = await tickets(door, 1)
    hellos = await Hellos.made(door)

    came = await hellos.outcomes(*await hellos.say(shown, shown))

    assert {Admitted, TicketInvalid} == set(came)


async def test_guess_is_told_so(door: Door) -> None:
    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(GUESS, room=ROOM, origin=ORIGIN)
