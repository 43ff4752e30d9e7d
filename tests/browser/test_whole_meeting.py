"""A whole meeting on eight pages, led by its two leaders' hands, and looked at in every phase."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.browser.test_seen import violations
from tests.support.browser import HASTE, Group

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

ROLES = {"Ada": Role.LEADER, "Ben": Role.LEADER, "Omar": Role.OBSERVER}
NAMES = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn", "Gwen", "Omar")
LOOKED_AT = ("Ada", "Cleo", "Dev", "Omar")
"""One page of each role: leader, presenter, member, observer."""
CASE = (Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN, Phase.CLOSE)
WAY = (Phase.OPENING, Phase.SELECT, *CASE, Phase.SELECT, *CASE, Phase.CLOSING, Phase.CORRIDOR)


async def seats(page: Page) -> list[str]:
    """Who sits where, in the order of the circle."""
    return await page.locator(".circle .chair .name").all_text_contents()


async def chooses(leader: Page, presenter: str, number: int) -> None:
    """A leader chooses who presents a case."""
    await leader.get_by_label(f"Presents case {number}").select_option(label=presenter)
    await expect(leader.locator("button.next")).to_be_enabled()


async def test_eight_pages_go_through_two_cases_as_one_circle(group: Group) -> None:
    pages = {
        name: await group.joins(name, ROLES.get(name, Role.MEMBER), script=HASTE, bypass_csp=True)
        for name in NAMES
    }
    ada, cleo = pages["Ada"], pages["Cleo"]
    await ada.get_by_role("button", name="The group agreed to observers today").click()
    await expect(pages["Omar"].locator(".circle")).to_be_visible()
    same = await seats(ada)
    assert [name for name in NAMES if name != "Omar"] == same

    case = 0
    for phase in WAY:
        await ada.locator("button.next").click()
        await asyncio.gather(
            *(
                expect(page.locator(f"main[data-phase='{phase}']")).to_be_visible()
                for page in pages.values()
            )
        )
        if phase is Phase.SELECT:
            case += 1
            await chooses(ada, ("Cleo", "Dev")[case - 1], case)
        if phase is Phase.DISCUSS and case == 1:
            await cleo.get_by_role("button", name="Sit back").click()
            await expect(pages["Gwen"].locator(".chair.back")).to_be_visible()
        for name in LOOKED_AT if case < 2 else ():
            assert [] == await violations(pages[name]), f"{name} in {phase}"
            assert same == await seats(pages[name])

    await ada.get_by_role("button", name="End the meeting").click()
    await ada.locator("[data-asked] button.first").click()
    for page in pages.values():
        await expect(page.get_by_text("Nothing that was said is kept")).to_be_visible()
    await ada.get_by_role("button", name="Confirm attendance").click()
    await expect(ada.get_by_text("Attendance is confirmed.")).to_be_visible()
