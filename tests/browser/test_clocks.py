"""The clocks of several pages over lines that delay each frame by chance, in one real browser."""

import asyncio
from itertools import combinations
from random import Random
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute

from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LOOK = """async (room) => {
  const { Line } = await import("/client/wire/line.js");
  const { ticket } = await import("/client/wire/door.js");
  const path = sessionStorage.getItem(`pushback.path.${room}`);
  const world = {
    open: (url) => new WebSocket(url), stream: () => { throw new Error("no stream"); },
    ticket: () => ticket(path), steady: () => performance.now(), wall: () => Date.now(),
    chance: () => 0, uuid: () => crypto.randomUUID(), after: setTimeout.bind(window),
    forget: clearTimeout.bind(window),
  };
  const line = new Line({ room, url: `ws://${location.host}/ws`, world });
  line.start();
  await new Promise((go) => setTimeout(go, 2500));
  const found = [line.now() - Date.now(), line.time.clock.error(performance.now())];
  line.stop("looked");
  return found;
}"""
"""The server's time as this page has it, against the machine's own, and how sure it is."""


async def delaying(
    route: WebSocketRoute, chance: Random, carriers: list[asyncio.Task[None]]
) -> None:
    """Every frame, either way, is late by 0 to 100 ms, in the order in which it was sent."""
    server = route.connect_to_server()

    def late(send: Any) -> Any:
        queue: asyncio.Queue[Any] = asyncio.Queue()

        async def carry() -> None:
            while True:
                due, message = await queue.get()
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                send(message)

        carriers.append(asyncio.get_running_loop().create_task(carry()))
        return lambda message: queue.put_nowait(
            (asyncio.get_running_loop().time() + chance.random() / 10, message)
        )

    route.on_message(late(server.send))
    server.on_message(late(route.send))


async def test_pages_agree_on_the_time_as_far_as_each_of_them_is_sure(
    group: Group, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, carriers = Random(7), list[asyncio.Task[None]]()
    pages = [await group.joins(name) for name in ("Ada", "Cleo", "Dev", "Eve")]
    for page in pages:
        await page.route_web_socket("**/ws", lambda route: delaying(route, chance, carriers))

    found = await asyncio.gather(*(page.evaluate(LOOK, group.room) for page in pages))

    for carrier in carriers:
        carrier.cancel()
    apart = [abs(one[0] - other[0]) for one, other in combinations(found, 2)]
    with capsys.disabled():
        print(
            f" [{len(pages)} pages, 0-100 ms each way: {max(apart):.0f} ms apart at most]", end=""
        )
    for one, other in combinations(found, 2):
        assert abs(one[0] - other[0]) <= one[1] + other[1] + 2
    assert max(one[1] for one in found) <= 100
