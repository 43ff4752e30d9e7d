"""Push-back and rejoin. Nothing that frees the presenter is ever refused to the presenter."""

from collections.abc import Callable
from typing import Any

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import is_presenter, leaders_here, presenting_leader
from app.rooms.deciding.scene import Scene, doer
from app.rooms.errors import Forbidden, IllegalHere, Stale
from app.rooms.events import Event
from app.rooms.fields import PersonId
from app.rooms.state import AT_EASE, Case, Chair, Room

OFFERABLE = frozenset({Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS})


def _case(room: Room) -> Case:
    case = room.case
    if case is None or room.presenter() is None:
        raise IllegalHere("nobody is presenting")
    return case


def _of_presenter(room: Room, scene: Scene, said_by: PersonId | None) -> Case:
    if not is_presenter(room, doer(room, scene, said_by)):
        raise Forbidden("only the presenter answers this")
    return _case(room)


def offer(room: Room, command: c.OfferPushBack, scene: Scene) -> list[Event]:
    """Offered aloud; asked again after a no or an end."""
    case = _case(room)
    if not room.plan.push_back or room.phase not in OFFERABLE:
        raise IllegalHere("this plan or phase has no push-back")
    if case.push_back.chair in (Chair.OFFERED, Chair.SITTING_BACK):
        return []
    return [e.PushBackOffered(scene.now)]


def sit_back(room: Room, command: c.SitBack, scene: Scene) -> list[Event]:
    """Yes. Only after an offer: nobody sits back by mistake."""
    case = _of_presenter(room, scene, command.said_by)
    chair = case.push_back.chair
    if chair is Chair.SITTING_BACK:
        return []
    if chair not in (Chair.OFFERED, Chair.STAYING) or room.phase is Phase.CLOSE:
        raise IllegalHere("sitting back has not been offered")
    return [e.SatBack(scene.now, command.camera)]


def stay(room: Room, command: c.Stay, scene: Scene) -> list[Event]:
    """No, or no longer."""
    if not is_presenter(room, doer(room, scene, command.said_by)):
        return []
    chair = _case(room).push_back.chair
    if chair is Chair.SITTING_BACK:
        return [e.PushBackEnded(scene.now, by_presenter=True)]
    return [e.Stayed(scene.now)] if chair is Chair.OFFERED else []


def choose_camera(room: Room, command: c.ChooseCamera, scene: Scene) -> list[Event]:
    """To be seen, or not."""
    case = _of_presenter(room, scene, command.said_by)
    return [] if case.push_back.camera == command.on else [e.CameraChosen(scene.now, command.on)]


def come_back_in(room: Room, command: c.ComeBackIn, scene: Scene) -> list[Event]:
    """By their own hand, at any moment; already back is done."""
    if not is_presenter(room, doer(room, scene, command.said_by)):
        return []
    if _case(room).push_back.chair in AT_EASE:
        return []
    return [e.PushBackEnded(scene.now, by_presenter=True)]


def keep_listening(room: Room, command: c.KeepListening, scene: Scene) -> list[Event]:
    """Not now; the invitation stays open."""
    case = _of_presenter(room, scene, command.said_by)
    if room.phase is not Phase.REJOIN:
        raise IllegalHere("nothing has been asked yet")
    return [] if case.push_back.declined else [e.RejoinDeclined(scene.now)]


def release(room: Room, command: c.Release, scene: Scene) -> list[Event]:
    """By a leader's hand; already free is done."""
    case = room.case
    if case is None or case.push_back.chair in AT_EASE:
        return []
    return [e.PushBackEnded(scene.now, by_presenter=False)]


def invite(room: Room, command: c.InviteRejoin, scene: Scene) -> list[Event]:
    """Once more, after a no."""
    case = _case(room)
    if room.phase is not Phase.REJOIN:
        raise IllegalHere("the presenter is invited in rejoin")
    if case.push_back.invited and not case.push_back.declined:
        return []
    return [e.RejoinInvited(scene.now)]


def fail_open(room: Room, command: c.FailOpen, scene: Scene) -> list[Event]:
    """No leader has been connected for the grace, by the database's rows."""
    if command.opening != room.openings + 1 or not is_unled(room, scene):
        raise Stale
    return [e.FailedOpen(scene.now)]


def is_unled(room: Room, scene: Scene) -> bool:
    """Nobody can release: no leader is connected, nor is the only one presenting this case."""
    if room.step is None or not room.is_led or leaders_here(room, scene.here):
        return False
    return presenting_leader(room, scene.here) is None or bool(room.leaders())


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.OfferPushBack: offer,
    c.SitBack: sit_back,
    c.Stay: stay,
    c.ChooseCamera: choose_camera,
    c.ComeBackIn: come_back_in,
    c.KeepListening: keep_listening,
    c.Release: release,
    c.InviteRejoin: invite,
    c.FailOpen: fail_open,
}
