"""A room on a screen that anybody may look at: phase and clock, and nobody sits in it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.access.grants import Scope
from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.phases.shipped import SHIPPED
from app.phases.units import SECOND
from app.rooms.roles import Role
from app.rooms.seat import DRAIN
from tests.browser.test_embedded import hears, says, shows
from tests.support.browser import Group
from tests.support.foreign_page import foreign_page
from tests.support.node import running_node, sqlite_url
from tests.support.signed import signed

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "Failed to load resource: the server responded with a status of 4"
SCENE = {"width": 1920, "height": 1080}
CORNER = {"width": 320, "height": 180}
FITS = """document.documentElement.scrollWidth <= innerWidth
    && document.body.scrollHeight <= innerHeight"""


@pytest_asyncio.fixture(loop_scope="session")
async def call() -> AsyncIterator[str]:
    """The Origin of a page that a server of its own serves."""
    async with foreign_page() as origin:
        yield origin


@pytest_asyncio.fixture(loop_scope="session")
async def group(browser: Browser, tmp_path: Path, call: str) -> AsyncIterator[Group]:
    """A room with a leader and a member in it."""
    async with running_node(sqlite_url(tmp_path), embed_origins=(call,)) as node:
        gathered = Group(node, browser, await node.room(), node.origin)
        await gathered.sits("Ada", Role.LEADER)
        await gathered.sits("Cleo")
        yield gathered
        await gathered.goes()
    assert [] == gathered.unpardoned


async def key(group: Group, scope: Scope = Scope.ROOM_SHOW) -> str:
    """What somebody puts into the address of a browser source."""
    rooms = frozenset() if scope is Scope.OPERATOR else frozenset({group.room})
    access = group.node.service.access
    return (await access.create_key("stream", frozenset({scope}), rooms, expires_in=None)).text


async def machines(group: Group, **claims: Any) -> str:
    """A grant that shows the room and does nothing else."""
    now = group.node.service.clock.now()
    return signed(await key(group, Scope.OPERATOR), now, room=group.room, show=True, **claims)


async def source(group: Group, secret: str, look: str = "clear", **how: Any) -> Page:
    """A browser source, as OBS opens it."""
    page = await group.window(**{"viewport": SCENE, **how})
    await page.goto(f"{group.origin}/embed/{group.room}?look={look}#{secret}")
    return page


async def test_a_screen_shows_phase_and_time_and_nobody_sits_in_it(group: Group) -> None:
    before = len(group.state.people)
    page = await source(group, await key(group))
    shown = page.locator(".screen")
    await expect(shown.get_by_role("heading", name="Gathering")).to_be_visible()

    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    await expect(shown.get_by_role("heading", name="Discussion")).to_be_visible()
    await expect(shown.locator(".clock")).to_contain_text("early")
    assert before == len(group.state.people)
    text = await page.locator("html").inner_text()
    assert "Cleo" not in text
    assert "Ada" not in text
    assert 0 == await page.get_by_role("button").count()


async def test_secret_is_out_of_the_address_and_nowhere_in_the_browser(group: Group) -> None:
    secret = await key(group)
    page = await source(group, secret)
    await expect(page.locator(".screen h1")).to_be_visible()

    assert f"{group.origin}/embed/{group.room}?look=clear" == page.url
    assert secret not in await page.content()
    assert [0, ""] == await page.evaluate("[localStorage.length, document.cookie]")


@pytest.mark.parametrize("size", [SCENE, CORNER], ids=["scene", "corner"])
async def test_a_screen_has_no_paper_and_fits(group: Group, size: dict[str, int]) -> None:
    page = await source(group, await key(group), viewport=size)
    await group.moves_to(Phase.OPENING)
    await expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    await expect(page.locator(".clock")).to_be_visible()

    both = "[document.documentElement, document.body]"
    papers = await page.evaluate(f"{both}.map((one) => getComputedStyle(one).backgroundColor)")
    assert ["rgba(0, 0, 0, 0)"] * 2 == papers
    assert await page.evaluate(FITS)


async def test_a_clock_that_everybody_sees_is_in_digits(group: Group) -> None:
    plan = replace(SHIPPED["two_case_90"], clock=ClockView.FULL)
    other = replace(group, room=await group.node.room(plan), links={})
    await other.sits("Dev", Role.LEADER)
    page = await source(other, await key(other), look="stage")
    await other.moves_to(Phase.OPENING)

    await expect(page.locator(".clock")).to_contain_text(r":")
    first = await page.locator(".clock").inner_text()
    await expect(page.locator(".clock")).not_to_have_text(first)


async def test_a_machine_that_reads_more_is_not_let_onto_a_screen(group: Group) -> None:
    page = await source(group, await key(group, Scope.ROOM_READ), look="panel")

    await expect(page.get_by_text("Open this panel again from your call.")).to_be_visible()
    assert "Cleo" not in await page.content()


async def test_grant_that_runs_out_is_told_and_another_one_shows_on(
    group: Group, call: str
) -> None:
    group.pardoned.append(REFUSED)
    soon = (group.node.service.clock.now() + 10 * SECOND) // 1_000
    page = await shows(group, call)
    page.set_default_timeout(30_000)
    await says(page, "hello", grant=await machines(group, exp=soon))
    await hears(page, "stage", stage="inside")
    panel = page.frame_locator("iframe")
    await expect(panel.locator(".screen h1")).to_be_visible()

    told = await hears(page, "stage", stage="stopped")
    assert "grant_expired" == told["payload"]["code"]
    await says(page, "grant", grant=await machines(group))

    await expect(panel.locator(".screen h1")).to_be_visible()


async def test_revoked_key_takes_the_room_off_the_screen(group: Group) -> None:
    group.pardoned.append(REFUSED)
    secret = await key(group)
    page = await source(group, secret)
    await expect(page.locator(".screen h1")).to_be_visible()

    await group.node.service.access.revoke_key(secret.split("_")[1])

    await expect(page.locator(".screen")).to_have_count(0)
    await expect(page.locator(".over")).to_be_hidden()


async def test_a_screen_comes_back_when_its_line_does(group: Group) -> None:
    group.pardoned += ["ERR_INTERNET_DISCONNECTED", "net::"]
    page = await source(group, await key(group))
    await expect(page.locator(".screen h1")).to_be_visible()
    await group.moves_to(Phase.OPENING)
    await expect(page.locator(".clock")).to_be_visible()

    (seat,) = (one for one in group.node.service.rooms.held[group.room].seats if not one.person)
    await page.context.set_offline(True)
    seat.sink.part(DRAIN)

    await expect(page.locator('.screen[data-live="no"] .clock')).to_have_count(0)
    await expect(page.locator('.screen[data-live="no"] h1')).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator('.screen[data-live="yes"] .clock')).to_be_visible()
