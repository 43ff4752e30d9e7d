"""When the garbage collector may stop the world: on purpose, in quiet moments.

With thousands of connections a full collection walks millions of objects, 50 ms and more, and by
default every burst of joins brings one. What the program loaded at its start never becomes
garbage; what a connection leaves behind is freed without the collector. So the start is frozen,
automatic collections become rare, and the full one happens when nobody waits.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Final

THRESHOLDS: Final = (50_000, 20, 50)
"""New containers before the young generation is collected; the older ones every so many of it."""


def tune() -> None:
    """Freeze what the start has made and raise the thresholds; call once, when all is loaded.

    Live connections are never frozen later: a frozen object that dies in a cycle stays for ever.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


async def collect_when_quiet(
    activity: Callable[[], int], *, every_s: float = 5.0, quiet_s: float = 0.2
) -> None:
    """Collect everything once after each spell of activity, when it has paused; runs for ever.

    `activity` returns a number that rises with every join, leave and event. After `every_s`
    seconds with activity this waits for `quiet_s` seconds without. A server that is never quiet
    is left to the raised thresholds; an idle one is not collected again.
    """
    seen = activity()
    while True:
        await asyncio.sleep(every_s)
        if activity() != seen:
            seen = await _quiet(activity, quiet_s)
            gc.collect()


async def _quiet(activity: Callable[[], int], quiet_s: float) -> int:
    """Return the activity at which it stood still for `quiet_s` seconds."""
    before = activity()
    await asyncio.sleep(quiet_s)
    while (now := activity()) != before:
        before = now
        await asyncio.sleep(quiet_s)
    return now
