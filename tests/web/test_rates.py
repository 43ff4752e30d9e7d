import pytest

from app.rooms.errors import RateLimited
from app.web.rates import MOST_BUCKETS, Rates
from tests.support.clock import NOON, FakeClock


def test_burst_is_allowed_and_one_more_is_not() -> None:
    rates, now = Rates(1, 3), FakeClock().now()
    for _ in range(3):
        rates.take("ann", now)

    with pytest.raises(RateLimited) as refusal:
        rates.take("ann", now)

    assert {"after_ms": 1000} == refusal.value.facts


def test_time_gives_back() -> None:
    rates, clock = Rates(1, 1), FakeClock()
    rates.take("ann", clock.now())

    rates.take("ann", clock.advance(1000))


def test_nobody_pays_for_another() -> None:
    rates, now = Rates(1, 1), FakeClock().now()
    rates.take("ann", now)

    rates.take("ben", now)


def test_few_are_kept_whoever_comes() -> None:
    rates, now = Rates(1, 1), FakeClock().now()
    for number in range(MOST_BUCKETS + 10):
        rates.take(str(number), now)

    assert MOST_BUCKETS // 2 < len(rates) <= MOST_BUCKETS


def test_those_who_asked_last_are_still_known_then() -> None:
    rates, now = Rates(1, 1), FakeClock().now()
    for number in range(MOST_BUCKETS + 1):
        rates.take(str(number), now)

    with pytest.raises(RateLimited):
        rates.take(str(MOST_BUCKETS - 1), now)


def test_quota_says_what_is_left_and_when_all_of_it_is_back() -> None:
    rates = Rates(per_second=2, burst=8, name="opens")
    assert {
        "RateLimit-Policy": '"opens";q=8;w=4',
        "RateLimit": '"opens";r=8;t=0',
    } == rates.quota("ann", NOON).headers()

    for _ in range(3):
        rates.take("ann", NOON)

    assert '"opens";r=5;t=2' == rates.quota("ann", NOON).headers()["RateLimit"]
    assert '"opens";r=8;t=0' == rates.quota("ben", NOON).headers()["RateLimit"]


def test_asking_for_the_quota_takes_nothing() -> None:
    rates = Rates(per_second=1, burst=1)

    for _ in range(3):
        assert 1 == rates.quota("ann", NOON).left


def test_looking_at_what_is_left_takes_nothing() -> None:
    rates, now = Rates(1, 1), FakeClock().now()
    for _ in range(3):
        rates.check("ann", now)
    rates.take("ann", now)

    with pytest.raises(RateLimited):
        rates.check("ann", now)
    rates.check("ben", now)
