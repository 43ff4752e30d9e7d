"""The node's line to Janus, made again for ever; whoever depends on it is told when it changes."""

import asyncio
import logging
from collections.abc import Callable
from zlib import crc32

from app.calls.ports import CallUnavailable, Why
from app.janus.line import Line, Patience, dialled
from app.janus.sounding import ANYBODYS, Unfit, found_out

FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0
"""Seconds between attempts; each waits up to twice as long as the one before."""
STEADY_AFTER = 10.0
"""Seconds after which a line counts as a good one: then the waits begin anew."""

OPEN_TO_ANYBODY = (
    "Janus serves whoever reaches it, so locks are asked for and not enforced: set `api_secret` in "
    "janus.jcfg to JANUS_SECRET and start Janus anew"
)

_log = logging.getLogger(__name__)


class Gateway:
    """One node's way to Janus, while `run` runs. `came` and `went` are told of each line."""

    def __init__(
        self, url: str, secret: str, node: str, came: Callable[[], None], went: Callable[[], None],
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self.can = ANYBODYS
        """What this line's Janus was found to be able to; before there was one, the least."""
        self._patience = patience
        self._url = url
        self._secret = secret
        self._node = node
        self._came = came
        self._went = went
        self._line: Line | None = None
        self._is_said_down = False

    def line(self) -> Line:
        """The line that stands; raises `CallUnavailable`."""
        if self._line is None or self._line.has_ended:
            raise CallUnavailable(Why.UNREACHABLE)
        return self._line

    async def run(self) -> None:
        """Until cancelled: connect, and when the line breaks connect again."""
        attempt = 0
        while True:
            lasted = await self._one_line()
            attempt = 0 if lasted > STEADY_AFTER else attempt + 1
            await asyncio.sleep(wait_before(self._node, attempt))

    async def _one_line(self) -> float:
        """From one connection to its end; how many seconds it stood."""
        loop = asyncio.get_running_loop()
        up_since = None
        try:
            async with dialled(self._url, self._secret, self._patience) as line:
                self.can = await found_out(self._url, self._patience)
                up_since = loop.time()
                self._line = line
                self._say_up()
                self._came()
                await loop.create_future()
        except CallUnavailable as lost:
            self._say_down(lost.cure if isinstance(lost, Unfit) else lost.why)
        finally:
            if self._line is not None:
                self._line = None
                self._went()
        return 0.0 if up_since is None else loop.time() - up_since

    def _say_up(self) -> None:
        self._is_said_down = False
        _log.info("the line to the call is up")
        if self.can is ANYBODYS:
            _log.warning(OPEN_TO_ANYBODY)

    def _say_down(self, reason: str) -> None:
        """Once an outage."""
        if not self._is_said_down:
            self._is_said_down = True
            _log.warning("the line to the call is down: %s", reason)


def wait_before(node: str, attempt: int) -> float:
    """Seconds before the next attempt; nodes that lost the same Janus do not come back in step."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempt, 8)))
    share = crc32(f"{node} {attempt}".encode()) / 2**32
    return longest / 2 * (1 + share)
