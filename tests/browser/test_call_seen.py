"""The page as the call, looked at: narrow pages, a thumb's reach, a keyboard, other languages."""

from pathlib import Path

import pytest
from playwright.async_api import FloatRect, Page, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.browser.test_seen import NARROW, fits, is_clean
from tests.support.browser import PHONE
from tests.support.call_group import WATCHED, CallGroup, call_group, key
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart

pytestmark = [pytest.mark.system, pytest.mark.slow]

SMALL = {"width": 320, "height": 568}
SIZES = ((390, 664), (320, 568), (844, 390), (1366, 625))


async def looks_first(group: CallGroup, name: str) -> Page:
    """Somebody is seated, and looks at how they are heard."""
    page = await group.joins(name, viewport=NARROW, bypass_csp=True, script=WATCHED)
    await page.get_by_role("button", name="Try my microphone").click()
    await page.get_by_label("Open my camera when I join").check()
    return page


async def is_in_reach(page: Page, *owns: str) -> None:
    """On every screen, wherever it is scrolled to, a thumb finds the keys."""
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for place in ("0", "document.body.scrollHeight"):
            await page.evaluate(f"scrollTo(0, {place})")
            for own in owns:
                await expect(key(page, own)).to_be_in_viewport(ratio=1)
                await key(page, own).click(trial=True)


@apart
async def test_how_one_is_heard_is_looked_at_before_anything_is_sent(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        page = await looks_first(group, "Cleo")
        loud = page.get_by_label("What your microphone hears")
        await expect(loud).to_be_visible()
        await page.wait_for_function("document.querySelector('meter').value > 0")
        await expect(page.locator(".own-face.seen")).to_be_visible()
        assert [] == await page.evaluate("window.connections")
        await is_clean(page, "panel")
        await fits(page)

        await page.get_by_role("button", name="Join the call").click()
        await expect(key(page, "camera")).to_have_attribute("aria-pressed", "true")
        await expect(key(page, "microphone")).to_have_attribute("aria-pressed", "false")
        await expect(page.locator(".own-face.seen")).to_be_visible()
        await is_clean(page, "keys")
        await fits(page)
        foot = await page.locator(".calling").bounding_box()
        await page.locator(".calling summary").click()
        await expect(page.get_by_label("Sound only, on a slow line")).to_be_in_viewport(ratio=1)
        assert foot == await page.locator(".calling").bounding_box()
        await is_clean(page, "devices")
        await fits(page)


@apart
async def test_ones_own_keys_and_the_way_back_are_in_reach_of_a_thumb(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER)
        cleo = await group.calls("Cleo", bypass_csp=True)
        await group.moves_to(Phase.DISCUSS, presenter="Cleo")
        await cleo.get_by_role("button", name="Sit back").click()
        await expect(key(cleo, "microphone")).to_contain_text("closed while you listen")
        for page in (ada, cleo):
            await is_in_reach(page, "microphone", "camera")
        for width, height in SIZES:
            await cleo.set_viewport_size({"width": width, "height": height})
            back = cleo.locator("[data-asks=come_back_in]")
            await cleo.evaluate("scrollTo(0, 0)")
            await expect(back).to_be_in_viewport(ratio=1)
            await back.click(trial=True)
        await cleo.set_viewport_size({"width": 320, "height": 640})
        await is_clean(cleo, "sitting back")
        await fits(cleo)


@pytest.mark.parametrize("locale", ["de", "fr", "he"])
@apart
async def test_in_every_language_the_keys_fit_a_narrow_page(
    there: Apart, janus: JanusProcess, tmp_path: Path, locale: str
) -> None:
    async with call_group(tmp_path) as group:
        page = await group.joins("Cleo", viewport=NARROW, bypass_csp=True, locale=locale)
        await expect(page.locator(".hearing")).to_be_visible()
        await fits(page)
        await page.locator(".hearing button.first").click()
        await expect(key(page, "microphone")).to_have_attribute("aria-disabled", "false")
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        await is_clean(page, locale)
        await fits(page)


@apart
async def test_whoever_uses_a_keyboard_stays_on_the_key_that_they_press(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        page = await group.calls("Cleo")
        microphone = key(page, "microphone")
        await expect(microphone).to_have_attribute("aria-disabled", "false")
        await microphone.focus()
        for pressed in ("true", "false", "true"):
            await page.keyboard.press("Enter")
            await expect(microphone).to_have_attribute("aria-pressed", pressed)
            await expect(microphone).to_be_focused()


@apart
async def test_the_keys_leave_the_circle_to_be_seen(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER, opens=("camera",), viewport=SMALL)
        cleo = await group.calls("Cleo", opens=("camera",), viewport=PHONE)
        for name in ("Ben", "Dev", "Eve", "Finn"):
            await group.sits(name)
        await group.moves_to(Phase.DISCUSS, presenter="Cleo")
        await cleo.get_by_role("button", name="Sit back").click()
        await expect(key(cleo, "microphone")).to_contain_text("closed while you listen")
        undo = ada.get_by_role("button", name="Back to: Questions of fact")
        await expect(undo).to_have_count(0, timeout=20_000)

        rug, foot = await box(ada, ".circle svg"), await box(ada, ".calling")
        seen = min(rug["y"] + rug["height"], foot["y"]) - max(rug["y"], 0)
        assert seen > 0.8 * rug["height"]
        for width, height in ((390, 844), (390, 664)):
            await cleo.set_viewport_size({"width": width, "height": height})
            own, keys = await box(cleo, ".own-face.seen"), await box(cleo, ".presenting")
            assert own["y"] + own["height"] <= keys["y"]


@apart
async def test_who_sits_back_in_the_call_has_one_way_back_and_one_key_for_the_camera(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        await group.calls("Ada", Role.LEADER)
        cleo = await group.calls("Cleo", viewport=PHONE)
        await group.moves_to(Phase.DISCUSS, presenter="Cleo")
        await expect(cleo.get_by_label("Let my camera be seen", exact=True)).to_be_visible()
        await cleo.get_by_role("button", name="Sit back").click()

        await expect(key(cleo, "microphone")).to_contain_text("closed while you listen")
        await expect(cleo.get_by_text("Come back in")).to_have_count(1)
        await expect(cleo.get_by_label("Let my camera be seen", exact=True)).to_have_count(0)
        await expect(key(cleo, "camera")).to_be_visible()


async def box(page: Page, place: str) -> FloatRect:
    """Where it stands on the screen."""
    found = await page.locator(place).bounding_box()
    assert found is not None
    return found
