from sqlalchemy import insert

from app.access.grants import Grant, Scope
from app.access.organisations import OURS
from app.rooms.fields import RoomId
from app.storage.schema import ROOM as ROOMS
from tests.support.door import OTHER_ROOM, ROOM, Door

NORTH = Grant("k", frozenset({Scope.OPERATOR}), frozenset(), organisation="north")
WE = Grant("k", frozenset({Scope.OPERATOR}), frozenset())


async def two_rooms(door: Door) -> None:
    values = [
        {"id": room, "epoch": "e", "head_seq": 1, "created_at": 1} for room in (ROOM, OTHER_ROOM)
    ]
    await door.database.write(lambda c: c.execute(insert(ROOMS), values))
    await door.access.owning.own(NORTH, ROOM)
    await door.access.owning.own(WE, OTHER_ROOM)


async def test_organisation_operates_its_own_rooms(door: Door) -> None:
    await two_rooms(door)
    owning = door.access.owning

    assert await owning.operates(NORTH, ROOM)
    assert not await owning.operates(NORTH, OTHER_ROOM)
    assert not await owning.operates(NORTH, RoomId("nowhere"))
    assert await owning.operates(WE, ROOM)
    assert await owning.operates(WE, OTHER_ROOM)


async def test_machine_that_is_no_operator_operates_nothing(door: Door) -> None:
    await two_rooms(door)
    reader = Grant("k", frozenset({Scope.ROOM_READ}), frozenset({ROOM}), organisation="north")

    assert not await door.access.owning.operates(reader, ROOM)


async def test_rooms_are_seen_by_whose_they_are(door: Door) -> None:
    await two_rooms(door)
    both = frozenset({ROOM, OTHER_ROOM})

    assert frozenset({ROOM}) == await door.access.owning.seen("north", both)
    assert frozenset() == await door.access.owning.seen("south", both)
    assert both == await door.access.owning.seen(OURS, both)
