"""When the garbage collector may stop the world: rarely.

With thousands of connections a full collection walks millions of objects, 50 ms and more, and by
default every burst of joins brings one. What the program loaded at its start never becomes
garbage; what a connection leaves behind is freed without the collector. So the start is frozen and
automatic collections become rare.
"""

import gc
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
