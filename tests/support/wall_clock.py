"""The wall clock of a process, to be stepped while it runs: libfaketime, between it and the system.

Only the wall clock: time that goes on evenly goes on evenly here too, as where an operator or NTP
sets a machine's clock.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARY = "faketime/libfaketime.so.1"
PLACES = ("/usr/lib", ".system/usr/lib")
LOOKED_AT_EVERY = 1
"""Seconds for which the library believes what it read."""
ROOT = Path(__file__).parents[2]


class WallClock:
    """Steps by what stands in a file below `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._offset = folder / f"{name}.offset"
        self.step(0)

    def step(self, seconds: int) -> None:
        """From now on the clock is so far from the system's; noticed within a second."""
        written = self._offset.with_suffix(".new")
        written.write_text(f"{seconds:+d}\n")
        written.replace(self._offset)

    def environment(self) -> dict[str, str]:
        """What a process is started with that lives by this clock."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._offset),
            "FAKETIME_CACHE_DURATION": str(LOOKED_AT_EVERY),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }


def library() -> Path:
    """Where libfaketime is; fails where it is nowhere."""
    found = next(_found(), None)
    if found is None:
        pytest.fail("libfaketime is missing: make system", pytrace=False)
    return found


def _found() -> Iterator[Path]:
    for place in PLACES:
        yield from sorted((ROOT / place).glob(f"*/{LIBRARY}"))
