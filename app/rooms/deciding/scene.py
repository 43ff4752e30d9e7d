"""What a decision sees beside the room: who asks, when, and who is connected."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.phases.units import Instant
from app.rooms.capacities import Here, known
from app.rooms.commands import Command
from app.rooms.errors import Invalid
from app.rooms.fields import PersonId
from app.rooms.roles import Actor
from app.rooms.state import Person, Room


@dataclass(frozen=True, slots=True)
class Ask:
    """A command with what came beside it: the revision it was pressed on, and a confirmation."""

    command: Command
    by: Actor
    expect: Mapping[str, int] = field(default_factory=dict)
    confirm: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """`now` is read once per command; `here` comes from the database's rows."""

    by: Actor
    now: Instant
    here: Here = frozenset()


def doer(room: Room, scene: Scene, said_by: PersonId | None) -> Person:
    """Whose act it is: the asker's, or of the person who said it aloud."""
    person = known(room, scene.by) if said_by is None else room.people.get(said_by)
    if person is None:
        raise Invalid("this act needs a person")
    return person
