"""Pushback as `pushback serve` runs it, and a line on stdin for what a benchmark must ask of it.

The differences from `pushback serve`: it takes the port that is free, its addresses and presses
may be as many as the settings here say, and it draws tickets for people whose pass it was given.
Each request is one JSON line, answered by one.
"""

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import Any

from app.main import Service
from app.observe import set_up_logging
from app.rooms import commands as c
from app.rooms.fields import PersonId, RoomId
from app.settings import Settings
from app.storage.engine import open_database
from app.web.serving.collector import tune
from app.web.serving.server import PushbackServer, bind, run_fast, serve_config
from benchmarks.prepare import DATABASE, PEOPLE, press

PRESSES_PER_SECOND = 1_000
"""One leader stands for many here; the limit itself costs the same."""


class Launcher:
    """A service over a prepared folder."""

    def __init__(self, service: Service, rooms: list[list[list[str]]], origin: str) -> None:
        self.service = service
        self.rooms = rooms
        self.origin = origin

    async def answer(self, asked: dict[str, Any]) -> Any:
        """`tickets` for rooms `first` to `last`, `renew` every pass, `open` those rooms."""
        rooms = self.rooms[asked.get("first", 0) : asked.get("last", len(self.rooms))]
        match asked["do"]:
            case "tickets":
                return [await self._tickets(room) for room in rooms]
            case "open":
                for (room, _), (leader, _), *_ in rooms:
                    await press(self.service, RoomId(room), PersonId(leader), c.OpenMeeting())
                return len(rooms)
            case "collect":
                return gc.collect()
            case _:
                raise ValueError(asked["do"])

    async def renew(self) -> None:
        """Make every pass good again, however long ago the folder was prepared."""
        ids = [text.split("_")[1] for _, *people in self.rooms for _, text in people]
        await self.service.access.keep_alive(*ids)

    async def _tickets(self, room: list[list[str]]) -> list[str]:
        draw = self.service.access.draw_ticket
        (id_, _), *people = room
        drawing = [draw(text, room=RoomId(id_), origin=self.origin) for _, text in people]
        return list(await asyncio.gather(*drawing))

    async def listen(self, ready: dict[str, Any]) -> None:
        """Answer lines until there are no more."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        print(json.dumps(ready), flush=True)
        while line := await reader.readline():
            print(json.dumps(await self.answer(json.loads(line))), flush=True)


async def serve(folder: Path) -> None:
    """Until the process is ended."""
    set_up_logging("warning", is_json=True)
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    url = f"sqlite:///{folder / DATABASE}"
    settings = Settings(port=port, database_url=url, presses_per_second=PRESSES_PER_SECOND)
    service = Service(settings, await open_database(url))
    config = serve_config(service, settings.host, port)
    server = PushbackServer(config, drain=service.drain)
    rooms = json.loads((folder / PEOPLE).read_text())
    launcher = Launcher(service, rooms, f"http://127.0.0.1:{port}")
    await launcher.renew()
    tune()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve([listener]))
        tasks.create_task(launcher.listen({"port": port}))


if __name__ == "__main__":
    run_fast(serve(Path(sys.argv[1])))
