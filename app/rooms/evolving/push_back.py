"""The presenter's chair after offers, answers and endings."""

from collections.abc import Callable
from typing import Any

from app.rooms import events as e
from app.rooms.evolving.changes import chair_ended, with_case
from app.rooms.replacing import replaced
from app.rooms.state import Case, Chair, PushBack, Room


def _changed(room: Room, **change: Any) -> Room:
    case = room.case
    if case is None:
        return room
    return with_case(room, replaced(case, push_back=replaced(case.push_back, **change)))


def offered(room: Room, event: e.PushBackOffered) -> Room:
    """Asked, aloud and on the page."""
    return _changed(room, chair=Chair.OFFERED)


def sat_back(room: Room, event: e.SatBack) -> Room:
    """Sitting back; a camera wish not given now keeps the earlier one."""
    back = {"chair": Chair.SITTING_BACK, "sat_back_at": event.at}
    return _changed(room, **back if event.camera is None else {**back, "camera": event.camera})


def stayed(room: Room, event: e.Stayed) -> Room:
    """In the circle, by choice."""
    return _changed(room, chair=Chair.STAYING)


def camera_chosen(room: Room, event: e.CameraChosen) -> Room:
    """To be seen, or not."""
    return _changed(room, camera=event.on)


def ended(room: Room, event: e.PushBackEnded) -> Room:
    """Over, by whichever hand."""
    return _changed(room, chair=Chair.ENDED)


def invited(room: Room, event: e.RejoinInvited) -> Room:
    """Invited once more; an earlier no counts for nothing."""
    return _changed(room, invited=True, declined=False)


def declined(room: Room, event: e.RejoinDeclined) -> Room:
    """Keeps listening; the invitation stays open."""
    return _changed(room, declined=True)


def failed_open(room: Room, event: e.FailedOpen) -> Room:
    """Every lock lifted, and none comes until a leader is back."""
    opened = replaced(room, is_led=False, openings=room.openings + 1)
    case: Case | None = opened.case
    return opened if case is None else with_case(opened, chair_ended(case))


def presenter_chosen(room: Room, event: e.PresenterChosen) -> Room:
    """Somebody, or nobody, has the case; nothing asked of the one before concerns them."""
    case = room.cases.get(event.case, Case(event.case))
    chosen = replaced(case, presenter=event.person, kind=event.kind, push_back=PushBack())
    return with_case(room, chosen)


def leading_set(room: Room, event: e.LeadingSet) -> Room:
    """Who leads the case."""
    case = room.cases.get(event.case, Case(event.case))
    return with_case(room, replaced(case, leading=event.people))


FOLDS: dict[type[e.Event], Callable[[Room, Any], Room]] = {
    e.PushBackOffered: offered,
    e.SatBack: sat_back,
    e.Stayed: stayed,
    e.CameraChosen: camera_chosen,
    e.PushBackEnded: ended,
    e.RejoinInvited: invited,
    e.RejoinDeclined: declined,
    e.FailedOpen: failed_open,
    e.PresenterChosen: presenter_chosen,
    e.LeadingSet: leading_set,
}
