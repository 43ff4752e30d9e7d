from app.access.endings import Ending
from app.access.introduced import Introduced
from app.access.ports import AccessRows
from app.phases.units import MINUTE, later
from app.rooms.fields import PersonId
from tests.support.clock import NOON
from tests.support.door import OTHER_ROOM, ROOM, Door

ANN = Introduced(ROOM, b"a" * 32, PersonId("person-1"))


async def test_whoever_is_known_stays_who_they_are(door: Door) -> None:
    other = Introduced(ROOM, ANN.digest, PersonId("person-2"))

    assert ANN == await door.store.write(lambda rows: rows.introduce(ANN))
    assert ANN == await door.store.write(lambda rows: rows.introduce(other))
    assert ANN == await door.store.read(lambda rows: rows.look_at_introduced(ROOM, ANN.digest))


async def test_one_room_knows_nobody_of_another(door: Door) -> None:
    await door.store.write(lambda rows: rows.introduce(ANN))

    found = await door.store.read(lambda rows: rows.look_at_introduced(OTHER_ROOM, ANN.digest))

    assert found is None


async def test_ended_introduction_says_why(door: Door) -> None:
    def work(rows: AccessRows) -> Introduced:
        rows.introduce(ANN)
        rows.end_introductions_of(ROOM, ANN.person, NOON, Ending.REMOVED)
        return rows.introduce(ANN)

    found = await door.store.write(work)

    assert (NOON, Ending.REMOVED) == (found.ended_at, found.ending)


async def test_grant_is_spent_once(door: Door) -> None:
    ends = later(NOON, MINUTE)

    spent = [
        await door.store.write(lambda rows: rows.spend("one", ROOM, ends)),
        await door.store.write(lambda rows: rows.spend("one", ROOM, ends)),
        await door.store.write(lambda rows: rows.spend("other", ROOM, ends)),
    ]

    assert [True, False, True] == spent
