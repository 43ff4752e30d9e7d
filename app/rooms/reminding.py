"""Whoever sits back is asked once more to stay muted, where the call does not hold them.

A leader's one tap, instead of a word aloud that everybody hears. It is told to that person alone,
holds nobody, and is forgotten with their sitting back.
"""

from collections.abc import Mapping

from app.phases.floor import Floor
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.enforcement import Claim, Said
from app.rooms.errors import IllegalHere
from app.rooms.facts import Changes
from app.rooms.fields import PersonId
from app.rooms.floors import floor_for
from app.rooms.state import Room

AGAIN_AFTER = Millis(30 * SECOND)
"""Whoever was just asked is not asked again by the next press, of whichever leader."""


def reminded(room: Room, before: Mapping[PersonId, Instant], lock: Said, now: Instant) -> Changes:
    """That they are asked now; nothing where they just were. Raises `IllegalHere` where nobody is
    locked, the call has confirmed that it holds them, or they have no page that could say it."""
    presenter = room.presenter()
    if presenter is None or floor_for(room, presenter).floor is not Floor.LOCKED:
        raise IllegalHere("nobody sits back with a closed microphone now")
    if lock.claim is Claim.ENFORCED:
        raise IllegalHere("the call holds their microphone closed")
    if presenter.by_name:
        raise IllegalHere("this person has no page that could remind them")
    last = before.get(presenter.id)
    is_fresh = last is not None and now < later(last, AGAIN_AFTER)
    return {} if is_fresh else {("reminded", presenter.id): (now,)}
