"""Where a room went on by more than one event at once, and passed by what others may have seen."""

from collections import deque

MOST_LEAPS = 16
"""Remembered; whoever comes back from before the last of these is sent everything."""


class Leaps:
    """The leaps of one room on this node.

    A section that changed and changed back within a leap never changed here. Whoever saw it in
    between on another node, and comes back with a cursor from there, would keep what they saw.
    """

    def __init__(self) -> None:
        self._spans: deque[tuple[int, int]] = deque(maxlen=MOST_LEAPS)
        self._unknown_below = 0

    def note(self, before: int, after: int) -> None:
        """The room went on from one seq to another."""
        if after - before < 2:
            return
        if len(self._spans) == MOST_LEAPS:
            self._unknown_below = self._spans[0][1]
        self._spans.append((before, after))

    def known_at(self, seq: int) -> int:
        """`seq`, or 0 where this node cannot say what a circle at `seq` was shown."""
        is_unknown = seq < self._unknown_below or any(a < seq < b for a, b in self._spans)
        return 0 if is_unknown else seq
