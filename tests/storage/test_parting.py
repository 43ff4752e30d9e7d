from sqlalchemy import Connection, select

from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.storage.engine import open_database
from app.storage.many_rows import inserting
from app.storage.parting import Part
from app.storage.schema import CONNECTION
from app.storage.writer import driver_of
from tests.contracts.samples import ROOM

ANN, BEN = PersonId("ann"), PersonId("ben")


async def test_together_the_first_end_of_a_visit_counts_as_it_does_one_by_one() -> None:
    works = [Part(ROOM, ANN, 1, Instant(5)), Part(ROOM, BEN, 2, Instant(6))]
    works += [Part(ROOM, ANN, 1, Instant(7)), Part(ROOM, BEN, 1, Instant(8))]

    def one_by_one(connection: Connection) -> None:
        for work in works:
            work(connection)

    def together(connection: Connection) -> None:
        assert [None] * len(works) == Part.together(connection, works)

    def ended(connection: Connection) -> list[object]:
        rows = select(CONNECTION.c.person, CONNECTION.c.closed_at).order_by(CONNECTION.c.person)
        return list(connection.execute(rows))

    def connected(connection: Connection) -> None:
        rows = [(ROOM, ANN, "node-1", 1, 0, None), (ROOM, BEN, "node-1", 2, 0, None)]
        inserting(CONNECTION).count(driver_of(connection), rows)

    for way in (one_by_one, together):
        database = await open_database("sqlite://")
        await database.write(connected)
        await database.write(way)
        assert [(ANN, 5), (BEN, 6)] == await database.read(ended)
        await database.close()
