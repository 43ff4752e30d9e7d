"""One room of Janus: made or taken over, watched, and closed to whoever has not its secret."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from app.calls.ports import CallUnavailable
from app.janus.gateway import Gateway
from app.janus.offers import Kind, Stream
from app.janus.room import JanusRoom
from app.rooms.fields import PersonId, RoomId
from tests.janus.calls import QUICK
from tests.janus.fake_janus import FakeJanus, fake_janus
from tests.support.janus import ROOM_KEY, SECRET

ANN = PersonId("ann")
SOUND = Stream("0", Kind.AUDIO)


@dataclass
class House:
    """A line to a Janus that is a test's."""

    fake: FakeJanus
    gateway: Gateway

    def room(self, name: str = "n1", key: str = ROOM_KEY) -> JanusRoom:
        """The room as one node has it."""
        return JanusRoom(self.gateway, RoomId("r1"), key, (f"~{name}.{n}" for n in range(99)))

    def publishes(self, person: str = "ann", *, closed: bool = False) -> None:
        """That person is audible."""
        stream = {"mid": "0", "type": "audio", "moderated": closed}
        self.fake.rooms["r1"][person] = {"0": stream}

    def is_closed(self, person: str = "ann") -> bool:
        """Whether that person is not."""
        return bool(self.fake.rooms["r1"][person]["0"].get("moderated"))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    came = asyncio.Event()
    async with fake_janus() as fake, asyncio.timeout(20):
        gateway = Gateway(fake.url, SECRET, "n1", came.set, lambda: None, QUICK)
        running = asyncio.create_task(gateway.run())
        await came.wait()
        yield House(fake, gateway)
        running.cancel()
        await asyncio.wait([running])


async def until(room: JanusRoom, is_so: Callable[[], bool]) -> None:
    """Wait until what the room tells makes it so."""
    told = asyncio.Event()
    stop = room.tell(told.set)
    async with asyncio.timeout(5):
        while not is_so():
            told.clear()
            await told.wait()
    stop()


async def test_a_room_is_made_once_and_then_taken_over(house: House) -> None:
    one, other = house.room(), house.room("n2")
    await one.open()
    await one.open()
    house.publishes()
    await other.open()
    assert other.people == {ANN: {SOUND}}
    assert house.fake.count("join") == 2
    assert house.fake.count("create") == 2 + 2  # two sessions, a stranger's being one of them


async def test_a_room_that_is_not_ours_is_refused(house: House) -> None:
    house.fake.refuses["edit"] = 433
    with pytest.raises(CallUnavailable) as refused:
        await house.room().open()
    assert refused.value.why == "refused"


async def test_a_key_that_makes_no_rooms_is_refused(house: House) -> None:
    with pytest.raises(CallUnavailable) as refused:
        await house.room(key="canary").open()
    assert refused.value.why == "refused"


async def test_who_publishes_and_who_goes_is_told(house: House) -> None:
    room = house.room()
    await room.open()
    watcher = next(iter(house.fake._places))
    listed = {"id": "ann", "streams": [{"mid": "0", "type": "audio"}]}
    await house.fake.tells(watcher, "event", publishers=[listed])
    await until(room, lambda: ANN in room.people)
    await house.fake.tells(watcher, "event", unpublished="ann")
    await until(room, lambda: ANN not in room.people)
    await house.fake.tells(watcher, "event", videoroom="destroyed")
    await until(room, lambda: room.is_over)
    house.fake.rooms.clear()
    await room.open()
    assert not room.is_over
    assert list(house.fake.rooms) == ["r1"]


async def test_a_stream_is_closed_and_opened_by_its_place(house: House) -> None:
    room = house.room()
    await room.open()
    house.publishes()
    await room.close(ANN, [SOUND])
    assert house.is_closed()
    assert (await room.read_back())[ANN] == {SOUND: True}
    assert await room.unclose(ANN, [SOUND], lambda: True)
    assert not house.is_closed()


async def test_what_is_not_right_any_more_when_its_turn_comes_is_not_opened(house: House) -> None:
    room = house.room()
    await room.open()
    house.publishes(closed=True)
    assert not await room.unclose(ANN, [SOUND], lambda: False)
    assert house.is_closed()


async def test_what_is_done_to_one_person_is_done_one_after_the_other(house: House) -> None:
    room = house.room()
    await room.open()
    house.publishes()
    house.fake.opens_late = True
    locks: set[int] = set()

    async def lock(n: int) -> None:
        locks.add(n)
        await room.close(ANN, [SOUND])

    async def open_unless_locked(n: int) -> None:
        await room.unclose(ANN, [SOUND], lambda: n not in locks)

    for n in range(20):
        await asyncio.gather(open_unless_locked(n), lock(n))
        assert house.is_closed()


async def test_who_comes_as_a_turn_ends_waits_behind_who_was_there_before(house: House) -> None:
    room, seen = house.room(), list[str]()
    await room.open()

    async def take(name: str) -> None:
        async with room.turn(ANN):
            seen.append(f"{name} has it")
            await room.read_back()
            seen.append(f"{name} is done")

    async with asyncio.TaskGroup() as tasks:

        async def take_and_have_another_come() -> None:
            await take("first")
            tasks.create_task(take("third"))

        tasks.create_task(take_and_have_another_come())
        tasks.create_task(take("second"))

    turns = ("first", "second", "third")
    assert [f"{name} {how}" for name in turns for how in ("has it", "is done")] == seen


async def test_a_turn_that_nobody_waits_for_any_more_is_forgotten(house: House) -> None:
    room = house.room()
    async with room.turn(ANN):
        waiting = asyncio.create_task(room.turn(ANN).__aenter__())
        asyncio.get_running_loop().call_soon(waiting.cancel)
        await asyncio.wait([waiting])
        assert list(room._turns) == [ANN]
    assert not room._turns
    assert not room._taking


async def test_to_close_what_is_not_there_is_a_refusal_unless_it_may_have_ended(
    house: House,
) -> None:
    room = house.room()
    await room.open()
    await room.close_if_there(ANN, [SOUND])
    with pytest.raises(CallUnavailable):
        await room.close(ANN, [SOUND])


async def test_who_looks_back_leaves_nothing_behind(house: House) -> None:
    room = house.room()
    await room.open()
    places = len(house.fake._places)
    await room.read_back()
    assert len(house.fake._places) == places


async def test_without_a_line_nothing_can_be_done_and_nobody_is_there(house: House) -> None:
    room = house.room()
    await room.open()
    house.publishes()
    room.lost()
    assert room.people == {}
    with pytest.raises(CallUnavailable):
        await room.close(ANN, [SOUND])
    await room.open()
    assert room.people == {ANN: {SOUND}}


async def test_where_nobody_is_listed_nobody_is_said_to_be_gone(house: House) -> None:
    room = house.room()
    await room.open()
    assert await room.present() == frozenset()
    house.fake.lists_nobody = True
    with pytest.raises(CallUnavailable):
        await room.present()


async def test_who_is_gone_already_is_put_out(house: House) -> None:
    room = house.room()
    await room.open()
    house.fake.refuses["kick"] = 428
    await room.kick(ANN)
    house.fake.refuses["destroy"] = 426
    await room.destroy()


async def test_who_stopped_listening_is_not_told(house: House) -> None:
    room = house.room()
    told: list[str] = []
    room.tell(lambda: told.append("one"))()
    room.tell(lambda: told.append("other"))
    room.told()
    assert told == ["other"]
