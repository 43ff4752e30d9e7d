from itertools import count

from app.rooms.ports import Head
from app.storage.database import Database
from app.storage.engine import room_log
from app.storage.restoring import redraw_epochs
from tests.contracts.samples import OTHER, ROOM, accepted, arrived, created


async def test_every_room_gets_an_epoch_of_its_own_and_keeps_its_log(database: Database) -> None:
    log, drawn = room_log(database), count()
    await log.create(ROOM, "old", [created()])
    await log.create(OTHER, "old", [created(), arrived(1)])

    assert 2 == await redraw_epochs(database, lambda: f"new-{next(drawn)}")

    heads = await log.heads([ROOM, OTHER])
    assert {"new-0", "new-1"} == {head.epoch for head in heads.values()}
    assert {ROOM: 1, OTHER: 2} == {room: head.seq for room, head in heads.items()}


async def test_log_goes_on_under_its_new_epoch(database: Database) -> None:
    log = room_log(database)
    await log.create(ROOM, "old", [created()])
    await redraw_epochs(database, lambda: "new")

    await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))

    assert Head("new", 2) == (await log.read(ROOM)).head


async def test_database_without_rooms_has_nothing_to_draw_for(database: Database) -> None:
    assert 0 == await redraw_epochs(database, lambda: "new")
