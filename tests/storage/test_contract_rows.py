"""What the rows keep apart, beyond what any store does (`tests/contracts/contract_rows.py`)."""

import pytest

from app.contract.ports import ContractRows
from app.contract.vendor import Vendor
from app.phases.units import HOUR, Instant
from app.rooms.ports import NoSuchRoom
from app.storage.contract_store import SqlContractStore
from app.storage.database import Database
from app.storage.engine import room_log
from app.storage.reduction import KEPT, reduce_overdue
from tests.contracts.contract_rows import EVERYTHING, PLACE, grant
from tests.contracts.samples import ROOM, accepted, created, ended
from tests.support.clock import NOON

END = Instant(NOON + HOUR)


async def test_nothing_of_a_call_outlives_its_room_or_comes_after_it(database: Database) -> None:
    log, store = room_log(database), SqlContractStore(database)
    await log.create(ROOM, "epoch-1", [created()])
    await log.append(ROOM, after=1, events=[ended(END)], accepted=accepted(1))

    def work(rows: ContractRows) -> None:
        rows.hold(ROOM)
        rows.keep(EVERYTHING)
        rows.put(ROOM, PLACE)
        rows.add_grant(grant("g1"), NOON)
        rows.is_first(ROOM, "e1", 1)
        rows.renew_line(ROOM, "line", Instant(END + KEPT + 1))

    await store.write(work)
    await reduce_overdue(database, Instant(END + KEPT))

    assert Vendor(ROOM) == await store.read(lambda rows: rows.find(ROOM))
    assert {} == await store.read(lambda rows: rows.places(ROOM))
    assert not await store.read(lambda rows: rows.has_line(ROOM, END))
    assert None is await store.write(lambda rows: rows.take_grant("g1"))
    assert await store.write(lambda rows: rows.is_first(ROOM, "e1", 1))
    with pytest.raises(NoSuchRoom):
        await store.write(lambda rows: rows.hold(ROOM))
