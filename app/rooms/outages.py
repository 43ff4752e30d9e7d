"""Whether nodes may have missed what they told each other.

A line can break and be made again between two looks at whether it stands: it is told by the number
of lines there have been.
"""

from app.rooms.ports import Bus


class Outages:
    """What has become of a bus since this was last asked; whoever asks has one of their own."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._was_up = True
        self._lines = bus.lines

    def have_hidden(self) -> bool:
        """Whether something may have been missed here: it is away, was, or has another line."""
        was_whole, is_up = self._was_whole(), self._bus.is_up
        return not (was_whole and is_up)

    def are_over(self) -> bool:
        """Whether the others hear again what they may have missed."""
        was_whole, is_up = self._was_whole(), self._bus.is_up
        return is_up and not was_whole

    def owe_a_look(self) -> None:
        """Something may still have been missed, whatever the bus says then."""
        self._was_up = False

    def _was_whole(self) -> bool:
        """Whether it was up when this was last asked, over the line that it has now."""
        was_up, self._was_up = self._was_up, self._bus.is_up
        lines, self._lines = self._lines, self._bus.lines
        return was_up and lines in (0, self._lines)
