"""What the application never sees it cannot meter: pings, pongs and parts of messages, and what is
too large for a hello before it has come. Of whoever has not been let in little is borne with."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from websockets.frames import CloseCode, Opcode

from app.phases.units import Instant
from app.web.limits import Bucket
from app.web.partings import VIOLATION
from app.web.serving.frame_heads import LARGEST_HEAD, SHORTEST, frame_size, part_size
from app.web.serving.lean import Lean

MOST_AHEAD: Final = 64
"""Frames that are looked at before their turn."""
ASIDES: Final = frozenset({0x80 | Opcode.PING, 0x80 | Opcode.PONG})
"""How such a frame begins."""


class Metering(Lean):
    """uvicorn's protocol with bounds on frames; `refuse` ends it with a close code."""

    asides_per_second: ClassVar[float] = 10.0
    """Pings, pongs and parts of messages in the long run; no browser sends any by itself."""
    most_asides: ClassVar[int] = 32
    """And so many at once."""
    most_asides_before_hello: ClassVar[int] = 4
    """At once of whoever has not been let in, and may be anybody."""
    __slots__ = ("asides", "is_let_in", "is_refused", "most_bytes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_refused = False
        self.is_let_in = False
        """Whether the application knows who it is."""
        self.most_bytes = self.config.ws_max_size
        """Of a message; of whoever has not been let in perhaps less."""
        self.asides: Bucket | None = None

    def expect_hello(self, most_bytes: int) -> None:
        """Until it is let in, refuse a message of more by its first bytes, as no hello."""
        self.most_bytes = most_bytes

    def let_in(self) -> None:
        """From now on bear with it as with anybody who is known."""
        if not self.is_let_in:
            self.is_let_in, self.asides = True, None
            self.most_bytes = self.config.ws_max_size

    def refuse(self, code: int, reason: str) -> None:
        """End the connection as for a broken rule of the protocol."""
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    def is_allowed_aside(self) -> bool:
        """Whether one more is; refuses the peer if not."""
        if self.is_refused:
            return False
        now = self._now()
        if self._metered(now).take(now):
            return True
        self._refuse_asides()
        return False

    def refuse_next(self, rest: memoryview, parts: Sequence[bytes]) -> None:
        """Refuse what `rest` begins with if it is too large, behind these parts, for a hello; what
        is too large for anybody is left to the parser."""
        most = self.config.ws_max_size
        if self.most_bytes >= most or self.close_sent or self.is_refused:
            return
        size, head = part_size(rest), LARGEST_HEAD
        if size <= most + head and size + sum(map(len, parts)) > self.most_bytes + head:
            self.refuse(VIOLATION.code, VIOLATION.reason)

    def refuse_crowd(self, rest: memoryview) -> None:
        """Refuse whose next frames are more pings and pongs than are allowed: not one is parsed.

        Only what breaks no other rule is counted, so that the code is that of the first breach.
        """
        now = self._now()
        for nth in range(MOST_AHEAD):
            if len(rest) < SHORTEST or rest[0] not in ASIDES or not 0x80 <= rest[1] <= 0xFD:
                return
            size = frame_size(rest)
            if size is None or size > len(rest):
                return
            if nth + 1 > self._metered(now).left(now):
                if not self.is_refused:
                    self._refuse_asides()
                return
            rest = rest[size:]

    def _refuse_asides(self) -> None:
        self.refuse(CloseCode.POLICY_VIOLATION, "too many frames")

    def _metered(self, now: Instant) -> Bucket:
        if self.asides is None:
            most = self.most_asides if self.is_let_in else self.most_asides_before_hello
            self.asides = Bucket(self.asides_per_second, most, now)
        return self.asides

    def _now(self) -> Instant:
        return Instant(int(self.loop.time() * 1000))
