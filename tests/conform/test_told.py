"""What a stand has told, and waiting for it."""

import asyncio

from app.calls.wanted import Version
from app.conform.told import MOST_KEPT, Told
from app.contract.wire import EventSaid, FloorReport, Happened, ParticipantSaid

EVENT = EventSaid(id="e1", ref="r", type=Happened.JOINED, at=1)


def report(seq: int) -> FloorReport:
    said = {"version": {"seq": seq, "n": 0}, "outcomes": [], "class": "enforced", "at": 1}
    return FloorReport.model_validate(said)


async def test_an_event_counts_once() -> None:
    told = Told()

    assert [True, False] == [told.happens(EVENT), told.happens(EVENT)]
    assert 1 == len(told.events)


async def test_flood_is_forgotten_from_its_beginning() -> None:
    told = Told()
    for nth in range(MOST_KEPT + 1):
        told.happens(EVENT.model_copy(update={"id": str(nth)}))
        told.introduces(ParticipantSaid.model_validate({"ref": str(nth), "via": "web"}))

    assert MOST_KEPT == len(told.events) == len(told.introduced)
    assert "0" not in told.introduced
    assert told.happens(EVENT.model_copy(update={"id": "0"}))
    assert not told.happens(EVENT.model_copy(update={"id": str(MOST_KEPT)}))


async def test_report_of_a_version_is_the_newest_since() -> None:
    told = Told()
    told.reports_(report(1))
    told.reports_(report(2))
    found = told.report_of(Version(1))

    assert found is not None
    assert told.report_of(Version(1), since=found.at + 1) is None
    assert told.report_of(Version(3)) is None


async def test_waiting_ends_when_it_is_told_or_when_it_is_time() -> None:
    told = Told()
    now = asyncio.get_running_loop().time()
    asyncio.get_running_loop().call_later(0.01, told.happens, EVENT)

    assert EVENT == await told.until(lambda: told.events[0][1] if told.events else None, now + 5)
    assert None is await told.until(lambda: told.report_of(Version(1)), now)
