"""Trying a meeting alone: the bots live in the operator's page, the leader in another tab."""

import re

import pytest
from playwright.async_api import Page, expect

from app.rooms.fields import RoomId
from app.rooms.state import Room
from tests.browser.test_operator import office
from tests.browser.test_seen import NARROW, fits, is_clean
from tests.support.browser import HASTE, Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

BOTS = ("Ash (bot)", "Birch (bot)", "Cedar (bot)", "Elm (bot)", "Hazel (bot)")


async def rehearses(page: Page) -> None:
    """The leader tries the plan alone, and has not opened their own page yet."""
    await page.locator("#names-leader").fill("Ada")
    await page.get_by_role("button", name="Try it alone").click()
    await expect(page.get_by_role("heading", name="Your rehearsal is ready")).to_be_visible()


async def leads(page: Page) -> Page:
    """The leader's own page, in a tab beside the bots'."""
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Open the leader’s page").click()
    ada = await opened.value
    await agrees(ada)
    return ada


async def goes_on(ada: Page, phase: str) -> None:
    """The leader moves the group on, and is there."""
    await ada.get_by_role("button", name=f"On to: {phase}").click()
    await expect(ada.get_by_role("heading", level=1, name=phase)).to_be_visible()


def rehearsed(group: Group, ada: Page) -> Room:
    """The room of the rehearsal as the node holds it."""
    return group.node.service.rooms.held[RoomId(ada.url.split("/r/")[1])].room


async def test_a_leader_goes_through_a_case_with_bots(group: Group) -> None:
    page = await office(group, script=HASTE)
    await page.get_by_label("Plan").select_option("single_60")
    await rehearses(page)
    ada = await leads(page)
    await expect(page.get_by_text("All 5 bots are in the circle.")).to_be_visible()
    for name in BOTS:
        await expect(ada.locator("figure.circle")).to_contain_text(name)
    await expect(ada.get_by_text("A rehearsal", exact=True)).to_be_visible()

    await goes_on(ada, "Opening")
    await goes_on(ada, "Who has a case?")
    await expect(ada.get_by_text("Could present: Ash (bot), Birch (bot)")).to_be_visible()
    await ada.get_by_label("Presents case 1").select_option("Ash (bot)")
    await goes_on(ada, "The case is told")
    await goes_on(ada, "Questions of fact")
    await goes_on(ada, "Discussion")
    await expect(ada.get_by_text("Ash (bot) sits back and listens.")).to_be_visible()
    await expect(ada.locator(".chair.back", has_text="Ash")).to_be_visible()

    await goes_on(ada, "Coming back in")
    await expect(
        ada.locator(".case").get_by_text("Ash (bot) is back in the circle.")
    ).to_be_visible()
    await expect(ada.locator(".chair.back")).to_have_count(0)
    await goes_on(ada, "Leaving the case")
    await goes_on(ada, "Closing")
    await goes_on(ada, "The corridor")
    await ends(ada)
    await expect(page.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    await expect(page.get_by_text("The meeting has ended, and the bots are gone.")).to_be_visible()
    await page.get_by_role("button", name="Back to the form").click()
    await expect(page.locator("#names-leader")).to_have_value("Ada")


async def ends(ada: Page) -> None:
    """The leader ends the meeting, and is asked once whether they mean it."""
    await ada.get_by_role("button", name="End the meeting").click()
    await ada.locator("[data-asked] button.first").click()
    await expect(ada.get_by_role("heading", name="The meeting has ended")).to_be_visible()


async def test_a_move_can_be_taken_back_as_slowly_as_in_a_meeting(group: Group) -> None:
    page = await office(group, script=HASTE)
    await rehearses(page)
    ada = await leads(page)
    await goes_on(ada, "Opening")

    room = rehearsed(group, ada)

    assert room.is_rehearsal
    assert 48_000 == room.plan.steps[0].limit
    assert 15_000 == room.plan.tempo.undo


async def test_short_steps_are_written_as_the_leader_writes_numbers(group: Group) -> None:
    page = await office(group, title="Ein neues Treffen", script=HASTE, locale="de-DE")
    await page.get_by_role("button", name="Allein ausprobieren").click()
    async with page.context.expect_page() as opened:
        await page.locator(".alone-open a").click()
    ada = await opened.value
    await agrees(ada)

    await expect(ada.locator("button.next")).to_contain_text("0,8 Min.")
    shape = ada.locator(".timeline")
    await expect(shape).to_have_attribute("aria-label", re.compile(r"0,8 Min\..*; .*0,1 Min\."))
    await expect(shape).not_to_have_attribute("aria-label", re.compile(r"\d\.\d|\b0 Min"))


async def test_bots_that_are_taken_away_leave_the_circle(group: Group) -> None:
    page = await office(group, script=HASTE)
    await rehearses(page)
    ada = await leads(page)
    await expect(page.get_by_text("All 5 bots are in the circle.")).to_be_visible()

    await page.get_by_role("button", name="End the rehearsal").click()

    await expect(page.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    await expect(ada.locator("figure.circle")).not_to_contain_text("Hazel (bot)")


async def test_the_pages_are_clean_and_fit_a_narrow_page(group: Group) -> None:
    page = await office(group, script=HASTE, viewport=NARROW, bypass_csp=True)
    await fits(page)
    await rehearses(page)
    await expect(page.get_by_text("All 5 bots are in the circle.")).to_be_visible()
    await is_clean(page, "rehearsal")
    await fits(page)
    ada = await leads(page)
    await expect(ada.get_by_text("A rehearsal", exact=True)).to_be_visible()
    await is_clean(ada, "leader in a rehearsal")
    await page.get_by_role("button", name="End the rehearsal").click()
    await expect(page.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    await is_clean(page, "over")
    await fits(page)
