"""Revocations: what has ended, so that every node closes the sockets that live by it within 2 s."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.access.endings import Ending
from app.phases.units import SECOND, Instant, Millis
from app.rooms.fields import PersonId, RoomId

TOLD_AGAIN_FOR = Millis(10 * SECOND)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Everything has ended that matches each field that is set."""

    at: Instant
    ending: Ending
    room: RoomId | None = None
    person: PersonId | None = None
    pass_id: str | None = None
    key_id: str | None = None


Listener = Callable[[Revocation], None]


class Listeners:
    """Who in this process wants to hear of revocations."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each revocation, some of them repeatedly; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, revocations: Iterable[Revocation]) -> None:
        """Tell everyone about each."""
        for revocation in revocations:
            for listener in tuple(self._listeners):
                listener(revocation)
