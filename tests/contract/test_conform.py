"""The scenarios that makers of calls are held to, at our side of the contract: the adapter over a
real store, with a stand for a vendor. What is audible there is what is heard."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from sqlalchemy import Engine, create_engine

from app.calls.capabilities import Strength
from app.calls.wanted import Desired
from app.conform.conform import Found, Silence, conform
from app.conform.playing import Setting
from app.conform.scenarios.locking import LOCKING
from app.conform.scenarios.table import SCENARIOS
from app.conform.steps import Scenario
from app.conform.verdict import Shown
from app.contract.call import ContractCall
from app.contract.lines import Lines
from app.contract.ports import ContractRows, ContractStore
from app.contract.service import Contract
from app.contract.wire import EventsSaid, FloorReport, Happened, Holds, ParticipantsSaid
from app.rooms.fields import PersonId
from app.storage.contract_rows import SqlContractRows
from app.storage.engine import open_database, room_log
from app.storage.migrating import upgraded
from app.system import SystemClock
from app.webhooks.addresses import Reach
from app.webhooks.reply import Answer, Reply
from tests.conform.stands import QUICK
from tests.contracts.samples import ROOM, created
from tests.simulation.loop import VirtualLoop
from tests.support.call_stand import CONTRACT, CallStand, Cast, unplayed
from tests.support.ids import CountingIds
from tests.support.node import sqlite_url
from tests.support.service import Asked
from tests.support.stand.faults import Liar
from tests.support.stand.stand import Guarded, Requested, Stand, Wiring

T = TypeVar("T")
HOOK = "https://vendor.example/hook"
BASE = f"https://pushback.example/api/calls/{ROOM}"
TOLD_WITHIN = 5.0
SLIPS = {"second_stream", "rejoin", "second_ref"}
"""What a vendor that guards lets be heard until the guard has been there."""


class Rows:
    """`ContractStore` over a real database, in the thread of its caller: on virtual time nobody
    waits for another."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def write(self, work: Callable[[ContractRows], T]) -> T:
        with self.engine.begin() as connection:
            return work(SqlContractRows(connection))

    async def read(self, work: Callable[[ContractRows], T]) -> T:
        return await self.write(work)


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    """A room of whose call nothing is known."""

    async def made() -> None:
        database = await open_database(sqlite_url(tmp_path))
        await room_log(database).create(ROOM, "epoch-1", [created()])
        await database.close()

    engine = create_engine(sqlite_url(tmp_path))
    with engine.begin() as connection:
        upgraded(connection)
    asyncio.run(made())
    yield Rows(engine)
    engine.dispose()


class Posted:
    """`Calls`: to a vendor in the same process."""

    vendor: Stand

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, whose: str = ""
    ) -> Reply:
        status, _ = await self.vendor.take(headers, body)
        return Reply(Answer.TAKEN if status < 300 else Answer.REFUSED)


class VendorCast(Cast):
    """People in a vendor's call, of whom the vendor tells our side; nobody waits for less."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.vendor: Stand
        self.places: dict[PersonId, set[str]] = defaultdict(set)
        self.known: set[str] = set()
        """Places that our side has been told of, and which have not left."""
        self._came = asyncio.Event()

    async def told(self, request: httpx.Request) -> httpx.Response:
        """What the vendor posts, taken as the edge would."""
        match request.url.path.rpartition("/")[2]:
            case "participants":
                people = ParticipantsSaid.model_validate_json(request.content)
                await self.contract.participants(ROOM, people)
                self.known |= {one.ref for one in people.participants}
            case "events":
                events = EventsSaid.model_validate_json(request.content)
                await self.contract.events(ROOM, events)
                self.known -= {one.ref for one in events.events if one.type is Happened.LEFT}
            case _:
                report = FloorReport.model_validate_json(request.content)
                await self.contract.report(ROOM, report)
        self._came.set()
        return httpx.Response(200)

    @property
    def there(self) -> set[PersonId]:
        """As `Cast.there`."""
        return {person for person in self.places if self._here(person)}

    async def comes(self, person: PersonId) -> None:
        """As `Cast.comes`, by a join grant; whoever comes again publishes at once."""
        grant = await self.contract.grant(ROOM, person)
        ref = self.vendor.join(person, grant.text, is_open=person in self.places)
        self.places[person].add(ref)
        await self._until_told()

    async def comes_unmatched(self) -> PersonId:
        """As `Cast.comes_unmatched`: without a grant."""
        ref = self.vendor.join(None, None)
        self.places[PersonId(ref)].add(ref)
        await self._until_told()
        return PersonId(ref)

    async def renames(self, person: PersonId) -> None:
        """As `Cast.renames`."""
        for ref in self._here(person):
            self.vendor.rename(self.vendor.media.places[ref])

    async def goes(self, person: PersonId) -> None:
        """As `Cast.goes`, from every device."""
        for ref in self._here(person):
            self.vendor.leave(ref)
        await self._until_told()

    async def presses(self, person: PersonId) -> None:
        """As `Cast.presses`."""
        for ref in self._here(person):
            self.vendor.press(self.vendor.media.places[ref])

    async def publishes(self, person: PersonId) -> None:
        """As `Cast.publishes`."""
        for ref in self._here(person):
            self.vendor.publish(self.vendor.media.places[ref])

    def wants(self, wanted: Desired) -> None:
        """As `Cast.wants`: nobody tells the cast."""

    def heard(self, at: PersonId | None) -> frozenset[PersonId]:
        """As `Cast.heard`: what the vendor's media server has passed on."""
        ears: list[str | None] = [None] if at is None else [*self._here(at)]
        refs = {ref for ear in ears for ref in self.vendor.media.heard(ear)}
        return frozenset(one for one, own in self.places.items() if own & refs) - {at}

    def _here(self, person: PersonId) -> set[str]:
        return self.places[person] & self.vendor.media.places.keys()

    async def _until_told(self) -> None:
        """Our side knows who is there."""
        async with asyncio.timeout(TOLD_WITHIN):
            while self.known != self.vendor.media.places.keys():
                self._came.clear()
                await self._came.wait()


