"""Pushback as `pushback serve` runs it, and a line on stdin for what a benchmark must ask of it.

The differences from `pushback serve`: it takes the port that is free, its presses may be as many as
the settings here say, and it draws tickets for people whose pass it was given. Each request is one
JSON line, answered by one.
"""

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import Any

from app.main import Service
from app.observe import set_up_logging
from app.rooms.fields import RoomId
from app.settings import Settings
from app.storage.engine import open_database
from app.web.serving.collector import tune
from app.web.serving.server import PushbackServer, bind, run_fast, serve_config
from benchmarks.moves import lead_to
from benchmarks.prepare import PEOPLE

PRESSES_PER_SECOND = 1_000
"""One leader stands for many here; the limit itself costs the same."""
AT_ONCE = 100
"""Rooms that are led at a time."""
ORIGIN = "http://127.0.0.1:1"
"""The allowed Origin, of every node alike."""


class Launcher:
    """A service over a prepared folder."""

    def __init__(self, service: Service, rooms: list[list[list[str]]], origin: str) -> None:
        self.service = service
        self.rooms = rooms
        self.origin = origin

    async def answer(self, asked: dict[str, Any]) -> Any:
        """`tickets` for rooms `first` to `last`, or `lead` those rooms to a phase."""
        rooms = self.rooms[asked.get("first", 0) : asked.get("last", len(self.rooms))]
        match asked["do"]:
            case "tickets":
                return [await self._tickets(room) for room in rooms]
            case "lead":
                for at in range(0, len(rooms), AT_ONCE):
                    await asyncio.gather(
                        *(self._lead(r, asked["to"]) for r in rooms[at : at + AT_ONCE])
                    )
                return len(rooms)
            case "collect":
                return gc.collect()
            case _:
                raise ValueError(asked["do"])

    async def _lead(self, room: list[list[str]], to: str) -> None:
        (name, _), *people = room
        await lead_to(to, self.service, name, [who for who, _ in people])

    async def renew(self) -> None:
        """Make every pass good again, however long ago the folder was prepared."""
        ids = [text.split("_")[1] for _, *people in self.rooms for _, text in people]
        for at in range(0, len(ids), 500):
            await self.service.access.keep_alive(*ids[at : at + 500])

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


async def serve(folder: Path, url: str, bus: str) -> None:
    """Until the process is ended."""
    set_up_logging("warning", is_json=True)
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    origin = ORIGIN if bus else f"http://127.0.0.1:{port}"
    settings = Settings(
        port=port,
        database_url=url,
        bus_url=bus,
        public_url=origin,
        presses_per_second=PRESSES_PER_SECOND,
    )
    service = Service(settings, await open_database(url))
    config = serve_config(service, settings.host, port)
    server = PushbackServer(config, drain=service.drain)
    rooms = json.loads((folder / PEOPLE).read_text())
    launcher = Launcher(service, rooms, origin)
    await launcher.renew()
    tune()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve([listener]))
        tasks.create_task(launcher.listen({"port": port}))


if __name__ == "__main__":
    _, where, database, *buses = sys.argv
    run_fast(serve(Path(where), database, buses[0] if buses else ""))
