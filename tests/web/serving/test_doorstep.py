"""One address connects and asks only so often; nobody pays for another."""

import pytest

from app.phases.units import Instant
from app.web.serving.doorstep import CONNECTS, REQUESTS, Doorstep

NOW = Instant(1_000_000)


def connects(doorstep: Doorstep, address: str, count: int, now: Instant = NOW) -> int:
    return sum(doorstep.may_connect(address, now) for _ in range(count))


def test_so_many_connect_at_once_and_then_so_many_a_second() -> None:
    doorstep = Doorstep(1, ())
    rate, burst = CONNECTS

    assert burst == connects(doorstep, "192.0.2.1", 100)
    assert rate == connects(doorstep, "192.0.2.1", 100, Instant(NOW + 1_000))


def test_requests_are_counted_apart() -> None:
    doorstep = Doorstep(1, ())
    connects(doorstep, "192.0.2.1", 100)

    assert REQUESTS[1] == sum(doorstep.may_ask("192.0.2.1", NOW) for _ in range(200))


@pytest.mark.parametrize("other", ["192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"])
def test_nobody_pays_for_another(other: str) -> None:
    doorstep = Doorstep(1, ())
    connects(doorstep, "192.0.2.1", 100)
    connects(doorstep, "2001:db8:0:2::1", 100)

    assert doorstep.may_connect(other, NOW)


def test_network_of_an_ipv6_address_is_one() -> None:
    doorstep = Doorstep(1, ())
    for nth in range(CONNECTS[1]):
        assert doorstep.may_connect(f"2001:db8::{nth:x}:1", NOW)

    assert not doorstep.may_connect("2001:db8::ffff", NOW)


@pytest.mark.parametrize("proxy", ["192.0.2.1", "2001:db8::5", ""])
def test_whoever_stands_for_many_meters_them_itself(proxy: str) -> None:
    doorstep = Doorstep(1, ("192.0.2.0/24", "2001:db8::5"))

    assert 100 == connects(doorstep, proxy, 100)
