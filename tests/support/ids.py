"""Ids and secrets that count, so that a test can say what it expects."""

from collections import Counter

from app.rooms.fields import PersonId, RoomId


class CountingIds:
    """The `Ids` port without chance: `room-1`, `person-1`, `epoch-1`, and countable secrets."""

    def __init__(self) -> None:
        self._drawn = Counter[str]()

    def room(self) -> RoomId:
        """`room-1`, `room-2`, …"""
        return RoomId(f"room-{self._next('room')}")

    def person(self) -> PersonId:
        """`person-1`, `person-2`, …"""
        return PersonId(f"person-{self._next('person')}")

    def epoch(self) -> str:
        """`epoch-1`, `epoch-2`, …"""
        return f"epoch-{self._next('epoch')}"

    def secret(self) -> str:
        """As long as 160 bits in base 64, and URL-safe like them."""
        return f"secret-{self._next('secret'):020d}"

    def _next(self, kind: str) -> int:
        self._drawn[kind] += 1
        return self._drawn[kind]
