"""What somebody has asked for that a server may forget: it is asked again after each `welcome`."""

from collections.abc import Callable

from pushback.sections import Sections

NEED, AWAY = "need_leader", "someone_can_hear"
SETS: dict[str, tuple[str, bool]] = {
    NEED: (NEED, True),
    AWAY: (AWAY, True),
    "alone_again": (AWAY, False),
}
"""The wish that a press begins, or ends."""


class Wishes:
    """They need a leader, until one has answered; they are away, until they are back."""

    def __init__(self) -> None:
        self._so = {NEED: False, AWAY: False}

    def press(self, type_: str) -> Callable[[], None]:
        """Something is pressed; what comes back takes it back, if it is refused or given up."""
        if type_ not in SETS:
            return lambda: None
        wish, is_so = SETS[type_]
        before, self._so[wish] = self._so[wish], is_so
        return lambda: self._so.update({wish: before})

    def hear(self, sections: Sections) -> None:
        """What the server says of them: a leader may have answered."""
        if _is_seen(sections):
            self._so[NEED] = False

    def repeated(self) -> list[str]:
        """The commands to press again on a new connection."""
        return [wish for wish, is_so in self._so.items() if is_so]


def _is_seen(sections: Sections) -> bool:
    need = sections["own"]["need"] if "own" in sections else None
    return need is not None and bool(need["seen_by"])
