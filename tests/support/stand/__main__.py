"""A stand as a program: `python -m tests.support.stand enforced PORT SECRET BASE KEY [socket]`.

Instead of a class it may be one that is broken, by the name it has in `faults`.
"""

import asyncio
import sys

import httpx
import uvicorn

from tests.support.stand.application import application
from tests.support.stand.faults import FAULTS
from tests.support.stand.floor_socket import FloorSocket
from tests.support.stand.stand import Guarded, Requested, Stand, Wiring

KINDS: dict[str, type[Stand]] = {
    "enforced": Stand,
    "guarded": Guarded,
    "requested": Requested,
    **{fault.kind.__name__: fault.kind for fault in FAULTS},
}


async def serve(kind: str, port: str, secret: str, base: str, key: str, way: str = "posts") -> None:
    """Until it is ended."""
    floor = FloorSocket() if way == "socket" else None
    async with (
        httpx.AsyncClient(transport=floor, trust_env=False) as http,
        asyncio.TaskGroup() as group,
    ):
        stand = KINDS[kind](Wiring(base, key, secret), http)
        config = uvicorn.Config(
            application(stand), host="127.0.0.1", port=int(port), log_level="warning"
        )
        running = [group.create_task(stand.run())]
        if floor is not None:
            running.append(group.create_task(floor.stay(base, key, stand.floor_changed)))
        await uvicorn.Server(config).serve()
        for one in running:
            one.cancel()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
