"""One guest's presses, in the order in which they came."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Audience, person
from app.rooms.seat import REVOKED, Seat
from app.rooms.service import Press
from app.web.entry import Guest
from app.web.hearing import Hearing
from app.web.presses import MOST
from tests.support.clock import FakeClock
from tests.support.rim import KeepingSink, Tally

RECORDED, PASSING = "attest", "need_leader"


class Answers:
    """Answers what passes at once and the rest never, and notes what it is given."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def press_at_once(self, guest: Guest, pressed: Press) -> bool:
        if type(pressed.ask.command).__name__ != "NeedLeader":
            return False
        self.begun.append("at once")
        return True

    async def press(self, guest: Guest, pressed: Press) -> None:
        self.begun.append("beside")
        await asyncio.get_running_loop().create_future()


@pytest.fixture
def answers() -> Answers:
    return Answers()


def hearing(answers: Answers, tasks: asyncio.TaskGroup) -> Hearing:
    seat = Seat(RoomId("room"), PersonId("dev"), Audience.MEMBER, KeepingSink())
    edge = SimpleNamespace(
        rate=1_000, clock=FakeClock(), meter=Tally(), tasks=tasks, pressing=answers, failed=None
    )
    guest = Guest(cast(Any, None), seat, person(PersonId("dev")))
    return Hearing(cast(Any, edge), guest, cast(Any, None))


def press(kind: str) -> str:
    return json.dumps({"t": "do", "id": str(uuid4()), "type": kind})


async def end(tasks: asyncio.TaskGroup) -> None:
    """What waits for ever is given up."""
    for task in tuple(tasks._tasks):
        task.cancel()


async def test_what_waits_for_nothing_is_answered_without_a_task(answers: Answers) -> None:
    async with asyncio.TaskGroup() as tasks:
        heard = hearing(answers, tasks)
        assert heard.hear_at_once(press(PASSING))
        await heard.hear(press(PASSING))
        assert not heard.presses
    assert ["at once", "at once"] == answers.begun


async def test_press_behind_one_that_waits_does_not_overtake_it(answers: Answers) -> None:
    async with asyncio.TaskGroup() as tasks:
        heard = hearing(answers, tasks)
        assert heard.hear_at_once(press(RECORDED))
        assert heard.hear_at_once(press(PASSING))
        await asyncio.sleep(0)
        await end(tasks)
    assert ["beside", "beside"] == answers.begun


async def test_where_too_many_presses_wait_the_next_waits_for_its_turn(answers: Answers) -> None:
    async with asyncio.TaskGroup() as tasks:
        heard = hearing(answers, tasks)
        taken = [heard.hear_at_once(press(RECORDED)) for _ in range(MOST + 1)]
        await end(tasks)
    assert [*[True] * MOST, False] == taken


async def test_nothing_is_heard_of_one_who_is_gone(answers: Answers) -> None:
    async with asyncio.TaskGroup() as tasks:
        heard = hearing(answers, tasks)
        heard.guest.seat.end(REVOKED)
        assert not heard.hear_at_once(press(PASSING))
    assert [] == answers.begun
