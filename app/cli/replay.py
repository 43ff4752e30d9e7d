"""`pushback replay ROOM`: fold a room's log again, and say what it becomes; no names, no words."""

import asyncio

from rich.console import Console
from rich.table import Table

from app.cli.desk import log_to_look_at
from app.cli.trouble import give_up
from app.rooms.evolve import born, evolve
from app.rooms.fields import RoomId
from app.rooms.names import snake
from app.rooms.ports import Log, NoSuchRoom
from app.rooms.state import Room
from app.settings import Settings


def replay(settings: Settings, room: str, console: Console) -> None:
    """Print each event by its kind, and the room at the end; a gap in the log is exit status 1."""
    log = asyncio.run(_read(settings, RoomId(room)))
    table = Table("seq", "at", "event", "phase")
    folded: Room | None = None
    for n, stored in enumerate(log.events, start=1):
        if stored.seq != n:
            give_up(f"The log has a gap before {stored.seq}; restore the database from a backup.")
        folded = (
            born(RoomId(room), log.head.epoch, stored.event)
            if folded is None
            else evolve(folded, stored.event)
        )
        name = snake(type(stored.event).__name__)
        table.add_row(str(n), str(stored.event.at), name, folded.phase.value)
    console.print(table)
    if folded is not None:
        console.print(
            f"{folded.phase.value} after {folded.seq} events: "
            f"{len(folded.seated())} seated, case {folded.case_number} of {folded.plan.cases}"
        )


async def _read(settings: Settings, room: RoomId) -> Log:
    async with log_to_look_at(settings) as log:
        try:
            return await log.read(room)
        except NoSuchRoom:
            give_up("There is no such room, or it has been reduced to its record.")
