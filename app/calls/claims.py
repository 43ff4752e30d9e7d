"""What may be said of a lock, the door and removals: never more than was verified (promise 4)."""

from collections.abc import Iterable, Mapping

from app.calls.capabilities import Capabilities, Strength
from app.calls.ports import Closed, Report, Why
from app.rooms.enforcement import Claim, Said
from app.rooms.fields import PersonId

OF_A_LOCK: Mapping[Closed, Claim] = {
    Closed.CONFIRMED: Claim.ENFORCED,
    Closed.ASKED: Claim.REQUESTED,
    Closed.FAILED: Claim.FAILED,
    Closed.ABSENT: Claim.AGREED,
}
OF_A_STRENGTH: Mapping[Strength, Claim] = {
    Strength.ENFORCED: Claim.ENFORCED,
    Strength.GUARDED: Claim.ENFORCED,
    Strength.REQUESTED: Claim.REQUESTED,
    Strength.NONE: Claim.AGREED,
}
"""The most that may be said of something that a call does so firmly; what is guarded counts as
enforced while its guard is there, which every report is asked anew."""
OF_A_FAILURE: Mapping[Why, Claim] = {
    Why.LATE: Claim.REQUESTED,
    Why.UNTOLD: Claim.REQUESTED,
    Why.UNREACHABLE: Claim.FAILED,
    Why.REFUSED: Claim.FAILED,
    Why.LOST: Claim.FAILED,
    Why.NOT_CLOSED: Claim.FAILED,
    Why.SILENT: Claim.FAILED,
    Why.ANYBODY: Claim.REQUESTED,
}
FIRST_SAID = (Closed.FAILED, Closed.ASKED, Closed.CONFIRMED, Closed.ABSENT)
"""Of a person with several places in a call the first of these that is true of any."""
_FIRMNESS = (Claim.ENFORCED, Claim.REQUESTED, Claim.AGREED)


def of_several(places: Iterable[Closed]) -> Closed:
    """What is said of a person by what is true of each of their places; absent without any."""
    return min(places, key=FIRST_SAID.index, default=Closed.ABSENT)


def of_locks(report: Report, can: Capabilities) -> Mapping[PersonId, Said]:
    """Of everyone who was to be locked."""
    most = OF_A_STRENGTH[can.microphone]
    why = report.why.value if report.why else ""
    return {who: Said(_at_most(OF_A_LOCK[one], most), why) for who, one in report.people.items()}


def of_door(report: Report, can: Capabilities) -> Claim:
    """Of keeping out who is not in the circle."""
    return _of_who_is_out(report, OF_A_STRENGTH[can.door])


def of_removal(report: Report, can: Capabilities) -> Claim:
    """Of putting out who was removed."""
    return _of_who_is_out(report, OF_A_STRENGTH[can.removal])


def _of_who_is_out(report: Report, most: Claim) -> Claim:
    """Where the call has not said that they are out, it was asked to put them out."""
    if report.unremoved is not None:
        return _at_most(OF_A_FAILURE[report.unremoved], most)
    return most if report.lingering == frozenset() else _at_most(Claim.REQUESTED, most)


def _at_most(claim: Claim, most: Claim) -> Claim:
    if claim is Claim.FAILED:
        return claim
    return max(claim, most, key=_FIRMNESS.index)
