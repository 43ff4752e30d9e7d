"""The clocks of pages in a real browser: over lines that delay each frame by chance, after a tab
was out of sight, after sleep, and where somebody sets the machine's clock."""

import asyncio
from itertools import combinations
from random import Random
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LOOK = """async (room) => {
  const { Line } = await import("/client/wire/line.js");
  const { ticket } = await import("/client/wire/door.js");
  const { path } = JSON.parse(sessionStorage.getItem(`pushback.path.${room}`));
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


async def test_pages_agree_on_the_time_within_50_ms_and_as_far_as_each_is_sure(
    group: Group, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, carriers = Random(7), list[asyncio.Task[None]]()
    pages = [await group.joins(name) for name in ("Ada", "Cleo", "Dev", "Eve")]
    for page in pages:
        await page.route_web_socket("**/ws", lambda route: delaying(route, chance, carriers))

    looks = [
        await asyncio.gather(*(page.evaluate(LOOK, group.room) for page in pages)) for _ in range(4)
    ]

    found = [one for look in looks for one in look]
    for carrier in carriers:
        carrier.cancel()
    apart = sorted(abs(one[0] - other[0]) for one, other in combinations(found, 2))
    nearly_all = apart[int(len(apart) * 0.99)]
    with capsys.disabled():
        print(
            f" [{len(apart)} pairs, 0-100 ms each way: {nearly_all:.0f} ms apart at p99,"
            f" {max(apart):.0f} at most]",
            end="",
        )
    assert nearly_all <= 50
    for one, other in combinations(found, 2):
        assert abs(one[0] - other[0]) <= one[1] + other[1] + 2
    assert max(one[1] for one in found) <= 100


OWN_TIME = """
window.realNow = Date.now.bind(Date);
const steady = performance.now.bind(performance);
window.set = 0;  // by how much somebody has set the machine's clock
window.slept = 0;  // for how long the steady clock stood still
Date.now = () => realNow() + set;
performance.now = () => steady() - slept;
let isHidden = false;
Object.defineProperty(document, "hidden", { get: () => isHidden });
window.hide = (isSo) => { isHidden = isSo; document.dispatchEvent(new Event("visibilitychange")); };
"""
"""A page whose clocks and visibility a test holds; `realNow` is the time all the same."""
RIGHT = """(end) => {
  const [minutes, seconds] = document.querySelector(".clock p").textContent.match(/\\d+/g);
  const middle = (60 * Number(minutes) + Number(seconds) + 0.5) * 1000;
  return Math.abs(end - realNow() - middle) <= 1000;
}"""
LATER = "Date.now() + 3_000"
SOON = 2_000
"""Milliseconds in which a page that wakes must be right."""


async def looking(group: Group) -> Page:
    """Ada leads and sees all digits of a phase that runs."""
    ada = await group.joins("Ada", Role.LEADER, script=OWN_TIME)
    await group.moves_to(Phase.OPENING)
    await expect(ada.locator(".clock")).to_contain_text("left")
    return ada


def end(group: Group) -> int:
    """When the phase's time is over, by the server."""
    clock = group.state.clock
    assert clock is not None
    assert clock.timer.limit is not None
    assert clock.timer.since is not None
    return clock.timer.limit - clock.timer.spent + clock.timer.since


async def is_wrong(page: Page, until: int) -> None:
    """The digits have not moved for a while."""
    await page.wait_for_function(f"(end) => !({RIGHT})(end)", arg=until, polling=100)


async def is_right(page: Page, until: int) -> None:
    """Soon, the digits are those of the server's time."""
    await page.wait_for_function(RIGHT, arg=until, polling=50, timeout=SOON)


async def test_a_tab_that_was_out_of_sight_is_right_when_it_is_seen_again(group: Group) -> None:
    ada = await looking(group)
    await ada.evaluate("hide(true)")
    await is_wrong(ada, end(group))

    await ada.evaluate("hide(false)")

    await is_right(ada, end(group))


async def test_a_page_that_stood_still_is_right_when_it_goes_on(group: Group) -> None:
    """As a frozen tab does: nothing of it runs."""
    ada = await looking(group)
    dev = await group.joins("Dev")
    devtools = await ada.context.new_cdp_session(ada)
    stood = asyncio.Event()
    devtools.once("Debugger.paused", lambda _: stood.set())
    await devtools.send("Debugger.enable")
    await devtools.send("Debugger.pause")
    await stood.wait()
    await dev.wait_for_function("until => Date.now() > until", arg=await dev.evaluate(LATER))

    await devtools.send("Debugger.resume")

    await is_right(ada, end(group))


async def test_a_page_whose_machine_slept_is_right_soon_after(group: Group) -> None:
    """Asleep, the steady clock of a browser stands still; the wall clock does not."""
    ada = await looking(group)
    await is_right(ada, end(group))

    async with ada.expect_websocket() as taken_up:
        await ada.evaluate("() => { slept = 60_000; }")
    line = await taken_up.value
    await line.wait_for_event("framesent", lambda frame: '"sync"' in str(frame))

    await is_right(ada, end(group))


@pytest.mark.parametrize("by", [3_600_000, -3_600_000], ids=["on", "back"])
async def test_a_machine_whose_clock_is_set_shows_the_same_time_and_asks_anew(
    group: Group, by: int
) -> None:
    ada = await looking(group)
    await is_right(ada, end(group))

    async with ada.expect_websocket() as taken_up:
        await ada.evaluate("by => { set = by; }", by)
    line = await taken_up.value
    for _ in range(10):
        await line.wait_for_event("framesent", lambda frame: '"sync"' in str(frame))

    await is_right(ada, end(group))
