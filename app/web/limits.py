"""How much one connection and one address may ask for."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address

from app.access.errors import AccessError
from app.phases.units import Instant
from app.rooms.errors import RateLimited
from app.rooms.ports import Clock

MOST_ADDRESSES = 50_000
"""Addresses remembered at a time; a flood from more of them is turned away."""

NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one has all that share its network, 2^64 of them."""


def place_of(address: str) -> str:
    """Where a peer counts as coming from: its IPv4 address, or the network of its IPv6 address."""
    if ":" not in address:
        return address
    try:
        six = IPv6Address(address)
    except ValueError:
        return address
    if six.ipv4_mapped is not None:
        return str(six.ipv4_mapped)
    host_bits = six.max_prefixlen - NETWORK_BITS
    return f"{IPv6Address(int(six) >> host_bits << host_bits)}/{NETWORK_BITS}"


class Bucket:
    """A token bucket: `rate` a second in the long run, `burst` at once."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, rate: float, burst: float, now: Instant) -> None:
        self.rate = rate
        self.burst = burst
        self._left = burst
        self._at = now

    def take(self, now: Instant) -> bool:
        """Whether one more is allowed now; takes it if so."""
        self._left = self.left(now)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def left(self, now: Instant) -> float:
        """How many are allowed at once now."""
        return min(self.burst, self._left + (now - self._at) * self.rate / 1000)

    def is_full(self, now: Instant) -> bool:
        """Whether nothing has been taken for long."""
        return self.left(now) >= self.burst


@dataclass(frozen=True, slots=True)
class AddressLimits:
    """Ceilings for one address."""

    sockets: int
    hellos: int
    opens_per_second: int
    failures_per_second: int


class Addresses:
    """Counts the connections of each address, those before a completed hello apart."""

    def __init__(self, limits: AddressLimits) -> None:
        self.limits = limits
        self._sockets: Counter[str] = Counter()
        self._hellos: Counter[str] = Counter()
        self._opens: dict[str, Bucket] = {}
        self._failures: dict[str, Bucket] = {}

    def refusal(self, address: str, now: Instant) -> str | None:
        """Why this address may not open another connection; None if it may."""
        if self._hellos[address] >= self.limits.hellos:
            return "hellos"
        if self._sockets[address] >= self.limits.sockets:
            return "sockets"
        if len(self._opens) >= MOST_ADDRESSES and address not in self._opens:
            self.forget(now)
            if len(self._opens) >= MOST_ADDRESSES:
                return "addresses"
        rate = self.limits.opens_per_second
        bucket = self._opens.setdefault(address, Bucket(rate, rate * 4, now))
        return None if bucket.take(now) else "opens"

    def opened(self, address: str) -> None:
        """A connection that has not said hello."""
        self._sockets[address] += 1
        self._hellos[address] += 1

    def greeted(self, address: str) -> None:
        """It has said hello, or is gone."""
        self._less(self._hellos, address)

    def closed(self, address: str) -> None:
        """It is gone."""
        self._less(self._sockets, address)

    @contextmanager
    def trying(self, address: str, clock: Clock) -> Iterator[None]:
        """While a hello of this address is looked into; raises `RateLimited` if it is not to be."""
        if not self.may_try(address, clock.now()):
            raise RateLimited
        try:
            yield
        except AccessError:
            self.failed(address, clock.now())
            raise

    def may_try(self, address: str, now: Instant) -> bool:
        """Whether another hello of this address is looked into; not while too many have failed."""
        bucket = self._failures.get(address)
        return bucket is None or bucket.left(now) >= 1

    def failed(self, address: str, now: Instant) -> None:
        """What a hello brought lets nobody in, or a rule was broken before one. Those that are good
        cost their address nothing, however many come at once."""
        if address not in self._failures and len(self._failures) >= MOST_ADDRESSES:
            self.forget(now)
            if len(self._failures) >= MOST_ADDRESSES:  # a new one would push out who is watched
                return
        rate = self.limits.failures_per_second
        self._failures.setdefault(address, Bucket(rate, rate * 4, now)).take(now)

    def forget(self, now: Instant) -> None:
        """Drop what says nothing any more; called now and then."""
        self._opens = {a: b for a, b in self._opens.items() if not b.is_full(now)}
        self._failures = {a: b for a, b in self._failures.items() if not b.is_full(now)}

    @staticmethod
    def _less(counts: Counter[str], address: str) -> None:
        counts[address] -= 1
        if counts[address] <= 0:
            del counts[address]
