"""Makes a database with many rooms whose people have links, passes and a seat each.

Run as a process of its own, so that the server measured later begins with a fresh heap. Everything
goes through the calls that the edges use.
"""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

from app.main import Service
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import Agreement
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from benchmarks.moves import press

DATABASE, PEOPLE = "pushback.db", "people.json"
AT_ONCE = 64
PLAN = replace(SHIPPED[DEFAULT], wants_in=True)
"""Two cases in ninety minutes, with "I would like to come in"."""


async def prepare(folder: Path, rooms: int, size: int, url: str) -> None:
    """`rooms` rooms of `size`, each with one leader, all of them ready; nobody is connected."""
    if url.startswith("sqlite"):
        await asyncio.to_thread(upgrade, url)
    database = await open_database(url)
    service = Service(Settings(database_url=url), database)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one() -> list[tuple[str, str]]:
        async with slots:
            return await _room(service, size)

    async with asyncio.TaskGroup() as tasks:
        made = [tasks.create_task(one()) for _ in range(rooms)]
    (folder / PEOPLE).write_text(json.dumps([task.result() for task in made]))
    await database.close()


async def _room(service: Service, size: int) -> list[tuple[str, str]]:
    """The room's id, then each person with the text of their pass, the leader first."""
    room = await service.rooms.create(PLAN, Agreement(1, "What is said here stays."))
    found = [(str(room), "")]
    for number in range(size):
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


if __name__ == "__main__":
    _, where, rooms, size, *urls = sys.argv
    place = urls[0] if urls else f"sqlite:///{Path(where) / DATABASE}"
    asyncio.run(prepare(Path(where), int(rooms), int(size), place))
