"""What one connection is forgiven."""

from app.phases.units import Instant, Millis, later
from app.web.limits import Bucket
from app.web.rates import WAIT_MS
from app.web.strikes import FORGIVEN_AFTER, STRIKES, Strikes

NOW = Instant(1_000_000)


def _after(ms: int) -> Instant:
    return later(NOW, Millis(ms))


def test_so_many_in_a_row_are_forgiven_and_the_next_is_not() -> None:
    strikes = Strikes(NOW)
    assert [strikes.forgives_malformed(NOW) for _ in range(STRIKES + 1)] == [True] * STRIKES + [
        False
    ]
    assert [strikes.forgives_too_fast(NOW) for _ in range(STRIKES + 1)] == [True] * STRIKES + [
        False
    ]


def test_one_that_is_not_understood_now_and_then_is_always_forgiven() -> None:
    strikes = Strikes(NOW)
    for _ in range(STRIKES):
        strikes.forgives_malformed(NOW)
    assert all(strikes.forgives_malformed(_after(n * FORGIVEN_AFTER)) for n in range(1, 400))


def test_nonsense_is_forgiven_no_sooner_for_coming_slowly() -> None:
    strikes = Strikes(NOW)
    each_second = [strikes.forgives_malformed(_after(n * 1000)) for n in range(STRIKES + 1)]
    assert not each_second[-1]


def test_who_waits_as_long_as_the_refusal_says_is_never_closed_however_slow_the_limit() -> None:
    """They send what was refused again, all at once, with something new."""
    limit, strikes, unsent = Bucket(1, 3, NOW), Strikes(NOW), 0
    for n in range(400):
        now = _after(n * WAIT_MS)
        asked = max(unsent, 1) if n else 3 + STRIKES
        unsent = sum(not limit.take(now) for _ in range(asked))
        assert all(strikes.forgives_too_fast(now) for _ in range(unsent))


def test_who_sends_too_fast_has_not_said_nonsense() -> None:
    strikes = Strikes(NOW)
    for _ in range(STRIKES + 1):
        strikes.forgives_too_fast(NOW)
    assert strikes.forgives_malformed(NOW)
