"""What the death of a node is judged by: who was answered, and who holds what."""

import asyncio
from collections.abc import Callable

import orjson
import pytest

from benchmarks import killed
from benchmarks.killed import Listening, Pressing
from benchmarks.swarm import Crowd, Member, Place


class Ear(Listening):
    """What members say goes here."""

    def __init__(self) -> None:
        super().__init__(1, "http://127.0.0.1:1")
        self.said: list[str] = []

    async def answer(self, member: Member, said: bytes) -> str:
        self.said.append(orjson.loads(said)["id"])
        return await super().answer(member, said)


def room() -> tuple[Ear, Place]:
    """Three people who hold revision 4."""
    ear = Ear()
    crowd = Crowd(ear, 1, [["room", "ada", "ben", "cleo"]])
    for member in crowd.members:
        member.is_joined = True
        clock(ear, member, 4)
    return ear, crowd.places[0]


def clock(ear: Ear, member: Member, rev: int) -> None:
    """The member is shown the clock at this revision."""
    shown = {"paused": bool(rev % 2)} | ({"timer_rev": rev} if member.person == "ada" else {})
    ear.heard(member, orjson.dumps({"t": "state", "seq": rev, "set": {"clock": shown}}), 1.0)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - a test has no event for it
            await asyncio.sleep(0)


def test_member_who_missed_an_acknowledged_command_is_behind() -> None:
    ear, place = room()
    pressing = Pressing(place, ear)
    pressing.acknowledged = 2
    for member, rev in zip(place.members, (6, 4, 6), strict=True):
        clock(ear, member, rev)

    assert ([place.members[1]], 0) == (pressing.behind(), pressing.lost())


def test_acknowledged_command_that_nobody_knows_is_lost() -> None:
    ear, place = room()
    pressing = Pressing(place, ear)
    pressing.acknowledged = 2
    clock(ear, place.members[0], 5)

    assert 1 == pressing.lost()


def test_command_that_counted_twice_leaves_everybody_at_another_revision() -> None:
    ear, place = room()
    pressing = Pressing(place, ear)
    for member in place.members:
        clock(ear, member, 5)

    assert place.members == pressing.behind()


async def test_command_without_an_answer_is_sent_again_with_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(killed, "PRESSES", 1)
    monkeypatch.setattr(killed, "PRESS_EVERY", 0.0)
    ear, place = room()
    pressing = Pressing(place, ear)
    running = asyncio.create_task(pressing.run())
    await until(lambda: len(ear.said) == 1 and bool(ear.waiting))
    ear.gone(place.members[0])
    await until(lambda: len(ear.said) == 2 and bool(ear.waiting))
    ear.heard(place.members[0], orjson.dumps({"t": "done", "id": ear.said[1]}), 2.0)
    await running

    assert ear.said[0] == ear.said[1]
    assert (1, 0) == (pressing.acknowledged, pressing.refused)


async def test_refusal_is_not_an_acknowledgement() -> None:
    ear, place = room()
    pressing = Pressing(place, ear)
    running = asyncio.create_task(pressing.run())
    await until(lambda: bool(ear.waiting))
    refusal = {"t": "refused", "id": ear.said[0], "code": "stale"}
    ear.heard(place.members[0], orjson.dumps(refusal), 2.0)
    await until(lambda: bool(pressing.refused))
    running.cancel()

    assert (0, 1) == (pressing.acknowledged, pressing.refused)