@contextlib.asynccontextmanager
async def setting(
    store: ContractStore, kind: type[Stand], proven: Strength | None
) -> AsyncIterator[Setting]:
    clock, ids, posted = SystemClock(), CountingIds(), Posted()
    call = ContractCall(store, Lines(store, clock, ids), posted, clock, ids, proven)
    reach = Reach(has_own_machine=False)
    contract = Contract(store, Asked(), clock, ids, reach, call.wake)
    cast = VendorCast(contract)
    secret = await contract.register(ROOM, HOOK)
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(cast.told)) as http,
        asyncio.TaskGroup() as tasks,
    ):
        posted.vendor = cast.vendor = kind(Wiring(BASE, "key", secret), http)
        running = tasks.create_task(cast.vendor.run())
        try:
            yield Setting(CallStand(call, ROOM, cast), QUICK, clock, ids)
        finally:
            running.cancel()


def played(
    store: ContractStore,
    kind: type[Stand],
    scenarios: Sequence[Scenario],
    proven: Strength | None = None,
) -> Found:
    async def run() -> Found:
        async with setting(store, kind, proven) as one:
            return await conform(one, scenarios, Silence())

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    found: Found = loop.run_until_complete(run())
    return found


def names(found: Found, shown: Shown) -> set[str]:
    return {one.scenario.name for one in found.results if one.shown is shown}


def test_call_of_a_vendor_that_guards_is_held_as_the_vendor_holds_it(
    rows: Rows,
) -> None:
    found = played(rows, Guarded, SCENARIOS)

    assert [] == [one for one in found.results if one.shown is Shown.FAILED]
    assert unplayed(CONTRACT) == names(found, Shown.NOT_SHOWN)
    assert {Holds.GUARDED} == found.claims
    assert dict.fromkeys(SLIPS, Strength.GUARDED) == {
        one.scenario.name: one.allows
        for one in found.results
        if one.shown is Shown.PASSED and one.allows is not Strength.ENFORCED
    }


@pytest.mark.parametrize(
    ("kind", "proven", "holds"),
    [
        (Stand, None, Holds.ENFORCED),
        (Stand, Strength.GUARDED, Holds.GUARDED),
        (Requested, None, Holds.REQUESTED),
        (Requested, Strength.ENFORCED, Holds.REQUESTED),
    ],
)
def test_no_more_is_claimed_than_the_vendor_says_and_the_kit_has_shown(
    rows: Rows, kind: type[Stand], proven: Strength | None, holds: Holds
) -> None:
    found = played(rows, kind, LOCKING[1:3], proven)

    assert {holds} == found.claims


def test_vendor_that_lies_is_believed_by_the_adapter_and_caught_by_the_listener(
    rows: Rows,
) -> None:
    found = played(rows, Liar, LOCKING[1:3])

    assert found.verdict.is_lying
    assert {"lock_confirmed"} == names(found, Shown.PASSED)
