"""Who is connected to this node, by the seats of a room."""

from app.rooms.capacities import Here
from app.rooms.seat import Seat

NOBODY: Here = frozenset()


class Present:
    """The people of these seats: the same object until `note_change` is told of another seat, or
    a seat is gone."""

    def __init__(self, seats: set[Seat]) -> None:
        self._seats = seats
        self._people: Here | None = NOBODY

    def note_change(self) -> None:
        """A seat was added or taken away."""
        self._people = None

    def people(self) -> Here:
        """Whose connection has not ended; machines are nobody."""
        for seat in self._seats:
            if seat.is_gone:  # and not taken away yet
                self._people = None
                break
        if self._people is None:
            there = [s.person for s in self._seats if s.person is not None and not s.is_gone]
            self._people = frozenset(there)
        return self._people
