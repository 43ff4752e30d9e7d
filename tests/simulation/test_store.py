"""The ways to the store lose requests and answers, and the store keeps what it has committed."""

import asyncio
import contextlib
from random import Random

from app.phases.units import Instant
from app.rooms.events import ObserversAgreed
from app.rooms.fields import CommandId
from app.rooms.ports import Accepted, LogUnavailable
from tests.simulation.loop import VirtualLoop
from tests.simulation.stages import EPOCH, ROOM, stage
from tests.simulation.store import PATIENCE, DistantLog, Store, Way, Weather, at_once

FIRST = stage("gathering").log[:1]
ACCEPTED = Accepted(CommandId("one"), "person:anna", b"", b"{}")


def appending(weather: Weather) -> tuple[str, bool, bool]:
    """What came of an append in this weather: how it was answered, whether it was committed by
    then, and whether it was in the end."""
    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    store = Store(lambda: Instant(0), lambda _: None)
    at_once(store.log.create(ROOM, EPOCH, FIRST))
    way = Way(Random(1))
    way.weather = weather
    log, events = DistantLog(store, way), (ObserversAgreed(Instant(0)),)

    async def main() -> tuple[str, bool, bool]:
        answer = "unknown"
        with contextlib.suppress(LogUnavailable):
            await log.append(ROOM, after=1, events=events, accepted=ACCEPTED)
            answer = "done"
        by_then = bool(store.committed)
        await asyncio.sleep(2 * PATIENCE)
        return answer, by_then, bool(store.committed)

    found: tuple[str, bool, bool] = loop.run_until_complete(main())
    return found


def test_fair_weather_commits_and_answers() -> None:
    assert ("done", True, True) == appending(Weather())


def test_request_that_is_lost_is_never_committed_and_nobody_knows() -> None:
    assert ("unknown", False, False) == appending(Weather(request_lost=1.0))


def test_answer_that_is_lost_leaves_something_committed_and_nobody_knows() -> None:
    assert ("unknown", True, True) == appending(Weather(answer_lost=1.0))


def test_late_request_is_committed_after_its_sender_has_given_up() -> None:
    assert ("unknown", False, True) == appending(Weather(late=1.0))


def test_store_that_is_away_takes_nothing() -> None:
    assert ("unknown", False, False) == appending(Weather(away=True))
