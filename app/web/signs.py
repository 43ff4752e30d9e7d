"""A peer's signs of life where no frame of ours asks for them: its library answers by itself."""

from app.phases.units import Instant, later
from app.web.callers import PING_EVERY, PONG_WITHIN
from app.web.serving.transport import Transport


class Signs:
    """Of one connection. A kernel that acknowledges says nothing of the program above it."""

    __slots__ = ("_transport", "asked_at")

    def __init__(self, transport: Transport, now: Instant) -> None:
        self._transport = transport
        self.asked_at = now

    def are_missing(self, now: Instant, *, is_behind: bool) -> bool:
        """Whether the peer has to be taken for gone; asks for a sign when it is time.

        `is_behind`: we are not done with what it said before, and its answer may wait behind that.
        """
        if self._transport.is_awaited:
            return not is_behind and now >= later(self.asked_at, PONG_WITHIN)
        if now >= later(self.asked_at, PING_EVERY):
            self.asked_at = now
            self._transport.ping()
        return False
