"""Buckets and addresses."""

from contextlib import suppress

import pytest

from app.access.errors import TicketInvalid
from app.phases.units import Instant, Millis, later
from app.rooms.errors import NotFound, RateLimited
from app.web import limits
from app.web.limits import Addresses, AddressLimits, Bucket, place_of
from tests.support.clock import FakeClock

NOW = Instant(1_000_000)


def _after(ms: int) -> Instant:
    return later(NOW, Millis(ms))


def test_a_bucket_gives_its_burst_at_once_and_then_its_rate() -> None:
    bucket = Bucket(10, 3, NOW)
    assert [bucket.take(NOW) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(_after(100))
    assert not bucket.take(_after(100))


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = Bucket(10, 3, NOW)
    much_later = _after(3_600_000)
    assert [bucket.take(much_later) for _ in range(4)] == [True, True, True, False]


def test_a_bucket_is_full_when_nothing_was_taken_for_long() -> None:
    bucket = Bucket(10, 3, NOW)
    assert bucket.is_full(NOW)
    bucket.take(NOW)
    assert not bucket.is_full(NOW)
    assert bucket.is_full(_after(100))


@pytest.fixture
def addresses() -> Addresses:
    """Two that have not said hello, three in all, one new a second, two failures a second."""
    return Addresses(AddressLimits(sockets=3, hellos=2, opens_per_second=1, failures_per_second=2))


def test_connections_without_a_completed_hello_are_counted_apart(addresses: Addresses) -> None:
    addresses.opened("a")
    addresses.opened("a")
    assert addresses.refusal("a", NOW) == "hellos"
    addresses.greeted("a")
    assert addresses.refusal("a", NOW) is None


def test_an_address_has_so_many_connections_and_no_more(addresses: Addresses) -> None:
    for _ in range(3):
        addresses.opened("a")
        addresses.greeted("a")
    assert addresses.refusal("a", NOW) == "sockets"
    addresses.closed("a")
    assert addresses.refusal("a", NOW) is None


def test_an_address_opens_only_so_fast(addresses: Addresses) -> None:
    asked = [addresses.refusal("a", NOW) for _ in range(5)]
    assert asked == [None, None, None, None, "opens"]
    assert addresses.refusal("a", _after(1000)) is None


def test_one_address_does_not_count_for_another(addresses: Addresses) -> None:
    addresses.opened("a")
    addresses.opened("a")
    assert addresses.refusal("b", NOW) is None


def test_an_address_whose_hellos_failed_tries_only_so_fast(addresses: Addresses) -> None:
    for _ in range(8):
        assert addresses.may_try("a", NOW)
        addresses.failed("a", NOW)
    assert not addresses.may_try("a", _after(499))
    assert addresses.may_try("b", NOW)
    assert addresses.may_try("a", _after(500))


def test_only_what_lets_nobody_in_counts_as_failed(addresses: Addresses) -> None:
    clock = FakeClock(NOW)
    for _ in range(20):
        with addresses.trying("a", clock):
            pass
        with suppress(NotFound), addresses.trying("a", clock):
            raise NotFound
    for _ in range(8):
        with pytest.raises(TicketInvalid), addresses.trying("a", clock):
            raise TicketInvalid
    with pytest.raises(RateLimited), addresses.trying("a", clock):
        pytest.fail("it is not looked into")
    clock.advance(500)
    with addresses.trying("a", clock):
        pass


def test_only_so_many_addresses_whose_hellos_failed_are_watched_and_the_first_of_them(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 2)
    for address in "abc" * 8:
        addresses.failed(address, NOW)
    assert [False, False, True] == [addresses.may_try(address, NOW) for address in "abc"]
    for _ in range(8):
        addresses.failed("c", _after(10_000))
    assert not addresses.may_try("c", _after(10_000))


def test_what_says_nothing_any_more_is_forgotten(addresses: Addresses) -> None:
    addresses.refusal("a", NOW)
    addresses.failed("b", NOW)
    addresses.forget(NOW)
    assert addresses._opens.keys() == {"a"}
    assert addresses._failures.keys() == {"b"}
    addresses.forget(_after(10_000))
    assert not addresses._opens
    assert not addresses._failures


def test_a_flood_from_ever_new_addresses_is_turned_away_and_leaves_room_later(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory has a ceiling (L9)."""
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 3)
    for n in range(3):
        assert addresses.refusal(f"a{n}", NOW) is None
    assert addresses.refusal("one-more", NOW) == "addresses"
    assert addresses.refusal("a0", NOW) is None
    assert addresses.refusal("one-more", _after(10_000)) is None


def test_nothing_is_left_of_an_address_that_is_gone(addresses: Addresses) -> None:
    addresses.opened("a")
    addresses.greeted("a")
    addresses.closed("a")
    assert not addresses._sockets
    assert not addresses._hellos


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_ipv6_addresses_of_one_network_are_one_place(address: str, place: str) -> None:
    assert place == place_of(address)
