"""Faults of what drives the call."""

from app.calls import drive
from app.calls.drive import Drive
from app.calls.wanted import Desired, Wanted, desired
from app.rooms.ephemeral import Moment
from app.rooms.state import Chair, Room
from tests.simulation.mutant import Mutant


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
    return Desired({**found.people, case.presenter: LOCKED}, found.out)


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
    "deaf-to-the-call": Mutant(
        "whoever publishes anew while locked is not closed again",
        ((Drive, "_heard", hear_nothing), (Drive, "_is_due", never_look_again)),
    ),
}
