"""What tests of the Python library begin with: links, keys and quick tries at a real node."""

from dataclasses import replace

from app.access.grants import Scope
from app.phases.units import HOUR
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from pushback.room import Room
from pushback.world import THIS, World
from tests.support.node import Node

QUICK: World = replace(THIS, chance=lambda: 0.0)
"""As it is, but that nobody waits before they come back."""


async def link(node: Node, room: RoomId, name: str = "Ada", role: Role = Role.LEADER) -> str:
    """A personal link, as it is handed out."""
    made = await node.service.access.make_personal_link(room, name=name, role=role, expires_in=HOUR)
    return f"{node.origin}/r/{room}#{made.text}"


async def key(node: Node, room: RoomId | None, *scopes: Scope) -> str:
    """A key for the room, or an operator's."""
    rooms = frozenset() if room is None else frozenset({room})
    made = await node.service.access.create_key("test", frozenset(scopes), rooms, expires_in=HOUR)
    return made.text


async def come_in(room: Room) -> None:
    """Accept the agreement and say the line about privacy."""
    await room.do("agree", version=room.view.sections["room"]["agreement"]["version"])
    await room.do("attest")
    await room.until(lambda view: "circle" in view.sections)
