"""Makes a database with many rooms whose people have links, passes and a seat each.

Run as a process of its own, so that the server measured later begins with a fresh heap. Everything
goes through the calls that the edges use.
"""

import asyncio
import json
import sys
from pathlib import Path

from app.main import Service
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.commands import Command
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import Role, person
from app.rooms.service import Press
from app.rooms.state import Agreement
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.migrating import upgrade

DATABASE, PEOPLE = "pushback.db", "people.json"
AT_ONCE = 64
ROOM_SIZE = 12


async def prepare(folder: Path, rooms: int) -> None:
    """`rooms` rooms of twelve, each with one leader, all of them ready; nobody is connected."""
    url = f"sqlite:///{folder / DATABASE}"
    await asyncio.to_thread(upgrade, url)
    database = await open_database(url)
    service = Service(Settings(database_url=url), database)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one() -> list[tuple[str, str]]:
        async with slots:
            return await _room(service)

    async with asyncio.TaskGroup() as tasks:
        made = [tasks.create_task(one()) for _ in range(rooms)]
    (folder / PEOPLE).write_text(json.dumps([task.result() for task in made]))
    await database.close()


async def _room(service: Service) -> list[tuple[str, str]]:
    """The room's id, then each person with the text of their pass, the leader first."""
    room = await service.rooms.create(SHIPPED[DEFAULT], Agreement(1, "What is said here stays."))
    found = [(str(room), "")]
    for number in range(ROOM_SIZE):
        role = Role.MEMBER if number else Role.LEADER
        found.append(await _person(service, room, f"Person {number}", role))
    return found


async def _person(service: Service, room: RoomId, name: str, role: Role) -> tuple[str, str]:
    access = service.access
    link = await access.make_personal_link(room, name=name, role=role, expires_in=Millis(HOUR))
    opened = await access.open_link(link.text, held_pass=None, name=None)
    who = opened.person
    await service.rooms.arrive(room, who, name, role, is_stranger=False)
    await press(service, room, who, c.Agree(1))
    await press(service, room, who, c.Attest())
    return str(who), opened.pass_text


async def press(service: Service, room: RoomId, who: PersonId, command: Command) -> None:
    """A command of this person, on the revisions that the room has now."""
    revs = (await service.rooms.hold(room)).room.revs
    expect = {name: getattr(revs, name) for name in ("phase_rev", "timer_rev", "case_rev")}
    name = CommandId(f"{service.ids.epoch()}{service.ids.epoch()}")
    await service.rooms.do(room, Press(name, Ask(command, person(who), expect), b""))


if __name__ == "__main__":
    asyncio.run(prepare(Path(sys.argv[1]), int(sys.argv[2])))
