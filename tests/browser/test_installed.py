"""The page as something to be installed: what Chromium says of it, and where it begins."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from tests.support.browser import ARGUMENTS, Group, agrees, chromium

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def profile(browser: Browser, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    """A browser that keeps things: nothing is installed from a window that forgets everything."""
    kept = await browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium(), args=ARGUMENTS, locale="en-GB"
    )
    yield kept
    await kept.close()


async def test_chromium_would_install_the_page(group: Group, profile: BrowserContext) -> None:
    page = await profile.new_page()
    await page.goto(group.address(await group.invites("Cleo")))
    await page.locator(".agreement").wait_for()
    devtools = await profile.new_cdp_session(page)

    manifest = await devtools.send("Page.getAppManifest")
    installing = await devtools.send("Page.getInstallabilityErrors")

    assert [] == manifest["errors"]
    assert [] == installing["installabilityErrors"]


async def test_nothing_of_a_link_is_kept_by_what_is_installed(
    group: Group, profile: BrowserContext
) -> None:
    """Without a place of its own to begin, Chromium would keep the address with its secret."""
    page = await profile.new_page()
    link = await group.invites("Cleo")
    await page.goto(group.address(link))
    devtools = await profile.new_cdp_session(page)

    manifest = await devtools.send("Page.getAppManifest")

    assert f"{group.origin}/again" == manifest["manifest"]["startUrl"]
    assert link.text not in str(manifest)


async def test_an_installed_page_begins_in_the_room_known_last(
    group: Group, profile: BrowserContext
) -> None:
    page = await profile.new_page()
    await page.goto(group.address(await group.invites("Cleo")))
    await agrees(page)

    again = await profile.new_page()
    await again.goto(f"{group.origin}/again")

    await expect(again).to_have_url(f"{group.origin}/r/{group.room}")
    await expect(again.get_by_role("img", name="Cleo, you")).to_be_visible()


async def test_an_installed_page_that_knows_no_room_asks_for_the_link(group: Group) -> None:
    page = await group.window(locale="de-DE")
    await page.goto(f"{group.origin}/again")

    await expect(page.get_by_text("hier nicht bekannt")).to_be_visible()
