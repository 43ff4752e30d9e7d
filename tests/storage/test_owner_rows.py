from itertools import product
from operator import methodcaller

from sqlalchemy import String, insert, literal, select, update

from app.access.organisations import is_seen_by
from app.storage.owner_rows import is_seen
from app.storage.schema import ROOM as ROOMS
from tests.support.door import OTHER_ROOM, ROOM, Door


async def test_room_is_ours_until_it_is_somebodys(door: Door) -> None:
    room = {"id": ROOM, "epoch": "e", "head_seq": 1, "created_at": 1}
    await door.database.write(lambda c: c.execute(insert(ROOMS), room))
    assert "" == await door.store.read(lambda rows: rows.owner_of(ROOM))

    await door.store.write(lambda rows: rows.own_room(ROOM, "north"))

    assert "north" == await door.store.read(lambda rows: rows.owner_of(ROOM))
    assert await door.store.read(lambda rows: rows.owner_of(OTHER_ROOM)) is None


async def test_reduced_room_has_its_owner_and_is_in_no_list(door: Door) -> None:
    room = {"id": ROOM, "epoch": "e", "head_seq": 1, "created_at": 1}
    await door.database.write(lambda c: c.execute(insert(ROOMS), room))
    await door.store.write(lambda rows: rows.own_room(ROOM, "north"))
    assert frozenset({ROOM}) == await door.store.read(lambda rows: rows.rooms_of("north"))

    await door.database.write(lambda c: c.execute(update(ROOMS).values(reduced_at=1)))

    assert "north" == await door.store.read(lambda rows: rows.owner_of(ROOM))
    assert frozenset() == await door.store.read(lambda rows: rows.rooms_of("north"))


async def test_columns_are_seen_as_organisations_see_each_other(door: Door) -> None:
    names = ("", "~", "north", "north~", "south", "south~", "nor")
    for organisation, owner in product(names, names):
        found = select(is_seen(literal(organisation, String), literal(owner, String)))

        seen = await door.database.read(methodcaller("scalar", found))

        assert is_seen_by(organisation, owner) is bool(seen)
