"""Leads a room to a phase through the calls that the edges use."""

from app.main import Service
from app.rooms import commands as c
from app.rooms.commands import Command
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import person
from app.rooms.service import Press

WAYS = {"opening": 1, "discuss": 6}
"""How many of the leader's presses lead there."""


async def lead_to(phase: str, service: Service, room: str, people: list[str]) -> None:
    """From `gathering`; the leader is the first of the room, its presenter the last."""
    presses = (
        c.OpenMeeting(),
        c.Advance(),
        c.ChoosePresenter(PersonId(people[-1])),
        c.Advance(),
        c.Advance(),
        c.Advance(),
    )
    for command in presses[: WAYS[phase]]:
        await press(service, RoomId(room), PersonId(people[0]), command)


async def press(service: Service, room: RoomId, who: PersonId, command: Command) -> None:
    """A command of this person, on the revisions that the room has now."""
    revs = (await service.rooms.hold(room)).room.revs
    names = ("phase_rev", "timer_rev", "case_rev", "plan_rev")
    expect = {name: getattr(revs, name) for name in names}
    name = CommandId(f"{service.ids.epoch()}{service.ids.epoch()}")
    await service.rooms.do(room, Press(name, Ask(command, person(who), expect), b""))
