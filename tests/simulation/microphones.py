"""Push-back in the call: nobody stays closed whom the room does not want closed, and once all is
mended those are closed whom it locks, at all their places, and nobody else.
"""

from typing import TYPE_CHECKING

from app.calls.drive import APPLY_WITHIN
from app.calls.places import place_of
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from tests.simulation.stages import CAST, ROOM, STRANGER, TELEPHONE
from tests.simulation.store import NOWHERE, PATIENCE

if TYPE_CHECKING:
    from tests.simulation.world import World

OPENED_WITHIN = APPLY_WITHIN + PATIENCE + 1.0
"""Seconds until whoever was closed too late, by a node that had stood still, is open again."""
DRIVEN_WITHIN = (LEASE_LIFE + RENEW_EVERY) / 1000 + OPENED_WITHIN
"""Seconds until another node drives, if the one that did has died, and has looked."""
PLACES = (*CAST, TELEPHONE, STRANGER)
"""Everybody's own, and two that only a leader can match."""


def watch_closing(world: "World", place: str) -> None:
    """See that whoever is closed is locked by the room, or is soon open again; and that a place
    which no leader has ever matched is not closed at all."""
    closed_at = world.loop.now

    def look() -> None:
        is_quiet = all(node.disturbed_at < closed_at for node in world.nodes)
        if is_quiet and place in world.call.closed and not _is_wanted(world, place):
            world.complain("L10 in the call", f"{place} is closed, which the room does not lock")

    if place == STRANGER:
        world.complain("nobody's place", f"{place} is closed, and is nobody's")
    if not _is_wanted(world, place):
        world.loop.call_later(OPENED_WITHIN, look, context=NOWHERE)


def is_as_wanted(world: "World") -> bool:
    """Whether the call has closed all places of those whom the log locks, and of the others at most
    those of whoever is away."""
    closed = world.call.closed
    wanted = {place for place in PLACES if _whose(world, place) in _locked(world)}
    return wanted <= closed and all(_is_wanted(world, one) for one in closed - wanted)


def _is_wanted(world: "World", place: str) -> bool:
    who = _whose(world, place)
    return who is not None and (who in _locked(world) or _is_away(world, who))


def _whose(world: "World", place: str) -> PersonId | None:
    """Whose place this is, by the log."""
    if place in CAST:
        return PersonId(place)
    return world.unfolded.states[-1].places.get(place_of(ROOM, place))


def _locked(world: "World") -> frozenset[PersonId]:
    return locked(world.unfolded.states[-1])


def _is_away(world: "World", person: PersonId) -> bool:
    """Whether they have ever said that somebody can hear: that passes, and no log tells when."""
    presses = world.history.presses.values()
    said = (one for one in presses if one.type == "someone_can_hear")
    return any(one.who.startswith(f"{person}-") for one in said)
