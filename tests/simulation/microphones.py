"""Push-back in the call: nobody stays closed whom the room does not want closed, and once all is
mended those are closed whom it locks, and nobody else.
"""

from typing import TYPE_CHECKING

from app.calls.drive import APPLY_WITHIN
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from tests.simulation.store import NOWHERE, PATIENCE

if TYPE_CHECKING:
    from tests.simulation.world import World

OPENED_WITHIN = APPLY_WITHIN + PATIENCE + 1.0
"""Seconds until whoever was closed too late, by a node that had stood still, is open again."""
DRIVEN_WITHIN = (LEASE_LIFE + RENEW_EVERY) / 1000 + OPENED_WITHIN
"""Seconds until another node drives, if the one that did has died, and has looked."""


def watch_closing(world: "World", person: PersonId) -> None:
    """See that whoever is closed is locked by the room, or is soon open again."""
    closed_at = world.loop.now

    def look() -> None:
        is_quiet = all(node.disturbed_at < closed_at for node in world.nodes)
        if is_quiet and person in world.call.closed and not _is_wanted(world, person):
            world.complain("L10 in the call", f"{person} is closed, whom the room does not lock")

    if not _is_wanted(world, person):
        world.loop.call_later(OPENED_WITHIN, look, context=NOWHERE)


def is_as_wanted(world: "World") -> bool:
    """Whether the call has closed whom the log locks, and of the others at most who are away."""
    wanted, closed = locked(world.unfolded.states[-1]), world.call.closed
    return wanted <= closed and all(_is_away(world, one) for one in closed - wanted)


def _is_wanted(world: "World", person: PersonId) -> bool:
    return person in locked(world.unfolded.states[-1]) or _is_away(world, person)


def _is_away(world: "World", person: PersonId) -> bool:
    """Whether they have ever said that somebody can hear: that passes, and no log tells when."""
    presses = world.history.presses.values()
    said = (one for one in presses if one.type == "someone_can_hear")
    return any(one.who.startswith(f"{person}-") for one in said)
