"""The offices: presenter, leading leaders, stand-in; and what happens when no leader is here."""

from collections.abc import Callable
from typing import Any

from app.phases.phase import SPECS, Part, Phase
from app.phases.units import Instant, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import is_presenter, leaders_here, presenting_leader
from app.rooms.deciding.people import there
from app.rooms.deciding.scene import Scene
from app.rooms.errors import Forbidden, IllegalHere, Invalid, Stale, TooLate
from app.rooms.events import Event
from app.rooms.roles import Role
from app.rooms.state import Room, Standing


def choose_presenter(room: Room, command: c.ChoosePresenter, scene: Scene) -> list[Event]:
    """For the coming case, or a later one to be remembered."""
    number = _coming(room, command.case)
    if command.person is not None:
        person = there(room, command.person)
        if person.role is Role.OBSERVER or person.standing is not Standing.SEATED:
            raise Invalid("a presenter is a member or leader in the circle")
    case = room.cases.get(number)
    if case and case.presenter == command.person and case.kind is command.kind:
        return []
    return [e.PresenterChosen(scene.now, number, command.person, command.kind)]


def _coming(room: Room, wanted: int | None) -> int:
    first = room.case_number if room.phase is Phase.SELECT else room.case_number + 1
    number = first if wanted is None else wanted
    if _cases_are_over(room) or not first <= number <= room.plan.cases:
        raise IllegalHere("that case is over, has begun, or is not in the plan")
    return number


def _cases_are_over(room: Room) -> bool:
    return SPECS[room.phase].part is Part.AFTER


def set_leading(room: Room, command: c.SetLeading, scene: Scene) -> list[Event]:
    """Handing over is one command, in the case or before it."""
    number = command.case or room.case_number or 1
    if _cases_are_over(room) or not max(1, room.case_number) <= number <= room.plan.cases:
        raise IllegalHere("that case is over or not in the plan")
    people = tuple(dict.fromkeys(command.people))
    if any(there(room, p).role is not Role.LEADER for p in people):
        raise Invalid("only leaders lead a case")
    case = room.cases.get(number)
    if case and case.leading == people:
        return []
    return [e.LeadingSet(scene.now, number, people)]


def name_stand_in(room: Room, command: c.NameStandIn, scene: Scene) -> list[Event]:
    """Somebody, or nobody on purpose."""
    if command.person is not None:
        person = there(room, command.person)
        is_there = person.role is Role.MEMBER and person.standing is Standing.SEATED
        if not is_there or is_presenter(room, person):
            raise Invalid("a stand-in is a member in the circle who is not presenting")
    stand_in = room.stand_in
    if stand_in.named and stand_in.person == command.person:
        return []
    return [e.StandInNamed(scene.now, command.person)]


def take_room(room: Room, command: c.TakeRoom, scene: Scene) -> list[Event]:
    """Within the time of the offer."""
    until = room.stand_in.offered_until
    if until is None or scene.now > until:
        raise TooLate("the offer is over")
    return [e.RoomTaken(scene.now)]


def decline_room(room: Room, command: c.DeclineRoom, scene: Scene) -> list[Event]:
    """Rather not."""
    return [e.RoomDeclined(scene.now)]


def lose_leaders(room: Room, command: c.LoseLeaders, scene: Scene) -> list[Event]:
    """No leader of any kind is connected, for the long grace."""
    is_lost = not leaders_here(room, scene.here) and presenting_leader(room, scene.here) is None
    if command.loss != room.losses + 1 or room.are_leaders_lost or not is_lost:
        raise Stale
    if room.step is None:
        raise Forbidden("the meeting has not begun")
    return [e.LeadersLost(scene.now, _offer(room, scene))]


def _offer(room: Room, scene: Scene) -> Instant | None:
    """Until when the room is offered to a stand-in who is in the circle and connected."""
    stand_in = room.people.get(room.stand_in.person) if room.stand_in.person else None
    if stand_in is None or stand_in.id not in scene.here or is_presenter(room, stand_in):
        return None
    is_there = stand_in.standing is Standing.SEATED
    return later(scene.now, room.plan.tempo.stand_in) if is_there else None


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.ChoosePresenter: choose_presenter,
    c.SetLeading: set_leading,
    c.NameStandIn: name_stand_in,
    c.TakeRoom: take_room,
    c.DeclineRoom: decline_room,
    c.LoseLeaders: lose_leaders,
}
