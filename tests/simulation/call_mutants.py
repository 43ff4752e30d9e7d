"""Faults of what drives the call."""

from app.calls import drive
from app.calls.drive import Drive
from app.calls.places import Matched, Ref, place_of
from app.calls.wanted import Desired, Wanted, desired
from app.rooms.ephemeral import Moment
from app.rooms.fields import PersonId
from app.rooms.state import Chair, Room
from tests.simulation.mutant import Mutant
from tests.simulation.stages import PRESENTER


async def drive_nothing(self: Drive) -> None:
    return None


def hear_nothing(self: Drive) -> None:
    return None


def never_look_again(self: Drive) -> bool:
    return self._tried != self._wanted()


def lock_on(room: Room, moment: Moment) -> Desired:
    """Whoever sat back once in this case stays locked."""
    found, case = desired(room, moment), room.case
    if case is None or case.presenter is None or case.push_back.chair is not Chair.ENDED:
        return found
    return Desired({**found.people, case.presenter: LOCKED}, found.out, found.refs)


def presenters(self: Matched, ref: Ref, otherwise: PersonId | None = None) -> PersonId | None:
    """Whoever is not known is the presenter."""
    return self.places.get(place_of(self.room, ref), PRESENTER)


def own_alone(room: Room, moment: Moment) -> Desired:
    """Nobody has a second place."""
    found = desired(room, moment)
    return Desired(found.people, found.out)


LOCKED = Wanted(microphone_locked=True)

OF_THE_CALL: dict[str, Mutant] = {
    "drive-nothing": Mutant(
        "a lock of the room is never one of the call",
        ((Drive, "once", drive_nothing),),
    ),
    "keep-closed": Mutant(
        "the call keeps closed whom the room has freed",
        ((drive, "desired", lock_on),),
    ),
    "close-strangers": Mutant(
        "a place in the call that nobody has matched is taken for the presenter's",
        ((Matched, "get", presenters),),
    ),
    "one-place-each": Mutant(
        "a telephone that a leader has matched is not closed with its person",
        ((drive, "desired", own_alone),),
    ),
    "deaf-to-the-call": Mutant(
        "whoever publishes anew while locked is not closed again",
        ((Drive, "_heard", hear_nothing), (Drive, "_is_due", never_look_again)),
    ),
}
