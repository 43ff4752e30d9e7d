"""Small logs for the suites: rooms, events and accepted commands."""

from app.phases.machine import ENDED
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.table import Move
from app.phases.units import Instant
from app.rooms.events import Event, PersonArrived, PersonSeated, PhaseEntered, RoomCreated
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.ports import Accepted
from app.rooms.roles import Role
from app.rooms.state import Agreement
from tests.support.clock import NOON

ROOM = RoomId("room-1")
OTHER = RoomId("room-2")


def created(at: Instant = NOON, *, is_test: bool = False) -> Event:
    agreement = Agreement(1, "What is said here stays here.")
    return RoomCreated(at, SHIPPED[DEFAULT], agreement, is_test=is_test)


def arrived(n: int, name: str = "Ann") -> Event:
    return PersonArrived(NOON, PersonId(f"person-{n}"), name, Role.MEMBER)


def seated(n: int) -> Event:
    return PersonSeated(NOON, PersonId(f"person-{n}"), n)


def ended(at: Instant) -> Event:
    return PhaseEntered(at, Move.END, ENDED)


def accepted(n: int, answer: bytes = b'{"t":"done"}') -> Accepted:
    return Accepted(CommandId(f"command-{n}"), "person:person-1", b"\x00digest\xff", answer)
