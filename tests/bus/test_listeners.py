"""Those who listen on a node; the contract of every bus tells the rest."""

import pytest

from app.bus.listeners import Listeners
from app.rooms.ports import Hint, Share
from tests.contracts.bus import hint
from tests.support.rim import Tally


def test_everybody_is_told_and_garbage_tells_nobody() -> None:
    meter, heard = Tally(), list[Hint | Share]()
    listeners = Listeners(meter)
    stops = [listeners.subscribe(heard.append) for _ in range(2)]
    listeners.take(b"canary")
    listeners.take(b'hint {"room":"room-a","epoch":"epoch-1","seq":1}')
    stops[0]()
    listeners.take(b'hint {"room":"room-a","epoch":"epoch-1","seq":2}')

    assert [hint(1), hint(1), hint(2)] == heard
    assert {("bus_dropped", "unknown"): 1} == meter.labels


def test_fault_of_one_is_said_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    meter = Tally()
    listeners = Listeners(meter)

    def fail(_: Hint | Share) -> None:
        raise ValueError("canary")

    listeners.subscribe(fail)
    listeners.take(b'hint {"room":"canary","epoch":"canary","seq":1}')

    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text
    assert 1 == meter.labels["fault", "ValueError"]
