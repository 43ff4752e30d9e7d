"""How often one address may connect and ask, seen to before anything is parsed or started for it.

What `app.web.limits` refuses has already cost a handshake and a task, which is what somebody who
reconnects a thousand times a second wants us to pay. Whoever is over these limits is cut off
without an answer, or with one that was written beforehand.
"""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Final

from app.phases.units import Instant
from app.rooms.errors import RateLimited
from app.web.limits import place_of
from app.web.rates import Rates

CONNECTS: Final = (4, 10)
"""Connections of one address a second and at once, for each socket that it may open a second: a
page takes up to six, and those who come to one meeting from one hospital come together."""
REQUESTS: Final = (10, 30)
"""Requests likewise: a page is nearly a hundred files."""


class Doorstep:
    """One for a server. A trusted proxy stands for many, whom it has to meter itself, and so does
    whoever is at the other end of a Unix socket: it has no address."""

    def __init__(self, opens_per_second: float, trusted: Sequence[str]) -> None:
        self.connects = Rates(*(opens_per_second * times for times in CONNECTS))
        self.requests = Rates(*(opens_per_second * times for times in REQUESTS))
        self.trusted = tuple(ip_network(one, strict=False) for one in trusted)

    def may_connect(self, address: str, now: Instant) -> bool:
        """Whether this address may have one more connection now."""
        return self._may(self.connects, address, now)

    def may_ask(self, address: str, now: Instant) -> bool:
        """Whether this address may have one more request answered now."""
        return self._may(self.requests, address, now)

    def _may(self, rates: Rates, address: str, now: Instant) -> bool:
        try:
            rates.take(place_of(address), now)
        except RateLimited:
            return self._is_trusted(address)
        return True

    def _is_trusted(self, address: str) -> bool:
        return not address or any(ip_address(address) in one for one in self.trusted)
